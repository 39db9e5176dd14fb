/* Audit, idempotency, feed, catalog, limits, jobs. */
#include "kit/testing.h"

#include <pthread.h>

#include "kit/api.h"
#include "kit/audit.h"
#include "kit/catalog.h"
#include "kit/jobs.h"
#include "kit/kit.sql.h"
#include "kit/limits.h"
#include "text/json.h"

/* --- a module to try things with ------------------------------------------------------------------------------------- */

typedef struct add {
	app *app;
	str what;
	i64 total; /* how often `what` was added */
} add;

/* Counts in a table of kit's, so that a command that ran twice shows. */
static const err *run_add(db *d, arena *a, void *arg)
{
	add *x = arg;
	kit_count_row row;
	bool found;
	TRY(kit_count(d, a, x->app->city, STR("test"), x->what, 0, INT64_MAX, &row, &found));
	x->total = row.total;
	if (str_eq(x->what, STR("refused")))
		return err_of(ERR_slot_full);
	return feed_emit(d, a, x->app->city, STR("moji"), STR("added"), STR("{\"n\":1}"));
}

static const err *render_add(const void *arg, buf *b)
{
	const add *x = arg;
	json_writer w = json_write(b);
	jw_object(&w);
	jw_field_i64(&w, "total", x->total);
	jw_end(&w);
	jw_done(&w);
	return NULL;
}

static const err *api_add(req *r, resp *out)
{
	add x = { .app = r->app, .what = req_param(r, "what") };
	api_command c = { .shard = office_shard(r->arena, r->app->city, STR("moji")),
			  .run = run_add,
			  .arg = &x,
			  .render = render_add,
			  .status = 201 };
	return api_write(r, out, &c);
}

static const err *three_a_minute(req *r, resp *out)
{
	TRY(limit_hit(r, "test", address_key(r), 3, 60));
	out->body = STR("ok");
	return NULL;
}

static const err *city_name(req *r, resp *out)
{
	out->type = STR("text/plain; charset=utf-8");
	out->body = arena_copy(r->arena, text_in(&catalog_city(r)->name, LANG_EN));
	return NULL;
}

static const err *publish(req *r, resp *out)
{
	i64 base = 0;
	str_i64(req_form(r, "base"), &base);
	TRY(catalog_publish(r, req_form(r, "path"), req_form(r, "text"), base));
	out->body = STR("published");
	return NULL;
}

static const err *live_page(req *r, resp *out)
{
	page_out o = page_begin(r);
	page p = { .kind = PAGE_RESIDENT, .title = STR("live"), .live = STR("/events/offices/moji") };
	return page_end(&o, &p, out);
}

static const route routes[] = {
	{ "GET", "/test/live", ACCESS_PUBLIC, live_page },
	{ "POST", "/api/test/add/:what", ACCESS_PUBLIC, api_add },
	{ "GET", "/test/limited", ACCESS_PUBLIC, three_a_minute },
	{ "GET", "/test/name", ACCESS_PUBLIC, city_name },
	{ "POST", "/test/publish", ACCESS_PUBLIC, publish },
	{ 0 },
};
static const route *const tables[] = { routes };
static const module test_module = { .name = "test", .tables = tables, .tables_n = 1 };
static const module *const modules[] = { &kit_module, &test_module };

static web *open_web(void **state)
{
	return web_open(*state, modules, COUNT(modules), false);
}

/* --- audit ------------------------------------------------------------------------------------------------------------ */

static const err *write_entries(db *d, arena *a, void *arg)
{
	const app *p = arg;
	TRY(audit_add(d, a, p->city, STR("moji"), NULL, STR("call"), STR("A012"), STR("desk 1")));
	TRY(audit_add(d, a, p->city, STR("moji"), NULL, STR("done"), STR("A012"), STR("")));
	TRY(audit_add(d, a, p->city, STR("moji"), NULL, STR("call"), STR("A013"), STR("desk 2")));
	return audit_add(d, a, p->city, STR("tobata"), NULL, STR("call"), STR("B001"), STR("desk 1"));
}

static const err *tamper(db *d, arena *a, void *arg)
{
	static const sql_param none[1] = { { 0 } };
	const char *sql = arg;
	statement st = {
		.name = "tamper", .sqlite = sql, .postgres = sql, .params = none, .columns = none, .where = "test"
	};
	i64 changed;
	TRY(db_change(d, a, &st, NULL, &changed));
	return changed == 1 ? NULL : err_why(a, ERR_internal, "%lld rows changed", (long long)changed);
}

static str fault_after(void **state, const char *sql)
{
	store_test *t = *state;
	web *w = web_open(t, modules, COUNT(modules), false);
	assert_ok(store_write(w->app->store, w->a, STR("x"), write_entries, w->app));
	audit_report report;
	assert_ok(audit_verify(w->app, w->a, &report));
	assert_int_equal(report.fault.len, 0);
	assert_true(report.entries >= 4 && report.chains >= 2);
	char *copy = arena_copy(w->a, str_of(sql)).at ? strdup(sql) : NULL;
	assert_ok(store_write(w->app->store, w->a, STR("x"), tamper, copy));
	free(copy);
	assert_ok(audit_verify(w->app, w->a, &report));
	str fault = arena_copy(t->arena, report.fault);
	web_close(w);
	return fault;
}

static void an_audit_entry_that_was_changed_is_found(void **state)
{
	str fault = fault_after(state, "UPDATE audit SET detail = 'desk 9' WHERE chain = 'moji' AND seq = 1");
	assert_string_equal(fault.at, "moji 1: the hash is not that of the entry");
}

static void an_audit_entry_that_was_taken_out_is_found(void **state)
{
	str fault = fault_after(state, "DELETE FROM audit WHERE chain = 'moji' AND seq = 2");
	assert_string_equal(fault.at, "moji 2: the entry is missing");
}

static void an_audit_log_that_was_cut_off_is_found(void **state)
{
	str fault = fault_after(state, "DELETE FROM audit WHERE chain = 'moji' AND seq = 3");
	assert_string_equal(fault.at, "moji 2: is not the end that the head of the chain names");
}

static void an_audit_chain_without_its_head_is_found(void **state)
{
	str fault = fault_after(state, "DELETE FROM audit_head WHERE chain = 'tobata'");
	assert_string_equal(fault.at, "tobata 0: the chain has entries and no head");
}

/* --- idempotency -------------------------------------------------------------------------------------------------------- */

static void the_same_key_twice_does_it_once(void **state)
{
	web *w = open_web(state);
	browser b = { .w = w, .headers = "Idempotency-Key: 7d1f\r\n" };
	answer first = post_json(&b, "/api/test/add/a", "{}");
	assert_int_equal(first.status, 201);
	assert_string_equal(first.body.at, "{\"total\":1}");
	assert_int_equal(header_of(&first, "Idempotency-Replayed").len, 0);
	answer second = post_json(&b, "/api/test/add/a", "{}");
	assert_int_equal(second.status, 201);
	assert_string_equal(second.body.at, "{\"total\":1}");
	assert_true(str_eq(header_of(&second, "Idempotency-Replayed"), STR("true")));
	b.headers = NULL;
	assert_string_equal(post_json(&b, "/api/test/add/a", "{}").body.at, "{\"total\":2}");
	web_close(w);
}

static void a_key_that_was_used_for_something_else_is_refused(void **state)
{
	web *w = open_web(state);
	browser b = { .w = w, .headers = "Idempotency-Key: 7d1f\r\n" };
	assert_int_equal(post_json(&b, "/api/test/add/a", "{}").status, 201);
	answer r = post_json(&b, "/api/test/add/a", "{\"other\":1}");
	assert_int_equal(r.status, 422);
	assert_has(r.body, "idempotency_mismatch");
	assert_int_equal(post_json(&b, "/api/test/add/b", "{}").status, 422);
	web_close(w);
}

static void what_was_refused_may_be_tried_again_with_the_same_key(void **state)
{
	web *w = open_web(state);
	browser b = { .w = w, .headers = "Idempotency-Key: 7d1f\r\n" };
	assert_int_equal(post_json(&b, "/api/test/add/refused", "{}").status, 409);
	/* nothing of it was kept, not even the key */
	assert_int_equal(post_json(&b, "/api/test/add/refused", "{\"again\":1}").status, 409);
	assert_int_equal(post_json(&b, "/api/test/add/a", "{}").status, 201);
	web_close(w);
}

static void two_people_may_use_the_same_key(void **state)
{
	web *w = open_web(state);
	add_account(w, "mori", "clerk", "");
	browser token = with_token(w, "mori");
	browser plain = { .w = w, .headers = "Idempotency-Key: 1\r\n" };
	token.headers = str_format(w->a, "%sIdempotency-Key: 1\r\n", token.headers).at;
	assert_string_equal(post_json(&plain, "/api/test/add/a", "{}").body.at, "{\"total\":1}");
	assert_string_equal(post_json(&token, "/api/test/add/a", "{}").body.at, "{\"total\":2}");
	web_close(w);
}

typedef struct caller {
	pthread_t thread;
	web w; /* with an arena of its own */
	str body;
	int status;
} caller;

static void *call(void *arg)
{
	caller *c = arg;
	browser b = { .w = &c->w, .headers = "Idempotency-Key: at-once\r\n" };
	answer r = post_json(&b, "/api/test/add/a", "{}");
	c->status = r.status;
	c->body = r.body;
	return NULL;
}

static void the_same_key_many_times_at_one_moment_in_two_processes_does_it_once(void **state)
{
	web *w = open_web(state), *other = open_web(state);
	enum { CALLERS = 16 };
	caller *callers = arena_many(w->a, caller, CALLERS);
	for (int i = 0; i < CALLERS; i++) {
		callers[i].w = i % 2 ? *w : *other;
		callers[i].w.a = arena_new(16 * 1024 * 1024);
		CHECK(pthread_create(&callers[i].thread, NULL, call, &callers[i]) == 0);
	}
	for (int i = 0; i < CALLERS; i++)
		pthread_join(callers[i].thread, NULL);
	for (int i = 0; i < CALLERS; i++) {
		assert_int_equal(callers[i].status, 201);
		assert_string_equal(callers[i].body.at, "{\"total\":1}");
		arena_free(callers[i].w.a);
	}
	web_close(other);
	web_close(w);
}

/* --- feed ------------------------------------------------------------------------------------------------------------------ */

static int open_stream(web *w, const char *path, const char *header, str *got)
{
	int fd = web_dial(w);
	web_send(fd, str_format(w->a, "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", path, header));
	assert_true(web_wait(w->a, fd, STR("\r\n\r\n"), 5000, got));
	assert_has(*got, "text/event-stream");
	return fd;
}

static void an_event_reaches_a_stream_in_order(void **state)
{
	web *w = open_web(state);
	str got = STR_NONE;
	int fd = open_stream(w, "/events/offices/moji", "", &got);
	browser b = { .w = w };
	post_json(&b, "/api/test/add/a", "{}");
	post_json(&b, "/api/test/add/a", "{}");
	assert_true(web_wait(w->a, fd, STR("id: 2\n"), 5000, &got));
	assert_has(got, "id: 1\nevent: added\ndata: {\"n\":1}\n\n");
	close(fd);
	web_close(w);
}

static void an_event_of_one_process_reaches_a_stream_of_another(void **state)
{
	web *w = open_web(state), *other = open_web(state);
	str got = STR_NONE;
	int fd = open_stream(other, "/events/offices/moji", "", &got);
	browser b = { .w = w };
	assert_int_equal(post_json(&b, "/api/test/add/a", "{}").status, 201);
	assert_true(web_wait(w->a, fd, STR("id: 1\nevent: added\n"), 5000, &got));
	close(fd);
	web_close(other);
	web_close(w);
}

static void a_screen_that_comes_back_is_told_what_it_missed(void **state)
{
	web *w = open_web(state);
	browser b = { .w = w };
	for (int i = 0; i < 5; i++)
		post_json(&b, "/api/test/add/a", "{}");
	str got = STR_NONE;
	int fd = open_stream(w, "/events/offices/moji", "Last-Event-ID: 2\r\n", &got);
	assert_true(web_wait(w->a, fd, STR("id: 5\n"), 5000, &got));
	assert_has(got, "id: 3\n");
	assert_false(str_has(got, STR("id: 2\n")));
	close(fd);
	web_close(w);
	/* and by a process that was not there when it happened */
	w = open_web(state);
	got = STR_NONE;
	fd = open_stream(w, "/events/offices/moji?after=3", "", &got);
	assert_true(web_wait(w->a, fd, STR("id: 5\n"), 5000, &got));
	assert_has(got, "id: 4\n");
	assert_false(str_has(got, STR("id: 3\n")));
	close(fd);
	web_close(w);
}

static void a_screen_that_was_away_for_days_is_told_to_load_anew(void **state)
{
	web *w = open_web(state);
	browser b = { .w = w };
	for (int i = 0; i < 3; i++)
		post_json(&b, "/api/test/add/a", "{}");
	clock_set(&w->t->clock, clock_now(&w->t->clock) + 4 * DAY);
	assert_ok(kit_tick(w->app, w->a));
	web_close(w);
	w = open_web(state);
	str got = STR_NONE;
	int fd = open_stream(w, "/events/offices/moji", "Last-Event-ID: 1\r\n", &got);
	assert_true(web_wait(w->a, fd, STR("event: reload\n"), 5000, &got));
	close(fd);
	web_close(w);
}

static void an_office_that_is_not_there_has_no_stream(void **state)
{
	web *w = open_web(state);
	browser b = { .w = w };
	assert_int_equal(get(&b, "/events/offices/nowhere").status, 404);
	assert_int_equal(get(&b, "/events/offices/moji?after=x").status, 422);
	web_close(w);
}

static void a_page_opens_its_stream_behind_what_it_has_seen(void **state)
{
	web *w = open_web(state);
	browser b = { .w = w };
	assert_has(get(&b, "/test/live").body, "data-events=\"/events/offices/moji?after=0\"");
	for (int i = 0; i < 3; i++)
		post_json(&b, "/api/test/add/a", "{}");
	str topic = feed_topic(w->a, w->app->city, STR("moji"));
	while (hub_last(w->app->hub, topic) < 3)
		poll(NULL, 0, 10);
	/* at the same moment nobody can say what came first: rather once too often */
	assert_has(get(&b, "/test/live").body, "data-events=\"/events/offices/moji?after=0\"");
	clock_set(&w->t->clock, clock_now(&w->t->clock) + SECOND);
	assert_has(get(&b, "/test/live").body, "data-events=\"/events/offices/moji?after=3\"");
	post_json(&b, "/api/test/add/a", "{}");
	while (hub_last(w->app->hub, topic) < 4)
		poll(NULL, 0, 10);
	assert_has(get(&b, "/test/live").body, "data-events=\"/events/offices/moji?after=3\"");
	web_close(w);
}

/* --- catalog ------------------------------------------------------------------------------------------------------------- */

static const char renamed[] =
	"text=city%3A%20%22401005%22%0Aname%3A%20%7B%20ja%3A%20%E6%96%B0%2C%20en%3A%20New%20Name%20%7D%0A";

static void a_new_definition_is_seen_at_once_and_soon_in_every_process(void **state)
{
	web *w = open_web(state), *other = open_web(state);
	browser b = { .w = w }, o = { .w = other };
	get(&b, "/sign-in");
	assert_string_equal(get(&b, "/test/name").body.at, "Test City");
	answer r = post(&b, "/test/publish", str_format(w->a, "path=city.yaml&base=1&%s", renamed).at);
	assert_int_equal(r.status, 200);
	assert_string_equal(get(&b, "/test/name").body.at, "New Name");
	/* the other process hears of it on PostgreSQL; on SQLite there is one process, and the other reads when it starts */
	if (!w->t->postgres)
		assert_ok(catalog_reload(other->app->catalog));
	for (int i = 0; i < 100 && !str_eq(get(&o, "/test/name").body, STR("New Name")); i++)
		poll(NULL, 0, 50);
	assert_string_equal(get(&o, "/test/name").body.at, "New Name");
	web_close(other);
	web_close(w);
}

static void a_definition_that_somebody_else_changed_meanwhile_is_not_overwritten(void **state)
{
	web *w = open_web(state);
	browser b = { .w = w };
	get(&b, "/sign-in");
	const char *form = str_format(w->a, "path=city.yaml&base=1&%s", renamed).at;
	assert_int_equal(post(&b, "/test/publish", form).status, 200);
	assert_int_equal(post(&b, "/test/publish", form).status, 409);
	web_close(w);
}

static void a_set_with_a_mistake_is_not_published(void **state)
{
	web *w = open_web(state);
	browser b = { .w = w };
	get(&b, "/sign-in");
	answer r = post(&b, "/test/publish", "path=offices/moji.yaml&base=1&text=office%3A%20moji%0A");
	assert_int_equal(r.status, 422);
	assert_has(r.body, "offices/moji.yaml:");
	r = post(&b, "/test/publish",
		 "path=city.yaml&base=1&text=city%3A%20%22130001%22%0Aname%3A%20%7B%20ja%3A%20x%20%7D%0A");
	assert_int_equal(r.status, 422);
	assert_string_equal(get(&b, "/test/name").body.at, "Test City");
	r = post(&b, "/test/publish", "path=../evil.yaml&base=0&text=x");
	assert_int_equal(r.status, 404);
	web_close(w);
}

/* A folder's files and a small guide whose two cases hold. */
static def_files with_guide(web *w)
{
	static const struct {
		const char *path, *text;
	} all[] = {
		{ "facts.yaml", "facts:\n  nenrei: { name: 年齢, type: number, label: 年齢 }\n" },
		{ "guide.yaml", "events:\n  kourei: { name: 高齢 }\n" },
		{ "schemes/kourei.yaml",
		  "schemes:\n  kippu: { name: きっぷ, kind: right, about: 割引, events: [kourei], source: { law: 要綱 } }\n" },
		{ "tables/kourei.csv", "id,年齢\nkippu,>= 70\n" },
		{ "cases/kourei.csv", "case,年齢,yes,no\n古希,70,kippu,\n六九,69,,kippu\n" }
	};
	def_files files;
	assert_ok(catalog_folder(w->a, str_of(w->dir), &files));
	for (size_t i = 0; i < COUNT(all); i++)
		LIST_ADD(w->a, &files, ((def_file){ str_of(all[i].path), str_of(all[i].text) }));
	return files;
}

static void a_table_that_breaks_a_case_is_not_published(void **state)
{
	web *w = open_web(state);
	browser b = { .w = w };
	i64 changed;
	assert_ok(catalog_load(w->app, w->a, with_guide(w), &changed));
	assert_int_equal(changed, 5);
	assert_ok(catalog_reload(w->app->catalog));
	get(&b, "/sign-in");
	const char *later = "path=tables/kourei.csv&base=1&text=id,%E5%B9%B4%E9%BD%A2%0Akippu,%3E%3D+71%0A";
	answer r = post(&b, "/test/publish", later);
	assert_int_equal(r.status, 422);
	assert_has(r.body, "cases/kourei.csv:2:1");
	assert_has(r.body, "expected yes, found no: kippu");
	/* who changes the cases says what is expected from now on */
	r = post(&b, "/test/publish",
		 "path=cases/kourei.csv&base=1&text=case,%E5%B9%B4%E9%BD%A2,yes%0Aold,71,kippu%0A");
	assert_int_equal(r.status, 200);
	assert_int_equal(post(&b, "/test/publish", later).status, 200);
	web_close(w);
}

static void mistakes_in_the_folder_do_not_keep_a_city_from_starting_that_is_in_the_database(void **state)
{
	web *w = open_web(state);
	app *again;
	web_file(w->dir, "services.yaml", "services: [\n");
	app_close(w->app);
	assert_ok(app_open(w->a, &w->set, &w->t->clock, &again));
	const city_def *city = catalog_hold(again->catalog);
	assert_int_equal(city->services.n, 2);
	catalog_release(again->catalog, city);
	w->app = again;
	web_close(w);
}

static void who_reads_a_definition_keeps_it_while_a_new_one_is_published(void **state)
{
	web *w = open_web(state);
	browser b = { .w = w };
	get(&b, "/sign-in");
	const city_def *held = catalog_hold(w->app->catalog);
	assert_int_equal(post(&b, "/test/publish", str_format(w->a, "path=city.yaml&base=1&%s", renamed).at).status,
			 200);
	assert_true(str_eq(text_in(&held->name, LANG_EN), STR("Test City")));
	const city_def *now = catalog_hold(w->app->catalog);
	assert_true(str_eq(text_in(&now->name, LANG_EN), STR("New Name")));
	catalog_release(w->app->catalog, held);
	catalog_release(w->app->catalog, now);
	web_close(w);
}

static void loading_a_folder_publishes_what_differs_and_removes_what_is_gone(void **state)
{
	web *w = open_web(state);
	def_files files, found;
	i64 changed;
	assert_ok(catalog_folder(w->a, str_of(w->dir), &files));
	assert_ok(catalog_load(w->app, w->a, files, &changed));
	assert_int_equal(changed, 0);
	def_files less = { 0 };
	for (size_t i = 0; i < files.n; i++)
		if (!str_eq(files.at[i].path, STR("offices/tobata.yaml")))
			LIST_ADD(w->a, &less, files.at[i]);
	assert_ok(catalog_load(w->app, w->a, less, &changed));
	assert_int_equal(changed, 1);
	assert_ok(catalog_files(w->app, w->a, &found));
	assert_int_equal(found.n, files.n - 1);
	assert_ok(catalog_load(w->app, w->a, files, &changed));
	assert_int_equal(changed, 1);
	assert_ok(catalog_files(w->app, w->a, &found));
	assert_int_equal(found.n, files.n);
	web_close(w);
}

/* --- limits, jobs, statements ----------------------------------------------------------------------------------------------- */

static void the_fourth_in_a_minute_is_refused_in_whichever_process(void **state)
{
	web *w = open_web(state), *other = open_web(state);
	browser b = { .w = w }, o = { .w = other };
	/* the installation's key is one, so an address has the same name in both */
	assert_int_equal(get(&b, "/test/limited").status, 200);
	assert_int_equal(get(&o, "/test/limited").status, 200);
	assert_int_equal(get(&b, "/test/limited").status, 200);
	answer r = get(&o, "/test/limited");
	assert_int_equal(r.status, 429);
	assert_true(header_of(&r, "Retry-After").len > 0);
	clock_set(&w->t->clock, clock_now(&w->t->clock) + MINUTE);
	assert_int_equal(get(&b, "/test/limited").status, 200);
	w->set.limits = false;
	for (int i = 0; i < 10; i++)
		assert_int_equal(get(&b, "/test/limited").status, 200);
	web_close(other);
	web_close(w);
}

static const err *tick(app *p, arena *a)
{
	add x = { .app = p, .what = STR("tick") };
	return store_write(p->store, a, STR("tick"), run_add, &x);
}

static const err *tock(app *p, arena *a)
{
	add x = { .app = p, .what = STR("tock") };
	return store_write(p->store, a, STR("tick"), run_add, &x);
}

/* How often it was added before. */
static i64 count_of(web *w, str what)
{
	add x = { .app = w->app, .what = what };
	assert_ok(store_write(w->app->store, w->a, STR("tick"), run_add, &x));
	return x.total - 1;
}

static const err *hold_for_the_dead(db *d, arena *a, void *arg)
{
	const app *p = arg;
	return kit_lease(d, a, p->city, STR("job"), STR("dead"), tx_now(d), tx_now(d) + 30 * SECOND, NULL);
}

static void a_job_is_done_by_one_process_at_a_time_and_by_another_when_it_is_gone(void **state)
{
	/* one job, which two processes do in different words */
	static const module one = { .name = "job", .tick = tick, .period_ms = 20 };
	static const module two = { .name = "job", .tick = tock, .period_ms = 20 };
	static const module *const ones[] = { &one }, *const twos[] = { &two };
	web *w = open_web(state), *other = open_web(state);
	jobs *first, *second;
	assert_ok(jobs_start(w->a, w->app, ones, 1, &first));
	while (count_of(w, STR("tick")) == 0)
		poll(NULL, 0, 10);
	assert_ok(jobs_start(other->a, other->app, twos, 1, &second));
	poll(NULL, 0, 200);
	assert_int_equal(count_of(w, STR("tock")), 0);
	/* a process that ends gives its lease back: the clock stands still here, so it has not run out */
	jobs_stop(first);
	poll(NULL, 0, 200);
	assert_true(count_of(w, STR("tock")) > 1);
	jobs_stop(second);
	/* one that dies does not: then the lease runs out */
	assert_ok(store_write(w->app->store, w->a, STR("x"), hold_for_the_dead, w->app));
	assert_ok(jobs_start(w->a, w->app, ones, 1, &first));
	poll(NULL, 0, 100);
	i64 ticks = count_of(w, STR("tick"));
	poll(NULL, 0, 100);
	assert_int_equal(count_of(w, STR("tick")), ticks + 1);
	clock_set(&w->t->clock, clock_now(&w->t->clock) + 31 * SECOND);
	poll(NULL, 0, 200);
	assert_true(count_of(w, STR("tick")) > ticks + 3);
	jobs_stop(first);
	web_close(other);
	web_close(w);
}

static void every_statement_fits_the_database(void **state)
{
	store_test *t = *state;
	const err *e = store_check(t->store, t->arena, kit_statements, kit_statements_n);
	for (; e; e = e->next)
		fail_msg("%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(every_statement_fits_the_database),
		STORE_TEST(an_audit_entry_that_was_changed_is_found),
		STORE_TEST(an_audit_entry_that_was_taken_out_is_found),
		STORE_TEST(an_audit_log_that_was_cut_off_is_found),
		STORE_TEST(an_audit_chain_without_its_head_is_found),
		STORE_TEST(the_same_key_twice_does_it_once),
		STORE_TEST(a_key_that_was_used_for_something_else_is_refused),
		STORE_TEST(what_was_refused_may_be_tried_again_with_the_same_key),
		STORE_TEST(two_people_may_use_the_same_key),
		STORE_TEST(the_same_key_many_times_at_one_moment_in_two_processes_does_it_once),
		STORE_TEST(an_event_reaches_a_stream_in_order),
		POSTGRES_TEST(an_event_of_one_process_reaches_a_stream_of_another),
		STORE_TEST(a_screen_that_comes_back_is_told_what_it_missed),
		STORE_TEST(a_screen_that_was_away_for_days_is_told_to_load_anew),
		STORE_TEST(an_office_that_is_not_there_has_no_stream),
		STORE_TEST(a_page_opens_its_stream_behind_what_it_has_seen),
		STORE_TEST(a_new_definition_is_seen_at_once_and_soon_in_every_process),
		STORE_TEST(a_definition_that_somebody_else_changed_meanwhile_is_not_overwritten),
		STORE_TEST(a_table_that_breaks_a_case_is_not_published),
		STORE_TEST(a_set_with_a_mistake_is_not_published),
		STORE_TEST(mistakes_in_the_folder_do_not_keep_a_city_from_starting_that_is_in_the_database),
		STORE_TEST(who_reads_a_definition_keeps_it_while_a_new_one_is_published),
		STORE_TEST(loading_a_folder_publishes_what_differs_and_removes_what_is_gone),
		STORE_TEST(the_fourth_in_a_minute_is_refused_in_whichever_process),
		STORE_TEST(a_job_is_done_by_one_process_at_a_time_and_by_another_when_it_is_gone),
	};
	return store_tests("kit", tests, COUNT(tests), migrations, migrations_n, NULL);
}
