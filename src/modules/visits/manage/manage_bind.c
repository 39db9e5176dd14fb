/* The kinds of fields: what is shown of a value, and how what was typed is read. */
#include "modules/visits/manage/manage_bind.h"
#include "text/kana.h"

#define TYPED_MAX (64 * 1024)

static str word_of(const form *f, word w)
{
	return words_text(f->a, f->l, w);
}

/* What was given for the present field, without the spaces around it and with one kind of line break. */
static str given(const form *f, const char *leaf)
{
	str s = req_form(f->r, bind_given_name(f, leaf).at);
	buf b = buf_new(f->a, TYPED_MAX);
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] != '\r')
			buf_char(&b, s.at[i]);
	return arena_copy(f->a, str_trim(buf_str(&b)));
}

static strs given_all(const form *f, const char *leaf)
{
	return req_form_all(f->r, bind_given_name(f, leaf).at);
}

/* Makes the field; its value is what was given, else `value`. */
static mf_field *field_with(form *f, mf_kind kind, const char *leaf, str label, str value)
{
	mf_field *m = bind_field(f, kind, leaf, label);
	m->value = bind_given(f) ? given(f, leaf) : value;
	return m;
}

static void wrong(form *f, const mf_field *m, str message)
{
	form_wrong(f, m->name, message);
}

/* --- texts ------------------------------------------------------------------------------------------------------------ */

static void read_text(form *f, const mf_field *m, str *to, size_t most, bool lines, bool required)
{
	if (!bind_given(f))
		return;
	*to = m->value;
	if (required && m->value.len == 0)
		wrong(f, m, err_message(ERR_required, f->l));
	else if (m->value.len > most)
		wrong(f, m, words_manage_err_long(f->a, f->l, (i64)most / 3));
	else if (!text_is_plain(m->value, lines))
		wrong(f, m, word_of(f, T_manage_err_text));
}

mf_field *bind_line(form *f, const char *leaf, word label, str *to, size_t most, bool required)
{
	mf_field *m = field_with(f, MF_LINE, leaf, word_of(f, label), *to);
	m->required = required;
	read_text(f, m, to, most, false, required);
	return m;
}

void bind_text3(form *f, const char *leaf, word label, text3 *to, size_t most, bool lines, bool required)
{
	static const word names[LANG_COUNT] = { T_manage_lang_ja, T_manage_lang_easy, T_manage_lang_en };
	static const char *const keys[LANG_COUNT] = { "ja", "ja-easy", "en" };
	static const char *const codes[LANG_COUNT] = { "ja", "ja", "en" };
	bool any = false;
	str first = STR_NONE;
	for (int i = 0; i < LANG_COUNT; i++) {
		str key = str_format(f->a, "%s.%s", leaf, keys[i]);
		str text = words_manage_in_lang(f->a, f->l, word_of(f, label), word_of(f, names[i]));
		mf_field *m = field_with(f, lines ? MF_LINES : MF_LINE, key.at, text, to->in[i]);
		m->lang = codes[i];
		m->css = "third";
		m->required = required && i == 0;
		read_text(f, m, &to->in[i], most, lines, m->required);
		any = any || to->in[i].len > 0;
		if (i == 0)
			first = m->name;
	}
	if (any && to->in[LANG_JA].len == 0 && bind_given(f))
		form_wrong(f, first, word_of(f, T_manage_err_ja_first));
}

void bind_hidden(form *f, const char *leaf, str *to)
{
	if (bind_given(f))
		*to = given(f, leaf);
	LIST_ADD(f->a, &f->hidden, ((hidden_field){ bind_name(f, leaf), *to }));
}

/* --- numbers and choices ------------------------------------------------------------------------------------------------ */

mf_field *bind_int(form *f, const char *leaf, word label, int *to, int least, int most, word unit)
{
	str value = *to < least ? STR_NONE : str_format(f->a, "%d", *to);
	mf_field *m = field_with(f, MF_NUMBER, leaf, word_of(f, label), value);
	m->least = least;
	m->most = most;
	m->css = "short";
	if (unit.id)
		m->unit = word_of(f, unit);
	if (!bind_given(f))
		return m;
	i64 n;
	if (str_i64(str_trim(width_half(f->a, m->value)), &n) && n >= least && n <= most)
		*to = (int)n;
	else
		wrong(f, m, words_manage_err_number(f->a, f->l, least, most));
	return m;
}

mf_field *bind_bool(form *f, const char *leaf, word label, bool *to)
{
	mf_field *m = bind_field(f, MF_CHECK, leaf, word_of(f, label));
	if (bind_given(f))
		*to = given(f, leaf).len > 0;
	m->chosen = *to;
	return m;
}

static void option(form *f, mf_field *m, str value, str text, bool chosen)
{
	LIST_ADD(f->a, &m->options,
		 ((mf_option){ str_format(f->a, "%.*s-%.*s", STR_ARG(m->name), STR_ARG(value)), value, text, chosen }));
}

static bool among(strs list, str s)
{
	for (size_t i = 0; i < list.n; i++)
		if (str_eq(list.at[i], s))
			return true;
	return false;
}

mf_field *bind_bits(form *f, const char *leaf, word label, u8 *to, const word *names, int first, int n)
{
	mf_field *m = bind_field(f, MF_CHECKS, leaf, word_of(f, label));
	strs chosen = { 0 };
	if (bind_given(f)) {
		chosen = given_all(f, leaf);
		*to = 0;
	}
	for (int i = 0; i < n; i++) {
		int bit = (first + i) % n;
		str value = str_format(f->a, "%d", bit);
		if (bind_given(f) && among(chosen, value))
			*to = (u8)(*to | 1u << bit);
		option(f, m, value, word_of(f, names[bit]), *to & 1u << bit);
	}
	return m;
}

mf_field *bind_ids(form *f, const char *leaf, word label, strs *to, const strs *ids, const strs *names)
{
	mf_field *m = bind_field(f, MF_CHECKS, leaf, word_of(f, label));
	strs chosen = bind_given(f) ? given_all(f, leaf) : *to;
	if (bind_given(f))
		*to = (strs){ NULL, 0 };
	for (size_t i = 0; i < ids->n; i++) {
		bool there = among(chosen, ids->at[i]);
		if (there && bind_given(f)) /* of what was sent, only what could be chosen */
			LIST_ADD(f->a, to, ids->at[i]);
		option(f, m, ids->at[i], names->at[i], there);
	}
	return m;
}

mf_field *bind_select(form *f, const char *leaf, word label, str *to, const strs *ids, const strs *names)
{
	mf_field *m = field_with(f, MF_SELECT, leaf, word_of(f, label), *to);
	for (size_t i = 0; i < ids->n; i++)
		option(f, m, ids->at[i], names->at[i], str_eq(m->value, ids->at[i]));
	if (!bind_given(f))
		return m;
	if (among(*ids, m->value))
		*to = m->value;
	else
		wrong(f, m, err_message(ERR_required, f->l));
	return m;
}

/* --- days and hours ---------------------------------------------------------------------------------------------------- */

mf_field *bind_day(form *f, const char *leaf, word label, day *to)
{
	mf_field *m = field_with(f, MF_DATE, leaf, word_of(f, label), *to == DAY_NONE ? STR_NONE : day_text(f->a, *to));
	if (!bind_given(f))
		return m;
	*to = DAY_NONE;
	if (m->value.len && !day_parse(width_half(f->a, m->value), to))
		wrong(f, m, word_of(f, T_manage_err_day));
	return m;
}

/* Commas and ranges as people type them: full width, 〜, 、, ： */
static str plain_typing(arena *a, str s)
{
	static const struct {
		str was, becomes;
	} list[] = { { STR_INIT("〜"), STR_INIT("-") }, { STR_INIT("~"), STR_INIT("-") },
		     { STR_INIT("–"), STR_INIT("-") },  { STR_INIT("−"), STR_INIT("-") },
		     { STR_INIT("ー"), STR_INIT("-") }, { STR_INIT("、"), STR_INIT(",") },
		     { STR_INIT(" "), STR_INIT("") },   { STR_INIT("\n"), STR_INIT(",") } };
	str half = width_half(a, s);
	buf b = buf_new(a, TYPED_MAX);
	for (size_t i = 0; i < half.len;) {
		size_t k = 0;
		while (k < COUNT(list) && !str_starts(str_sub(half, i, half.len), list[k].was))
			k++;
		if (k < COUNT(list)) {
			buf_put(&b, list[k].becomes);
			i += list[k].was.len;
		} else {
			buf_char(&b, half.at[i++]);
		}
	}
	return buf_str(&b);
}

mf_field *bind_days(form *f, const char *leaf, word label, struct days *to)
{
	buf b = buf_new(f->a, TYPED_MAX);
	for (size_t i = 0; i < to->n; i++) {
		if (i)
			buf_lit(&b, ", ");
		buf_put(&b, day_text(f->a, to->at[i]));
	}
	mf_field *m = field_with(f, MF_LINE, leaf, word_of(f, label), buf_str(&b));
	m->css = "wide";
	if (!bind_given(f))
		return m;
	*to = (struct days){ NULL, 0 };
	for (str rest = plain_typing(f->a, m->value); rest.len;) {
		str one = str_cut(&rest, ',');
		day d;
		if (one.len == 0)
			continue;
		if (day_parse(one, &d))
			LIST_ADD(f->a, to, d);
		else
			wrong(f, m, word_of(f, T_manage_err_days));
	}
	return m;
}

mf_field *bind_month_day(form *f, const char *leaf, word label, day *to)
{
	civil c = *to == DAY_NONE ? (civil){ 0 } : civil_of(*to);
	mf_field *m = field_with(f, MF_LINE, leaf, word_of(f, label),
				 *to == DAY_NONE ? STR_NONE : str_format(f->a, "%02d-%02d", c.month, c.mday));
	m->css = "short";
	if (!bind_given(f))
		return m;
	*to = DAY_NONE;
	str rest = plain_typing(f->a, m->value);
	i64 month, mday;
	if (rest.len == 0)
		return m;
	for (size_t i = 0; i < rest.len; i++)
		if (rest.at[i] == '/')
			rest = str_format(f->a, "%.*s-%.*s", (int)i, rest.at, STR_ARG(str_sub(rest, i + 1, rest.len)));
	str first = str_cut(&rest, '-');
	if (str_i64(first, &month) && str_i64(rest, &mday) && month >= 1 && month <= 12 && mday >= 1 && mday <= 31 &&
	    civil_valid(2000, (int)month, (int)mday))
		*to = day_from(2000, (int)month, (int)mday);
	else
		wrong(f, m, word_of(f, T_manage_err_month_day));
	return m;
}

static str hours_text(arena *a, const windows *w)
{
	buf b = buf_new(a, 4096);
	for (size_t i = 0; i < w->n; i++)
		buf_format(&b, "%s%d:%02d-%d:%02d", i ? ", " : "", w->at[i].from / 60, w->at[i].from % 60,
			   w->at[i].to / 60, w->at[i].to % 60);
	return buf_str(&b);
}

/* 8:30-12:00,13:00-17:15 in order and without overlaps */
static bool parse_windows(arena *a, str typed, windows *ret)
{
	*ret = (windows){ NULL, 0 };
	for (str rest = plain_typing(a, typed); rest.len;) {
		str to = str_cut(&rest, ','), from = str_cut(&to, '-');
		window w;
		if (!minute_parse(from, &w.from) || !minute_parse(to, &w.to) || w.from >= w.to || ret->n == 8 ||
		    (ret->n && w.from < ret->at[ret->n - 1].to))
			return false;
		LIST_ADD(a, ret, w);
	}
	return true;
}

mf_field *bind_windows(form *f, const char *leaf, str label, windows *to)
{
	mf_field *m = field_with(f, MF_LINE, leaf, label, hours_text(f->a, to));
	m->css = "hours";
	if (!bind_given(f))
		return m;
	windows read;
	if (parse_windows(f->a, m->value, &read))
		*to = read;
	else
		wrong(f, m, word_of(f, T_manage_err_hours));
	return m;
}

mf_field *bind_window(form *f, const char *leaf, word label, window *to)
{
	windows list = { to, to->from < to->to };
	mf_field *m = field_with(f, MF_LINE, leaf, word_of(f, label), hours_text(f->a, &list));
	m->css = "hours";
	if (!bind_given(f))
		return m;
	*to = (window){ 0, 0 };
	if (parse_windows(f->a, m->value, &list) && list.n == 1)
		*to = list.at[0];
	else
		wrong(f, m, word_of(f, T_manage_err_hours));
	return m;
}
