/*
 * prepare: papers prepared at home.
 *
 *     /prepare                        what happened, a search, the counters; what this device has opened before
 *     /prepare/list                   papers to choose: ?event=ID  ?q=WORDS  ?counter=SERVICE  ?guide=TOKEN of the guide
 *     /prepare/begin  POST            makes a preparation and goes to
 *     /prepare/p/TOKEN                the papers, how far it is, what to do next
 *           …/q                       the next page of questions; ?ask=FACT an earlier one; ?from=c back to looking through
 *           …/try    POST             JSON: what is wrong with what is being typed; saves nothing
 *           …/papers POST, …/add      a paper out, back, more of them
 *           …/check, …/paper/ID       looking through; a paper with everything in its place
 *           …/sheet/ID/N              one sheet as an image
 *           …/done, …/papers.pdf, …/pdf/ID       printing, the code for the desk, booking a visit
 *           …/book, …/attach          a visit for all of it; a booking that there is
 *           …/link, …/open            link and code; the code, on another device
 *           …/forget, …/delete        from this device; for good
 *     /prepare/of/CODE                what is attached to a booking, on a device that has opened it before
 *
 * Every answer is saved with the page that asked it: there is nothing to lose when a session ends. The first save is followed by the page with link and code. A device that
 * made the preparation or gave its code remembers it in a cookie of its own (path /prepare, not for scripts).
 *
 * A page that was saved from an old state: answers that nobody else changed meanwhile are taken; of the others both values are told, and
 * nothing is saved until the reader has chosen.
 *
 * The way to a booking leads through the guide's page of offices; a cookie says meanwhile what the booking is for. When the page of the booking is shown, this
 * module's aside (kit.h) attaches the preparation to it: visits know nothing of papers.
 */
#ifndef PREPARE_H
#define PREPARE_H

#include "modules/papers/keep/keep.h"
#include "modules/papers/prepare/prepare_view.h"

#define PREP_PICK_MAX 100 /* papers chosen at once */
#define PREP_PDFS_HOUR 120 /* from one address */
#define PREP_DEVICE_MAX 8 /* that a device remembers; older ones open with their code */
#define PREP_AGAIN 4 /* tries to save while others save */
#define PREP_TRIES_TEN 30 /* wrong codes from one address in ten minutes */

typedef struct prep {
	req *r;
	const city_def *city;
	preparation p;
	papers *sit;
} prep;

/* Opens the address's token. *ret_done: the answer is another page (its code is asked, or it is gone). */
MUST_USE const err *prep_open(req *r, resp *out, prep *ret, bool *ret_done);
void prep_sit(prep *s); /* anew, after a change */
/* As it is now in the database: after ERR_stale, to do the same once more. */
MUST_USE const err *prep_reload(prep *s);
url prep_at(const prep *s, const char *behind);
url prep_ask(const prep *s, str fact, const char *from);
str prep_link(const prep *s); /* in full, with the site */
/* Nobody else learns of this address, nobody keeps the page. */
void prep_private(req *r, resp *out);
page prep_page(req *r, str title);

/* --- the device (open.c) -------------------------------------------------------------------------------------------------- */

MUST_USE const err *prep_remember(req *r, resp *out, str token, int days);
MUST_USE const err *prep_remembered(req *r, strs *ret_tokens);
/* The code, until somebody has noted it: sealed in a cookie of an hour. Empty: none. */
void prep_show_code(req *r, resp *out, str token, str code);
str prep_shown_code(req *r, str token);
/* What the next booking is for. */
void prep_book_for(req *r, resp *out, str token);

/* --- say.c ------------------------------------------------------------------------------------------------------------------- */

str prep_date(arena *a, lang l, day d);
str prep_name(const prep *s); /* 引越し; 住民異動届 ほか2枚 */
prep_where prep_where_of(const prep *s);
prep_news prep_news_of(const prep *s);
prep_said_list prep_said_of(const prep *s, const papers_facts *facts, const char *from);
prep_said_list prep_said_all(const prep *s, const char *from); /* all that was answered */
str prep_names(const prep *s, const papers_list *list, size_t most); /* 住民異動届 ほか3枚 */
str prep_question_of(const fact_def *f, lang l);
bool prep_among(strs list, str id);
void prep_without(strs *list, str id);
bool prep_next(const prep *s, papers_question *ret); /* what was put off comes last; false: nothing is left but that */
/* What a change did to the packet goes into the news; `before` as it was. */
strs prep_ids(const prep *s); /* of the packet now */
void prep_tell_change(prep *s, strs before);
url prep_icon(str name);
str prep_why(const prep *s, const paper_def *d); /* empty: the preparation's name says it */

/* assist.c: proposals for a field from another one, by a button that works without JavaScript. */
bool prep_assists(const prep *s, const papers_question *q, size_t i, prep_asked *ret);
/* What is proposed for that fact of the page, from what the form says; empty: nothing, and why not. */
MUST_USE const err *prep_assist(prep *s, const papers_question *q, str fact, str *ret_value, str *ret_told);

/* One sheet as SVG, what was filled in in a colour, its background below (where the machine can make a picture of it). */
MUST_USE const err *prep_sheet_svg(arena *a, const struct filled_sheet *f, str name, str *ret);

/* The module's part of the page of a booking. */
const err *prep_aside(req *r, resp *out, page_out *o, aside_place where, str subject);

extern const route prep_start_routes[], prep_open_routes[], prep_question_routes[], prep_papers_routes[],
	prep_check_routes[], prep_done_routes[];

#endif
