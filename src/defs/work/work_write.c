/* work.yaml written back. */
#include "defs/defs_write.h"

static void put_choices(buf *b, const char *name, const work_choices *list)
{
	if (list->n == 0)
		return;
	put_key(b, 2, name);
	buf_char(b, '\n');
	for (size_t i = 0; i < list->n; i++) {
		const work_choice *c = &list->at[i];
		text3 rest = c->name;
		buf_lit(b, "    - ");
		yaml_put(b, c->value, 6, true);
		if (str_eq(rest.in[LANG_JA], c->value))
			rest.in[LANG_JA] = STR_NONE;
		if (!text_empty(&rest)) {
			buf_lit(b, ": ");
			put_text3_flow(b, &rest);
		}
		buf_char(b, '\n');
	}
}

static void put_axes(buf *b, const work_def *w)
{
	static const char *const names[WORK_AXES] = {
		[WORK_CORE] = "core", [WORK_EXPERTISE] = "expertise", [WORK_ROUTINE] = "routine", [WORK_AWAY] = "away"
	};
	buf_lit(b, "  axes:\n");
	for (int i = 0; i < WORK_AXES; i++) {
		const work_axis_def *x = &w->axes[i];
		put_key(b, 4, names[i]);
		buf_char(b, '\n');
		put_str(b, 6, "version", x->version);
		put_text3(b, 6, "name", &x->name);
		put_text3(b, 6, "ask", &x->ask);
		put_text3(b, 6, "yes", &x->yes);
		put_text3(b, 6, "no", &x->no);
		put_text3(b, 6, "means", &x->means);
	}
}

static void put_ease(buf *b, const work_eases *list)
{
	static const struct {
		const char *key;
		work_ease_of_what dim;
	} dims[] = { { "category", EASE_CATEGORY }, { "step", EASE_STEP },     { "job", EASE_JOB },
		     { "basis", EASE_BASIS },       { "medium", EASE_MEDIUM }, { "system", EASE_SYSTEM } };
	if (list->n)
		buf_lit(b, "  ease:\n");
	for (size_t d = 0; d < COUNT(dims); d++) {
		bool begun = false;
		for (size_t i = 0; i < list->n; i++) {
			if (list->at[i].of != dims[d].dim)
				continue;
			if (!begun) {
				put_key(b, 4, dims[d].key);
				buf_char(b, '\n');
			}
			begun = true;
			buf_lit(b, "      ");
			yaml_put(b, list->at[i].value, 6, true);
			buf_format(b, ": %d\n", list->at[i].percent);
		}
	}
}

static void put_words(buf *b, const strs *list)
{
	buf_char(b, '[');
	for (size_t i = 0; i < list->n; i++) {
		if (i)
			buf_lit(b, ", ");
		yaml_put(b, list->at[i], 8, true);
	}
	buf_lit(b, "]\n");
}

static void put_wordlists(buf *b, const char *name, const work_wordlists *lists)
{
	if (lists->n == 0)
		return;
	put_key(b, 4, name);
	buf_char(b, '\n');
	for (size_t i = 0; i < lists->n; i++) {
		buf_lit(b, "      - ");
		put_words(b, &lists->at[i]);
	}
}

static void put_names(buf *b, const work_names_def *w)
{
	if (w->same.n == 0 && w->apart.n == 0 && w->weak.n == 0)
		return;
	buf_lit(b, "  names:\n");
	put_wordlists(b, "same", &w->same);
	put_wordlists(b, "apart", &w->apart);
	if (w->weak.n) {
		put_key(b, 4, "weak");
		buf_char(b, ' ');
		put_words(b, &w->weak);
	}
}

str work_def_write(arena *a, const work_def *w)
{
	buf b = buf_new(a, FILE_CEILING);
	if (!w->given)
		return STR_NONE;
	buf_lit(&b, "work:\n");
	put_int(&b, 2, "hours_fte", w->hours_fte, NULL);
	if (w->yen_hour)
		put_int(&b, 2, "yen_hour", (int)w->yen_hour, NULL);
	put_str(&b, 2, "yen_source", w->yen_source);
	buf_format(&b, "  balance: { least: %d, most: %d }\n", w->balance_least, w->balance_most);
	put_axes(&b, w);
	put_choices(&b, "categories", &w->categories);
	put_choices(&b, "steps", &w->steps);
	put_choices(&b, "jobs", &w->jobs);
	put_choices(&b, "bases", &w->bases);
	put_choices(&b, "media", &w->media);
	put_choices(&b, "systems", &w->systems);
	put_ease(&b, &w->ease);
	put_names(&b, &w->names);
	return written(&b);
}
