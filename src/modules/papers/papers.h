/*
 * papers: answer once, every form filled (書かない窓口).
 *
 * Papers and answers go in; what is still to be asked, the packet in the order of the counters, and its PDF come out: no HTTP, no SQL, no clock.
 *
 *     papers, schemes, events ──▶ papers_sit() ──┬─▶ papers_packet()    which papers, counter by counter; which not, and why
 *     answers                                    ├─▶ papers_next()      what to ask now: each fact once, in a natural order
 *     today                                      ├─▶ papers_missing()   all that is still to be asked
 *                                                ├─▶ papers_problems()  what stands against printing, in words that say what to do
 *                                                └─▶ papers_make()      one PDF: 受付案内票, then the papers (or one paper)
 *
 * A fact is asked when a paper of the packet needs it (paper_def.facts), it is not computed, its `ask_if` may be true and the paper's own `needed` may be true.
 * わからない is an answer: its place stays empty, and the cover sheet lists it as to be asked at the counter.
 *
 * The order of questions: who comes (届出人) before for whom, a person's parts together (氏名, フリガナ, 生年月日 …), what decides about other questions before
 * these, groups of guide.yaml on one page; then as the papers have them. What was answered is never asked again, whichever paper wants it.
 *
 * The rooms:
 *     keep/      preparations: what somebody has answered, encrypted, for a time
 *     prepare/   at home: /prepare            counter/   at the desk: /counter, the screen that faces the resident
 *     manage/    the place editor: /manage/papers
 */
#ifndef PAPERS_H
#define PAPERS_H

#include "defs/papers/papers.h"
#include "kit/kit.h"

typedef struct papers_asked {
	strs papers; /* ids; those that the city does not have are passed over */
	strs schemes, events; /* all papers that belong to these, besides */
	fact_answers given;
	strs left_out; /* ids of papers that the person does not want */
	instant now;
	lang lang;
} papers_asked;

typedef struct papers papers;
papers *papers_sit(arena *a, const city_def *c, const papers_asked *asked);

typedef struct packet_paper {
	const paper_def *paper;
	bool open; /* whether it is needed is not decided yet */
	size_t missing; /* facts to be asked for it */
	size_t sheets; /* so far: each_ rows counted */
} packet_paper;
typedef struct packet_counter {
	const service_def *service; /* NULL: no counter of its own */
	struct {
		packet_paper *at;
		size_t n;
	} papers;
	strs bring; /* things, each once, in the reader's language */
} packet_counter;
typedef struct packet {
	struct {
		packet_counter *at;
		size_t n;
	} counters; /* in the order in which they are gone to: journeys.yaml where an event has one, else services.yaml */
	struct packet_out {
		const paper_def *paper;
		str why; /* in the reader's language: which answer makes it needless */
	} * out; /* not needed */
	size_t out_n;
	size_t papers, sheets;
} packet;
packet papers_packet(const papers *p);

typedef struct papers_facts {
	const fact_def **at;
	size_t n;
} papers_facts;
/* What is still to be asked, in the order of asking. A fact that was answered, わからない included, is not in it. */
papers_facts papers_missing(const papers *p);
/* All that the packet asks, answered or not, that applies: the list to look through at the end. */
papers_facts papers_asks(const papers *p);
/* For whose sake: the papers of the packet that show this fact. */
typedef struct papers_list {
	const paper_def **at;
	size_t n;
} papers_list;
papers_list papers_wanting(const papers *p, const fact_def *f);
bool papers_optional(const papers *p, const fact_def *f); /* in every paper that wants it */

typedef struct papers_question {
	text3 title; /* ご本人のこと; may be empty */
	papers_facts facts; /* on one page: a group, at most 6 */
} papers_question;
/* False: nothing left to ask. */
bool papers_next(const papers *p, papers_question *ret);
/* The pages to come, as far as is known now: an answer may take away or bring others. */
typedef struct papers_pages {
	papers_question *at;
	size_t n;
} papers_pages;
papers_pages papers_missing_pages(const papers *p);
/* The pages of papers_asks(), worked out once: for who shows all of them. */
papers_pages papers_asks_pages(const papers *p);
/* The page on which that fact is asked, to change it; false when it is not asked. */
bool papers_page_of(const papers *p, str fact, papers_question *ret);

/* What stands against printing, or should be looked at. */
typedef struct papers_problem {
	const fact_def *fact; /* where to mend it */
	str told; /* in the reader's language, what to do */
	bool stops; /* false: printed all the same (not answered, わからない) */
} papers_problem;
typedef struct papers_problems_list {
	papers_problem *at;
	size_t n;
} papers_problems_list;
papers_problems_list papers_problems(const papers *p);

typedef struct papers_made {
	str pdf;
	size_t pages;
	str version; /* hash of the definitions of the papers in it */
	struct {
		fill_trouble *at;
		size_t n;
	} troubles; /* printed on 別紙 */
} papers_made;
typedef struct make_asked {
	str office; /* whose places stand on the cover sheet: 1階 3番; may be empty */
	str link; /* what the QR says; may be empty */
	str number; /* of the packet, at the foot of each sheet; may be empty */
	str only; /* id: that paper alone, without cover; empty: the packet */
	bool cover;
} make_asked;
MUST_USE const err *papers_make(const papers *p, const make_asked *asked, papers_made *ret);

/* All answers that count, the events' own as well: what the sheets are filled from. */
fact_answers papers_given(const papers *p);

/* The papers that belong to schemes and events, in the order of the city's files. */
papers_list papers_of(arena *a, const city_def *c, const strs *schemes, const strs *events);

extern const command papers_commands[]; /* papers list, missing, make, check, draw: papers_commands.c */
extern const module papers_module; /* papers_module.c */
extern const module papers_prepare_module, papers_counter_module, papers_manage_module;

#endif
