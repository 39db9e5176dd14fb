/*
 * The page around the content, the answer to an error, and what every response carries.
 */
#include <stdarg.h>

#include "base/log.h"
#include "kit/asset_routes.h"
#include "kit/feed.h"
#include "kit/inside.h"
#include "kit/words.h"
#include "text/html.h"
#include "text/json.h"

#include "kit/templates/error.html.h"
#include "kit/templates/shell.html.h"

#define PAGE_MAX (8 * 1024 * 1024)
#define LANG_COOKIE_SECONDS (365 * 24 * 3600)

/* --- links ------------------------------------------------------------------------------------------------------ */

url url_path(arena *a, const char *format, ...)
{
	char text[1000];
	va_list args;
	va_start(args, format);
	int n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	CHECK(n > 0 && (size_t)n < sizeof text);
	return url_of(a, (str){ text, (size_t)n });
}

url url_of(arena *a, str any)
{
	static const char *const schemes[] = { "https://", "http://", "tel:", "mailto:" };
	bool good = any.len && any.at[0] == '/' && (any.len == 1 || (any.at[1] != '/' && any.at[1] != '\\'));
	for (size_t i = 0; i < COUNT(schemes) && !good; i++)
		good = str_starts(any, str_of(schemes[i]));
	for (size_t i = 0; i < any.len && good; i++)
		good = (u8)any.at[i] > ' ' && any.at[i] != '\\' && any.at[i] != 0x7f;
	return (url){ good ? arena_copy(a, any) : STR("#") };
}

static str without_slash(str s)
{
	return str_ends(s, STR("/")) ? str_sub(s, 0, s.len - 1) : s;
}

str site_url(req *r)
{
	if (r->app->set->url.len)
		return without_slash(r->app->set->url);
	const city_def *city = catalog_city(r);
	if (city->url.len)
		return without_slash(city->url);
	str host = req_header(r, "host");
	bool good = host.len > 0 && host.len <= 255;
	for (size_t i = 0; i < host.len && good; i++) {
		char c = host.at[i];
		good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
		       c == '-' || c == ':' || c == '[' || c == ']';
	}
	return str_format(r->arena, "%s://%.*s", r->secure ? "https" : "http", STR_ARG(good ? host : STR("localhost")));
}

/* --- the shell -------------------------------------------------------------------------------------------------- */

str say(const req *r, word w)
{
	return words_text(r->arena, r->lang, w);
}

page_out page_begin(req *r)
{
	buf *b = arena_one(r->arena, buf);
	*b = buf_new(r->arena, PAGE_MAX);
	return (page_out){ .b = b, .arena = r->arena, .lang = r->lang, .r = r };
}

/* This page in another language: the same address with ?lang=. */
static url in_language(req *r, const char *code)
{
	buf b = buf_new(r->arena, 16 * 1024);
	str rest = r->target, path = str_cut(&rest, '?');
	char mark = '?';
	buf_put(&b, path);
	while (rest.len) {
		str piece = str_cut(&rest, '&');
		if (piece.len == 0 || str_starts(piece, STR("lang=")))
			continue;
		buf_char(&b, mark);
		buf_put(&b, piece);
		mark = '&';
	}
	buf_format(&b, "%clang=%s", mark, code);
	return url_of(r->arena, buf_str(&b));
}

static void add_langs(req *r, shell_view *v)
{
	static const struct {
		const char *name, *html, *code;
	} langs[LANG_COUNT] = { [LANG_JA] = { "日本語", "ja", "ja" },
				[LANG_JA_EASY] = { "やさしい日本語", "ja", "ja-easy" },
				[LANG_EN] = { "English", "en", "en" } };
	for (lang l = LANG_JA; l < LANG_COUNT; l++)
		LIST_ADD(r->arena, &v->langs,
			 (shell_lang){ langs[l].name, langs[l].html, in_language(r, langs[l].code), l == r->lang });
}

static int by_rank(const void *x, const void *y)
{
	const module_link *const *a = x, *const *b = y;
	return ((*a)->rank > (*b)->rank) - ((*a)->rank < (*b)->rank);
}

/* The modules' pages of one place that the reader may open, by rank. */
static void add_links(req *r, const page *p, link_place place, shell_links *ret)
{
	struct {
		const module_link **at;
		size_t n;
	} found = { 0 };
	const struct kit *k = r->app->kit;
	for (size_t i = 0; i < k->modules_n; i++)
		for (const module_link *l = k->modules[i]->links; l && l->page; l++)
			if (l->place == place && r->who->role >= role_needed(l->access))
				LIST_ADD(r->arena, &found, l);
	if (found.n)
		qsort(found.at, found.n, sizeof *found.at, by_rank);
	str office = p->office.len ? p->office : r->who->office;
	for (size_t i = 0; i < found.n; i++) {
		const module_link *l = found.at[i];
		url link = l->of_office && office.len ? url_path(r->arena, "/%s/%.*s", l->page, STR_ARG(office))
						      : url_path(r->arena, "/%s", l->page);
		LIST_ADD(r->arena, ret, (shell_link){ say(r, l->text), link, str_eq(p->here, str_of(l->page)) });
	}
}

static word role_word(role r)
{
	switch (r) {
	case ROLE_NONE:
	case ROLE_DEVICE:
		return T_role_device;
	case ROLE_CLERK:
		return T_role_clerk;
	case ROLE_FLOOR:
		return T_role_floor;
	case ROLE_ADMIN:
		return T_role_admin;
	}
	return T_role_device;
}

/* The stream's address, beginning behind what this page has seen: what happened since the request came. */
static str live_path(req *r, str path)
{
	str prefix = STR("/events/offices/");
	if (path.len == 0 || !str_starts(path, prefix))
		return path;
	i64 seen = feed_seen(r->app->feed, str_sub(path, prefix.len, path.len), r->now);
	return str_format(r->arena, "%.*s?after=%lld", STR_ARG(path), (long long)seen);
}

/* Of names with a space between them. */
static void add_assets(req *r, str names, shell_urls *ret)
{
	while (names.len)
		LIST_ADD(r->arena, ret, asset_url(arena_copy(r->arena, str_cut(&names, ' ')).at));
}

const err *page_end(page_out *o, const page *p, resp *out)
{
	req *r = o->r;
	if (o->b->overflowed)
		return err_of(ERR_too_large);
	html body = { buf_str(o->b) };
	visitor *kept = r->who->visitor;
	if (kept && kept->fresh.len)
		resp_cookie(r, out, STR("visitor"), kept->fresh, LANG_COOKIE_SECONDS);
	str asked = req_query(r, "lang");
	if (asked.len && !str_eq(asked, req_cookie(r, "lang"))) {
		static const char *const codes[LANG_COUNT] = { "ja", "ja-easy", "en" };
		resp_cookie(r, out, STR("lang"), str_of(codes[r->lang]), LANG_COOKIE_SECONDS);
	}
	if (out->status == 0)
		out->status = 200;
	out->type = STR("text/html; charset=utf-8");
	if (p->kind == PAGE_FRAGMENT) {
		out->body = body.s;
		return NULL;
	}
	shell_view v = {
		.title = p->title,
		.city = text_in(&catalog_city(r)->name, r->lang),
		.body = body,
		.live = live_path(r, p->live),
		.refresh = p->refresh,
		.user = r->who->name,
		.staff = r->who->staff,
		.role = say(r, role_word(r->who->role)),
	};
	LIST_ADD(r->arena, &v.css, asset_url("app.css"));
	LIST_ADD(r->arena, &v.css, asset_url("parts.css"));
	if (p->kind == PAGE_RESIDENT)
		LIST_ADD(r->arena, &v.css, asset_url("resident.css"));
	if (p->kind == PAGE_STAFF) {
		LIST_ADD(r->arena, &v.css, asset_url("staff.css"));
		LIST_ADD(r->arena, &v.css, asset_url("desk.css"));
		LIST_ADD(r->arena, &v.css, asset_url("staffing.css"));
		LIST_ADD(r->arena, &v.css, asset_url("manage.css"));
	}
	if (p->kind == PAGE_RESIDENT || p->kind == PAGE_STAFF)
		LIST_ADD(r->arena, &v.css, asset_url("fields.css"));
	if (p->kind == PAGE_SCREEN) {
		LIST_ADD(r->arena, &v.css, asset_url("screen.css"));
		LIST_ADD(r->arena, &v.css, asset_url("display.css"));
	}
	add_assets(r, p->style, &v.css);
	LIST_ADD(r->arena, &v.scripts, asset_url("app.js"));
	add_assets(r, p->script, &v.scripts);
	add_langs(r, &v);
	v.easy = r->lang == LANG_JA_EASY;
	if (p->kind == PAGE_RESIDENT)
		add_links(r, p, LINK_RESIDENT, &v.nav);
	if (p->kind == PAGE_STAFF && r->who->role >= ROLE_CLERK) {
		add_links(r, p, LINK_STAFF, &v.nav);
		add_links(r, p, LINK_STAFF_MORE, &v.more);
		for (size_t i = 0; i < v.more.n; i++)
			v.more_here = v.more_here || v.more.at[i].here;
	}
	page_out shell = page_begin(r);
	switch (p->kind) {
	case PAGE_RESIDENT:
		shell_resident(&shell, &v);
		break;
	case PAGE_STAFF:
		shell_staff(&shell, &v);
		break;
	case PAGE_SCREEN:
		shell_screen(&shell, &v);
		break;
	case PAGE_FRAGMENT:
		break;
	}
	if (shell.b->overflowed)
		return err_of(ERR_too_large);
	out->body = buf_str(shell.b);
	return NULL;
}

html page_asides(req *r, resp *out, aside_place where, str subject)
{
	page_out o = page_begin(r);
	const struct kit *k = r->app->kit;
	for (size_t i = 0; i < k->modules_n; i++) {
		size_t before = o.b->len;
		const err *e = k->modules[i]->aside ? k->modules[i]->aside(r, out, &o, where, subject) : NULL;
		if (!e)
			continue;
		log_line(LOG_WARN, "aside", "module=%s code=%.*s detail=%.*s", k->modules[i]->name,
			 STR_ARG(err_name(e->code)), STR_ARG(e->detail));
		o.b->len = before;
	}
	return (html){ o.b->overflowed ? STR_NONE : buf_str(o.b) };
}

const err *json_reply(resp *out, int status, buf *b)
{
	if (b->overflowed)
		return err_of(ERR_too_large);
	out->status = status;
	out->type = STR("application/json");
	out->body = buf_str(b);
	return NULL;
}

/* --- errors ------------------------------------------------------------------------------------------------------ */

static bool wants_json(const req *r)
{
	if (str_starts(r->path, STR("/api/")))
		return true;
	str accept = req_header(r, "accept");
	return str_has(accept, STR("application/json")) && !str_has(accept, STR("text/html"));
}

static void fail_json(req *r, resp *out, const err *e)
{
	buf b = buf_new(r->arena, 256 * 1024);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_object(&w, "error");
	jw_field_str(&w, "code", err_name(e->code));
	jw_field_str(&w, "message", err_message(e->code, r->lang));
	bool list = e->where.len || e->next || (e->detail.len && err_status(e->code) < 500);
	if (list) {
		jw_field_array(&w, "fields");
		for (const err *at = e; at; at = at->next) {
			jw_object(&w);
			jw_field_str(&w, "field", at->where);
			jw_field_str(&w, "code", err_name(at->code));
			jw_field_str(&w, "message", err_message(at->code, r->lang));
			if (at->detail.len && err_status(at->code) < 500)
				jw_field_str(&w, "detail", at->detail);
			jw_end(&w);
		}
		jw_end(&w);
	}
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	out->type = STR("application/json");
	out->body = buf_str(&b);
}

static url sign_in_link(req *r)
{
	if (!str_eq(r->method, STR("GET")))
		return url_of(r->arena, STR("/sign-in"));
	buf b = buf_new(r->arena, 16 * 1024);
	buf_lit(&b, "/sign-in?next=");
	html_url_part(&b, r->target);
	return url_of(r->arena, buf_str(&b));
}

static void fail_page(req *r, resp *out, const err *e)
{
	error_view v = {
		.status = out->status,
		.message = err_message(e->code, r->lang),
		.sign_in = e->code == ERR_sign_in || e->code == ERR_forbidden,
		.sign_in_link = sign_in_link(r),
	};
	for (const err *at = e; at; at = at->next) {
		/* the detail of a definition's mistake is written for whoever wrote the file */
		if (at->code == ERR_definition && at->detail.len)
			LIST_ADD(r->arena, &v.lines, (error_line){ at->where, at->detail });
		else if (at->where.len)
			LIST_ADD(r->arena, &v.lines, (error_line){ at->where, err_message(at->code, r->lang) });
	}
	page_out o = page_begin(r);
	error_page(&o, &v);
	page p = { .kind = r->who->role >= ROLE_CLERK ? PAGE_STAFF : PAGE_RESIDENT,
		   .title = words_error_title(r->arena, r->lang, v.status) };
	const err *again = page_end(&o, &p, out);
	if (again) {
		out->type = STR("text/plain; charset=utf-8");
		out->body = v.message;
	}
}

void kit_fail(req *r, resp *out, const err *e)
{
	if (!r->who)
		visitor_begin(r, out);
	*out = (resp){ .status = err_status(e->code) };
	if (out->status >= 500)
		log_line(LOG_ERROR, "request", "route=%s code=%.*s detail=%.*s", r->route ? r->route->pattern : "-",
			 STR_ARG(err_name(e->code)), STR_ARG(e->detail));
	if (e->code == ERR_busy || e->code == ERR_store)
		resp_header(r, out, STR("Retry-After"), STR("5"));
	if (e->code == ERR_too_many_requests || e->code == ERR_locked_out)
		resp_header(r, out, STR("Retry-After"), STR("60"));
	if (e->code == ERR_sign_in && r->who->visitor->api)
		resp_header(r, out, STR("WWW-Authenticate"), STR("Bearer"));
	if (wants_json(r))
		fail_json(r, out, e);
	else if (e->code == ERR_sign_in && str_eq(r->method, STR("GET")))
		resp_redirect(r, out, sign_in_link(r).s);
	else
		fail_page(r, out, e);
}

/* --- every response ------------------------------------------------------------------------------------------------ */

static bool has_header(const resp *out, str name)
{
	for (size_t i = 0; i < out->headers.n; i++)
		if (str_eq_nocase(out->headers.at[i].name, name))
			return true;
	return false;
}

static void count(metrics *m, int status, i64 nanoseconds)
{
	static const int bounds[LATENCY_BUCKETS] = LATENCY_BOUNDS;
	i64 ms = nanoseconds / 1000000;
	size_t bucket = 0;
	while (bucket < LATENCY_BUCKETS && ms >= bounds[bucket])
		bucket++;
	m->buckets[bucket]++;
	m->by_class[status >= 100 && status < 600 ? status / 100 : 0]++;
	m->nanoseconds += nanoseconds;
}

void kit_finish(req *r, resp *out, i64 nanoseconds)
{
	static const struct {
		str name, value;
	} always[] = {
		{ STR_INIT("Content-Security-Policy"),
		  STR_INIT(
			  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
			  "connect-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; "
			  "frame-ancestors 'none'") },
		{ STR_INIT("X-Content-Type-Options"), STR_INIT("nosniff") },
		{ STR_INIT("Referrer-Policy"), STR_INIT("same-origin") },
		{ STR_INIT("Permissions-Policy"),
		  STR_INIT("camera=(), microphone=(), geolocation=(), payment=(), usb=()") },
		{ STR_INIT("Cross-Origin-Opener-Policy"), STR_INIT("same-origin") },
		{ STR_INIT("Cross-Origin-Resource-Policy"), STR_INIT("same-origin") },
		{ STR_INIT("Cache-Control"), STR_INIT("no-store") },
	};
	for (size_t i = 0; i < COUNT(always); i++)
		if (!has_header(out, always[i].name))
			resp_header(r, out, always[i].name, always[i].value);
	if (r->secure)
		resp_header(r, out, STR("Strict-Transport-Security"), STR("max-age=31536000"));
	for (struct after *a = r->who && r->who->visitor ? r->who->visitor->after : NULL; a; a = a->next)
		a->run(a->arg);
	if (r->who && r->who->visitor && r->who->visitor->held) {
		catalog_release(r->app->catalog, r->who->visitor->held);
		r->who->visitor->held = NULL;
	}
	count(&r->app->kit->metrics, out->status ? out->status : 200, nanoseconds);
}

const route page_routes[] = {
	{ "GET", "/assets/:name", ACCESS_PUBLIC, asset_reply },
	{ 0 },
};
