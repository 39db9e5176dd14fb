/*
 * The ticket on paper: the same that the ticket machine shows, in the language in which the ticket was taken. Called by the
 * job that sends what waits for paper (visits_jobs.c), so the printer's slowness holds nobody up. Nothing personal is on it: a
 * number, what for, how many are before, and the ticket's own address as a QR code.
 */
#include "modules/visits/visits_private.h"

#include "kit/app.h"
#include "modules/visits/pages/widgets.h"
#include "print/printer.h"
#include "print/ticket.h"

typedef struct paper_question {
	const city_def *city;
	const office_def *office;
	str code;
	instant now;
	lang lang;
	board board;
} paper_question;

static const err *read_paper(db *d, arena *a, void *arg)
{
	paper_question *q = arg;
	visits_get_ticket_row row;
	bool found;
	TRY(visits_get_ticket(d, a, q->city->code, q->code, &row, &found));
	if (!found)
		return err_of(ERR_not_found);
	q->lang = row.lang >= 0 && row.lang < LANG_COUNT ? (lang)row.lang : LANG_JA;
	return visits_board_in(d, a, q->city, q->office, q->now, true, &q->board);
}

/* 3人待ち・約15〜25分; empty for a ticket that does not wait (any more). */
static str wait_text(arena *a, const paper_question *q)
{
	const board *b = &q->board;
	int next = visit_next_call(b, q->code);
	if (next < 0)
		return STR_NONE;
	wait_range w = b->waits[next];
	if (w.ahead == 0 && !w.assumed)
		return words_text(a, q->lang, T_paper_next);
	str ahead = words_paper_ahead(a, q->lang, w.ahead);
	return w.p10 < 0 ? ahead : words_paper_wait(a, q->lang, ahead, say_wait_now(a, q->lang, w));
}

const err *visits_print_ticket(app *p, arena *a, const city_def *city, const office_def *o, const ticket_view *t)
{
	if (o->printer.len == 0)
		return err_why(a, ERR_printer, "the office has no printer");
	paper_question q = { .city = city, .office = o, .code = t->code, .now = clock_now(p->clock) };
	TRY(store_read(p->store, a, read_paper, &q));
	lang l = q.lang;
	civil c = civil_of(day_of(t->arrived));
	ticket_paper paper = {
		.dots = TICKET_DOTS_80MM,
		.office = text_in(&o->name, l),
		.title = words_text(a, l, T_paper_title),
		.number = t->number,
		.wait = wait_text(a, &q),
		.qr = str_format(a, "%.*s/t/%.*s", STR_ARG(app_site(p, a, city)), STR_ARG(t->code)),
		.qr_caption = words_text(a, l, T_paper_qr_caption),
		.time = words_paper_time(a, l, c.year, say_date(a, l, day_of(t->arrived)), say_time(a, t->arrived)),
	};
	for (size_t i = 0; i < t->steps.n && i < TICKET_LINES_MAX; i++)
		LIST_ADD(a, &paper.services, say_service(a, l, city, t->steps.at[i].service));
	str end = say_end(a, l, q.now, visit_end_of(&q.board, t->code));
	if (end.len)
		LIST_ADD(a, &paper.lines, end);
	LIST_ADD(a, &paper.lines, words_text(a, l, T_paper_called));
	str bytes;
	TRY(ticket_draw(a, &paper, &bytes));
	return printer_send(a, o->printer, bytes, PRINTER_LIMITS);
}
