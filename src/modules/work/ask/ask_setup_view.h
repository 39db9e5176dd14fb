/* What the pages show on which the survey's staff set up rounds, units and members. */
#ifndef WORK_ASK_SETUP_VIEW_H
#define WORK_ASK_SETUP_VIEW_H

#include "modules/work/ask/ask_view.h"

typedef struct ask_round_line {
	str name, id, closes, version;
	i64 year, units;
	word state;
	const char *tone;
	url link;
} ask_round_line;
typedef struct ask_rounds_view {
	work_nav_entries nav;
	struct {
		ask_round_line *at;
		size_t n;
	} rounds;
	str id, name, year, closes, error, error_at;
	ask_options before;
} ask_rounds_view;
typedef struct ask_reminded {
	str day;
	i64 people;
} ask_reminded;
typedef struct ask_round_view {
	work_nav_entries nav;
	str id, name, closes, error, error_at, told, means_version;
	i64 year, units, people, members_without;
	bool draft, open, closed, results_open, remind, has_mail, has_def, may_drop;
	word state;
	const char *tone;
	str hours;
	url save, open_it, close_it, reopen_it, units_post, remind_post, members;
	ask_options before;
	struct {
		ask_mean *at;
		size_t n;
	} means;
	struct {
		ask_told *at;
		size_t n;
	} bad;
	i64 bad_more;
	struct {
		ask_reminded *at;
		size_t n;
	} reminded;
} ask_round_view;
typedef struct ask_member_line {
	str name, login, bureau, section, unit, mail;
	i64 staff, parts;
	bool fill, approve, see, reform;
} ask_member_line;
typedef struct ask_members_view {
	work_nav_entries nav;
	struct {
		ask_member_line *at;
		size_t n;
	} members;
	ask_options staff;
	strs bureaus, sections, units;
	str error, error_at, told, login, bureau, section, unit, mail;
	bool fill, approve, see, reform, has_mail;
	str round;
} ask_members_view;

#endif
