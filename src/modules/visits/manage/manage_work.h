/* What the page files of /manage share: the set that is being changed, and the page that shows a change. */
#ifndef VISITS_MANAGE_WORK_H
#define VISITS_MANAGE_WORK_H

#include "modules/visits/manage/manage_forms.h"
#include "modules/visits/manage/manage_view.h"

/* One file of the definitions, as it is in force and as somebody is changing it. */
typedef struct work {
	req *r;
	str path;
	i64 version; /* in force */
	str text;
	def_files files; /* the set in force */
	const city_def *city; /* in force */
	i64 base; /* the version that the editor began with */
	str draft; /* what has been changed so far, not published; empty: nothing */
	const city_def *drawn; /* with the draft; `city` without one */
} work;
/* ERR_not_found for a file that there is not. A draft and its base are taken from the form. */
MUST_USE const err *work_open(req *r, str path, work *ret);
/* The set in force with another text of one file. What could not be read is left out; *ret_mistakes (may be NULL) says so. */
const city_def *work_with(req *r, def_files files, str path, str text, const err **ret_mistakes);
/* The differences between two texts of one file, in words. */
changes work_changes(req *r, str path, const city_def *was, const city_def *now);
/* 門司区役所, 窓口サービス, 市の設定 */
str work_name(req *r, const city_def *c, str path);
/* /manage/office/moji/hours; without a tab its first */
url work_edit(req *r, str path, str tab);
/* moji of offices/moji.yaml; empty for the others */
str work_office(str path);

/* Shows what a text would change. `tab` is where to go back to; `restores` names an old version or is empty. */
typedef struct preview {
	const work *w;
	str text, tab, restores;
	bool stale; /* the text was made from an older version */
	bool choose, lost_grew;
} preview;
MUST_USE const err *manage_preview(resp *out, const preview *p);

/* The way back to /manage and to `name`. */
void manage_way(req *r, manage_head *head, str name, url link);
void manage_office_tabs(req *r, manage_head *head, const office_def *o, const char *here);
void manage_lost_lines(req *r, const city_def *c, const lost_steps *list, bool before, manage_lost_view *ret);
/* What the tab of devices shows below the form. */
MUST_USE const err *manage_devices_read(req *r, const office_def *o, manage_devices_view *ret);
page manage_page(req *r, str title);

/* Handlers of the other files. */
const err *manage_preview_post(req *r, resp *out);
const err *manage_publish_post(req *r, resp *out);
const err *manage_history_get(req *r, resp *out);
const err *manage_version_get(req *r, resp *out);
const err *manage_audit_get(req *r, resp *out);
const err *manage_export_get(req *r, resp *out);
const err *manage_kept_get(req *r, resp *out);
const err *manage_printer_test_post(req *r, resp *out);
const err *manage_printer_look_post(req *r, resp *out);
/* The form of an office's devices, with what came of a test. */
MUST_USE const err *manage_devices_form(req *r, resp *out, str result, const char *tone);

#endif
