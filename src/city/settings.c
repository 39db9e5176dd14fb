/*
 * Settings: by flag, else by environment, else by file. All three have the same names:
 *
 *     --trust-proxy on        MADOGUCHI_TRUST_PROXY=on        trust_proxy = on
 *
 * The file is --config FILE or MADOGUCHI_CONFIG, else /etc/madoguchi.conf where there is one. A setting that is not known
 * is refused, so that a misspelt one is not silently without effect.
 */
#include "city/city.h"

#include <errno.h>

#define CONFIG "/etc/madoguchi.conf"
#define LINE_MAX_BYTES 4096

/* SECRET: a text that is not taken from the command line, where everybody on the machine could read it. */
typedef enum kind { TEXT, ON_OFF, NUMBER, SECRET } kind;

typedef struct known {
	const char *name; /* as in the file */
	kind kind;
	size_t at; /* in struct settings */
	const char *value, *about;
} known;

static const known list[] = {
	{ "city", TEXT, offsetof(settings, city_dir), "DIR", "the city's folder of definitions" },
	{ "db", TEXT, offsetof(settings, db), "URL", "sqlite:FILE or postgres://…" },
	{ "listen", TEXT, offsetof(settings, listen), "HOST:PORT", "where to serve; 127.0.0.1:8080" },
	{ "url", TEXT, offsetof(settings, url), "URL", "the public address, for QR codes and calendar files" },
	{ "limits", ON_OFF, offsetof(settings, limits), "on|off",
	  "limits on hoarding and trying; off for benchmarks only" },
	{ "trust_proxy", ON_OFF, offsetof(settings, trust_proxy), "on|off",
	  "believe X-Forwarded-For and -Proto; only behind a proxy of your own" },
	{ "now", TEXT, offsetof(settings, now), "TIME",
	  "serve as if it were 2026-04-01T10:00:00+09:00: rehearsals and tests" },
	{ "workers", NUMBER, offsetof(settings, workers), "N", "requests that are worked on at one time; 64" },
	{ "writers", NUMBER, offsetof(settings, writers), "N", "writing connections to PostgreSQL; 4" },
	{ "smtp", TEXT, offsetof(settings, smtp), "URL", "smtps://user@host:465 or smtp://…: messages go out by it" },
	{ "smtp_password", SECRET, offsetof(settings, smtp_password), "", "" },
	{ "smtp_password_file", TEXT, offsetof(settings, smtp_password_file), "FILE", "what it is opened with" },
	{ "mail_from", TEXT, offsetof(settings, mail_from), "ADDRESS", "whom mails are from" },
	{ "webhook", TEXT, offsetof(settings, webhook), "URL", "a gateway for LINE or SMS: messages are posted there" },
	{ "webhook_secret", SECRET, offsetof(settings, webhook_secret), "", "" },
	{ "webhook_secret_file", TEXT, offsetof(settings, webhook_secret_file), "FILE", "what posts are signed with" },
	{ "key_file", TEXT, offsetof(settings, key_file), "FILE",
	  "key of what residents prepare; made beside the SQLite file; needed with PostgreSQL" },
	{ "ca_file", TEXT, offsetof(settings, ca_file), "FILE", "certificates that smtp and webhook are checked by" },
};

static const err *put(arena *a, settings *s, const known *k, str value, str where)
{
	char *field = (char *)s + k->at;
	i64 n;
	switch (k->kind) {
	case TEXT:
	case SECRET:
		*(str *)(void *)field = arena_copy(a, value);
		return NULL;
	case ON_OFF:
		if (!str_eq(value, STR("on")) && !str_eq(value, STR("off")))
			return err_at(a, ERR_usage, where, "%s is on or off", k->name);
		*(bool *)(void *)field = str_eq(value, STR("on"));
		return NULL;
	case NUMBER:
		if (!str_i64(value, &n) || n < 1 || n > 1024)
			return err_at(a, ERR_usage, where, "%s is a number from 1 to 1024", k->name);
		*(int *)(void *)field = (int)n;
		return NULL;
	}
	return NULL;
}

static const err *put_line(arena *a, settings *s, str line, str where)
{
	line = str_trim(line);
	if (line.len == 0 || line.at[0] == '#')
		return NULL;
	if (str_find(line, '=') == line.len)
		return err_at(a, ERR_usage, where, "a line is: name = value");
	str name = str_trim(str_cut(&line, '='));
	for (size_t i = 0; i < COUNT(list); i++)
		if (str_eq(name, str_of(list[i].name)))
			return put(a, s, &list[i], str_trim(line), where);
	return err_at(a, ERR_usage, where, "unknown setting: %.*s", STR_ARG(name));
}

static const err *read_config(arena *a, settings *s, const char *path, bool must)
{
	FILE *in = fopen(path, "re");
	if (!in)
		return must || errno != ENOENT ? err_at(a, ERR_file, str_of(path), "%s", strerror(errno)) : NULL;
	char line[LINE_MAX_BYTES];
	const err *e = NULL;
	for (int n = 1; !e && fgets(line, sizeof line, in); n++)
		e = put_line(a, s, str_of(line), str_format(a, "%s:%d", path, n));
	fclose(in);
	return e;
}

/* trust_proxy → MADOGUCHI_TRUST_PROXY, --trust-proxy */
static str env_name(arena *a, const char *name)
{
	str s = str_format(a, "MADOGUCHI_%s", name);
	char *at = arena_alloc(a, s.len + 1);
	for (size_t i = 0; i < s.len; i++)
		at[i] = s.at[i] >= 'a' && s.at[i] <= 'z' ? (char)(s.at[i] - 32) : s.at[i];
	return (str){ at, s.len };
}

static str flag_name(arena *a, const char *name)
{
	str s = str_format(a, "--%s", name);
	char *at = arena_alloc(a, s.len + 1);
	for (size_t i = 0; i < s.len; i++)
		at[i] = s.at[i] == '_' ? '-' : s.at[i];
	return (str){ at, s.len };
}

const err *settings_read(arena *a, flags *f, settings *ret)
{
	*ret = (settings){ .limits = true };
	const char *config = flag_value(f, "--config");
	if (!config)
		config = getenv("MADOGUCHI_CONFIG");
	TRY(read_config(a, ret, config ? config : CONFIG, config != NULL));
	for (size_t i = 0; i < COUNT(list); i++) {
		str name = env_name(a, list[i].name);
		const char *value = getenv(name.at);
		if (value)
			TRY(put(a, ret, &list[i], str_of(value), name));
	}
	for (size_t i = 0; i < COUNT(list); i++) {
		str name = flag_name(a, list[i].name);
		const char *value = flag_value(f, name.at);
		if (value && list[i].kind == SECRET)
			return err_why(a, ERR_usage,
				       "%.*s would be read by everybody: set it in the file, or %.*s-file",
				       STR_ARG(name), STR_ARG(name));
		if (value && !*value)
			return err_why(a, ERR_usage, "%.*s needs a value: %s", STR_ARG(name), list[i].value);
		if (value)
			TRY(put(a, ret, &list[i], str_of(value), name));
	}
	return NULL;
}

void settings_help(void)
{
	arena *a = arena_new(64 * 1024);
	for (size_t i = 0; i < COUNT(list); i++) {
		str flag = flag_name(a, list[i].name);
		if (list[i].kind == SECRET)
			continue;
		printf("  %-21.*s %-10s %s\n", STR_ARG(flag), list[i].value, list[i].about);
	}
	printf("  %-21s %-10s %s\n", "--config", "FILE", "a file with lines `name = value`; " CONFIG);
	arena_free(a);
}
