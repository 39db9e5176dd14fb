/*
 * From bytes to a request, or to a refusal.
 *
 * libmicrohttpd 0.9.75 is lenient where two readers of the same bytes may disagree about where a request ends, which
 * is how requests are smuggled past a proxy: it takes a bare LF for a line's end, cuts a value at a NUL, glues a folded
 * line to the header's *name*, lets white space stand before the colon, and reads the first of two Content-Lengths.
 * It leaves the head as one piece of memory, though, with NULs in place of the separators. head_check() therefore walks
 * that memory and demands that it is exactly
 *
 *     method NUL target NUL version NUL NUL (name NUL blanks value NUL NUL)* NUL NUL
 *
 * which nothing but a well-formed head with CRLFs becomes. A version of the library that keeps the head differently
 * would refuse every request, and so be noticed by the first test.
 */
#include "http/http_private.h"

#include <arpa/inet.h>

typedef struct walk {
	job *job;
	const char *at; /* where the next header must begin */
	int n;
	bool malformed;
	int hosts, lengths, types, encodings, authorizations;
	str host, length, type, encoding;
} walk;

static enum MHD_Result walk_header(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_len,
				   const char *value, size_t value_len)
{
	walk *w = cls;
	(void)kind;
	str name = { key, key_len }, text = { value, value_len };
	if (key != w->at || !is_token(name) || value <= key + key_len || ++w->n > HEADERS_MAX) {
		w->malformed = true;
		return MHD_NO;
	}
	for (const char *blank = key + key_len + 1; blank < value; blank++)
		if (*blank != ' ' && *blank != '\t')
			w->malformed = true;
	for (size_t i = 0; i < text.len; i++)
		if (((u8)text.at[i] < 0x20 && text.at[i] != '\t') || text.at[i] == 0x7f)
			w->malformed = true;
	w->at = value + value_len + 2;
	if (value[value_len] != 0 || value[value_len + 1] != 0 || !str_is_utf8(text))
		w->malformed = true;
	text = str_trim(text);
	if (str_eq_nocase(name, STR("host"))) {
		w->hosts++;
		w->host = text;
	} else if (str_eq_nocase(name, STR("content-length"))) {
		w->lengths++;
		w->length = text;
	} else if (str_eq_nocase(name, STR("content-type"))) {
		w->types++;
		w->type = text;
		w->job->content_type = value;
	} else if (str_eq_nocase(name, STR("transfer-encoding"))) {
		w->encodings++;
		w->encoding = text;
	} else if (str_eq_nocase(name, STR("authorization"))) {
		w->authorizations++;
	}
	return w->malformed ? MHD_NO : MHD_YES;
}

static bool host_is_valid(str host)
{
	for (size_t i = 0; i < host.len; i++) {
		char c = host.at[i];
		bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		if (!alnum && (c == 0 || !strchr(".-_:[]", c)))
			return false;
	}
	return host.len > 0;
}

static bool body_fits(const walk *w, size_t most, bool *ret_too_large)
{
	*ret_too_large = false;
	if (w->lengths == 0)
		return true;
	for (size_t i = 0; i < w->length.len; i++)
		if (w->length.at[i] < '0' || w->length.at[i] > '9')
			return false;
	i64 length;
	if (w->length.len == 0)
		return false;
	*ret_too_large = !str_i64(w->length, &length) || (u64)length > most;
	return true;
}

size_t body_most(const job *j)
{
	str type = str_of(j->content_type);
	bool files = str_eq_nocase(str_trim(str_sub(type, 0, str_find(type, ';'))), STR("multipart/form-data"));
	return files ? j->http->o.files_max : j->http->o.body_max;
}

int head_check(job *j, const char *url, const char *method, const char *version)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(j->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	if (!info || info->header_size > HEAD_MAX)
		return MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE;
	if (j->target.len > TARGET_MAX)
		return MHD_HTTP_URI_TOO_LONG;
	const char *end = method + info->header_size;
	if (!is_token(str_of(method)) || url != method + strlen(method) + 1 || version != url + j->target.len + 1 ||
	    j->target.at[0] != '/')
		return MHD_HTTP_BAD_REQUEST;
	for (size_t i = 0; i < j->target.len; i++)
		if ((u8)j->target.at[i] <= ' ' || j->target.at[i] == 0x7f || j->target.at[i] == '#')
			return MHD_HTTP_BAD_REQUEST;
	walk w = { .job = j, .at = version + strlen(version) + 2 };
	MHD_get_connection_values_n(j->connection, MHD_HEADER_KIND, walk_header, &w);
	if (w.n > HEADERS_MAX)
		return MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE;
	bool old = strcmp(version, "HTTP/1.0") == 0;
	if (w.malformed || w.at + 2 != end || w.hosts > 1 || w.lengths > 1 || w.types > 1 || w.encodings > 1 ||
	    w.authorizations > 1 || (w.hosts == 0 && !old) || (w.hosts && !host_is_valid(w.host)))
		return MHD_HTTP_BAD_REQUEST;
	if (w.encodings && (w.lengths || old || !str_eq_nocase(w.encoding, STR("chunked"))))
		return MHD_HTTP_BAD_REQUEST;
	if (!body_fits(&w, body_most(j), &j->too_large))
		return MHD_HTTP_BAD_REQUEST;
	j->method = method;
	j->head = strcmp(method, "HEAD") == 0;
	return 0;
}

/* --- the request, on a worker --------------------------------------------------------------------------------- */

static enum MHD_Result take_header(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_len,
				   const char *value, size_t value_len)
{
	req *r = cls;
	(void)kind;
	LIST_ADD(r->arena, &r->headers,
		 (pair){ str_lower(r->arena, (str){ key, key_len }), str_trim((str){ value, value_len }) });
	return MHD_YES;
}

static bool is_address(arena *a, str s)
{
	u8 binary[16];
	const char *text = arena_copy(a, s).at;
	return s.len < 64 && (inet_pton(AF_INET, text, binary) == 1 || inet_pton(AF_INET6, text, binary) == 1);
}

static str socket_address(job *j, arena *a)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(j->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	char text[INET6_ADDRSTRLEN] = "";
	if (info && info->client_addr->sa_family == AF_INET) {
		struct sockaddr_in in;
		memcpy(&in, info->client_addr, sizeof in);
		inet_ntop(AF_INET, &in.sin_addr, text, sizeof text);
	} else if (info && info->client_addr->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;
		memcpy(&in6, info->client_addr, sizeof in6);
		if (IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr))
			inet_ntop(AF_INET, in6.sin6_addr.s6_addr + 12, text, sizeof text);
		else
			inet_ntop(AF_INET6, &in6.sin6_addr, text, sizeof text);
	}
	return arena_copy(a, str_of(text));
}

/* Who is asking. A proxy appends the address it saw, so only the last one is its word. */
static void take_address(job *j, req *r)
{
	r->address = socket_address(j, r->arena);
	if (!j->http->o.trust_proxy)
		return;
	r->secure = str_eq_nocase(req_header(r, "x-forwarded-proto"), STR("https"));
	str last = STR_NONE;
	for (size_t i = 0; i < r->headers.n; i++)
		if (str_eq(r->headers.at[i].name, STR("x-forwarded-for")))
			last = r->headers.at[i].value;
	while (str_find(last, ',') < last.len)
		str_cut(&last, ',');
	last = str_trim(last);
	if (is_address(r->arena, last))
		r->address = last;
}

static const err *take_path(req *r, str *ret_query)
{
	str target = r->target;
	str raw = str_cut(&target, '?'), path;
	*ret_query = target;
	if (!path_decode(r->arena, raw, &path))
		return err_why(r->arena, ERR_bad_request, "malformed path");
	/* An encoded slash would make two segments of what the proxy took for one. */
	for (size_t i = 0; i + 2 < raw.len; i++)
		if (raw.at[i] == '%' && raw.at[i + 1] == '2' && (raw.at[i + 2] | 0x20) == 'f')
			return err_why(r->arena, ERR_bad_request, "encoded slash in path");
	str rest = path;
	while (rest.len > 0) {
		str segment = str_cut(&rest, '/');
		if (str_eq(segment, STR(".")) || str_eq(segment, STR("..")))
			return err_why(r->arena, ERR_bad_request, "'..' in path");
	}
	r->path = path;
	return NULL;
}

const err *req_build(job *j, arena *a, req *r)
{
	*r = (req){ .arena = a, .app = j->http->o.app, .target = j->target, .now = j->now };
	r->path = r->body = r->type = r->address = STR_NONE;
	r->method = j->head ? STR("GET") : str_of(j->method);
	MHD_get_connection_values_n(j->connection, MHD_HEADER_KIND, take_header, r);
	for (size_t i = 0; i < r->headers.n; i++)
		if (str_eq(r->headers.at[i].name, STR("cookie")))
			cookies_parse(a, r->headers.at[i].value, COOKIES_MAX, &r->cookies);
	take_address(j, r);
	str query;
	TRY(take_path(r, &query));
	TRY(query_parse(a, query, FIELDS_MAX, &r->query));
	if (j->too_large)
		return err_why(a, ERR_too_large, "more than %zu bytes", body_most(j));
	str type = str_of(j->content_type);
	r->type = str_lower(a, str_trim(str_sub(type, 0, str_find(type, ';'))));
	if (j->body)
		r->body = (str){ j->body, j->body_len };
	if (str_eq(r->method, STR("GET")))
		return NULL;
	if (str_eq(r->type, STR("application/x-www-form-urlencoded")))
		return query_parse(a, r->body, FIELDS_MAX, &r->form);
	if (str_eq(r->type, STR("multipart/form-data")))
		return multipart_parse(a, type, r->body, &r->form, &r->files);
	return NULL;
}

/* --- looking things up ------------------------------------------------------------------------------------------ */

str req_param(const req *r, const char *name)
{
	return pairs_get(r->params, str_of(name));
}

str req_query(const req *r, const char *name)
{
	return pairs_get(r->query, str_of(name));
}

str req_form(const req *r, const char *name)
{
	return pairs_get(r->form, str_of(name));
}

strs req_form_all(const req *r, const char *name)
{
	return pairs_all(r->arena, r->form, str_of(name));
}

strs req_query_all(const req *r, const char *name)
{
	return pairs_all(r->arena, r->query, str_of(name));
}

str req_header(const req *r, const char *name)
{
	return pairs_get(r->headers, str_of(name));
}

str req_cookie(const req *r, const char *name)
{
	return pairs_get(r->cookies, str_of(name));
}
