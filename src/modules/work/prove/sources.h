/*
 * sources: where a figure comes from. One line of prove_sources each: what it is called, for which figures it may be used, the fields that it asks, and how it is worked out.
 * A form of a figure is a list of fields by name; the same fields are kept as the figure's detail, so that it can be opened and looked at again.
 */
#ifndef WORK_PROVE_SOURCES_H
#define WORK_PROVE_SOURCES_H

#include "modules/work/prove/prove_view.h"

typedef struct figure_ask {
	req *r;
	const measure *m;
	figure_kind kind;
	pairs fields; /* as typed */
	/* what came of it */
	double running; /* minutes a year */
	prove_range minutes; /* a full year, running taken off */
	bool known; /* `minutes` holds */
	wp_facts facts;
	strs warnings;
	wp_mistakes mistakes;
} figure_ask;

typedef struct prove_source {
	const char *id;
	word name, about;
	int kinds; /* bits: 1 << figure_kind */
	void (*inputs)(const figure_ask *q, wp_inputs *ret); /* NULL: the table of lines */
	const err *(*work_out)(
		figure_ask *q); /* an error is the server's; what was typed wrongly goes to q->mistakes */
} prove_source;
extern const prove_source prove_sources[];
extern const size_t prove_sources_n;
const prove_source *prove_source_of(str id, figure_kind kind); /* NULL: there is none for such figures */

/* A field of the form. */
str ask_field(const figure_ask *q, const char *name);
void ask_mistake(figure_ask *q, str field, word text);
void ask_fact(figure_ask *q, word name, str value);
/* A number that must be there; false, and a mistake, where it is none. `empty`: what an empty field means; NAN: it must not be empty. */
bool ask_number(figure_ask *q, const char *name, double empty, double most, double *ret);
wp_input ask_input(const figure_ask *q, wp_kind kind, const char *name, word label, const char *css);

/* From two samples, in minutes, to the figure: for every source that has such. */
void ask_difference(figure_ask *q, const prove_sample *before, const prove_sample *after, double volume);

/* sources_measured.c */
/* The most minutes a year that one of the last rounds has for the measure's work in its part of the city, as far as the asker may see; false: none has it, or there is no work. No more can be saved. */
bool wp_work_hours(req *r, const measure *m, i64 *ret_minutes, str *ret_round);
void inputs_visits(const figure_ask *q, wp_inputs *ret);
const err *work_out_visits(figure_ask *q);
void inputs_survey(const figure_ask *q, wp_inputs *ret);
const err *work_out_survey(figure_ask *q);

#endif
