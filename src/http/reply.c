/*
 * From a response to bytes. Whatever a handler put into a header, only what cannot break the response goes out.
 */
#include "http/http_private.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/log.h"

void resp_header(req *r, resp *out, str name, str value)
{
	LIST_ADD(r->arena, &out->headers, (pair){ name, value });
}

static bool is_local(str path)
{
	return str_starts(path, STR("/")) && !str_starts(path, STR("//")) && !str_starts(path, STR("/\\")) &&
	       text_is_plain(path, false);
}

void resp_redirect(req *r, resp *out, str path)
{
	out->status = MHD_HTTP_SEE_OTHER;
	if (!is_local(path))
		path = STR("/");
	/* Headers are ASCII: what is not is encoded, and what is already encoded stays. */
	buf b = buf_new(r->arena, path.len * 3);
	for (size_t i = 0; i < path.len; i++) {
		if (path.at[i] > ' ' && path.at[i] < 0x7f)
			buf_char(&b, path.at[i]);
		else
			buf_format(&b, "%%%02X", (unsigned)(u8)path.at[i]);
	}
	resp_header(r, out, STR("Location"), buf_str(&b));
}

void resp_cookie(req *r, resp *out, str name, str value, i64 max_age_seconds)
{
	if (!is_token(name) || !is_cookie_value(value)) {
		log_line(LOG_ERROR, "cookie_refused", "name=%.*s", STR_ARG(name));
		return;
	}
	str age = max_age_seconds < 0 ? STR_NONE : str_format(r->arena, "; Max-Age=%lld", (long long)max_age_seconds);
	resp_header(r, out, STR("Set-Cookie"),
		    str_format(r->arena, "%.*s=%.*s; Path=/; HttpOnly; SameSite=Lax%.*s%s", STR_ARG(name),
			       STR_ARG(value), STR_ARG(age), r->secure ? "; Secure" : ""));
}

static bool header_may_go(pair h)
{
	static const char *const ours[] = { "content-length", "transfer-encoding", "connection", "date" };
	for (size_t i = 0; i < COUNT(ours); i++)
		if (str_eq_nocase(h.name, str_of(ours[i])))
			return false;
	return is_token(h.name) && text_is_plain(h.value, false);
}

/* The headers that go out, the type first. */
static pairs sort_out(req *r, const resp *out, str type)
{
	pairs good = { 0 };
	if (type.len)
		LIST_ADD(r->arena, &good, (pair){ STR("Content-Type"), type });
	for (size_t i = 0; i < out->headers.n; i++) {
		pair h = out->headers.at[i];
		if (header_may_go(h))
			LIST_ADD(r->arena, &good, h);
		else
			log_line(LOG_ERROR, "header_refused", "name=%.*s", STR_ARG(h.name));
	}
	return good;
}

/* The library's copy of some bytes; it takes no const pointer, and does not write to it. */
static struct MHD_Response *copy_of(str body)
{
	union {
		const char *given;
		void *taken;
	} at = { .given = body.len ? body.at : "" };
	return MHD_create_response_from_buffer(body.len, at.taken, MHD_RESPMEM_MUST_COPY);
}

struct MHD_Response *reply_plain(err_code code)
{
	char text[1024];
	str ja = err_message(code, LANG_JA), en = err_message(code, LANG_EN);
	int n = snprintf(text, sizeof text, "%.*s\n%.*s\n", STR_ARG(ja), STR_ARG(en));
	struct MHD_Response *m = copy_of((str){ text, n < (int)sizeof text ? (size_t)n : sizeof text - 1 });
	if (!m)
		return NULL;
	MHD_add_response_header(m, "Content-Type", "text/plain; charset=utf-8");
	MHD_add_response_header(m, "Cache-Control", "no-store");
	MHD_add_response_header(m, "X-Content-Type-Options", "nosniff");
	if (code == ERR_busy)
		MHD_add_response_header(m, "Retry-After", "1");
	return m;
}

static void reply_set(job *j, int status, struct MHD_Response *m)
{
	j->status = status;
	j->reply = m;
	j->failed = m == NULL;
}

/* Takes the connection out of libmicrohttpd's hands: the hub gets a second descriptor of the same socket, and the
 * library, once it is resumed, closes its own. With MHD_USE_TURBO it does that without shutting the socket down. */
static bool stream_began(job *j, req *r, resp *out)
{
	buf b = buf_new(r->arena, 64 * 1024);
	buf_lit(&b, "HTTP/1.1 200 OK\r\nConnection: close\r\nCache-Control: no-store\r\nX-Accel-Buffering: no\r\n");
	pairs headers = sort_out(r, out, STR("text/event-stream"));
	for (size_t i = 0; i < headers.n; i++) {
		pair h = headers.at[i];
		if (!str_eq_nocase(h.name, STR("cache-control")))
			buf_format(&b, "%.*s: %.*s\r\n", STR_ARG(h.name), STR_ARG(h.value));
	}
	buf_lit(&b, "\r\n");
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(j->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	int fd = info && !b.overflowed ? fcntl(info->connect_fd, F_DUPFD_CLOEXEC, 3) : -1;
	if (fd < 0)
		return false;
	i64 after = out->stream_after, last;
	str header = req_header(r, "last-event-id");
	if (header.len)
		after = str_i64(header, &last) && last >= 0 ? last : -1;
	const err *e = hub_open(j->http->o.hub, r->arena, fd, out->stream, after, r->address, buf_str(&b));
	if (e)
		close(fd);
	return e == NULL;
}

void reply_make(job *j, req *r, resp *out)
{
	if (out->stream.len && !j->head) {
		if (stream_began(j, r, out))
			j->gone = true;
		else
			reply_set(j, MHD_HTTP_SERVICE_UNAVAILABLE, reply_plain(ERR_busy));
		return;
	}
	str type = out->type;
	if (out->stream.len)
		type = STR("text/event-stream");
	else if (!type.len && out->body.len)
		type = STR("text/html; charset=utf-8");
	struct MHD_Response *m = copy_of(out->body);
	pairs headers = sort_out(r, out, type);
	for (size_t i = 0; m && i < headers.n; i++) {
		const char *name = arena_copy(r->arena, headers.at[i].name).at;
		MHD_add_response_header(m, name, arena_copy(r->arena, headers.at[i].value).at);
	}
	int status = out->status ? out->status : MHD_HTTP_OK;
	CHECK(status >= 200 && status <= 599);
	if (j->too_large && m)
		MHD_add_response_header(m, "Connection", "close");
	reply_set(j, status, m);
}
