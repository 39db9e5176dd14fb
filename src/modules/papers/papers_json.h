/*
 * Papers and answers as JSON, for programs: the commands and /api/v1/papers.
 *
 *     { "shimei": "山田　花子", "seinengappi": "S60.4.1", "haiguusha": true, "mail": null, "kazoku": [ { "shimei": "山田　一郎", "zokugara": "子" } ] }
 *
 * A fact is called by its id, its FEEL name or its label; so is a table's column by its id or label. A value is what a person would type, or the
 * canonical text (fields.h); null: that he or she does not know.
 */
#ifndef PAPERS_JSON_H
#define PAPERS_JSON_H

#include "modules/papers/papers.h"
#include "text/json.h"

#define PAPERS_ANSWERS_MAX 1000

/* All that is wrong, linked: where = the fact as it was called (kazoku[2].umare: row and column), what to do in the reader's language as detail. */
MUST_USE const err *papers_read_answers(arena *a, const city_def *c, const json_value *object, day today, lang l,
					fact_answers *ret);
/* ERR_usage or ERR_invalid (by `code`), where = "papers", "schemes", "events": one that the city does not have, linked. */
MUST_USE const err *papers_known(arena *a, const city_def *c, const papers_asked *asked, err_code code);

void papers_json_list(json_writer *w, const city_def *c, lang l); /* "papers": [ … ] */
void papers_json_sitting(json_writer *w, const papers *p); /* "packet", "pages", "problems" */

extern const route papers_api_routes[];

#endif
