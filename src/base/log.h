/*
 * One line a happening, key=value, to standard error, where systemd's journal takes it. Only the
 * program's own loops log (http, writer, city); library code returns errors. Never personal data.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/base.h"

typedef enum log_level { LOG_INFO, LOG_WARN, LOG_ERROR } log_level;

/* log_line(LOG_INFO, "listening", "address=%s", address) → time level event key=value … */
void log_line(log_level level, const char *event, const char *format, ...) PRINTF(3, 4);

#endif
