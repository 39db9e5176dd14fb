#include "base/log.h"

#include <stdarg.h>
#include <unistd.h>

#include "base/clock.h"

#define LINE_MAX_BYTES 2000

void log_line(log_level level, const char *event, const char *format, ...)
{
	static const char *const names[] = { "info", "warn", "error" };
	char line[LINE_MAX_BYTES];
	clock_source system = clock_system();
	instant now = clock_now(&system);
	civil c = civil_of(day_of(now));
	int minute = minute_of(now);
	int n = snprintf(line, sizeof line, "%04d-%02d-%02dT%02d:%02d:%02d.%03d+09:00 %s %s ", c.year, c.month, c.mday,
			 minute / 60, minute % 60, (int)(now / SECOND % 60), (int)(now % SECOND), names[level], event);
	va_list args;
	va_start(args, format);
	int m = vsnprintf(line + n, sizeof line - (size_t)n - 1, format, args);
	va_end(args);
	n += m < 0 ? 0 : m;
	if ((size_t)n > sizeof line - 2)
		n = (int)sizeof line - 2;
	/* a line break inside would forge a line */
	for (int i = 0; i < n; i++)
		if (line[i] == '\n' || line[i] == '\r')
			line[i] = ' ';
	line[n++] = '\n';
	/* one write, so that lines of several threads do not mix; nothing can be done when it fails */
	ssize_t written = write(STDERR_FILENO, line, (size_t)n);
	(void)written;
}
