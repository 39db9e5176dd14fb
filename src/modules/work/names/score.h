/*
 * Whether two names of work are one work: what their words say (alike/wording.h) and what the survey says of them beside their words.
 *
 *     name ── words_plain() ─▶ 国民健康保険料の減免 (width, spellings; what is short for what, as the city's work.yaml says; names of wards left out)
 *          ── words_of() ────▶ words as they are compared
 *     rows ── homes ─────────▶ who writes a name: units, sections, bureaus, categories
 *
 * Likeness is a chance, from log odds: 7 · (wording − 0.5), and to that
 *
 *     sections of the same name write both (市民課 of 門司 and of 戸畑)      0.8, and up to 2 more: the part of the two that is written there
 *     only the same bureau does; not even that                             −0.4; −1.4
 *     where sections of that name are in three bureaus or more (wards): never both names in one of them 0.6; else −2 · the part where both are
 *     a unit writes both: who lists two works means two                    up to −4; no unit does: 0.3
 *     they are mostly of different categories (窓口, 共通)                   −1.5
 *
 * What speaks for two names counts in full from a wording of 0.2 on, below in proportion. Words that the city says are apart (取得, 喪失), one in each, leave 0.35 of what comes out.
 *
 * The figures were chosen by hand on one made-up survey and hold on others and on names written apart from it: docs/work.md has the measures. Where the survey says nothing but the names themselves
 * (homes NULL) words alone decide.
 */
#ifndef WORK_NAMES_SCORE_H
#define WORK_NAMES_SCORE_H

#include "alike/alike.h"
#include "alike/wording.h"
#include "defs/work/work.h"
#include "modules/work/names/names.h"
#include "reading/reading.h"

/* --- words (names_words.c) -------------------------------------------------------------------------------------------------------- */

typedef struct names_words names_words;
/* `def` may be NULL; `bureaus`: those called …区役所 are wards, whose names say where and not what. Both must live as long. */
const names_words *words_make(arena *a, reading *r, const work_names_def *def, const strs *bureaus);
str words_plain(const names_words *w, arena *a, str name);
/* What alike and wording want to know of a name; false: no dictionary, runs of characters. */
bool words_of(const names_words *w, arena *a, str name, alike_text *text, wording_name *words);

/* --- who writes it (names_home.c) --------------------------------------------------------------------------------------------------- */

typedef struct home_place { /* a unit and a category, in numbers */
	u32 unit, bureau, title, category; /* title: the section by its name alone */
} home_place;
struct names_homes { /* of the names of a set */
	const home_place *places;
	const u32 *place;
	const size_t *from; /* of name i: place[from[i]] up to from[i + 1] */
	strs titles, bureaus; /* by number */
};

typedef struct names_home_index names_home_index;
/* `work`: of name i, which text it is one of (0 … texts − 1, rising). */
const names_home_index *home_make(arena *a, const names_homes *h, size_t names, const u32 *work, size_t texts);
typedef struct home_evidence {
	double odds; /* logarithm */
	str title; /* a section that writes both in several bureaus, or in one; empty: none does */
	bool parted; /* … and no bureau's has both: another name in each ward */
	bool bureau; /* no section, but a bureau */
	i64 units; /* that write both */
	bool categories; /* mostly others */
} home_evidence;
double home_odds(const names_home_index *x, size_t i, size_t j); /* x NULL: nothing is known */
home_evidence home_why(const names_home_index *x, size_t i, size_t j);

#define HOME_NOTHING 0.3 /* where no unit writes both */
double likeness_of_odds(double words, double odds); /* 0 where the words say next to nothing */

#endif
