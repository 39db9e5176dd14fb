/* The records of /manage: versions and who made them, the log of changes, taking everything away, bookings that were kept. */
#include "kit/catalog.h"
#include "modules/visits/manage/manage_work.h"

#include "modules/visits/manage/manage.sql.h"
#include "modules/visits/manage/templates/manage.html.h"

#define VERSIONS_SHOWN 200
#define AUDIT_SHOWN 100

/* An administrator of one office sees that office's files. */
static const err *may_see(const req *r, str path)
{
	str office = work_office(path);
	if (office.len)
		return who_in_office(r, office);
	return r->who->office.len ? err_of(ERR_forbidden) : NULL;
}

/* --- versions ------------------------------------------------------------------------------------------------------------ */

typedef struct record_question {
	i64 city, version, before;
	str path, chain, office;
	instant now;
	const office_def *def;
	manage_versions_rows versions;
	manage_version_row one, previous;
	bool found, has_previous;
	manage_audit_rows audit;
	lost_steps kept;
} record_question;

static const err *read_versions(db *d, arena *a, void *arg)
{
	record_question *q = arg;
	return manage_versions(d, a, q->city, q->path, VERSIONS_SHOWN, &q->versions);
}

const err *manage_history_get(req *r, resp *out)
{
	record_question q = { .city = r->app->city, .path = req_query(r, "path") };
	if (r->who->office.len)
		q.path = str_format(r->arena, "offices/%.*s.yaml", STR_ARG(r->who->office));
	TRY(store_read(r->app->store, r->arena, read_versions, &q));
	manage_history_view v = { .head = { .title = say(r, T_manage_history) } };
	manage_way(r, &v.head, STR_NONE, (url){ STR_NONE });
	for (size_t i = 0; i < q.versions.n; i++) {
		const manage_versions_row *x = &q.versions.at[i];
		str name = work_name(r, catalog_city(r), x->path);
		if (x->empty)
			name = words_manage_of(r->arena, r->lang, name, say(r, T_manage_gone));
		LIST_ADD(
			r->arena, &v.lines,
			((manage_version_line){
				.what = name,
				.when = say_when(r->arena, r->lang, x->made_at),
				.who = x->name.some ? x->name.value : say(r, T_manage_command_line),
				.number = words_manage_version_n(r->arena, r->lang, x->version),
				.link = url_path(r->arena, "/manage/history/version?path=%.*s&version=%lld",
						 STR_ARG(percent_encode(r->arena, x->path)), (long long)x->version) }));
	}
	page_out o = page_begin(r);
	manage_history_page(&o, &v);
	page p = manage_page(r, v.head.title);
	return page_end(&o, &p, out);
}

static const err *read_two(db *d, arena *a, void *arg)
{
	record_question *q = arg;
	TRY(manage_version(d, a, q->city, q->path, q->version, &q->one, &q->found));
	return manage_version(d, a, q->city, q->path, q->version - 1, &q->previous, &q->has_previous);
}

const err *manage_version_get(req *r, resp *out)
{
	record_question q = { .city = r->app->city, .path = req_query(r, "path") };
	work w;
	TRY(may_see(r, q.path));
	if (!str_i64(req_query(r, "version"), &q.version))
		return err_of(ERR_not_found);
	TRY(store_read(r->app->store, r->arena, read_two, &q));
	if (!q.found || q.one.body.len == 0)
		return err_of(ERR_not_found);
	TRY(work_open(r, q.path, &w));
	manage_version_view v = {
		.when = say_when(r->arena, r->lang, q.one.made_at),
		.who = q.one.name.some ? q.one.name.value : say(r, T_manage_command_line),
		.path = q.path,
		.body = q.one.body,
		.version = q.version,
		.base = w.version,
		.in_force = q.version == w.version,
		.first = !q.has_previous || q.previous.body.len == 0,
		.export = url_path(r->arena, "/manage/export?path=%.*s&version=%lld",
				   STR_ARG(percent_encode(r->arena, q.path)), (long long)q.version),
		.preview = url_path(r->arena, "/manage/preview"),
	};
	v.head.title = words_manage_office_title(r->arena, r->lang, work_name(r, w.city, q.path),
						 words_manage_version_n(r->arena, r->lang, q.version));
	manage_way(r, &v.head, say(r, T_manage_history), url_path(r->arena, "/manage/history"));
	if (!v.first) {
		const city_def *was = work_with(r, w.files, q.path, q.previous.body, NULL);
		const city_def *now = work_with(r, w.files, q.path, q.one.body, NULL);
		v.broken = !was || !now;
		if (!v.broken)
			v.changes = work_changes(r, q.path, was, now);
	}
	page_out o = page_begin(r);
	manage_version_page(&o, &v);
	page p = manage_page(r, v.head.title);
	return page_end(&o, &p, out);
}

/* --- the log --------------------------------------------------------------------------------------------------------------- */

static const err *read_audit(db *d, arena *a, void *arg)
{
	record_question *q = arg;
	return manage_audit(d, a, q->city, q->chain, q->before, AUDIT_SHOWN + 1, &q->audit);
}

const err *manage_audit_get(req *r, resp *out)
{
	const city_def *c = catalog_city(r);
	record_question q = { .city = r->app->city, .chain = req_query(r, "chain"), .before = INT64_MAX };
	i64 before;
	if (r->who->office.len)
		q.chain = r->who->office;
	if (str_i64(req_query(r, "before"), &before))
		q.before = before;
	TRY(store_read(r->app->store, r->arena, read_audit, &q));
	manage_audit_view v = { .head = { .title = say(r, T_manage_audit) }, .more = q.audit.n > AUDIT_SHOWN };
	manage_way(r, &v.head, STR_NONE, (url){ STR_NONE });
	if (r->who->office.len == 0) {
		LIST_ADD(r->arena, &v.head.tabs,
			 ((manage_link){ .text = say(r, T_manage_whole_city),
					 .link = url_path(r->arena, "/manage/audit"),
					 .here = q.chain.len == 0 }));
		for (size_t i = 0; i < c->offices.n; i++)
			LIST_ADD(r->arena, &v.head.tabs,
				 ((manage_link){ .text = text_in(&c->offices.at[i].name, r->lang),
						 .link = url_path(r->arena, "/manage/audit?chain=%.*s",
								  STR_ARG(c->offices.at[i].id)),
						 .here = str_eq(q.chain, c->offices.at[i].id) }));
	}
	for (size_t i = 0; i < q.audit.n && i < AUDIT_SHOWN; i++) {
		const manage_audit_row *x = &q.audit.at[i];
		LIST_ADD(r->arena, &v.lines,
			 ((manage_audit_line){ x->seq, say_when(r->arena, r->lang, x->made_at), x->actor, x->action,
					       x->subject, x->detail }));
	}
	if (v.more)
		v.older =
			url_path(r->arena, "/manage/audit?chain=%.*s&before=%lld",
				 STR_ARG(percent_encode(r->arena, q.chain)), (long long)v.lines.at[v.lines.n - 1].seq);
	page_out o = page_begin(r);
	manage_audit_page(&o, &v);
	page p = manage_page(r, v.head.title);
	return page_end(&o, &p, out);
}

/* --- taking everything away ----------------------------------------------------------------------------------------------- */

/* One file in the tar format that every system reads (POSIX ustar): a head of 512 bytes, the text, and zeroes to a full block. */
static void add_tar_file(buf *b, str path, str text, instant at)
{
	char head[512] = { 0 };
	snprintf(head, 100, "%.*s", STR_ARG(path));
	snprintf(head + 100, 8, "%07o", 0644);
	snprintf(head + 108, 8, "%07o", 0);
	snprintf(head + 116, 8, "%07o", 0);
	snprintf(head + 124, 12, "%011llo", (unsigned long long)text.len);
	snprintf(head + 136, 12, "%011llo", (unsigned long long)(at / SECOND));
	memset(head + 148, ' ', 8);
	head[156] = '0';
	memcpy(head + 257,
	       "ustar\0"
	       "00",
	       8);
	unsigned sum = 0;
	for (size_t i = 0; i < sizeof head; i++)
		sum += (u8)head[i];
	snprintf(head + 148, 8, "%06o", sum);
	buf_put(b, (str){ head, sizeof head });
	buf_put(b, text);
	static const char zeroes[512];
	buf_put(b, (str){ zeroes, (512 - text.len % 512) % 512 });
}

static void attachment(req *r, resp *out, str type, str name, str body)
{
	out->type = type;
	out->body = body;
	resp_header(r, out, STR("Content-Disposition"),
		    str_format(r->arena, "attachment; filename=\"%.*s\"", STR_ARG(name)));
}

/* madoguchi.yaml of offices/moji.yaml and version 3: offices-moji-3.yaml */
static str file_name(arena *a, str path, i64 version)
{
	str name = str_format(a, "%.*s-%lld.yaml", (int)path.len - 5, path.at, (long long)version);
	char *at = arena_alloc(a, name.len + 1);
	for (size_t i = 0; i < name.len; i++)
		at[i] = name.at[i] == '/' ? '-' : name.at[i];
	return (str){ at, name.len };
}

/* Everything in force as one tar file, or one version of one file. */
const err *manage_export_get(req *r, resp *out)
{
	record_question q = { .city = r->app->city, .path = req_query(r, "path") };
	TRY(may_see(r, q.path));
	if (q.path.len && str_i64(req_query(r, "version"), &q.version)) {
		TRY(store_read(r->app->store, r->arena, read_two, &q));
		if (!q.found || q.one.body.len == 0 || q.path.len < 6)
			return err_of(ERR_not_found);
		attachment(r, out, STR("text/yaml; charset=utf-8"), file_name(r->arena, q.path, q.version), q.one.body);
		return NULL;
	}
	def_files files;
	TRY(catalog_files(r->app, r->arena, &files));
	buf b = buf_new(r->arena, (size_t)64 * 1024 * 1024);
	for (size_t i = 0; i < files.n; i++)
		add_tar_file(&b, files.at[i].path, files.at[i].text, clock_now(r->app->clock));
	static const char end[1024];
	buf_put(&b, (str){ end, sizeof end });
	if (b.overflowed)
		return err_of(ERR_too_large);
	str day_now = day_text(r->arena, day_of(clock_now(r->app->clock)));
	attachment(r, out, STR("application/x-tar"),
		   str_format(r->arena, "definitions-%lld-%.*s.tar", (long long)r->app->city, STR_ARG(day_now)),
		   buf_str(&b));
	return NULL;
}

/* --- bookings that were kept ------------------------------------------------------------------------------------------------ */

static const err *read_kept(db *d, arena *a, void *arg)
{
	record_question *q = arg;
	return manage_kept(d, a, q->city, q->def, q->now, &q->kept);
}

const err *manage_kept_get(req *r, resp *out)
{
	const city_def *c = catalog_city(r);
	str id = req_param(r, "office");
	record_question q = { .city = r->app->city, .def = defs_office(c, id), .now = clock_now(r->app->clock) - DAY };
	TRY(who_in_office(r, id));
	if (!q.def)
		return err_of(ERR_not_found);
	TRY(store_read(r->app->store, r->arena, read_kept, &q));
	manage_kept_view v = { 0 };
	v.head.title = words_manage_office_title(r->arena, r->lang, text_in(&q.def->name, r->lang),
						 say(r, T_manage_kept_title));
	manage_lost_lines(r, c, &q.kept, true, &v.lost);
	page_out o = page_begin(r);
	manage_kept_page(&o, &v);
	page p = { .kind = PAGE_STAFF, .title = v.head.title, .here = STR("desk"), .office = id };
	return page_end(&o, &p, out);
}
