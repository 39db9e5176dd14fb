/*
 * What the guide (手続きガイド) goes by:
 *
 *     facts.yaml        what is asked (defs/facts/facts.h)
 *     guide.yaml        life events, and which questions stand on one page together
 *     schemes/ID.yaml   schemes and procedures: name, what it brings, by when, where, what to bring, source
 *     tables/ID.csv     eligibility: decision tables (rules/match.h), a row per way to be entitled; first column `id`, the scheme's
 *     cases/ID.csv      examples that clerks wrote: facts and which schemes they expect; run before a publication and by the tests
 *
 * guide.yaml:
 *
 *     events:
 *       shibou:
 *         name: { ja: 亡くなった（おくやみ）, … }
 *         icon: flower
 *         words: [亡くなった, 葬式]              # found by these as well
 *         given: { 死亡: yes }                  # what the event says of itself; facts by name or id
 *         first: [死亡日, 続柄]                  # asked first, in this order
 *     groups:                                   # on one page
 *       - title: { ja: 手帳について, … }
 *         facts: [shintai-toukyuu, ryouiku-toukyuu]
 *
 * schemes/shougai.yaml:
 *
 *     schemes:
 *       juudo-iryou:
 *         name: { ja: 重度障害者医療費支給制度, ja-easy: …, en: … }
 *         reading: じゅうどしょうがいしゃいりょうひしきゅうせいど
 *         words: [マル障, 医療費助成]             # found by these as well
 *         kind: right                           # right: may be entitled; duty: must be done
 *         about: { … }                          # what it brings, one or two sentences
 *         todo: { … }                           # what to do; may be empty
 *         worth: 60                             # 1 … 100: how much it matters to those who get it (weighs questions, sorts results)
 *         events: [shougai]
 *         deadline: { ja: 手帳の交付から…, … }    # in words; may be empty
 *         due: { from: 死亡日, days: 14 }        # counted from a fact of type date; may be missing. `months:` instead of days
 *                                               # the day after is the first; `with_first: yes`: that day itself (a birth: 戸籍法43条)
 *         where: shougai                        # a service of services.yaml; may be missing
 *         office: { ja: 各区役所 保健福祉課, … }   # in words
 *         bring: { … }                          # a thing a line
 *         online: https://…                     # may be missing
 *         source: { law: 身体障害者福祉法第15条, url: https://… }   # law, ordinance or guideline
 *         section: { ja: 障害福祉課, … }          # which section must confirm it
 *         confirmed: no                         # no: a sample, and said so wherever it is shown
 */
#ifndef DEFS_GUIDE_GUIDE_H
#define DEFS_GUIDE_GUIDE_H

#include "defs/facts/facts.h"
#include "rules/match.h"

typedef enum scheme_kind { SCHEME_RIGHT, SCHEME_DUTY } scheme_kind;

typedef struct scheme_def {
	str id, file;
	text3 name;
	str reading;
	strs words;
	scheme_kind kind;
	text3 about, todo, deadline, office, bring, section;
	int worth;
	strs events;
	str due_from; /* FEEL name of a date fact; empty: none */
	int due_days, due_months;
	bool due_with_first; /* the event's own day is the first */
	str where; /* service; may be empty */
	str online;
	str law, law_url;
	bool confirmed;
	int line;
} scheme_def;
typedef struct scheme_defs {
	scheme_def *at;
	size_t n;
} scheme_defs;

/* guide.yaml */
typedef struct event_def {
	str id;
	text3 name, about;
	str icon;
	strs words; /* found by these: なくなった, 亡くなった, 葬式 */
	fact_answers given; /* facts that the event itself says: 死亡 = yes */
	strs first; /* ids of facts that are asked first, in this order */
	int line;
} event_def;
typedef struct event_defs {
	event_def *at;
	size_t n;
} event_defs;
/* Facts that are asked on one page. */
typedef struct group_def {
	text3 title;
	strs facts;
	int line;
} group_def;
typedef struct group_defs {
	group_def *at;
	size_t n;
} group_defs;

/* One row of cases/ID.csv: `case`, `as_of` (may be missing), a column for each fact by its FEEL name (empty: nobody asked; わからない),
 * `yes`, `open`, `no`: ids parted by spaces or 、; in `yes` and `open` a lone `*` behind the ids lets others be there as well. */
typedef struct case_def {
	str file, name, note;
	int line;
	day as_of;
	fact_answers given;
	strs yes, open, no;
	bool yes_more, open_more;
} case_def;
typedef struct case_defs {
	case_def *at;
	size_t n;
} case_defs;

typedef struct guide_def {
	event_defs events;
	group_defs groups;
	scheme_defs schemes;
	struct {
		const dmn_table **at;
		size_t n;
	} tables;
	const match *match; /* all tables, compiled */
	case_defs cases;
} guide_def;

/* Tries the cases: with a case's facts, as of its day (else that of `now`), are those schemes yes, open, no? Each case that fails is a linked
 * ERR_definition with where "cases/shougai.csv:12:1" and what was expected and found. *ret_n (may be NULL): how many were tried. */
struct city_def;
MUST_USE const err *guide_try_cases(arena *a, const struct city_def *c, instant now, size_t *ret_n);

/* Allowed, for definitions grow file by file, but told by `guide check` and where they are edited: schemes to which no row leads; facts on which neither
 * the guide nor a paper depends. Linked, with their places. */
const err *guide_unreached(arena *a, const struct city_def *c);
const err *guide_unused(arena *a, const struct city_def *c);

/* What somebody who gave these answers has: a value for each fact, and for each column of the tables. */
typedef struct guide_values {
	feel *facts; /* of fact_defs */
	feel *columns; /* of match_facts() */
} guide_values;
guide_values guide_values_of(feel_run *run, const fact_defs *f, const guide_def *g, const fact_answers *given);

const scheme_def *guide_scheme(const guide_def *g, str id);
const event_def *guide_event(const guide_def *g, str id);

#endif
