/*
 * emulator: a receipt printer on a TCP port, for trying ticket machines without one. The decoder is escpos.h.
 *
 *     emulator [--port N] [--dir DIR] [--width 576|384] [--tickets N] [--state paper-out|paper-low|cover-open|cutter|silent]
 *
 * Says "listening PORT" (port 0, the default, takes a free one), writes each ticket it cuts off as DIR/ticket-0001.pbm and
 * one line about it to standard output, and each mistake of the sender as a line "error: …" to standard error. Ends after
 * N tickets, or by SIGTERM or SIGINT; the exit status is 1 when there was a mistake.
 *
 *     cc -O1 -o emulator tests/printer/emulator.c
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>

#include "escpos.h"

typedef struct options {
	int port, width, tickets;
	const char *dir, *state;
} options;

static void nothing(int sig)
{
	(void)sig;
}

static bool number(const char *s, int *ret)
{
	char *end;
	long n = strtol(s, &end, 10);
	if (end == s || *end || n < 0 || n > 1000000)
		return false;
	*ret = (int)n;
	return true;
}

static bool read_options(options *o, int argc, char **argv)
{
	for (int i = 1; i < argc; i += 2) {
		const char *name = argv[i], *value = argv[i + 1];
		if (!value)
			return false;
		if (strcmp(name, "--dir") == 0)
			o->dir = value;
		else if (strcmp(name, "--state") == 0)
			o->state = value;
		else if (strcmp(name, "--port") == 0      ? !number(value, &o->port)
			 : strcmp(name, "--width") == 0   ? !number(value, &o->width)
			 : strcmp(name, "--tickets") == 0 ? !number(value, &o->tickets)
							  : true)
			return false;
	}
	return o->port < 65536 && o->width >= 64 && o->width <= 1024 && o->width % 8 == 0;
}

static bool set_state(escpos *p, const char *state)
{
	bool *const flags[] = { &p->paper_out, &p->paper_low, &p->cover_open, &p->cutter_jammed, &p->silent };
	static const char *const names[] = { "paper-out", "paper-low", "cover-open", "cutter", "silent" };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcmp(state, names[i]) == 0) {
			*flags[i] = true;
			return true;
		}
	}
	return strcmp(state, "ready") == 0;
}

static void save(escpos *p)
{
	const options *o = p->owner;
	char name[512];
	snprintf(name, sizeof name, "%s/ticket-%04d.pbm", o->dir, p->tickets + 1);
	FILE *f = fopen(name, "wb");
	bool good = f && escpos_save(p, f);
	if (!f || fclose(f) != 0 || !good) {
		perror(name);
		exit(2);
	}
	printf("%s %dx%d\n", name, p->width, p->rows);
	fflush(stdout);
}

static int listening(int *port)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)*port) };
	socklen_t size = sizeof at;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, 16) ||
	    getsockname(fd, (struct sockaddr *)&at, &size)) {
		perror("listen");
		exit(2);
	}
	*port = ntohs(at.sin_port);
	return fd;
}

int main(int argc, char **argv)
{
	options o = { .width = 576, .dir = ".", .state = "ready" };
	escpos p = { .cut = save, .owner = &o };
	if (!read_options(&o, argc, argv) || !set_state(&p, o.state)) {
		fputs("usage: emulator [--port N] [--dir DIR] [--width DOTS] [--tickets N]\n"
		      "                [--state ready|paper-out|paper-low|cover-open|cutter|silent]\n",
		      stderr);
		return 2;
	}
	p.width = o.width;
	/* without SA_RESTART, so that a signal ends accept() and read() */
	struct sigaction stop = { .sa_handler = nothing };
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGINT, &stop, NULL);

	int fd = listening(&o.port), mistakes = 0;
	printf("listening %d\n", o.port);
	fflush(stdout);
	while (!o.tickets || p.tickets < o.tickets) {
		int sender = accept(fd, NULL, NULL);
		if (sender < 0)
			break;
		errno = 0;
		escpos_serve(&p, sender);
		bool stopped = errno == EINTR;
		close(sender);
		if (p.error[0]) {
			mistakes++;
			fprintf(stderr, "error: %s\n", p.error);
			p.error[0] = 0;
		}
		if (stopped)
			break;
	}
	close(fd);
	return mistakes ? 1 : 0;
}
