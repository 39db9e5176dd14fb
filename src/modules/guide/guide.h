/*
 * guide: the procedure guide (手続きガイド): what somebody may be entitled to, what must be done, and which question decides most.
 *
 * Answers go in, findings and the next question come out: no HTTP, no SQL, no clock. Nothing is kept on the way: whoever asks brings
 * all answers with each question (in a form, a link), so that going back loses nothing and the server knows nobody.
 *
 *     answers ──▶ guide_sit() ──┬─▶ guide_judge()   per scheme yes / no / open, why, by when
 *      events                   ├─▶ guide_next()    what to ask now, and for the sake of which schemes; false: nothing left to ask
 *      today                    ├─▶ guide_how_far() how far it is
 *                               └─▶ guide_doubted() answers that do not fit together
 *
 * A scheme is *yes* when one of its rows (ways to be entitled) holds, *open* when none does but one still may, else *no*. What nobody asked, and what
 * somebody does not know (わからない), is unknown: a yes or a no holds whatever the truth of it is.
 *
 * The schemes that count are those of the events; without an event and without `schemes`, all of the city.
 *
 * Everything lives in the arena of guide_sit() and points into the city's definitions, which must be held as long.
 */
#ifndef GUIDE_GUIDE_H
#define GUIDE_GUIDE_H

#include "kit/kit.h"

typedef struct guide_asked {
	fact_answers given; /* by the person; what an event says of itself is added by guide_sit() */
	strs events; /* ids; those that the city does not have are passed over */
	strs schemes; /* ids: only these, whatever their events; empty: by the events */
	str last; /* id of the fact that was asked last, so that the next question stays near it; may be empty */
	instant now;
	day as_of; /* whose rules count; DAY_UNSET: those of `now` */
	lang lang;
} guide_asked;

typedef struct guide guide;
guide *guide_sit(arena *a, const city_def *c, const guide_asked *asked);

/* Lists of what the definitions have. */
typedef struct guide_facts {
	const fact_def **at;
	size_t n;
} guide_facts;
typedef struct guide_schemes {
	const scheme_def **at;
	size_t n;
} guide_schemes;

/* --- findings (guide.c, guide_why.c) ------------------------------------------------------------------------------ */

/* Whether a condition that fails could come to hold. */
typedef enum guide_change {
	CHANGE_NEVER, /* a date that is past, an age that is over */
	CHANGE_TIME, /* by waiting: an age to come */
	CHANGE_MAY, /* circumstances: a certificate, an income, an address */
} guide_change;

/* One cell of a row. */
typedef struct guide_condition {
	const fact_def *fact; /* NULL: the column is no fact of the catalogue */
	str words; /* in the reader's language: 年齢が65歳以上 */
	str has; /* what the person has: 70歳; empty where that is unknown */
	str feel; /* the cell as the table has it: >= 65 */
	truth holds;
	guide_change change; /* where it does not hold */
} guide_condition;
typedef struct guide_conditions {
	guide_condition *at;
	size_t n;
} guide_conditions;

/* One row: a way to be entitled. */
typedef struct guide_way {
	truth holds;
	guide_conditions conditions; /* in the order of the columns; none: for everybody */
	size_t failed, unknown; /* how many of them */
	bool reachable; /* a no whose failed conditions could all come to hold */
	str about; /* what the author wrote of the row; may be empty */
	str source, source_url; /* the row's, else the scheme's; may be empty. The link is http:// or https:// */
	day from, to; /* valid on these days, both included; DAY_UNSET: open */
	str file; /* tables/shougai.csv */
	int line;
} guide_way;
typedef struct guide_ways {
	guide_way *at;
	size_t n;
} guide_ways;

typedef struct guide_finding {
	const scheme_def *scheme;
	truth holds;
	guide_ways
		ways; /* that count on that day, the one that says most first: yes, then the fewest unknown, then the fewest failed */
	guide_facts missing; /* open: what could decide it, and may still be asked; of わからない those as well */
	const guide_way
		*nearest; /* no: the way with the fewest failed conditions that could all come to hold; NULL: none */
	day due; /* the last day; DAY_UNSET: no deadline in days, or its date is not known */
	int days_left; /* until then from the day of asking; negative: over */
	bool due_closed; /* the last day is a Saturday, Sunday, holiday or 29 December to 3 January: better to come before; whether it moves is not said */
	const fact_def *due_missing; /* the date that the deadline counts from, when it is not known; else NULL */
} guide_finding;
typedef struct guide_findings {
	guide_finding *at;
	size_t n;
} guide_findings;

/* Each sorted: what has a last day by that, then by worth. */
typedef struct guide_result {
	guide_findings must, may; /* yes: duties, rights */
	guide_findings open_must, open_may; /* may be */
	guide_findings no; /* by nearness: those that could come to hold first */
} guide_result;
guide_result guide_judge(const guide *g);

/* One scheme alone, whether it counts here or not: a page of its own. False when the city has no such scheme. */
bool guide_judge_one(const guide *g, str scheme, guide_finding *ret);

/* A cell in words of the reader's language, for this fact: [65..74] → 年齢が65歳以上74歳以下. What cannot be said so is its FEEL text behind the
 * fact's label. (guide_words.c) */
str guide_words(arena *a, const fact_def *f, str label, str cell, lang l);

/* --- the next question (guide_next.c) -------------------------------------------------------------------------------- */

typedef struct guide_question {
	guide_facts facts; /* on one page; the first is what is asked for, the rest stand in its group */
	const group_def *group; /* NULL: alone */
	guide_schemes
		waiting; /* open schemes that depend on these answers, else those whose deadline does; the weightiest first */
	bool of_event; /* one of the first questions of the event */
	double gain, cost; /* of the first fact: expected weight decided, and what dividing it made of it */
} guide_question;
/* False: whatever is still open cannot be decided by asking, and the event's own days (those of its `first` questions from which deadlines are
 * counted) are known. */
bool guide_next(const guide *g, guide_question *ret);

/* Whether this fact is asked: it is not computed, its ask_if may be true. Answered or not. */
bool guide_may_ask(const guide *g, const fact_def *f);
/* The facts that were answered and count, in the order of the answers: for the list "what you said". */
guide_facts guide_answered(const guide *g);
/* All answers that count, the event's as well. */
fact_answers guide_given(const guide *g);

typedef struct guide_progress {
	size_t schemes, yes, open, no;
	size_t asked; /* answers, わかりません included */
	size_t left; /* questions that are likely still to come */
	int percent; /* 0–100, for a bar: asked of asked and left, weighed with what is decided */
} guide_progress;
guide_progress guide_how_far(const guide *g);

/* Facts whose `check` is false, with what to tell. */
typedef struct guide_doubt {
	const fact_def *fact;
	str told; /* in the reader's language */
} guide_doubt;
typedef struct guide_doubts {
	guide_doubt *at;
	size_t n;
} guide_doubts;
guide_doubts guide_doubted(const guide *g);

/* --- deadlines (guide_due.c) -------------------------------------------------------------------------------------------- */

/* The last day of a period that begins with an event. The event's own day does not count (Civil Code, Article 140), unless `with_first`; days: so many
 * days on; months: the day before the one that corresponds to the first day, or the month's last where there is none (Article 143). */
day guide_last_day(day event, int days, int months, bool with_first);

/* --- for who goes on from the guide ---------------------------------------------------------------------------------------- */

/* What the token of an address of the guide says: events, schemes and answers, as guide_sit() wants them; false: it cannot be opened. (pages/link.c) */
bool guide_token_read(req *r, str token, guide_asked *ret);
/* The page that asks at which office a visit for these services is to be booked. (pages/pages_result.c) */
MUST_USE const err *guide_book_offices(req *r, resp *out, strs services, url back, str back_text);

extern const command guide_commands[]; /* guide check, guide cases, guide simulate: guide_commands.c */
extern const module guide_module; /* guide_module.c */

#endif
