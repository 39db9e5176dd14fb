/* work.yaml: the tables of its fields, and what must hold among them. */
#include "defs/work/work_read.h"

#define CHOICES_MAX 200
#define EASES_MAX 400

str work_axis_word(work_axis x, bool yes)
{
	static const str words[WORK_AXES][2] = {
		[WORK_CORE] = { STR_INIT("ノンコア"), STR_INIT("コア") },
		[WORK_EXPERTISE] = { STR_INIT("不要"), STR_INIT("要") },
		[WORK_ROUTINE] = { STR_INIT("非定型"), STR_INIT("定型") },
		[WORK_AWAY] = { STR_INIT("不可"), STR_INIT("可") },
	};
	return words[x][yes];
}

int work_ease_of(const work_def *w, work_ease_of_what of, str value)
{
	for (size_t i = 0; i < w->ease.n; i++)
		if (w->ease.at[i].of == of && str_eq(w->ease.at[i].value, value))
			return w->ease.at[i].percent;
	return 100;
}

static void read_balance(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(work_def, balance_least, "least", read_int, .required = true, .least = 1, .most = 100),
		FIELD(work_def, balance_most, "most", read_int, .required = true, .least = 100, .most = 1000),
	};
	work_def *w = (work_def *)((char *)to - f->at);
	read_map(r, n, w, fields, COUNT(fields));
}

static void read_yen(reader *r, const yaml_node *n, void *to, const field *f)
{
	int yen = 0;
	read_int(r, n, &yen, f);
	*(i64 *)to = yen;
}

/* --- axes --------------------------------------------------------------------------------------------------------------- */

static void read_axis(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(work_axis_def, version, "version", read_id, .required = true),
		FIELD(work_axis_def, name, "name", read_text3, .required = true, .most = NAME_MAX_BYTES),
		FIELD(work_axis_def, ask, "ask", read_text3, .required = true, .most = TEXT_MAX_BYTES),
		FIELD(work_axis_def, yes, "yes", read_text3, .required = true, .most = NAME_MAX_BYTES),
		FIELD(work_axis_def, no, "no", read_text3, .required = true, .most = NAME_MAX_BYTES),
		FIELD(work_axis_def, means, "means", read_text3, .required = true, .most = TEXT_MAX_BYTES),
	};
	work_axis_def *x = to;
	work_axis which = (work_axis)(f->at / sizeof *x);
	*x = (work_axis_def){ .line = n->line };
	if (!read_map(r, n, x, fields, COUNT(fields)))
		return;
	const struct {
		const char *key;
		str said, wanted;
	} words[] = { { "yes", x->yes.in[LANG_JA], work_axis_word(which, true) },
		      { "no", x->no.in[LANG_JA], work_axis_word(which, false) } };
	for (size_t i = 0; i < COUNT(words); i++)
		if (words[i].said.len && !str_eq(words[i].said, words[i].wanted))
			note(r, yaml_get(n, words[i].key),
			     "files say ‘%.*s’ here; write it as it stands there in Japanese",
			     STR_ARG(words[i].wanted));
}

static void read_axes(reader *r, const yaml_node *n, void *to, const field *f)
{
	typedef work_axis_def axes[WORK_AXES];
	static const field fields[] = {
		{ .key = "core", .read = read_axis, .at = WORK_CORE * sizeof(work_axis_def), .required = true },
		{ .key = "expertise",
		  .read = read_axis,
		  .at = WORK_EXPERTISE * sizeof(work_axis_def),
		  .required = true },
		{ .key = "routine", .read = read_axis, .at = WORK_ROUTINE * sizeof(work_axis_def), .required = true },
		{ .key = "away", .read = read_axis, .at = WORK_AWAY * sizeof(work_axis_def), .required = true },
	};
	(void)f;
	read_map(r, n, *(axes *)to, fields, COUNT(fields));
}

/* --- choices ------------------------------------------------------------------------------------------------------------ */

/* `- 窓口` or `- 窓口: { ja-easy: …, en: … }`: the value is the Japanese name where that has none of its own. */
static void read_choice(reader *r, const yaml_node *n, work_choice *c)
{
	const field plain = { .most = NAME_MAX_BYTES };
	c->line = n->line;
	if (n->kind == YN_MAP && n->keys.n == 1) {
		static const field fields[] = {
			{ .key = "ja", .read = read_line, .at = LANG_JA * sizeof(str), .most = NAME_MAX_BYTES },
			{ .key = "ja-easy",
			  .read = read_line,
			  .at = LANG_JA_EASY * sizeof(str),
			  .most = NAME_MAX_BYTES },
			{ .key = "en", .read = read_line, .at = LANG_EN * sizeof(str), .most = NAME_MAX_BYTES },
		};
		read_line(r, n->keys.at[0], &c->value, &plain);
		read_map(r, n->items.at[0], c->name.in, fields, COUNT(fields));
	} else if (n->kind == YN_TEXT) {
		read_line(r, n, &c->value, &plain);
	} else {
		note(r, n, "write `- 窓口` or `- 窓口: { ja-easy: まどぐち, en: Counter work }`");
	}
	if (c->name.in[LANG_JA].len == 0)
		c->name.in[LANG_JA] = c->value;
}

static void read_choices(reader *r, const yaml_node *n, void *to, const field *f)
{
	work_choices *list = to;
	(void)f;
	if (n->kind != YN_LIST) {
		note(r, n, "write a list: one `- value` a line");
		return;
	}
	for (size_t i = 0; i < n->items.n; i++) {
		if (i == CHOICES_MAX) {
			note(r, n->items.at[i], "at most %d", CHOICES_MAX);
			return;
		}
		work_choice c = { 0 };
		read_choice(r, n->items.at[i], &c);
		for (size_t k = 0; k < list->n; k++)
			if (c.value.len && str_eq(list->at[k].value, c.value))
				note(r, n->items.at[i], "‘%.*s’ stands twice in this list", STR_ARG(shown(c.value)));
		if (c.value.len)
			LIST_ADD(r->a, list, c);
	}
}

/* --- ease --------------------------------------------------------------------------------------------------------------- */

static const struct {
	const char *key;
	work_ease_of_what dim;
	size_t choices;
} ease_dims[] = {
	{ "category", EASE_CATEGORY, offsetof(work_def, categories) },
	{ "step", EASE_STEP, offsetof(work_def, steps) },
	{ "job", EASE_JOB, offsetof(work_def, jobs) },
	{ "basis", EASE_BASIS, offsetof(work_def, bases) },
	{ "medium", EASE_MEDIUM, offsetof(work_def, media) },
	{ "system", EASE_SYSTEM, offsetof(work_def, systems) },
};

static void read_ease_of(reader *r, const yaml_node *n, work_ease_of_what dim, work_eases *list)
{
	const field percent = { .least = 0, .most = 100 };
	if (n->kind != YN_MAP) {
		note(r, n, "write `{ 受付: 90 }`: percent, how easily it moves");
		return;
	}
	for (size_t i = 0; i < n->keys.n && list->n < EASES_MAX; i++) {
		work_ease e = { .of = dim, .percent = 100 };
		text_of(r, n->keys.at[i], &e.value);
		read_int(r, n->items.at[i], &e.percent, &percent);
		LIST_ADD(r->a, list, e);
	}
}

static void read_ease(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)f;
	if (n->kind != YN_MAP) {
		note(r, n, "write `step: { 受付: 90 }` and the like");
		return;
	}
	for (size_t i = 0; i < n->keys.n; i++) {
		str key = STR_NONE;
		size_t k = 0;
		text_of(r, n->keys.at[i], &key);
		while (k < COUNT(ease_dims) && !str_eq(key, str_of(ease_dims[k].key)))
			k++;
		if (k == COUNT(ease_dims))
			note(r, n->keys.at[i],
			     "unknown ‘%.*s’; ease is said of category, step, job, basis, medium, system",
			     STR_ARG(shown(key)));
		else
			read_ease_of(r, n->items.at[i], ease_dims[k].dim, to);
	}
}

/* Ease of something that nobody is offered is most likely misspelt. */
static void check_ease(reader *r, const yaml_node *n, const work_def *w)
{
	for (size_t d = 0; d < COUNT(ease_dims); d++) {
		const yaml_node *map = yaml_get(n, ease_dims[d].key);
		const work_choices *known = (const void *)((const char *)w + ease_dims[d].choices);
		strs words = { 0 };
		for (size_t k = 0; k < known->n; k++)
			LIST_ADD(r->work, &words, known->at[k].value);
		for (size_t i = 0; map && map->kind == YN_MAP && i < map->keys.n; i++) {
			str s = map->keys.at[i]->s;
			if (!contains(&words, s))
				note(r, map->keys.at[i], "‘%.*s’ is not among the values of this survey%s",
				     STR_ARG(shown(s)), did_you_mean(r->work, s, &words));
		}
	}
}

/* --- words of names -------------------------------------------------------------------------------------------------------- */

#define WORDS_OF_A_LIST 40

static void read_wordlist(reader *r, const yaml_node *n, strs *list, size_t most)
{
	const field plain = { .most = NAME_MAX_BYTES };
	if (n->kind != YN_LIST) {
		note(r, n, "write a list of words: [国民健康保険, 国保]");
		return;
	}
	if (n->items.n > most)
		note(r, n->items.at[most], "at most %zu words in one list", most);
	for (size_t i = 0; i < n->items.n && i < most; i++) {
		str s = STR_NONE;
		read_line(r, n->items.at[i], &s, &plain);
		if (s.len && contains(list, s))
			note(r, n->items.at[i], "‘%.*s’ stands twice in this list", STR_ARG(shown(s)));
		else if (s.len)
			LIST_ADD(r->a, list, s);
	}
}

static void read_wordlists(reader *r, const yaml_node *n, void *to, const field *f)
{
	work_wordlists *lists = to;
	if (n->kind != YN_LIST) {
		note(r, n, "write a list of lists: one `- [国民健康保険, 国保]` a line");
		return;
	}
	for (size_t i = 0; i < n->items.n; i++) {
		strs list = { 0 };
		if (i == (size_t)f->most) {
			note(r, n->items.at[i], "at most %d lists", (int)f->most);
			return;
		}
		read_wordlist(r, n->items.at[i], &list, WORDS_OF_A_LIST);
		if (n->items.at[i]->kind == YN_LIST && list.n < 2)
			note(r, n->items.at[i], "a list of fewer than two words says nothing");
		LIST_ADD(r->a, lists, list);
	}
}

static void read_weak(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)f;
	read_wordlist(r, n, to, WORK_WORDS_MAX);
}

/* A word that stands for two things stands for neither. */
static void check_same(reader *r, const yaml_node *n, const work_wordlists *same)
{
	const yaml_node *lists = yaml_get(n, "same");
	for (size_t i = 0; lists && i < same->n && i < lists->items.n; i++)
		for (size_t w = 0; w < same->at[i].n; w++)
			for (size_t k = 0; k < i; k++)
				if (contains(&same->at[k], same->at[i].at[w]))
					note(r, lists->items.at[i], "‘%.*s’ stands in another list as well (line %d)",
					     STR_ARG(shown(same->at[i].at[w])), lists->items.at[k]->line);
}

static void read_names(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(work_names_def, same, "same", read_wordlists, .most = WORK_WORDS_MAX),
		FIELD(work_names_def, apart, "apart", read_wordlists, .most = WORK_APART_MAX),
		FIELD(work_names_def, weak, "weak", read_weak),
	};
	work_names_def *w = to;
	(void)f;
	if (read_map(r, n, w, fields, COUNT(fields)))
		check_same(r, n, &w->same);
}

/* --- the file ----------------------------------------------------------------------------------------------------------- */

static void read_all(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(work_def, hours_fte, "hours_fte", read_int, .required = true, .least = 100, .most = 8784),
		FIELD(work_def, yen_hour, "yen_hour", read_yen, .least = 0, .most = 1000000),
		FIELD(work_def, yen_source, "yen_source", read_line, .most = TEXT_MAX_BYTES),
		FIELD(work_def, balance_least, "balance", read_balance),
		FIELD(work_def, axes, "axes", read_axes, .required = true),
		FIELD(work_def, categories, "categories", read_choices, .required = true),
		FIELD(work_def, steps, "steps", read_choices),
		FIELD(work_def, jobs, "jobs", read_choices),
		FIELD(work_def, bases, "bases", read_choices),
		FIELD(work_def, media, "media", read_choices),
		FIELD(work_def, systems, "systems", read_choices),
		FIELD(work_def, ease, "ease", read_ease),
		FIELD(work_def, names, "names", read_names),
	};
	work_def *w = to;
	(void)f;
	*w = (work_def){ .given = true, .balance_least = 80, .balance_most = 120 };
	if (!read_map(r, n, w, fields, COUNT(fields)))
		return;
	if (w->yen_hour && !w->yen_source.len)
		note(r, yaml_get(n, "yen_hour"), "say where this figure is from: `yen_source: …`");
	if (yaml_get(n, "categories") && w->categories.n == 0)
		note(r, yaml_get(n, "categories"), "at least one category is needed");
	if (yaml_get(n, "ease"))
		check_ease(r, yaml_get(n, "ease"), w);
}

static void read_root(reader *r, const yaml_node *root, work_def *ret)
{
	static const field fields[] = { { .key = "work", .read = read_all, .required = true } };
	read_map(r, root, ret, fields, COUNT(fields));
}

void read_work(sources *list, city_def *c)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->at[i].kind == PATH_WORK && list->at[i].root)
			read_root(&list->at[i].r, list->at[i].root, &c->work);
}

const err *work_def_parse(arena *a, str text, work_def *ret)
{
	mistakes found = { NULL, 0 };
	*ret = (work_def){ 0 };
	if (text.len == 0)
		return NULL;
	arena *work = arena_new((size_t)64 * 1024 * 1024);
	reader r = { .a = a, .work = work, .path = STR("work.yaml"), .found = &found };
	const yaml_node *root = NULL;
	const err *e = yaml_parse(work, r.path, text, &root);
	if (e)
		note_err(&r, e);
	else
		read_root(&r, root, ret);
	arena_free(work);
	return mistakes_told(&found);
}
