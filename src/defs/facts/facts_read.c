/* facts.yaml: the tables of its fields. A column of a table is read as a fact without what only facts have. */
#include "defs/facts/facts_read.h"

#include <stdlib.h>

/* A fact on the way: bounds are texts until the kind is known. */
typedef struct raw_fact {
	fact_def f;
	bool known; /* the type could be read: what goes with it can be told */
	const yaml_node *least, *most, *decimals, *lines, *first, *last, *no_future, *no_past, *unit, *choices,
		*columns, *accept;
} raw_fact;

static const yaml_node *place(const yaml_node *map, const char *key)
{
	const yaml_node *v = yaml_get(map, key);
	return v ? v : map;
}

static void read_kind(reader *r, const yaml_node *n, void *to, const field *f)
{
	raw_fact *raw = to;
	strs names = { NULL, 0 };
	str s;
	(void)f;
	if (!text_of(r, n, &s) || (raw->known = field_kind_of(s, &raw->f.field.kind)))
		return;
	for (int k = 0; k < FIELD_KIND_COUNT; k++)
		LIST_ADD(r->work, &names, str_of(field_kind_name((field_kind)k)));
	note(r, n,
	     "‘%.*s’ is not a type%s; there are text, name, kana, address, postal, phone, mail, date, month, number, money, yesno, "
	     "choice, choices, table, file, my_number and corporate_number",
	     STR_ARG(shown(s)), did_you_mean(r->work, s, &names));
}

static void read_node(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)r;
	(void)f;
	*(const yaml_node **)to = n;
}

/* An expression: one text, also over several lines. */
static void read_feel(reader *r, const yaml_node *n, void *to, const field *f)
{
	str s;
	(void)f;
	if (!text_of(r, n, &s))
		return;
	if (s.len > FEEL_BYTES_MAX)
		note(r, n, "too long: %zu bytes, at most %d", s.len, FEEL_BYTES_MAX);
	else if (str_trim(s).len == 0)
		note(r, n, "write an expression here, or leave the key out");
	else
		*(str *)to = s;
}

static bool number_of(reader *r, const yaml_node *n, i64 least, i64 most, i64 *ret)
{
	str s;
	if (!text_of(r, n, &s))
		return false;
	if (!str_i64(str_trim(s), ret))
		note(r, n, "write a whole number here, such as `%lld`", (long long)(least > 1 ? least : 1));
	else if (*ret < least || *ret > most)
		note(r, n, "%lld is out of range; it must be %lld to %lld", (long long)*ret, (long long)least,
		     (long long)most);
	else
		return true;
	return false;
}

static void read_weight(reader *r, const yaml_node *n, double *ret)
{
	str s;
	char *end;
	if (!text_of(r, n, &s))
		return;
	s = arena_copy(r->work, str_trim(s));
	double x = strtod(s.at, &end);
	bool plain = s.len && s.len < 20 && (s.at[0] >= '0' && s.at[0] <= '9') && *end == 0;
	for (size_t i = 0; i < s.len; i++)
		plain = plain && ((s.at[i] >= '0' && s.at[i] <= '9') || s.at[i] == '.');
	if (!plain || x < 0 || x > 1e9)
		note(r, n, "write how common this is, as a number such as 3 or 0.5");
	else
		*ret = x;
}

static void read_share(reader *r, const yaml_node *n, void *to, const field *f)
{
	fact_def *fact = to;
	(void)f;
	if (n->kind != YN_MAP) {
		note(r, n, "write how common each answer is: { 1級: 3, なし: 90 }");
		return;
	}
	for (size_t i = 0; i < n->keys.n; i++) {
		if (i == FACT_SHARES_MAX) {
			note(r, n->keys.at[i], "at most %d shares", FACT_SHARES_MAX);
			return;
		}
		fact_share s = { .value = STR_NONE };
		text_of(r, n->keys.at[i], &s.value);
		read_weight(r, n->items.at[i], &s.weight);
		LIST_ADD(r->a, &fact->share, s);
	}
}

/* --- choices, columns, files ------------------------------------------------------------------------------------------- */

/* `- 1級: { en: Grade 1 }`, `- 1級: 一級` or `- 1級` alone. Where the label has no Japanese, the value is it. */
static void read_choice(reader *r, const yaml_node *n, field_choice *ret)
{
	static const field label = { .key = "label", .read = read_text3, .most = NAME_MAX_BYTES };
	const yaml_node *key = n, *value = NULL;
	if (n->kind == YN_MAP && n->keys.n == 1) {
		key = n->keys.at[0];
		value = n->items.at[0];
	} else if (n->kind != YN_TEXT) {
		note(r, n, "write one choice: `- 1級: { ja-easy: …, en: … }`");
		return;
	}
	static const field line = { .key = "value", .read = read_line, .most = YAML_KEY_MAX };
	read_line(r, key, &ret->value, &line);
	if (ret->value.len == 0)
		note(r, key, "a choice needs a value");
	if (str_eq(ret->value, STR("?"))) /* what a form's わからない is posted as */
		note(r, key, "a choice cannot be called ?");
	if (!value || (value->kind == YN_TEXT && value->s.len == 0)) {
		ret->label.in[LANG_JA] = ret->value;
		return;
	}
	if (value->kind == YN_MAP && !yaml_get(value, "ja")) { /* the value is the Japanese text */
		yaml_node *with = arena_one(r->work, yaml_node), *ja = arena_one(r->work, yaml_node),
			  *text = arena_one(r->work, yaml_node);
		*with = (yaml_node){ .kind = YN_MAP, .line = value->line, .column = value->column };
		*ja = (yaml_node){ .kind = YN_TEXT, .line = key->line, .column = key->column, .s = STR("ja") };
		*text = (yaml_node){ .kind = YN_TEXT, .line = key->line, .column = key->column, .s = ret->value };
		LIST_ADD(r->work, &with->keys, ja);
		LIST_ADD(r->work, &with->items, text);
		for (size_t i = 0; i < value->keys.n; i++) {
			LIST_ADD(r->work, &with->keys, value->keys.at[i]);
			LIST_ADD(r->work, &with->items, value->items.at[i]);
		}
		value = with;
	}
	read_text3(r, value, &ret->label, &label);
}

static void read_choices(reader *r, const yaml_node *n, field_def *f)
{
	if (n->kind != YN_LIST) {
		note(r, n, "write a list of choices: `- 1級: { ja-easy: …, en: … }`");
		return;
	}
	for (size_t i = 0; i < n->items.n; i++) {
		if (i == FACT_CHOICES_MAX) {
			note(r, n->items.at[i], "at most %d choices", FACT_CHOICES_MAX);
			return;
		}
		field_choice c = { 0 };
		read_choice(r, n->items.at[i], &c);
		for (size_t k = 0; k < f->choices.n; k++)
			if (c.value.len && str_eq(f->choices.at[k].value, c.value))
				note(r, n->items.at[i], "the choice ‘%.*s’ stands twice", STR_ARG(shown(c.value)));
		LIST_ADD(r->a, &f->choices, c);
	}
	if (n->items.n == 0)
		note(r, n, "there is no choice; add some");
}

static void read_accept(reader *r, const yaml_node *n, field_def *f)
{
	static const char *const known[] = { "pdf", "jpeg", "png", "heic", "webp", "xlsx", "docx", "csv" };
	strs words = { NULL, 0 };
	for (size_t i = 0; i < COUNT(known); i++)
		LIST_ADD(r->work, &words, str_of(known[i]));
	read_ids(r, n, &f->accept, NULL);
	for (size_t i = 0; i < f->accept.n; i++)
		if (f->accept.at[i].len && !contains(&words, f->accept.at[i]))
			note(r, n->items.at[i],
			     "‘%.*s’ is not a kind of file%s; there are pdf, jpeg, png, heic, webp, xlsx, docx and csv",
			     STR_ARG(f->accept.at[i]), did_you_mean(r->work, f->accept.at[i], &words));
}

static void finish(reader *r, const yaml_node *n, raw_fact *raw, bool column);

/* What facts and columns have in common. */
#define SHARED_FIELDS                                                                                                  \
	FIELD(raw_fact, f.field.label, "label", read_text3, .required = true, .most = NAME_MAX_BYTES),                 \
		FIELD(raw_fact, f.field.help, "help", read_text3, .most = TEXT_MAX_BYTES),                             \
		FIELD(raw_fact, f.field.required, "required", read_bool),                                              \
		FIELD(raw_fact, f.field.autocomplete, "autocomplete", read_line, .most = 40),                          \
		FIELD(raw_fact, least, "least", read_node), FIELD(raw_fact, most, "most", read_node),                  \
		FIELD(raw_fact, decimals, "decimals", read_node), FIELD(raw_fact, lines, "lines", read_node),          \
		FIELD(raw_fact, first, "first", read_node), FIELD(raw_fact, last, "last", read_node),                  \
		FIELD(raw_fact, no_future, "no_future", read_node), FIELD(raw_fact, no_past, "no_past", read_node),    \
		FIELD(raw_fact, unit, "unit", read_node), FIELD(raw_fact, choices, "choices", read_node),              \
		FIELD(raw_fact, accept, "accept", read_node)

static void read_columns(reader *r, const yaml_node *n, field_def *f)
{
	static const field fields[] = {
		{ .key = "type", .read = read_kind, .required = true },
		SHARED_FIELDS,
	};
	if (n->kind != YN_MAP || n->keys.n == 0) {
		note(r, n, "write the columns: `ID: { type: name, label: … }`");
		return;
	}
	for (size_t i = 0; i < n->keys.n; i++) {
		if (i == FACT_COLUMNS_MAX) {
			note(r, n->keys.at[i], "at most %d columns", FACT_COLUMNS_MAX);
			return;
		}
		raw_fact raw = { .f.field = field_plain(STR_NONE, FIELD_TEXT) };
		read_id(r, n->keys.at[i], &raw.f.field.id, fields);
		read_map(r, n->items.at[i], &raw, fields, COUNT(fields));
		finish(r, n->items.at[i], &raw, true);
		LIST_ADD(r->a, &f->columns, raw.f.field);
	}
}

/* --- bounds -------------------------------------------------------------------------------------------------------------- */

static bool is_text(field_kind k)
{
	return k == FIELD_TEXT || k == FIELD_NAME || k == FIELD_KANA || k == FIELD_ADDRESS;
}

static void read_bound(reader *r, const yaml_node *n, field_kind k, i64 *ret, bool *ret_set)
{
	bool value = k == FIELD_NUMBER || k == FIELD_MONEY;
	const i64 far = 999999999999;
	*ret_set = number_of(r, n, value ? -far : 0, value ? far : k == FIELD_TABLE ? 200 : 10000, ret);
}

/* A key that says nothing for this kind. */
static bool goes(reader *r, const yaml_node *n, const char *key, bool fits, const char *with)
{
	if (n && !fits)
		note(r, n, "‘%s’ goes with %s only; take it away, or change the type", key, with);
	return n && fits;
}

static void finish_bounds(reader *r, raw_fact *raw)
{
	field_def *f = &raw->f.field;
	field_kind k = f->kind;
	bool number = k == FIELD_NUMBER || k == FIELD_MONEY, date = k == FIELD_DATE || k == FIELD_MONTH;
	bool counted = number || is_text(k) || k == FIELD_TABLE;
	i64 n;
	if (goes(r, raw->least, "least", counted, "numbers, sums, texts and tables"))
		read_bound(r, raw->least, k, &f->least, &f->bounded_least);
	if (goes(r, raw->most, "most", counted, "numbers, sums, texts and tables"))
		read_bound(r, raw->most, k, &f->most, &f->bounded_most);
	if (f->bounded_least && f->bounded_most && f->least > f->most)
		note(r, raw->most, "‘most’ is less than ‘least’");
	if (goes(r, raw->decimals, "decimals", k == FIELD_NUMBER, "numbers") && number_of(r, raw->decimals, 0, 6, &n))
		f->decimals = (int)n;
	if (goes(r, raw->lines, "lines", k == FIELD_TEXT, "texts") && number_of(r, raw->lines, 1, 30, &n))
		f->lines = (int)n;
	if (goes(r, raw->first, "first", date, "dates and months"))
		read_day_between(r, raw->first, 1800, 2199, &f->first);
	if (goes(r, raw->last, "last", date, "dates and months"))
		read_day_between(r, raw->last, 1800, 2199, &f->last);
	if (f->first != DAY_NONE_FIELD && f->last != DAY_NONE_FIELD && f->first > f->last)
		note(r, raw->last, "‘last’ is before ‘first’");
	if (goes(r, raw->no_future, "no_future", date, "dates and months"))
		read_bool(r, raw->no_future, &f->no_future, NULL);
	if (goes(r, raw->no_past, "no_past", date, "dates and months"))
		read_bool(r, raw->no_past, &f->no_past, NULL);
	static const field unit = { .key = "unit", .read = read_text3, .most = 60 };
	if (goes(r, raw->unit, "unit", k == FIELD_NUMBER, "numbers"))
		read_text3(r, raw->unit, &f->unit, &unit);
}

static void finish(reader *r, const yaml_node *n, raw_fact *raw, bool column)
{
	field_def *f = &raw->f.field;
	bool chosen = f->kind == FIELD_CHOICE || f->kind == FIELD_CHOICES;
	if (!raw->known)
		return;
	finish_bounds(r, raw);
	if (goes(r, raw->choices, "choices", chosen, "choice and choices"))
		read_choices(r, raw->choices, f);
	else if (chosen)
		note(r, place(n, "type"), "‘choices:’ is missing; add what may be chosen");
	if (goes(r, raw->accept, "accept", f->kind == FIELD_FILE, "files"))
		read_accept(r, raw->accept, f);
	if (column && (f->kind == FIELD_TABLE || f->kind == FIELD_FILE))
		note(r, place(n, "type"), "a column cannot be a table or a file");
	else if (goes(r, raw->columns, "columns", f->kind == FIELD_TABLE, "tables"))
		read_columns(r, raw->columns, f);
	else if (f->kind == FIELD_TABLE)
		note(r, place(n, "type"), "‘columns:’ is missing; add what a row holds");
}

/* --- the file -------------------------------------------------------------------------------------------------------------- */

/* What a list of facts is read into, and where its parts stand. */
typedef struct collecting {
	fact_defs *facts;
	fact_places *places;
} collecting;

static void read_list(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(raw_fact, f.name, "name", read_line, .required = true, .most = 90),
		{ .key = "type", .read = read_kind, .required = true },
		SHARED_FIELDS,
		FIELD(raw_fact, columns, "columns", read_node),
		FIELD(raw_fact, f.question, "question", read_text3, .most = 1000),
		FIELD(raw_fact, f.sensitive, "sensitive", read_int, .most = 3),
		FIELD(raw_fact, f.hard, "hard", read_int, .most = 3),
		FIELD(raw_fact, f.ask_if_text, "ask_if", read_feel),
		FIELD(raw_fact, f.value_text, "value", read_feel),
		FIELD(raw_fact, f.check_text, "check", read_feel),
		FIELD(raw_fact, f.check_message, "check_message", read_text3, .most = 1000),
		FIELD(raw_fact, f, "share", read_share),
	};
	collecting *c = to;
	(void)f;
	if (n->kind != YN_MAP && !(n->kind == YN_TEXT && n->plain && n->s.len == 0)) {
		note(r, n, "write `ID:` and below it what is asked");
		return;
	}
	for (size_t i = 0; i < n->keys.n; i++) {
		if (c->facts->n == FACTS_MAX) {
			note(r, n->keys.at[i], "too many facts; at most %d in all files", FACTS_MAX);
			return;
		}
		raw_fact raw = { .f = { .field = field_plain(STR_NONE, FIELD_TEXT),
					.file = r->path,
					.line = n->keys.at[i]->line } };
		read_id(r, n->keys.at[i], &raw.f.field.id, f);
		if (read_map(r, n->items.at[i], &raw, fields, COUNT(fields)))
			finish(r, n->items.at[i], &raw, false);
		LIST_ADD(r->a, c->facts, raw.f);
		LIST_ADD(r->work, c->places, ((fact_place){ r, n->keys.at[i], n->items.at[i] }));
	}
}

void read_facts(const sources *list, city_def *city)
{
	static const field fields[] = { { .key = "facts", .read = read_list, .required = true } };
	fact_places places = { NULL, 0 };
	for (size_t i = 0; i < list->n; i++) {
		source *s = &list->at[i];
		if (s->kind != PATH_FACTS || !s->root)
			continue;
		collecting c = { &city->facts, &places };
		read_map(&s->r, s->root, &c, fields, COUNT(fields));
	}
	if (city->facts.n)
		check_facts(list->at[0].r.a, list->at[0].r.work, &places, &city->facts);
}
