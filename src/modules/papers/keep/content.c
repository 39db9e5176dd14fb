#include "modules/papers/keep/content.h"

#include "text/json.h"

#define STEP 512

static const str origins[] = {
	[ORIGIN_RESIDENT] = STR_INIT("resident"), [ORIGIN_GUIDE] = STR_INIT("guide"),
	[ORIGIN_CLERK] = STR_INIT("clerk"),       [ORIGIN_CARD] = STR_INIT("card"),
	[ORIGIN_FILE] = STR_INIT("file"),
};
static const str langs[] = {
	[LANG_JA] = STR_INIT("ja"), [LANG_JA_EASY] = STR_INIT("ja-easy"), [LANG_EN] = STR_INIT("en")
};
_Static_assert(COUNT(langs) == LANG_COUNT, "a name for each language");

/* --- out ------------------------------------------------------------------------------------------------------------------ */

static void put_strs(json_writer *w, const char *key, strs list)
{
	jw_field_array(w, key);
	for (size_t i = 0; i < list.n; i++)
		jw_str(w, list.at[i]);
	jw_end(w);
}

static void put_answer(json_writer *w, const city_def *c, const kept_answer *k)
{
	const fact_def *f = k->lost ? NULL : facts_find(&c->facts, k->answer.id);
	jw_object(w);
	jw_field_str(w, "id", k->answer.id);
	jw_field_str(w, "kind", f ? str_of(field_kind_name(f->field.kind)) : k->kind);
	jw_field_str(w, "value", k->answer.value);
	jw_field_bool(w, "dont_know", k->answer.dont_know);
	jw_field_str(w, "origin", origins[k->origin]);
	jw_field_i64(w, "at", k->at);
	jw_field_str(w, "was", k->was);
	jw_field_bool(w, "confirmed", k->confirmed);
	jw_end(w);
}

const err *content_write(arena *a, const city_def *c, const preparation *p, str *ret)
{
	if (p->answers.n > KEEP_ANSWERS_MAX)
		return err_why(a, ERR_too_large, "%zu answers", p->answers.n);
	buf b = buf_new(a, KEEP_BYTES_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_i64(&w, "version", 1);
	jw_field_str(&w, "lang", langs[p->lang]);
	put_strs(&w, "papers", p->papers);
	put_strs(&w, "schemes", p->schemes);
	put_strs(&w, "events", p->events);
	put_strs(&w, "left_out", p->left_out);
	put_strs(&w, "later", p->later);
	put_strs(&w, "news", p->news);
	jw_field_array(&w, "answers");
	for (size_t i = 0; i < p->answers.n; i++)
		put_answer(&w, c, &p->answers.at[i]);
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	while (b.len % STEP)
		buf_char(&b, ' ');
	if (b.overflowed)
		return err_of(ERR_too_large);
	*ret = buf_str(&b);
	return NULL;
}

/* --- in ------------------------------------------------------------------------------------------------------------------- */

static size_t name_in(const str *names, size_t n, str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(names[i], name))
			return i;
	return 0;
}

/* Every line is one of its choices. */
static bool choices_there(const field_def *f, str value)
{
	while (value.len) {
		str line = str_cut(&value, '\n');
		bool there = false;
		for (size_t i = 0; i < f->choices.n && !there; i++)
			there = str_eq(f->choices.at[i].value, line);
		if (!there)
			return false;
	}
	return true;
}

static bool is_lost(const city_def *c, const kept_answer *k)
{
	const fact_def *f = facts_find(&c->facts, k->answer.id);
	if (!f || f->value || !str_eq(str_of(field_kind_name(f->field.kind)), k->kind))
		return true;
	bool chosen = f->field.kind == FIELD_CHOICE || f->field.kind == FIELD_CHOICES;
	return chosen && !choices_there(&f->field, k->answer.value);
}

static const err *read_answer(arena *a, const city_def *c, const json_value *v, preparation *p)
{
	kept_answer k = { 0 };
	str from = STR_NONE;
	i64 at = 0;
	TRY(json_need_str(a, v, "id", &k.answer.id));
	TRY(json_need_str(a, v, "kind", &k.kind));
	TRY(json_need_str(a, v, "value", &k.answer.value));
	TRY(json_may_bool(a, v, "dont_know", &k.answer.dont_know));
	TRY(json_may_str(a, v, "origin", &from));
	TRY(json_may_i64(a, v, "at", &at));
	TRY(json_may_str(a, v, "was", &k.was));
	TRY(json_may_bool(a, v, "confirmed", &k.confirmed));
	k.origin = (origin)name_in(origins, COUNT(origins), from);
	k.at = at;
	k.lost = is_lost(c, &k);
	p->lost += k.lost;
	LIST_ADD(a, &p->answers, k);
	return NULL;
}

const err *content_read(arena *a, const city_def *c, str text, preparation *ret)
{
	const json_value *v;
	str tongue = STR_NONE;
	TRY(json_parse(a, text, &v));
	TRY(json_may_str(a, v, "lang", &tongue));
	ret->lang = (lang)name_in(langs, COUNT(langs), tongue);
	TRY(json_may_strs(a, v, "papers", &ret->papers));
	TRY(json_may_strs(a, v, "schemes", &ret->schemes));
	TRY(json_may_strs(a, v, "events", &ret->events));
	TRY(json_may_strs(a, v, "left_out", &ret->left_out));
	TRY(json_may_strs(a, v, "later", &ret->later));
	TRY(json_may_strs(a, v, "news", &ret->news));
	const json_value *answers = json_get(v, "answers");
	ret->answers = (kept_answers){ 0 };
	ret->lost = 0;
	for (size_t i = 0; answers && i < answers->n; i++)
		TRY(read_answer(a, c, &answers->items[i], ret));
	return NULL;
}

/* --- answers --------------------------------------------------------------------------------------------------------------- */

fact_answers kept_given(arena *a, const preparation *p)
{
	fact_answers given = { 0 };
	for (size_t i = 0; i < p->answers.n; i++)
		if (!p->answers.at[i].lost)
			LIST_ADD(a, &given, p->answers.at[i].answer);
	return given;
}

static kept_answer *find(const preparation *p, str fact)
{
	for (size_t i = 0; i < p->answers.n; i++)
		if (str_eq(p->answers.at[i].answer.id, fact))
			return &p->answers.at[i];
	return NULL;
}

const kept_answer *kept_get(const preparation *p, str fact)
{
	return find(p, fact);
}

static bool same(const fact_answer *x, const fact_answer *y)
{
	return x->dont_know == y->dont_know && str_eq(x->value, y->value);
}

static void take_away(preparation *p, kept_answer *k)
{
	if (k->lost)
		p->lost--;
	size_t i = (size_t)(k - p->answers.at);
	memmove(k, k + 1, (p->answers.n - i - 1) * sizeof *k);
	p->answers.n--;
}

void kept_set(arena *a, preparation *p, fact_answer answer, origin from, instant now)
{
	kept_answer *k = find(p, answer.id);
	bool none = !answer.dont_know && answer.value.len == 0;
	if (none) {
		if (k)
			take_away(p, k);
		return;
	}
	if (!k) {
		LIST_ADD(a, &p->answers, ((kept_answer){ .answer = answer, .origin = from, .at = now }));
		return;
	}
	if (!k->lost && same(&k->answer, &answer)) {
		if (from == ORIGIN_CARD || from == ORIGIN_FILE)
			k->origin = from;
		return;
	}
	/* what was there before the first correction; put back, it was never corrected */
	str before = k->was.len ? k->was : k->answer.value;
	bool corrected = (from == ORIGIN_CLERK || from == ORIGIN_CARD) && !k->lost && !str_eq(before, answer.value);
	if (k->lost)
		p->lost--;
	*k = (kept_answer){ .answer = answer, .origin = from, .at = now, .was = corrected ? before : STR_NONE };
}
