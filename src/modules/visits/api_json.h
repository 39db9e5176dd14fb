/* How the things of visits look as JSON: one function for each schema of assets/openapi.json. */
#ifndef VISITS_API_JSON_H
#define VISITS_API_JSON_H

#include "modules/visits/visits.h"
#include "text/json.h"

#define API_MAX ((size_t)4 * 1024 * 1024)

void api_office(json_writer *w, const city_def *city, const office_def *o, instant now, lang l);
void api_service(json_writer *w, const offer_def *f, lang l);
void api_slot(json_writer *w, const open_slot *s);
void api_booking(json_writer *w, const booking_view *v);
/* `wait` may be NULL: nobody waits any more. `end`: when the whole visit will be over, seconds from `now`; NULL: not known. */
void api_ticket(json_writer *w, const ticket_view *t, const wait_range *wait, const struct visit_end *end, instant now);
/* A journey as it is offered in one office: its steps and questions. */
void api_journey(json_writer *w, const journey_def *j, const office_def *o, lang l);
/* With the ticket's code, which only staff may see. */
void api_desk(json_writer *w, str office, const live_desk *d, bool for_staff);
void api_status(json_writer *w, const board *b, lang l);

#endif
