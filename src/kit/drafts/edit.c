/* Inputs bound to the structs of definitions. */
#include "kit/drafts/edit.h"

static edit_input *add(edit_form *f, edit_kind kind, const char *name, str label, const char *css)
{
	LIST_ADD(f->r->arena, &f->inputs,
		 ((edit_input){ .kind = kind, .name = str_of(name), .label = label, .css = css }));
	return &f->inputs.at[f->inputs.n - 1];
}

/* Lines without \r, without white space at the ends. */
static str typed(edit_form *f, str name)
{
	str s = str_trim(req_form(f->r, name.at));
	char *at = arena_alloc(f->r->arena, s.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] != '\r')
			at[n++] = s.at[i];
	at[n] = 0;
	return (str){ at, n };
}

edit_input *edit_line(edit_form *f, const char *name, word label, str *to, const char *css)
{
	edit_input *m = add(f, EDIT_LINE, name, say(f->r, label), css);
	if (f->posted)
		*to = typed(f, m->name);
	m->value = *to;
	return m;
}

edit_input *edit_lines(edit_form *f, const char *name, word label, str *to)
{
	edit_input *m = edit_line(f, name, label, to, "wide");
	m->kind = EDIT_LINES;
	return m;
}

void edit_text3(edit_form *f, const char *name, word label, text3 *to, bool lines)
{
	static const char *const ends[LANG_COUNT] = { [LANG_JA] = "ja", [LANG_JA_EASY] = "ja-easy", [LANG_EN] = "en" };
	static const word langs[LANG_COUNT] = {
		[LANG_JA] = T_manage_lang_ja, [LANG_JA_EASY] = T_manage_lang_easy, [LANG_EN] = T_manage_lang_en
	};
	arena *a = f->r->arena;
	for (lang l = LANG_JA; l < LANG_COUNT; l++) {
		str id = str_format(a, "%s.%s", name, ends[l]);
		edit_input *m = add(f, lines ? EDIT_LINES : EDIT_LINE, id.at,
				    words_manage_in_lang(a, f->r->lang, say(f->r, label), say(f->r, langs[l])),
				    l == LANG_JA ? "third first" : "third");
		if (f->posted)
			to->in[l] = typed(f, id);
		m->value = to->in[l];
	}
}

edit_input *edit_number_of(edit_form *f, const char *name, word label, int *to)
{
	str text = *to ? str_format(f->r->arena, "%d", *to) : STR_NONE;
	edit_input *m = edit_line(f, name, label, &text, "short");
	i64 n = 0;
	if (f->posted && text.len && (!str_i64(text, &n) || n < 0 || n > 1000000)) {
		m->error = say(f->r, T_gm_err_number);
		f->wrong = true;
	} else if (f->posted) {
		*to = (int)n;
	}
	return m;
}

edit_input *edit_check(edit_form *f, const char *name, word label, bool *to)
{
	edit_input *m = add(f, EDIT_CHECK, name, say(f->r, label), "");
	if (f->posted)
		*to = req_form(f->r, name).len > 0;
	m->chosen = *to;
	return m;
}

edit_input *edit_select(edit_form *f, const char *name, word label, str *to, const strs *values, const strs *texts)
{
	edit_input *m = edit_line(f, name, label, to, "third");
	m->kind = EDIT_SELECT;
	bool there = false;
	for (size_t i = 0; i < values->n; i++) {
		bool here = str_eq(values->at[i], *to);
		there = there || here;
		LIST_ADD(f->r->arena, &m->options, ((edit_option){ STR_NONE, values->at[i], texts->at[i], here }));
	}
	if (!there) /* what stands in the file is shown as it is */
		LIST_ADD(f->r->arena, &m->options, ((edit_option){ STR_NONE, *to, *to, true }));
	return m;
}

static bool has(const strs *list, str s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], s))
			return true;
	return false;
}

void edit_checks(edit_form *f, const char *name, word label, strs *to, const strs *values, const strs *texts)
{
	edit_input *m = add(f, EDIT_CHECKS, name, say(f->r, label), "");
	if (f->posted)
		*to = req_form_all(f->r, name);
	for (size_t i = 0; i < values->n; i++)
		LIST_ADD(f->r->arena, &m->options,
			 ((edit_option){ str_format(f->r->arena, "%s.%zu", name, i), values->at[i], texts->at[i],
					 has(to, values->at[i]) }));
}

edit_input *edit_words(edit_form *f, const char *name, word label, strs *to, const char *css)
{
	arena *a = f->r->arena;
	str text = STR_NONE;
	for (size_t i = 0; i < to->n; i++)
		text = i ? str_format(a, "%.*s、%.*s", STR_ARG(text), STR_ARG(to->at[i])) : to->at[i];
	edit_input *m = edit_line(f, name, label, &text, css);
	if (!f->posted)
		return m;
	*to = (strs){ NULL, 0 };
	size_t from = 0;
	for (size_t i = 0; i <= text.len; i++) {
		bool wide = i + 3 <= text.len && memcmp(text.at + i, "、", 3) == 0;
		if (i < text.len && !wide && text.at[i] != ',' && text.at[i] != '\n')
			continue;
		str one = str_trim(str_sub(text, from, i));
		if (one.len)
			LIST_ADD(a, to, arena_copy(a, one));
		from = i + (wide ? 3 : 1);
	}
	return m;
}

void edit_heading(edit_form *f, word label)
{
	add(f, EDIT_HEADING, "", say(f->r, label), "");
}

/* The input of a key: itself, or the first of its languages. */
edit_input *edit_input_of(edit_form *f, str key)
{
	str under = str_format(f->r->arena, "%.*s.", STR_ARG(key));
	for (size_t i = 0; i < f->inputs.n; i++)
		if (str_eq(f->inputs.at[i].name, key) || str_starts(f->inputs.at[i].name, under))
			return &f->inputs.at[i];
	return NULL;
}

void edit_wrong(edit_form *f, edit_input *m, str text)
{
	if (m && m->error.len == 0)
		m->error = text;
	LIST_ADD(f->r->arena, &f->errors,
		 ((edit_item){ .text = text,
			       .badge = m ? m->label : STR_NONE,
			       .link = url_of(f->r->arena, m ? str_format(f->r->arena, "#%.*s", STR_ARG(m->name))
							     : STR("#errors")) }));
}
