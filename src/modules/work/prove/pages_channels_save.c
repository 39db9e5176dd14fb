/* Tables of procedures by channel come in, from the city's own folder or a file; questions are kept and dropped. */
#include "modules/work/prove/channels.h"
#include "modules/work/prove/prove_pages.h"
#include "modules/work/prove/prove.sql.h"
#include "text/csv.h"
#include "text/kana.h"

#include <dirent.h>

#define TABLE_BYTES_MAX (512 * 1024)
#define NAME_MAX_CHARS 100
#define TABLES_MOST 200 /* as prove.sql lists */
#define WHATS_MOST 100

/* --- the city's own tables --------------------------------------------------------------------------------------------------------------- */

/* Files channels-*.csv in the folder work of the city's definitions. */
strs wp_city_files(req *r)
{
	strs list = { 0 };
	DIR *dir = opendir(str_format(r->arena, "%.*s/work", STR_ARG(r->app->set->city_dir)).at);
	for (struct dirent *e; dir && list.n < 50 && (e = readdir(dir));) {
		str name = str_of(e->d_name);
		if (str_starts(name, STR("channels-")) && str_ends(name, STR(".csv")) && name.len < 100 &&
		    text_is_plain(name, false))
			LIST_ADD(r->arena, &list, arena_copy(r->arena, name));
	}
	if (dir)
		closedir(dir);
	return list;
}

/* --- a table comes in --------------------------------------------------------------------------------------------------------------------------- */

typedef struct table_save {
	i64 city, ret_id;
	const who *by;
	str name, source, csv;
} table_save;

/* The same table again is the one that is there. */
static const err *save_table(db *d, arena *a, void *arg)
{
	table_save *c = arg;
	work_prove_channels_same_row same;
	bool found;
	TRY(work_prove_channels_same(d, a, c->city, c->csv, &same, &found));
	if (found) {
		c->ret_id = same.id;
		return NULL;
	}
	work_prove_channels_add_row row;
	work_prove_channels_list_rows all;
	TRY(work_prove_channels_list(d, a, c->city, &all));
	if (all.n >= TABLES_MOST)
		return err_why(a, ERR_too_large, "more than %d tables", TABLES_MOST);
	TRY(work_prove_channels_add(d, a,
				    &(work_prove_channels_add_in){ .city = c->city,
								   .name = c->name,
								   .source = c->source,
								   .csv = c->csv,
								   .now = tx_now(d),
								   .who = c->by->name },
				    &row, &found));
	c->ret_id = row.id;
	return audit_add(d, a, c->city, STR_NONE, c->by, STR("work.channels.load"),
			 str_format(a, "%lld", (long long)row.id), c->name);
}

static const err *read_city_file(req *r, str name, str *ret)
{
	str path = str_format(r->arena, "%.*s/work/%.*s", STR_ARG(r->app->set->city_dir), STR_ARG(name));
	FILE *f = fopen(path.at, "re");
	if (!f)
		return err_of(ERR_not_found);
	char *bytes = arena_alloc(r->arena, TABLE_BYTES_MAX + 1);
	size_t n = fread(bytes, 1, TABLE_BYTES_MAX + 1, f);
	fclose(f);
	*ret = (str){ bytes, n };
	return n > TABLE_BYTES_MAX ? err_of(ERR_too_large) : NULL;
}

static const err *writer(req *r)
{
	work_scope scope;
	bool may_write;
	TRY(wp_enter(r, &scope, &may_write));
	return may_write ? NULL : err_of(ERR_forbidden);
}

const err *wp_channels_load(req *r, resp *out)
{
	TRY(writer(r));
	wp_loading l = { .name = trim_spaces(req_form(r, "name")),
			 .source = trim_spaces(req_form(r, "source")),
			 .typed = req_form(r, "csv") };
	str bytes = l.typed, city = req_form(r, "city"), encoding;
	if (city.len) {
		strs files = wp_city_files(r);
		bool known = false;
		for (size_t i = 0; i < files.n; i++)
			known |= str_eq(files.at[i], city);
		if (!known)
			return err_of(ERR_not_found);
		TRY(read_city_file(r, city, &bytes));
		l.name = str_sub(city, 0, city.len - STR(".csv").len);
		l.source = say(r, T_wp_city_source);
	} else if (r->files.n == 1 && r->files.at[0].data.len) {
		bytes = r->files.at[0].data;
		if (l.name.len == 0)
			l.name = str_sub(r->files.at[0].filename, 0, 60);
	}
	table_save c = { .city = r->app->city, .by = r->who, .name = l.name, .source = l.source };
	if (l.name.len == 0 || str_length(l.name) > NAME_MAX_CHARS || !text_is_plain(l.name, false))
		LIST_ADD(r->arena, &l.mistakes, ((wp_mistake){ STR("name"), say(r, T_wp_e_title) }));
	if (str_length(l.source) > PROVE_TEXT_MAX || l.source.len == 0)
		LIST_ADD(r->arena, &l.mistakes, ((wp_mistake){ STR("source"), say(r, T_wp_e_source) }));
	channels t;
	const err *e =
		bytes.len > TABLE_BYTES_MAX ? err_of(ERR_too_large) : text_decode(r->arena, bytes, &c.csv, &encoding);
	if (!e)
		e = channels_read(r->arena, c.csv, &t);
	if (e) {
		str rest = e->where, line = str_cut(&rest, ':');
		str text = err_is(e, ERR_too_large)
				   ? err_message(ERR_too_large, r->lang)
				   : words_wp_row_wrong(r->arena, r->lang, line.len ? line : STR("1"),
							rest.len ? rest : STR("1"), say(r, T_wp_f_table));
		LIST_ADD(r->arena, &l.mistakes, ((wp_mistake){ STR("csv"), text }));
	}
	if (l.mistakes.n) {
		out->status = 422;
		return wp_channels_show(r, out, &l);
	}
	TRY(work_write(r, wp_shard(r), save_table, &c));
	resp_redirect(
		r, out,
		wp_url(r, str_format(r->arena, "&table=%lld&loaded=1", (long long)c.ret_id).at, "/work/prove/channels")
			.s);
	return NULL;
}

/* --- keeping, dropping ------------------------------------------------------------------------------------------------------------------------------ */

typedef struct what_save {
	i64 city, table, id;
	const who *by;
	str name, query;
	bool all;
} what_save;

static const err *save_what(db *d, arena *a, void *arg)
{
	what_save *c = arg;
	work_prove_what_add_row row;
	work_prove_whats_rows all;
	bool found;
	/* the page shows so many: one more would be there and never be seen */
	TRY(work_prove_whats(d, a, c->city, &all));
	if (all.n >= WHATS_MOST)
		return err_why(a, ERR_too_large, "more than %d questions are kept", WHATS_MOST);
	return work_prove_what_add(d, a,
				   &(work_prove_what_add_in){ .city = c->city,
							      .name = c->name,
							      .channels = c->table,
							      .query = c->query,
							      .now = tx_now(d),
							      .who = c->by->name,
							      .staff = c->by->staff },
				   &row, &found);
}

const err *wp_channels_keep(req *r, resp *out)
{
	work_scope scope;
	bool may_write;
	TRY(wp_enter(r, &scope, &may_write));
	what_save c = { .city = r->app->city, .by = r->who, .name = trim_spaces(req_form(r, "name")) };
	pairs typed;
	str given = req_form(r, "query");
	while (given.len && given.at[0] == '&')
		given = str_sub(given, 1, given.len);
	TRY(query_parse(r->arena, given, 60, &typed));
	c.query = wp_what_query(r->arena, &typed);
	str_i64(req_form(r, "table"), &c.table);
	str more = str_format(r->arena, "&table=%lld%.*s", (long long)c.table, STR_ARG(c.query));
	if (c.name.len == 0 || str_length(c.name) > NAME_MAX_CHARS || !text_is_plain(c.name, false))
		return err_at(r->arena, ERR_invalid, STR("name"), "a name of at most %d characters", NAME_MAX_CHARS);
	c.query = str_sub(c.query, 1, c.query.len);
	TRY(work_write(r, wp_shard(r), save_what, &c));
	resp_redirect(r, out,
		      wp_url(r, str_format(r->arena, "%.*s&kept=1", STR_ARG(more)).at, "/work/prove/channels").s);
	return NULL;
}

static const err *drop_one(db *d, arena *a, void *arg)
{
	what_save *c = arg;
	i64 changed;
	if (c->id)
		return work_prove_what_drop(d, a, c->city, c->id, c->all ? 0 : c->by->staff, &changed);
	TRY(work_prove_channels_drop(d, a, c->city, c->table, &changed));
	if (changed != 1)
		return err_of(ERR_conflict); /* a kept question stands on it */
	return audit_add(d, a, c->city, STR_NONE, c->by, STR("work.channels.drop"),
			 str_format(a, "%lld", (long long)c->table), STR_NONE);
}

const err *wp_channels_drop(req *r, resp *out)
{
	work_scope scope;
	bool may_write;
	TRY(wp_enter(r, &scope, &may_write));
	what_save c = { .city = r->app->city, .by = r->who, .all = scope.all };
	if (!str_i64(req_form(r, "id"), &c.id) && (!may_write || !str_i64(req_form(r, "table"), &c.table)))
		return err_of(may_write ? ERR_not_found : ERR_forbidden);
	TRY(work_write(r, wp_shard(r), drop_one, &c));
	resp_redirect(r, out, wp_url(r, "", "/work/prove/channels").s);
	return NULL;
}
