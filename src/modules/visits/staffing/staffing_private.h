/* What the files of this room share: an office as src/sim wants it. Services and desks are known by their index in the definitions. */
#ifndef VISITS_STAFFING_PRIVATE_H
#define VISITS_STAFFING_PRIVATE_H

#include "modules/visits/staffing/staffing.h"
#include "sim/sim.h"

int staffing_offers(const office_def *o); /* how many, at most FORECAST_SERVICES_MAX */
sim_mask staffing_mask(const office_def *o, const strs *services);
sim_class *staffing_order(arena *a, const office_def *o, int *ret_n);
sim_visit staffing_visit(arena *a, int offer); /* of one step */
/* When a desk is open, in seconds from `zero`, a minute of the day. */
const sim_span *staffing_spans(arena *a, const desk_hours *h, int zero, int *ret_n);
/* Walk-ins and bookings still to be made, by quarter hour of the day; *ret_swing as sim_day.swing. */
const sim_flow *staffing_flows(arena *a, const expectation *e, int *ret_n, double *ret_swing);
/* A whole day from midnight on. */
sim_day staffing_sim_day(arena *a, const expectation *e, const habits *how, const roster_day *roster);
/* Looks what would help in an office now, when it is time and somebody waits, and keeps it for the floor's page. */
MUST_USE const err *staffing_look(app *p, arena *a, const city_def *city, const office_def *o);
int staffing_desk(const office_def *o, str desk); /* its index; -1: there is none */
roster_day staffing_empty_roster(arena *a, const office_def *o, roster_source source); /* all closed */
double staffing_desk_hours(const roster_day *r);

#endif
