#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>

#include "print/printer.h"
#include "print/ticket.h"

#include "../../tests/printer/escpos.h"

/* A printer of the emulator's kind on a free port, for one sender. */
typedef struct machine {
	escpos printer;
	int fd;
	bool stuck; /* accepts and never reads */
	bool dies; /* hangs up on the first byte */
	_Atomic bool leave;
	str url;
	pthread_t thread;
} machine;

static void *serve(void *arg)
{
	machine *m = arg;
	int sender = accept(m->fd, NULL, NULL);
	if (sender < 0)
		return NULL;
	while (m->stuck && !m->leave)
		usleep(1000);
	if (m->dies) {
		char b;
		assert_int_equal(read(sender, &b, 1), 1);
		setsockopt(sender, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof(struct linger));
	} else if (!m->stuck) {
		escpos_serve(&m->printer, sender);
	}
	close(sender);
	return NULL;
}

static void switch_on(arena *a, machine *m)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof at;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	m->printer.width = TICKET_DOTS_80MM;
	m->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(m->fd, SOL_SOCKET, SO_RCVBUF, &(int){ 2048 }, sizeof(int)); /* a printer has little memory */
	assert_int_equal(bind(m->fd, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(m->fd, 1), 0);
	assert_int_equal(getsockname(m->fd, (struct sockaddr *)&at, &size), 0);
	m->url = str_format(a, "tcp://127.0.0.1:%d", ntohs(at.sin_port));
	assert_int_equal(pthread_create(&m->thread, NULL, serve, m), 0);
}

static void switch_off(machine *m)
{
	m->leave = true;
	shutdown(m->fd, SHUT_RDWR);
	pthread_join(m->thread, NULL);
	close(m->fd);
}

static str a_ticket(arena *a)
{
	ticket_paper t = { .dots = TICKET_DOTS_80MM, .number = STR("A012"), .office = STR("戸畑区役所") };
	str bytes;
	assert_null(ticket_draw(a, &t, &bytes));
	return bytes;
}

static const printer_limits SHORT = { .connect = 500, .answer = 100, .send = 400 };

static void a_ready_printer_prints_one_ticket(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	machine m = { 0 };
	switch_on(a, &m);
	assert_null(printer_send(a, m.url, a_ticket(a), PRINTER_LIMITS));
	switch_off(&m);
	assert_string_equal(m.printer.error, "");
	assert_int_equal(m.printer.tickets, 1);
	arena_free(a);
}

static void a_printer_that_never_answers_prints_all_the_same(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	machine m = { .printer = { .silent = true } };
	switch_on(a, &m);
	assert_null(printer_send(a, m.url, a_ticket(a), SHORT));
	switch_off(&m);
	assert_string_equal(m.printer.error, "");
	assert_int_equal(m.printer.tickets, 1);
	arena_free(a);
}

static void a_printer_in_trouble_gets_nothing_and_the_reason_is_told(void **state)
{
	(void)state;
	const struct {
		escpos printer;
		const char *why;
	} cases[] = { { { .paper_out = true }, "paper out" },
		      { { .cover_open = true }, "cover open" },
		      { { .cutter_jammed = true }, "the cutter is stuck" } };
	for (size_t i = 0; i < COUNT(cases); i++) {
		arena *a = arena_new(1 << 20);
		machine m = { .printer = cases[i].printer };
		switch_on(a, &m);
		const err *e = printer_send(a, m.url, a_ticket(a), PRINTER_LIMITS);
		switch_off(&m);
		assert_true(err_is(e, ERR_printer));
		assert_true(str_ends(e->detail, str_of(cases[i].why)));
		assert_int_equal(m.printer.tickets, 0);
		assert_string_equal(m.printer.error, ""); /* not one dot was sent */
		arena_free(a);
	}
}

static void out_of_paper(escpos *p)
{
	p->paper_out = true;
}

static void paper_that_ends_with_this_ticket_is_reported(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	machine m = { .printer = { .cut = out_of_paper } };
	switch_on(a, &m);
	const err *e = printer_send(a, m.url, a_ticket(a), PRINTER_LIMITS);
	switch_off(&m);
	assert_true(err_is(e, ERR_printer));
	assert_true(str_ends(e->detail, STR("paper out")));
	arena_free(a);
}

static void low_paper_is_no_reason_not_to_print(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	machine m = { .printer = { .paper_low = true } };
	switch_on(a, &m);
	assert_null(printer_send(a, m.url, a_ticket(a), PRINTER_LIMITS));
	switch_off(&m);
	assert_int_equal(m.printer.tickets, 1);
	arena_free(a);
}

static void a_printer_that_accepts_and_never_reads_is_given_up_in_time(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	machine m = { .stuck = true };
	switch_on(a, &m);
	i64 before = clock_ticks();
	const err *e = printer_send(a, m.url, a_ticket(a), SHORT);
	i64 took = (clock_ticks() - before) / 1000000;
	switch_off(&m);
	assert_true(err_is(e, ERR_printer));
	assert_true(str_has(e->detail, STR("did not take the ticket")));
	assert_in_range(took, 500, 3000);
	arena_free(a);
}

static void a_printer_that_hangs_up_is_an_error(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	machine m = { .dies = true };
	switch_on(a, &m);
	assert_true(err_is(printer_send(a, m.url, a_ticket(a), SHORT), ERR_printer));
	switch_off(&m);
	arena_free(a);
}

static void nobody_at_the_address_is_an_error_that_names_it(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	machine m = { 0 };
	switch_on(a, &m);
	switch_off(&m); /* nobody listens on this port any more */
	const err *e = printer_ready(a, m.url, SHORT);
	assert_true(err_is(e, ERR_printer));
	assert_true(str_has(e->detail, STR("cannot connect: Connection refused")));
	assert_true(str_starts(e->detail, m.url));
	arena_free(a);
}

static void readiness_is_asked_without_printing(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	machine good = { 0 }, open = { .printer = { .cover_open = true } };
	switch_on(a, &good);
	assert_null(printer_ready(a, good.url, PRINTER_LIMITS));
	switch_off(&good);
	assert_int_equal(good.printer.tickets, 0);
	assert_string_equal(good.printer.error, "");
	switch_on(a, &open);
	assert_true(err_is(printer_ready(a, open.url, PRINTER_LIMITS), ERR_printer));
	switch_off(&open);
	arena_free(a);
}

static void addresses_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *url, *host;
		int port;
	} cases[] = {
		{ "tcp://192.168.1.50:9100", "192.168.1.50", 9100 },
		{ "tcp://printer-1f.city.example:9101", "printer-1f.city.example", 9101 },
		{ "tcp://kiosk_1", "kiosk_1", PRINTER_PORT },
		{ "tcp://[fd00::9]:515", "fd00::9", 515 },
		{ "tcp://[fd00::9]", "fd00::9", PRINTER_PORT },
	};
	arena *a = arena_new(1 << 20);
	for (size_t i = 0; i < COUNT(cases); i++) {
		printer_address to;
		assert_null(printer_parse(a, str_of(cases[i].url), &to));
		assert_string_equal(to.host.at, cases[i].host);
		assert_int_equal(to.port, cases[i].port);
	}
	arena_free(a);
}

static void a_wrong_address_is_refused_with_the_reason(void **state)
{
	(void)state;
	static const struct {
		const char *url, *why;
	} cases[] = {
		{ "", "begins with tcp://" },
		{ "http://192.168.1.50", "begins with tcp://" },
		{ "192.168.1.50:9100", "begins with tcp://" },
		{ "tcp://", "no host" },
		{ "tcp://:9100", "no host" },
		{ "tcp://a b:9100", "no host" },
		{ "tcp://a\r\nb:9100", "no host" },
		{ "tcp://user@host:9100", "no host" },
		{ "tcp://printer:0", "from 1 to 65535" },
		{ "tcp://printer:65536", "from 1 to 65535" },
		{ "tcp://printer:", "from 1 to 65535" },
		{ "tcp://printer:9100/", "from 1 to 65535" },
		{ "tcp://[fd00::9", "no ]" },
		{ "tcp://[fd00::9]x", "no path" },
	};
	arena *a = arena_new(1 << 20);
	for (size_t i = 0; i < COUNT(cases); i++) {
		printer_address to;
		const err *e = printer_parse(a, str_of(cases[i].url), &to);
		assert_true(err_is(e, ERR_invalid));
		assert_true(str_has(e->detail, str_of(cases[i].why)));
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ready_printer_prints_one_ticket),
		cmocka_unit_test(a_printer_that_never_answers_prints_all_the_same),
		cmocka_unit_test(a_printer_in_trouble_gets_nothing_and_the_reason_is_told),
		cmocka_unit_test(paper_that_ends_with_this_ticket_is_reported),
		cmocka_unit_test(low_paper_is_no_reason_not_to_print),
		cmocka_unit_test(a_printer_that_accepts_and_never_reads_is_given_up_in_time),
		cmocka_unit_test(a_printer_that_hangs_up_is_an_error),
		cmocka_unit_test(nobody_at_the_address_is_an_error_that_names_it),
		cmocka_unit_test(readiness_is_asked_without_printing),
		cmocka_unit_test(addresses_are_read),
		cmocka_unit_test(a_wrong_address_is_refused_with_the_reason),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
