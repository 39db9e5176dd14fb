/* What the pages of names show, and how a page begins. */
#ifndef WORK_NAMES_NAMES_VIEW_H
#define WORK_NAMES_NAMES_VIEW_H

#include "modules/work/names/compare.h"
#include "modules/work/names/names.h"
#include "modules/work/see/filter.h"
#include "modules/work/work_view.h"

/* What every page here knows. */
typedef struct names_page {
	req *r;
	work_asked q;
	names_held held;
	names_by by;
	double threshold;
	bool may; /* decide: reform of the whole city */
} names_page;
MUST_USE const err *names_begin(req *r, names_page *ret);
/* PATH?round=…&alike=…&by=…&conditions; `more`: "&x=…", already encoded. */
url names_link(names_page *p, const char *path, str more);
str names_key_query(arena *a, names_key k); /* &of=…&of_step=…: work and step are conditions (see/filter.h) */
names_key names_key_read(str value); /* work TAB step, as forms carry it */
str names_key_value(arena *a, names_key k);
bool names_row_is_of(const names_page *p, const names_keys *members, i64 common, const survey_item *i);
MUST_USE const err *names_rows_of(names_page *p, const names_keys *members, i64 common, survey_items *ret);
names_keys names_members_of(names_page *p, i64 common);
str names_decimal(arena *a, double x); /* 12.3 */
str names_percent(arena *a, double likeness); /* 0.41 → 41% */
MUST_USE const err *names_finish(names_page *p, page_out *o, str title, resp *out);

typedef struct names_head {
	work_nav_entries nav;
	str title, round;
	bool invented;
	str done; /* what has just been saved; empty: nothing */
	i64 change; /* and can be taken back; 0: not */
	str id; /* of the round */
	bool words; /* a dictionary is on this machine */
} names_head;
names_head names_head_of(names_page *p, str title);

typedef struct names_option {
	str value, text;
	bool here;
} names_option;
typedef struct names_options {
	names_option *at;
	size_t n;
} names_options;

typedef struct names_row {
	url link;
	str name, others; /* the other names that are in it */
	i64 names, units;
	str hours, each, cases, least;
	bool settled, several;
} names_row;
typedef struct names_change_row {
	i64 id;
	str what, when, by;
	bool undone;
} names_change_row;
typedef struct names_list_view {
	names_head head;
	work_filter_bar bar;
	url action, all_settled, taxonomy;
	str round, threshold, query;
	pairs keep;
	names_options bys, shows;
	html curve;
	str summary;
	struct {
		names_row *at;
		size_t n;
	} rows;
	url before, after;
	str range;
	bool has_before, has_after, may;
	str raised; /* the floor that is offered is higher than it should be, and why; empty: no */
	struct {
		names_change_row *at;
		size_t n;
	} changes;
} names_list_view;

typedef struct names_reason { /* one line of evidence */
	bool against;
	str text;
} names_reason;
typedef struct names_reasons {
	names_reason *at;
	size_t n;
} names_reasons;
typedef struct names_member_row {
	str id, value, name, step; /* value: as forms carry it */
	str round; /* whose rows are behind it; empty: none */
	i64 units, bureaus;
	str cases, hours, each, likeness;
	names_reasons reasons; /* why they are so alike */
	bool first;
} names_member_row;
typedef struct names_member_rows {
	names_member_row *at;
	size_t n;
} names_member_rows;
typedef struct names_ward_row {
	str name, cases, hours, each, like, more, volume, longer;
	bool slow, quick;
} names_ward_row;
typedef struct names_trait_view {
	str name, sentence;
	bool differs;
	struct {
		struct names_value_row {
			str name, mostly, wards, each;
		} * at;
		size_t n;
	} values;
} names_trait_view;
typedef struct names_group_view {
	names_head head;
	url action, back;
	str round, threshold, by, name, typed, wrong;
	i64 common;
	bool settled, may, single, with_step;
	names_member_rows members, near;
	str least; /* the pair that is least alike, and what it shares; empty: one name */
	names_reasons least_reasons;
	/* by ward */
	bool only_wards, may_widen, compared;
	url widen;
	html wide, narrow;
	struct {
		names_ward_row *at;
		size_t n;
	} wards;
	struct {
		struct names_step_row {
			str name, wards, volume, each, hours;
		} * at;
		size_t n;
	} steps;
	names_trait_view traits[COMPARE_TRAITS];
	str reference;
} names_group_view;

/* --- taxonomies ------------------------------------------------------------------------------------------------------------ */

typedef struct names_taxonomy_row {
	url link;
	str name, when, by;
	i64 year, works, mapped;
} names_taxonomy_row;
typedef struct names_taxonomies_view {
	names_head head;
	url file, back;
	i64 commons;
	bool may, may_export;
	str wrong, wrong_where, wrong_detail, round;
	struct {
		names_taxonomy_row *at;
		size_t n;
	} rows;
} names_taxonomies_view;
typedef struct names_pair_row {
	str id, name, theirs_name, theirs, likeness, shared, ours_each, theirs_each, diff, axes;
	i64 common;
	url link;
	bool same, other, first; /* said; the first row of its common name */
} names_pair_row;
typedef struct names_map_view {
	names_head head;
	url action, back;
	str round, source, threshold;
	bool may, comparable;
	struct {
		struct names_axis_row {
			str name, ours, theirs;
			bool same;
		} * at;
		size_t n;
	} axes;
	struct {
		names_pair_row *at;
		size_t n;
	} rows;
	strs alone; /* common names of ours without a proposal */
	i64 theirs, mapped;
	i64 id;
} names_map_view;

extern const route names_routes[], names_group_routes[], names_taxonomy_routes[];

#endif
