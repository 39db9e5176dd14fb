/*
 * The pages of the counter.
 *
 *     /counter, /counter/OFFICE                    bring somebody up: one field that understands all, or start anew
 *     /counter/OFFICE/filling/ID/answers           all questions, the packet and a preview beside; POST saves, answer by answer
 *     /counter/OFFICE/filling/ID/preview           the preview alone
 *     /counter/OFFICE/filling/ID/card, …/file      what a card or an earlier paper says, beside what stands there
 *     /counter/OFFICE/filling/ID/print             makes a packet and leads to it
 *     /counter/OFFICE/packet/NUMBER/packet.pdf
 *     /counter/OFFICE/visit/CODE/papers            the record of a visit
 *     /counter/OFFICE/DESK/screen, …/events        the screen that faces the resident
 *     /counter/OFFICE/report, report.csv
 */
#ifndef PAPERS_COUNTER_PAGES_H
#define PAPERS_COUNTER_PAGES_H

#include "modules/papers/counter/counter.h"
#include "modules/papers/counter/counter_view.h"

/* Who is to be filled for, as far as it is known (counter_find.c). */
typedef struct counter_caller {
	str visit, number, token, packet,
		name; /* the visit's code, the ticket's number, a preparation's token, an earlier packet's number */
	strs services;
	str message;
	bool found; /* what was asked for is there */
	bool trouble;
} counter_caller;
/* By what was typed, scanned, or (empty) said by a link: a code of a ticket. */
MUST_USE const err *counter_find(req *r, const office_def *o, str typed, str ticket, counter_caller *ret);
/* Who has this ticket or booking; *ret_there: there is such a visit. */
MUST_USE const err *counter_find_visit(req *r, const office_def *o, str text, bool by_number, counter_caller *ret,
				       bool *ret_there);

/* One filling, opened. */
typedef struct counter_sitting {
	req *r;
	const city_def *city;
	const office_def *office;
	filling f;
	str token;
	preparation prep;
	bool gone; /* the preparation was deleted; `prep` is what the form said */
	papers *p;
	field_errors errors;
	struct {
		struct counter_both { /* changed here and elsewhere */
			str fact, typed;
			bool unknown;
		} * at;
		size_t n;
	} both;
	bool typed; /* rows show what was typed */
	str message;
} counter_sitting;

/* ERR_forbidden for a clerk of another office, ERR_not_found where there is no such filling. A preparation that is gone is no error: `gone`. */
MUST_USE const err *counter_open_sitting(req *r, counter_sitting *ret);
void counter_judge(counter_sitting *s); /* papers_sit() with what is answered */
papers *counter_papers_of(req *r, const city_def *c, const preparation *prep);
/* Sets an answer and keeps what it was; true when something changed. */
bool counter_put(arena *a, preparation *p, fact_answer answer, origin from, instant now);

/* Takes what the form says into the preparation and saves it. Mistakes and what two windows changed stand in the sitting. *ret_set: how many were set. */
MUST_USE const err *counter_save(counter_sitting *s, size_t *ret_set);
/* Changes to the preparation other than answers, saved in the same careful way: `change` is run again on what somebody else saved. */
typedef bool (*counter_change)(counter_sitting *s, preparation *p, const void *arg);
MUST_USE const err *counter_change_save(counter_sitting *s, counter_change change, const void *arg);
MUST_USE const err *counter_act(counter_sitting *s, filling_act act, str detail);
/* The filling's answers are those of this preparation. */
MUST_USE const err *counter_attach(req *r, str office, str id, str token);
/* The posted form as a preparation, when the one it was made from is gone. */
void counter_from_form(counter_sitting *s);

counter_parts counter_rows(const counter_sitting *s);
counter_preview counter_preview_of(const counter_sitting *s, str paper);
str counter_paper_here(const counter_sitting *s,
		       const packet *k); /* which one is shown: ?paper= where it is in the packet, else the first */
str counter_paper_param(req *r); /* which paper is looked at, as an address or a form says it; nothing but an id */
MUST_USE const err *counter_fill_page(counter_sitting *s, resp *out);

/* --- say.c -------------------------------------------------------------------------------------------------------------------- */

MUST_USE const err *counter_office(req *r, const office_def **ret);
str counter_at(const counter_sitting *s, const char *behind); /* /counter/OFFICE/filling/ID… */
str counter_say_time(arena *a, instant t); /* 10:05 */
str counter_say_day(arena *a, lang l, day d); /* 令和8年11月24日 … */
str counter_say_seconds(arena *a, lang l, i64 seconds); /* 4分30秒 */
str counter_say_origin(arena *a, lang l, origin o);
const char *counter_origin_css(origin o);
str counter_say_about(req *r, const city_def *c, str about);
str counter_say_papers(req *r, const city_def *c, str lines);
str counter_desk_name(arena *a, lang l, const office_def *o, str desk);
str counter_show(arena *a, const field_def *f, const fact_answer *answer, lang l); /* 「わからない」 as well */
/* A table's rows, each in a line; empty for other kinds. */
strs counter_show_rows(arena *a, const field_def *f, str canonical, lang l);
str counter_about_of(arena *a, const preparation *p, const packet *k); /* event:ID, paper:ID, papers */
str counter_facts_about(arena *a, str number); /* for keep_lock() */
str counter_pdf_about(arena *a, str number);
/* ERR_not_found where it was erased, ERR_key_file where it was altered. */
MUST_USE const err *counter_unlocked(req *r, str about, str locked, str *ret);
str counter_number_show(arena *a, str number); /* K7P3-Q2MN */
/* The lines of what was printed, in the reader's language; `corrections`: open them. */
MUST_USE const err *counter_packet_lines_of(req *r, const city_def *c, const office_def *o,
					    const counter_packets_of_visit_rows *rows, bool corrections,
					    counter_packet_lines *ret);
counter_packets_of_visit_rows counter_as_visit_rows(arena *a, const counter_packets_of_filling_rows *rows);
void counter_private(req *r, resp *out); /* nobody keeps the page, nobody learns its address */
page counter_page(const office_def *o, str title);

#endif
