/* needs: http */
/* Raw bytes to a real server on a socket, libmicrohttpd and all. Whatever comes: the server lives, and a handler sees
 * only what http.h promises. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/http.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static arena *memory;
static http *server; /* one for all inputs */

static void promises_are_kept(const req *r)
{
	CHECK(r->path.len > 0 && r->path.at[0] == '/' && text_is_plain(r->path, false));
	CHECK(!str_has(r->path, STR("/../")) && !str_ends(r->path, STR("/..")));
	const pairs lists[] = { r->params, r->query, r->form };
	for (size_t i = 0; i < COUNT(lists); i++)
		for (size_t k = 0; k < lists[i].n; k++)
			CHECK(text_is_plain(lists[i].at[k].name, false) && text_is_plain(lists[i].at[k].value, true));
	int hosts = 0, lengths = 0, encodings = 0;
	for (size_t i = 0; i < r->headers.n; i++) {
		pair h = r->headers.at[i];
		CHECK(is_token(h.name) && text_is_plain(h.value, true) && str_find(h.value, '\n') == h.value.len);
		hosts += str_eq(h.name, STR("host"));
		lengths += str_eq(h.name, STR("content-length"));
		encodings += str_eq(h.name, STR("transfer-encoding"));
	}
	CHECK(hosts <= 1 && lengths <= 1 && encodings + lengths <= 1);
	i64 length;
	if (lengths && str_i64(req_header(r, "content-length"), &length))
		CHECK((i64)r->body.len == length);
}

static const err *seen(req *r, resp *out)
{
	promises_are_kept(r);
	resp_redirect(r, out, req_query(r, "to"));
	resp_header(r, out, STR("X-Echo"), r->path);
	resp_cookie(r, out, STR("c"), req_form(r, "c"), 1);
	out->body = r->path;
	return NULL;
}

static const err *gate(req *r, resp *out)
{
	(void)r;
	(void)out;
	return NULL;
}

static void fail(req *r, resp *out, const err *e)
{
	(void)r;
	out->body = err_name(e->code);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const route table[] = {
		{ "GET", "/", 1, seen }, { "GET", "/:a", 1, seen }, { "POST", "/:a", 1, seen }, { 0 }
	};
	const route *tables = table;
	(void)argc;
	(void)argv;
	memory = arena_new(1 << 20);
	clock_source *clock = arena_one(memory, clock_source);
	*clock = clock_system();
	http_options o = { .listen = STR("127.0.0.1:0"),
			   .clock = clock,
			   .gate = gate,
			   .fail = fail,
			   .workers = 2,
			   .trust_proxy = true,
			   .body_max = 4096,
			   .threads = 1 };
	CHECK(http_start(memory, &o, &tables, 1, &server) == NULL);
	return 0;
}

/* A connection to the server. Two things are the machine's and not the server's failure: libFuzzer's alarm clock may
 * interrupt a connect(), and ten thousand connections a second use up one address's ports before the closed ones are
 * let go. So an interrupted call is made again, and every connection comes from the next address of 127/8. */
static int dial(void)
{
	static u32 dialled;
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)http_port(server)) };
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (int left = 20;; left--) {
		struct sockaddr_in from = { .sin_family = AF_INET };
		from.sin_addr.s_addr = htonl(0x7f010001u + ++dialled % 0xffff);
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
		CHECK(fd >= 0);
		setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
		if (bind(fd, (struct sockaddr *)&from, sizeof from) == 0 &&
		    connect(fd, (struct sockaddr *)&to, sizeof to) == 0)
			return fd;
		int why = errno;
		close(fd);
		if (left > 0)
			continue;
		fprintf(stderr, "fuzz_http_request: connect: %s\n", strerror(why));
		CHECK(left > 0);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	int fd = dial();
	struct linger at_once = { 1, 0 }; /* no port waits for stragglers */
	struct timeval patience = { 0, 10000 }; /* what is not complete is not answered */
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	while (size > 0) {
		ssize_t n = send(fd, data, size, MSG_NOSIGNAL);
		if (n <= 0)
			break;
		data += n;
		size -= (size_t)n;
	}
	shutdown(fd, SHUT_WR);
	char some[4096];
	while (recv(fd, some, sizeof some, 0) > 0)
		;
	close(fd);
	return 0;
}
