#include <signal.h>

#include "base/log.h"
#include "city/city.h"

static const err *run(arena *a, const settings *set, const sigset_t *signals, app **ret)
{
	instant start;
	clock_source *clock = NULL;
	if (set->now.len) {
		if (!instant_parse(set->now, &start))
			return err_why(a, ERR_usage,
				       "--now takes a time with offset, such as 2026-04-01T10:00:00+09:00");
		clock = arena_one(a, clock_source);
		*clock = clock_starting(start);
		log_line(LOG_WARN, "rehearsal", "the clock was started at %.*s", STR_ARG(set->now));
	}
	TRY(app_open(a, set, clock, ret));
	module_list modules = city_modules();
	TRY(app_serve(*ret, modules.at, modules.n));
	str host = set->listen.len ? set->listen : STR("127.0.0.1:8080");
	while (host.len && host.at[host.len - 1] != ':')
		host.len--;
	printf("http://%.*s%d/\n", STR_ARG(host), app_port(*ret));
	fflush(stdout);
	int which = 0;
	while (sigwait(signals, &which) != 0 || (which != SIGTERM && which != SIGINT))
		continue;
	log_line(LOG_INFO, "stopping", "signal=%d", which);
	return NULL;
}

int serve(arena *a, const settings *set, int argc, char **argv)
{
	flags f = { argc, argv };
	const err *e = flags_done(a, &f);
	app *p = NULL;
	/* blocked in every thread, which all begin later, and taken by sigwait() in this one */
	sigset_t signals;
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	if (!e)
		e = run(a, set, &signals, &p);
	int code = e ? command_failed(e) : 0;
	app_close(p);
	return code;
}
