/*
 * prove: what did it bring. A ledger of measures (施策), each with three figures: expected, planned, realised; all in minutes of staff a full year.
 *
 *     lines   Σ volume × (minutes before − minutes after) × share that uses it       effect.c
 *     sample  minutes of some cases before and after: difference of means, its 95 % interval by Welch, × volume       sample.c
 *     visits  what the counters measured before and after a day (visits.h), as a sample that nobody had to take
 *     survey  two rounds of the work survey, the same work
 *     entered a figure from elsewhere, with the reason why it is believed
 *
 * From each its running hours a year are taken off. Where a figure comes from is one line of prove_sources (sources.c): whoever measures something else adds one.
 *
 * A figure is never changed: a new one of the same kind and year takes its place, and the old ones stay, with who, when and why. Expected and planned figures are of a full year, from
 * the start on; a realised one is of the fiscal year it was measured in, and where nobody measured nothing is counted. In the year in which a measure starts or stops its figures count
 * by the days left (prove_year_part()).
 *
 * Nothing is counted twice: a measure whose effect lies within another one's says so (`within`), is shown, and is left out of every sum. Two of the same work in the same section
 * that say nothing are pointed out.
 *
 * Who may: whoever may see a section sees its measures; whoever may reform it writes them (work.h).
 */
#ifndef WORK_PROVE_PROVE_H
#define WORK_PROVE_PROVE_H

#include "modules/work/work.h"

/* --- ranges and effects (effect.c) --------------------------------------------------------------------------------- */

/* low ≤ likely ≤ high */
typedef struct prove_range {
	double low, likely, high;
} prove_range;

typedef struct prove_line {
	str what;
	double volume; /* cases a year */
	double before, after; /* minutes of staff each */
	prove_range share; /* of the cases that go the new way, 0–1 */
} prove_line;
#define PROVE_LINES_MAX 8
typedef struct prove_lines {
	prove_line *at;
	size_t n;
} prove_lines;
/* Minutes a year; what runs (`running`, minutes a year) is taken off. A line that takes longer afterwards counts against it, and then its high share is its low effect. */
prove_range prove_effect(const prove_lines *lines, double running);

#define PROVE_DAY_NONE ((day)INT32_MIN)
int prove_year_of(day d); /* fiscal: April to March */
/* How much of a fiscal year a measure counts that starts and stops then (PROVE_DAY_NONE: never); 0–1. Without a start it counts nothing. */
double prove_year_part(int year, day starts, day stops);

/* --- samples (sample.c) ----------------------------------------------------------------------------------------------- */

#define PROVE_SAMPLE_MAX 5000 /* values */
#define PROVE_SAMPLE_SMALL 10 /* fewer are told */
typedef struct prove_sample {
	i64 n;
	double mean, deviation; /* standard deviation of a sample: n − 1; 0 for one value */
} prove_sample;
prove_sample prove_sample_of(const double *values, size_t n);
/* Minutes as people type or paste them: between them line breaks, commas, tabs, spaces or 、; full-width digits; "7.5", "7分30秒", "7:30". ERR_invalid with where "line:column". */
MUST_USE const err *prove_values(arena *a, str typed, double **ret, size_t *ret_n);
/* A table of two columns, before and after (前, 後; a head line or none; a cell may be empty): what Excel has. */
MUST_USE const err *prove_two_columns(arena *a, str bytes, str *ret_before, str *ret_after);

typedef struct prove_difference {
	double saved; /* mean before − mean after */
	double low, high; /* 95 % */
	double t, degrees; /* of Welch and Satterthwaite */
	bool small; /* fewer than PROVE_SAMPLE_SMALL on one side */
	bool certain; /* the interval is above 0: it does save */
} prove_difference;
/* ERR_invalid with fewer than two values on a side. Values that are all equal have no spread: the interval is then the difference alone, where both are so. */
MUST_USE const err *prove_welch(arena *a, const prove_sample *before, const prove_sample *after, prove_difference *ret);
/* P(T ≤ t) of Student's distribution, and its quantile; degrees > 0, 0 < p < 1. By the incomplete beta function (continued fraction), to about ten digits. */
double prove_t_below(double t, double degrees);
double prove_t_quantile(double p, double degrees);

/* --- what people type ---------------------------------------------------------------------------------------------------- */

/* --- the ledger (ledger.c) ------------------------------------------------------------------------------------------------- */

typedef enum measure_state {
	MEASURE_IDEA,
	MEASURE_PLANNED,
	MEASURE_RUNNING,
	MEASURE_DONE,
	MEASURE_STOPPED
} measure_state;
#define MEASURE_STATES 5
typedef enum figure_kind { FIGURE_EXPECTED, FIGURE_PLANNED, FIGURE_REALISED } figure_kind;
#define FIGURE_KINDS 3
extern const char *const measure_state_names[MEASURE_STATES],
	*const figure_kind_names[FIGURE_KINDS]; /* as in the database, CSV and addresses */
bool measure_state_of(str name, measure_state *ret);
bool figure_kind_of(str name, figure_kind *ret);

#define PROVE_TEXT_MAX 200 /* characters of a title, a section … */
#define PROVE_NOTE_MAX 2000
#define PROVE_DETAIL_MAX (64 * 1024) /* bytes */
#define PROVE_MINUTES_MAX 6e11 /* a figure: 10,000 million hours are none */
#define PROVE_MEASURES_MAX 5000

typedef struct prove_figure {
	i64 seq; /* of its measure */
	figure_kind kind;
	int year; /* fiscal year of a realised one; 0 else */
	i64 low, likely, high; /* minutes a full year, what runs taken off */
	i64 running; /* minutes a year that were taken off */
	day due; /* of a planned one: by when; PROVE_DAY_NONE */
	str source; /* lines, sample, visits, survey, entered */
	str detail; /* what it was worked out from: the fields of the form, as in an address */
	str reason; /* why it is so, or why it was changed */
	str by;
	instant made;
	bool counts; /* the last of its kind and year */
} prove_figure;
typedef struct prove_figures {
	prove_figure *at; /* the last first */
	size_t n;
} prove_figures;

typedef struct measure {
	i64 id;
	str title, bureau, section, work;
	str link; /* a page of /work that it came from: rows, a scenario, a pair of flows; may be empty */
	str owner, note;
	day starts, stops; /* PROVE_DAY_NONE: not said */
	measure_state state;
	i64 within; /* the measure that its effect is counted in; 0: counts itself */
	i64 version;
	str changed_by;
	instant changed;
	prove_figures figures;
} measure;
typedef struct measures {
	measure *at; /* by number */
	size_t n;
} measures;
MUST_USE const err *prove_measures(db *d, arena *a, i64 city, measures *ret); /* with the figures that count */
MUST_USE const err *prove_measure_of(db *d, arena *a, i64 city, i64 id,
				     measure *ret); /* with all figures; ERR_not_found */
/* Of that kind, and of a realised one of that year (0: the latest); NULL when there is none. */
const prove_figure *measure_figure(const measure *m, figure_kind kind, int year);

/* What is saved: for store_write(). `scope`: of the asker; ERR_forbidden where he or she may not reform the section, the old one's and the new one's. */
typedef struct measure_save {
	i64 city;
	const who *by;
	const work_scope *scope;
	measure m; /* id 0: a new one; else the one at m.version (ERR_stale) */
	str why; /* history: may be empty */
	i64 idea; /* a new one's: the idea that it came from; 0 none (ideas.h links it) */
	i64 ret_id;
} measure_save;
const err *measure_save_run(db *d, arena *a, void *arg);
typedef struct figure_save {
	i64 city;
	const who *by;
	const work_scope *scope;
	i64 measure, version; /* of the measure, as it was seen (ERR_stale) */
	prove_figure f;
} figure_save;
const err *figure_save_run(db *d, arena *a, void *arg);
/* ERR_invalid, linked, where = the field ("title", "within" …). */
const err *measure_check(arena *a, const measure *m);

typedef struct measure_log_entry {
	str what, was, becomes, why, by;
	instant made;
} measure_log_entry;
typedef struct measure_log {
	measure_log_entry *at; /* the last first */
	size_t n;
} measure_log;
MUST_USE const err *prove_log(db *d, arena *a, i64 city, i64 id, measure_log *ret);

/* --- sums (effect.c) --------------------------------------------------------------------------------------------------------- */

typedef struct prove_sum {
	i64 low, likely, high; /* minutes */
	size_t measures; /* that went in */
} prove_sum;
typedef struct prove_year_sums {
	int year;
	prove_sum of[FIGURE_KINDS];
} prove_year_sums;
typedef struct prove_totals {
	struct {
		prove_year_sums *
			at; /* from the first start to the last year asked for, or to the last start (10 years on at most) */
		size_t n;
	} years;
	size_t within; /* measures left out because they are counted in another */
	size_t undated; /* with a figure but without a start: in no year */
	size_t unsure; /* realised figures whose interval holds 0: they may have brought nothing */
	size_t idle; /* realised figures of a year in which the measure did not run: counted in none */
} prove_totals;
/* Minutes counted in a fiscal year: of its figure, the part of the year in which it runs. false when there is nothing to count. */
bool measure_year(const measure *m, figure_kind kind, int year, prove_sum *ret);
prove_totals prove_totals_of(arena *a, const measures *list, int until);
/* Pairs that may be counted twice: the same work at the same time in the same section, or one in the section and one in all of its bureau or of the city; neither within another. */
typedef struct measure_pairs {
	struct measure_pair {
		const measure *one, *other;
	} * at;
	size_t n;
} measure_pairs;
measure_pairs prove_alike(arena *a, const measures *list);
/* Effects within another measure that are not in its figure: it has none of that kind (and year), or a smaller one. Left out of the sums, so they would be counted nowhere. */
typedef struct measure_parts {
	struct measure_part {
		const measure *inner, *whole;
		figure_kind kind;
		const prove_figure *figure, *of; /* of: the whole's; NULL: none */
	} * at;
	size_t n;
} measure_parts;
measure_parts prove_parts(arena *a, const measures *list);

#endif
