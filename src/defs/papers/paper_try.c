/* Papers tried with the sample people before they are published. */
#include "defs/defs.h"
#include "defs/papers/paper_filling.h"

#define TRY_ARENA ((size_t)64 << 20)
#define TOLD_MAX 100

typedef struct trying {
	arena *a;
	const city_def *c;
	const err *first;
	err *last;
	size_t told;
} trying;

static void tell(trying *t, str file, int line, int column, str detail)
{
	if (t->told++ >= TOLD_MAX)
		return;
	err *e = arena_one(t->a, err);
	*e = (err){ .code = ERR_definition,
		    .where = str_format(t->a, "%.*s:%d:%d", STR_ARG(file), line, column),
		    .detail = detail };
	if (t->last)
		t->last->next = e;
	else
		t->first = e;
	t->last = e;
}

static const char *what_is_wrong(const fill_trouble *x)
{
	if (x->fit == FIT_NO_GLYPH)
		return "no font has a letter of it; print it with another letter, or leave it to the pen";
	switch (x->mark->kind) {
	case MARK_LABEL:
	case MARK_SEAL:
		return "it does not fit; make the place larger, the letters smaller (`size`, `least`), or let it `wrap`";
	case MARK_OPTIONS:
		return "the words do not fit side by side; make the place wider, the letters smaller, or let them `wrap`";
	case MARK_QR:
		return "it is too long for a QR code; make it shorter";
	case MARK_POSTAL:
		return "it cannot be written as bars";
	case MARK_FACT:
	case MARK_VALUE:
	case MARK_COLUMN:
	case MARK_LINE:
	case MARK_BOX:
	case MARK_CHOICE:
	case MARK_GRID:
	case MARK_EMPTY:
		break;
	}
	if (x->mark->style.cells)
		return "it has more letters than there are cells; add cells, or change the `format`";
	return "it does not fit, also with the smallest letters; make the place larger, `least` smaller, or let it `wrap`";
}

/* Many rows have the same trouble at the same mark: it is told once. */
static bool seen(const filled_sheets *s, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (s->troubles.at[k].mark == s->troubles.at[i].mark)
			return true;
	return false;
}

static void try_one(trying *t, const paper_def *p, const sample_def *s, instant now)
{
	fact_answers none = { NULL, 0 };
	arena *own = arena_new(TRY_ARENA);
	filled_sheets sheets;
	fill_asked asked = { .city = t->c, .given = s ? &s->given : &none, .now = now };
	str sample = s ? s->name.in[LANG_JA] : STR("（何も答えていない）");
	const err *e = fill_quietly(own, p, &asked, s != NULL, &sheets);
	if (e)
		tell(t, p->file, p->line, 1,
		     str_format(t->a, "%.*s, sample ‘%.*s’: %.*s", STR_ARG(p->name.in[LANG_JA]), STR_ARG(sample),
				STR_ARG(e->detail.len ? e->detail : err_message(e->code, LANG_EN))));
	for (size_t i = 0; !e && i < sheets.troubles.n; i++) {
		const fill_trouble *x = &sheets.troubles.at[i];
		bool printed =
			x->mark->kind == MARK_LABEL || x->mark->kind == MARK_SEAL || x->mark->kind == MARK_OPTIONS;
		if (seen(&sheets, i) || (printed && s && x->fit == FIT_NOT && x->mark->only.text.len == 0))
			continue; /* what is always printed was tried with nothing filled in */
		str about = printed ? STR_NONE : str_format(t->a, ", sample ‘%.*s’", STR_ARG(sample));
		tell(t, p->file, x->mark->line, x->mark->column,
		     str_format(t->a, "%.*s, %.*s%s%.*s%.*s: ‘%.*s’: %s", STR_ARG(p->name.in[LANG_JA]),
				STR_ARG(x->path), x->label.len ? " " : "", STR_ARG(x->label), STR_ARG(about),
				STR_ARG(shown(x->text)), x->why.len ? x->why.at : what_is_wrong(x)));
	}
	arena_free(own);
}

const err *papers_try(arena *a, const city_def *c, str only, instant now, size_t *ret_n)
{
	trying t = { .a = a, .c = c };
	size_t n = 0;
	for (size_t i = 0; i < c->papers.papers.n; i++) {
		const paper_def *p = &c->papers.papers.at[i];
		if (only.len && !str_eq(p->id, only))
			continue;
		try_one(&t, p, NULL, now);
		n++;
		for (size_t k = 0; k < c->papers.samples.n; k++, n++)
			try_one(&t, p, &c->papers.samples.at[k], now);
	}
	if (ret_n)
		*ret_n = n;
	return t.first;
}
