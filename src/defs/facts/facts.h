/*
 * facts.yaml and facts/ID.yaml: every piece of information that the city's procedures ask for, each defined once (項目).
 *
 * What many procedures share stands in facts.yaml, what one section cares for in a file of its own below facts/, in the same format. Together
 * they are one catalogue: ids and names are unique over all files, and every file's expressions may use every file's names.
 *
 *     facts:
 *       shintai-toukyuu:                      # the id, [a-z0-9-]: in links, forms and JSON
 *         name: 身体障害者手帳の等級          # what rules and tables call it; a FEEL name
 *         type: choice                        # a kind of fields.h
 *         label: { ja: 身体障害者手帳の等級, ja-easy: …, en: Grade of the physical disability certificate }
 *         question: { ja: 身体障害者手帳の等級はどれですか, ja-easy: …, en: … }   # as it is asked; else the label
 *         help: { ja: 手帳の表紙の内側に書いてあります。, … }
 *         choices:
 *           - 1級: { ja-easy: 1きゅう, en: Grade 1 }
 *           - なし: { ja: 持っていない, ja-easy: もって いない, en: None }
 *         sensitive: 2                         # 0 … 3: how sensitive; asked later
 *         hard: 1                              # 0 … 3: how hard to know or look up; asked later
 *         ask_if: 障害者手帳 = true            # FEEL over other facts: asked only where this may be true; else not applicable (null)
 *         share: { 1級: 3, なし: 90 }          # may be missing: how common answers are, of any sum
 *       nenrei:
 *         name: 年齢
 *         type: number
 *         label: { ja: 年齢, … }
 *         value: years and months duration(生年月日, today()).years     # computed: never asked
 *       ninzuu:
 *         name: 世帯の人数
 *         type: number
 *         label: { ja: 世帯の人数, … }
 *         least: 1                             # bounds, as the kind has them: least, most, decimals, unit, lines, first, last,
 *         most: 20                             # no_future, no_past, accept, columns, autocomplete (fields.h)
 *         unit: { ja: 人, ja-easy: にん, en: people }
 *         check: 世帯の人数 >= 子どもの人数     # FEEL: told beside the answer where it is false …
 *         check_message: { ja: お子さんの人数より少なくなっています。, … }     # … in these words
 *       setai:
 *         name: 世帯
 *         type: table
 *         label: { ja: 世帯の方, … }
 *         columns:
 *           shimei: { type: name, label: { ja: 氏名, … }, required: yes }
 *           umare: { type: date, label: { ja: 生年月日, … }, no_future: yes }
 *
 * What people answered is a set of canonical texts (fields.h) by id; answers_values() makes FEEL values of it, unknown where nobody asked,
 * and computes the computed ones.
 *
 * Refused, with file:line:column: an unknown key, an unknown name in an expression, an id or a name that is there twice, facts that
 * depend on themselves (by `value` or `ask_if`), what cannot go with the kind (choices of a number).
 */
#ifndef DEFS_FACTS_FACTS_H
#define DEFS_FACTS_FACTS_H

#include "fields/fields.h"
#include "rules/feel.h"
#include "rules/type.h"

typedef struct fact_share {
	str value; /* canonical; for numbers and dates a FEEL unary test: [65..120] */
	double weight;
} fact_share;

typedef struct fact_def {
	field_def field; /* id, kind, label, help, bounds, choices */
	str name; /* the FEEL name */
	text3 question; /* the label where empty */
	int sensitive, hard; /* 0–3 */
	str ask_if_text, value_text, check_text; /* FEEL; empty: none */
	const feel_expr *ask_if, *value, *check;
	text3 check_message; /* told where `check` is false */
	struct {
		fact_share *at;
		size_t n;
	} share;
	str file; /* facts.yaml, facts/shougai.yaml */
	int line;
} fact_def;
typedef struct fact_defs {
	fact_def *at; /* in the order of the files' paths, and within a file as written */
	size_t n;
	const size_t *
		order; /* indices, so that each fact comes after those its `value` and `ask_if` need; cycles are refused */
	feel_names names; /* all their FEEL names */
} fact_defs;

const fact_def *facts_find(const fact_defs *f, str id); /* NULL when there is none */
const fact_def *facts_named(const fact_defs *f, str name);

/* One answer: a value, or that the person does not know. */
typedef struct fact_answer {
	str id; /* of the fact */
	str value; /* canonical; empty with `dont_know` */
	bool dont_know;
} fact_answer;
typedef struct fact_answers {
	fact_answer *at;
	size_t n;
} fact_answers;

/* The FEEL value of a canonical text: yesno → boolean, number and money → number, date → date, choice → string, choices → list of strings,
 * table → list of contexts by the columns' labels in Japanese, the rest → string. Unknown for what is no canonical text of that field (a
 * choice that is gone), and for an empty one but of choices and tables, which is an empty list. */
feel fact_value(arena *a, const field_def *f, str canonical);
/* The FEEL type of those values; of a choice with the values that there are. */
const feel_type *fact_type(arena *a, const field_def *f);
/*
 * values[i] of the i-th fact, as of the run's day:
 *
 *     computed                      its value; unknown as long as it depends on what is
 *     ask_if is false               null: not applicable, whatever was answered before
 *     answered                      the answer, also where it is not known yet whether it applies
 *     else, and わからない           unknown
 */
void answers_values(feel_run *run, const fact_defs *f, const fact_answers *given, feel *values);
/* Whether the i-th fact's `check` holds for these values: false only where it is false. */
bool answers_hold(feel_run *run, const fact_defs *f, size_t i, const feel *values);

#endif
