/* A field as JSON Schema 2020-12, so that other programs can check and fill what is asked here. */
#include "fields/fields_private.h"
#include "text/json.h"

static const char *pattern_of(const field_def *f)
{
	switch (f->kind) {
	case FIELD_MONTH:
		return "^[0-9]{4}-(0[1-9]|1[0-2])$";
	case FIELD_NUMBER:
		return f->decimals ? "^-?[0-9]{1,12}(\\.[0-9]{1,6})?$" : "^-?[0-9]{1,12}$";
	case FIELD_MONEY:
		return "^-?[0-9]{1,12}$";
	case FIELD_POSTAL:
		return "^[0-9]{7}$";
	case FIELD_PHONE:
		return "^0[0-9]{9,10}$";
	case FIELD_MY_NUMBER:
		return "^[0-9]{12}$";
	case FIELD_CORPORATE_NUMBER:
		return "^[1-9][0-9]{12}$";
	case FIELD_KANA:
		return "^[\\u30A1-\\u30FC\\u3000]+$";
	case FIELD_FILE:
		return "^[A-Za-z0-9_-]{1,100}$";
	case FIELD_TEXT:
	case FIELD_NAME:
	case FIELD_ADDRESS:
	case FIELD_MAIL:
	case FIELD_DATE:
	case FIELD_YESNO:
	case FIELD_CHOICE:
	case FIELD_CHOICES:
	case FIELD_TABLE:
	case FIELD_KIND_COUNT:
		break;
	}
	return NULL;
}

static void table_schema(json_writer *w, const field_def *f, lang l)
{
	jw_field_str(w, "type", STR("array"));
	if (field_least(f))
		jw_field_i64(w, "minItems", field_least(f));
	jw_field_i64(w, "maxItems", field_most(f));
	jw_field_object(w, "items");
	jw_field_str(w, "type", STR("object"));
	jw_field_object(w, "properties");
	for (size_t i = 0; i < f->columns.n; i++) {
		jw_key(w, f->columns.at[i].id);
		field_schema(w, &f->columns.at[i], l);
	}
	jw_end(w);
	jw_field_array(w, "required");
	for (size_t i = 0; i < f->columns.n; i++)
		if (f->columns.at[i].required)
			jw_str(w, f->columns.at[i].id);
	jw_end(w);
	jw_field_bool(w, "additionalProperties", false);
	jw_end(w);
}

static void choices_schema(json_writer *w, const field_def *f, lang l)
{
	jw_field_str(w, "type", STR("string"));
	jw_field_array(w, "oneOf");
	for (size_t i = 0; i < f->choices.n; i++) {
		jw_object(w);
		jw_field_str(w, "const", f->choices.at[i].value);
		jw_field_str(w, "title", text_in(&f->choices.at[i].label, l));
		jw_end(w);
	}
	jw_end(w);
}

static void text_schema(json_writer *w, const field_def *f)
{
	const char *pattern = pattern_of(f);
	bool counted =
		f->kind == FIELD_TEXT || f->kind == FIELD_NAME || f->kind == FIELD_ADDRESS || f->kind == FIELD_KANA;
	jw_field_str(w, "type", STR("string"));
	if (pattern)
		jw_field_str(w, "pattern", str_of(pattern));
	if (f->kind == FIELD_DATE)
		jw_field_str(w, "format", STR("date"));
	if (f->kind == FIELD_MAIL)
		jw_field_str(w, "format", STR("email"));
	if (f->kind == FIELD_YESNO) {
		jw_field_array(w, "enum");
		jw_str(w, STR("yes"));
		jw_str(w, STR("no"));
		jw_end(w);
	}
	/* a character with its variation selector counts once here and twice there: only the lower bound is the same */
	if (counted && field_least(f))
		jw_field_i64(w, "minLength", field_least(f));
	jw_field_object(w, "x-madoguchi"); /* what a pattern cannot say */
	jw_field_str(w, "kind", str_of(field_kind_name(f->kind)));
	if (f->kind == FIELD_NUMBER || f->kind == FIELD_MONEY || counted) {
		jw_field_i64(w, "least", field_least(f));
		jw_field_i64(w, "most", field_most(f));
	}
	if (f->kind == FIELD_NUMBER)
		jw_field_i64(w, "decimals", f->decimals);
	if (f->no_future || f->no_past)
		jw_field_str(w, "when", f->no_future ? STR("past") : STR("future"));
	jw_end(w);
}

void field_schema(json_writer *w, const field_def *f, lang l)
{
	jw_object(w);
	if (!text_empty(&f->label))
		jw_field_str(w, "title", text_in(&f->label, l));
	if (!text_empty(&f->help))
		jw_field_str(w, "description", text_in(&f->help, l));
	if (f->kind == FIELD_TABLE) {
		table_schema(w, f, l);
	} else if (f->kind == FIELD_CHOICES) {
		jw_field_str(w, "type", STR("array"));
		jw_field_bool(w, "uniqueItems", true);
		jw_key(w, STR("items"));
		jw_object(w);
		choices_schema(w, f, l);
		jw_end(w);
	} else if (f->kind == FIELD_CHOICE) {
		choices_schema(w, f, l);
	} else {
		text_schema(w, f);
	}
	jw_end(w);
}

str fields_schema(arena *a, const field_def *at, size_t n, const text3 *title, lang l)
{
	buf b = buf_new(a, 16 << 20);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_str(&w, "$schema", STR("https://json-schema.org/draft/2020-12/schema"));
	if (title && !text_empty(title))
		jw_field_str(&w, "title", text_in(title, l));
	jw_field_str(&w, "type", STR("object"));
	jw_field_object(&w, "properties");
	for (size_t i = 0; i < n; i++) {
		jw_key(&w, at[i].id);
		field_schema(&w, &at[i], l);
	}
	jw_end(&w);
	jw_field_array(&w, "required");
	for (size_t i = 0; i < n; i++)
		if (at[i].required)
			jw_str(&w, at[i].id);
	jw_end(&w);
	jw_field_bool(&w, "additionalProperties", false);
	jw_end(&w);
	jw_done(&w);
	CHECK(!b.overflowed);
	return buf_str(&b);
}
