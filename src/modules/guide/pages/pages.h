/*
 * The pages of the guide. Addresses:
 *
 *     /guide                          the start             /guide/begin?event=ID&scheme=ID   makes a link and goes to its first question
 *     /guide/q/TOKEN                  the next question     ?ask=FACT   an earlier one, or one that the reader chose; from=r: back to the result
 *     /guide/r/TOKEN                  the result            …/paper, …/guide.pdf, …/mail, …/book
 *     /guide/schemes, /guide/scheme/ID   all of them; one of them
 *     /counter-guide/TOKEN            the same for clerks: all questions at once, the result beside
 *
 * TOKEN is all that was answered (link.h). A POST of answers leads to the address with the new token, so that every page can be reloaded.
 * Pages with a token say nothing to others of where the reader comes from, and are kept by no cache.
 */
#ifndef GUIDE_PAGES_H
#define GUIDE_PAGES_H

#include "modules/guide/pages/guide_view.h"
#include "modules/guide/pages/link.h"

/* One reader's answers, opened and judged. */
typedef struct sitting {
	req *r;
	const city_def *city;
	str token;
	guide_link link;
	size_t lost;
	guide *g;
} sitting;

/* Opens the token of the address. *ret_done: it cannot be opened, and the page that says so is the answer. */
MUST_USE const err *guide_open(req *r, resp *out, sitting *ret, bool *ret_done);
/* The same answers with the reader's changes, judged anew. */
MUST_USE const err *guide_again(sitting *s);
/* Nobody else learns of this address, and nobody keeps the page. */
void guide_private(req *r, resp *out);
page guide_page(req *r, str title);
/* An address with the token: guide_at(s, "/guide/r/", "/paper"). Tokens are longer than url_path() takes. */
url guide_at(const sitting *s, const char *before, const char *behind);

/* --- say.c: findings in words -------------------------------------------------------------------------------------- */

url guide_icon(str name);
str guide_say_date(arena *a, lang l, day d);
str guide_site(const sitting *s); /* where the city is found from outside, without a / at the end */
str guide_event_name(const sitting *s); /* of the events, or the only scheme; empty without */
/* The lines of a text, without bullets and empty ones. */
strs guide_lines(arena *a, str text);
url guide_ask(const sitting *s, str fact, const char *from); /* /guide/q/TOKEN?ask=…&from=… */
/* The question of a fact in the reader's language. */
str guide_question_of(const fact_def *f, lang l);

typedef struct found_options {
	bool why, ask; /* with conditions; with links to the questions */
	const char *from; /* where those lead back to: "r", "d" */
} found_options;
guide_found guide_say(const sitting *s, const guide_finding *f, const found_options *o);
guide_founds guide_say_all(const sitting *s, const guide_findings *f, size_t most, const found_options *o);
guide_said_list guide_say_said(const sitting *s, const char *from);
guide_doubt_lines guide_say_doubts(const sitting *s, const char *from);
bool guide_qr(req *r, str link, html *ret); /* false: the link is too long for a code */
str guide_full_link(const sitting *s); /* of the result, with the site */

/* --- answers.c: the controls of questions, and what came back from them ---------------------------------------------- */

/* `typed`: what came back from a form that has something wrong; NULL: the answer as it is. */
guide_input guide_input_of(const sitting *s, const fact_def *f, const req *typed);
/* Takes the form's answers of the facts it asked (hidden fields `ask`) into the link. Mistakes are gathered; what is wrong changes
 * nothing. `empty`: what an empty control means. */
typedef enum guide_empty { EMPTY_UNKNOWN, EMPTY_NOT_ASKED } guide_empty;
void guide_take(sitting *s, guide_empty empty, field_errors *ret);
/* The same as a widget of the house (kit/fields/form.h), the question as the page's title where `heading`. */
field_view guide_widget_of(const sitting *s, const fact_def *f, const req *typed, const field_errors *errors,
			   bool heading);
str guide_name_of(arena *a, const fact_def *f); /* of its controls: f-ID */

/* The services of what was found, in the order of urgency, without doubles. */
strs guide_services(const sitting *s, const guide_result *found);

/* The job: results that were sent by mail are deleted with their addresses, some minutes later. */
const err *guide_forget(app *p, arena *a);
bool guide_sends(const app *p); /* whether there can be any */

extern const route guide_start_routes[], guide_question_routes[], guide_result_routes[], guide_paper_routes[],
	guide_desk_routes[], guide_api_routes[];

#endif
