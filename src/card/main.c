/*
 * madoguchi-card: reads the four basic facts of a My Number card. docs/card.md has the whole.
 */
#include <termios.h>
#include <unistd.h>

#include "card/facts.h"
#include "card/pcsc.h"
#include "card/serve.h"

#ifndef MADOGUCHI_VERSION
#define MADOGUCHI_VERSION "0.1"
#endif

#define STDIN_MAX 256
#define WAIT_MAX 3600

typedef struct options {
	const char *command;
	lang lang;
	str reader;
	strs origins;
	i64 port, wait;
	card_by by;
	bool code_given, last;
} options;

static void help(FILE *to)
{
	fputs("madoguchi-card COMMAND [options]\n"
	      "\n"
	      "Reads name, address, date of birth and sex of a My Number card (never the My Number).\n"
	      "\n"
	      "  readers                     readers, and whether a card lies on them\n"
	      "  tries [--front]             how many tries are left; none is spent\n"
	      "  read --pin-stdin            the facts as JSON; the 4-digit PIN is read from standard input\n"
	      "  read --front-stdin          the same by the 14 digits of the front: YYMMDD of birth in the era's year,\n"
	      "                              year of expiry, security code\n"
	      "  serve --origin https://…    hands them to that city hall's page in a browser of this machine\n"
	      "\n"
	      "  --wait SECONDS              waits for a card (readers, tries, read)\n"
	      "  --last-try                  the last try may be spent\n"
	      "  --reader NAME               only readers whose name contains this\n"
	      "  --origin ORIGIN             may be given up to 8 times\n"
	      "  --port PORT                 of serve; 17801, 0 for a free one\n"
	      "  --lang ja|ja-easy|en        language of messages; ja\n"
	      "  --help, --version\n"
	      "\n"
	      "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 no smart card service, 4 no reader, 5 no card, 6 another program has the card,\n"
	      "7 taken away midway, 8 not a My Number card, 9 wrong number, 10 one try left (--last-try), 11 locked,\n"
	      "12 the card's answer was not understood, 13 cards on several readers.\n",
	      to);
}

static int exit_code(err_code code)
{
	static const struct {
		err_code code;
		int exit;
	} codes[] = {
		{ ERR_usage, 2 },           { ERR_card_code, 2 },
		{ ERR_card_no_service, 3 }, { ERR_card_not_allowed, 3 },
		{ ERR_card_no_reader, 4 },  { ERR_card_none, 5 },
		{ ERR_card_in_use, 6 },     { ERR_card_removed, 7 },
		{ ERR_card_other, 8 },      { ERR_card_wrong, 9 },
		{ ERR_card_last, 10 },      { ERR_card_locked, 11 },
		{ ERR_card_garbled, 12 },   { ERR_card_two, 13 },
	};
	for (size_t i = 0; i < COUNT(codes); i++)
		if (codes[i].code == code)
			return codes[i].exit;
	return 1;
}

static int failed(arena *a, const options *o, const err *e, int left)
{
	str said = card_message(a, e->code, left, o->lang);
	fprintf(stderr, "madoguchi-card: %.*s\n", STR_ARG(said));
	if (e->detail.len)
		fprintf(stderr, "(%.*s: %.*s)\n", STR_ARG(err_name(e->code)), STR_ARG(e->detail));
	return exit_code(e->code);
}

/* --- arguments -------------------------------------------------------------------------------------------------------- */

static const err *number(arena *a, const char *flag, str value, i64 most, i64 *ret)
{
	if (!str_i64(value, ret) || *ret < 0 || *ret > most)
		return err_why(a, ERR_usage, "%s takes a number up to %lld", flag, (long long)most);
	return NULL;
}

static const err *with_value(arena *a, const char *flag, str value, options *o)
{
	if (strcmp(flag, "--reader") == 0) {
		o->reader = value;
	} else if (strcmp(flag, "--port") == 0) {
		return number(a, flag, value, 65535, &o->port);
	} else if (strcmp(flag, "--wait") == 0) {
		return number(a, flag, value, WAIT_MAX, &o->wait);
	} else if (strcmp(flag, "--origin") == 0) {
		if (!desk_origin_valid(value) || o->origins.n == DESK_ORIGINS_MAX)
			return err_why(a, ERR_usage,
				       "--origin takes https://HOST or https://HOST:PORT, at most %d times",
				       DESK_ORIGINS_MAX);
		LIST_ADD(a, &o->origins, value);
	} else if (strcmp(flag, "--lang") == 0) {
		if (!str_eq(value, STR("ja")) && !str_eq(value, STR("ja-easy")) && !str_eq(value, STR("en")))
			return err_why(a, ERR_usage, "--lang takes ja, ja-easy or en");
		o->lang = str_eq(value, STR("ja")) ? LANG_JA : str_eq(value, STR("en")) ? LANG_EN : LANG_JA_EASY;
	} else {
		/* not repeated: somebody may have typed a PIN here */
		return err_why(a, ERR_usage, "an option that is not known");
	}
	return NULL;
}

static const err *options_of(arena *a, int argc, char **argv, options *o)
{
	*o = (options){ .port = CARD_PORT };
	for (int i = 1; i < argc; i++) {
		const char *flag = argv[i];
		if (flag[0] != '-') {
			if (o->command)
				return err_why(a, ERR_usage,
					       "more than one command; numbers are read from standard input");
			o->command = flag;
		} else if (strcmp(flag, "--pin-stdin") == 0 || strcmp(flag, "--front-stdin") == 0) {
			o->code_given = true;
			o->by = strcmp(flag, "--pin-stdin") == 0 ? BY_PIN : BY_FRONT;
		} else if (strcmp(flag, "--front") == 0) {
			o->by = BY_FRONT;
		} else if (strcmp(flag, "--last-try") == 0) {
			o->last = true;
		} else if (i + 1 < argc) {
			TRY(with_value(a, flag, str_of(argv[i + 1]), o));
			i++;
		} else {
			return err_why(a, ERR_usage, "an option that is not known, or lacks its value");
		}
	}
	return o->command ? NULL : err_why(a, ERR_usage, "which command?");
}

/* --- commands --------------------------------------------------------------------------------------------------------- */

static int readers(arena *a, const options *o, const pcsc *p)
{
	pcsc_readers list = { 0 };
	const err *e = o->wait ? pcsc_wait(p, a, (int)o->wait) : NULL;
	e = e ? e : pcsc_list(p, a, &list);
	for (size_t i = 0; !e && i < list.n; i++)
		printf("%.*s\t%s\n", STR_ARG(list.at[i].name), list.at[i].card ? "card" : "empty");
	return e ? failed(a, o, e, CARD_TRIES_UNKNOWN) : 0;
}

static int tries(arena *a, const options *o, pcsc *p)
{
	int left = CARD_TRIES_UNKNOWN;
	const err *e = o->wait ? pcsc_wait(p, a, (int)o->wait) : NULL;
	e = e ? e : p->source.tries(&p->source, a, o->by, &left);
	if (e)
		return failed(a, o, e, left);
	printf("%d\n", left);
	return 0;
}

/* A line of standard input, straight into the vault; without echo from a terminal. */
static str line_of_stdin(arena *a, const options *o)
{
	char *at = arena_alloc(a, STDIN_MAX);
	size_t len = 0;
	struct termios before, quiet;
	bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;
	if (terminal) {
		fputs(o->by == BY_PIN ? "暗証番号（4けた）: " : "カードの表の番号（14けた）: ", stderr);
		quiet = before;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	ssize_t n;
	while (len < STDIN_MAX && !memchr(at, '\n', len) && (n = read(STDIN_FILENO, at + len, STDIN_MAX - len)) > 0)
		len += (size_t)n;
	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
		fputs("\n", stderr);
	}
	str s = { at, len };
	return str_trim(str_cut(&s, '\n'));
}

static bool write_all(str s)
{
	while (s.len) {
		ssize_t n = write(STDOUT_FILENO, s.at, s.len);
		if (n <= 0)
			return false;
		s = str_sub(s, (size_t)n, s.len);
	}
	return true;
}

/* The code and the facts live in the vault; they go out by write(), so that stdio keeps no copy. */
static int read_facts(arena *a, const options *o, pcsc *p, vault *v)
{
	arena *secret = vault_begin(v);
	card_ask ask = { .by = o->by, .last = o->last };
	card_facts facts;
	int left = CARD_TRIES_UNKNOWN, code = 0;
	const err *e = o->wait ? pcsc_wait(p, a, (int)o->wait) : NULL;
	if (!e) {
		ask.code = line_of_stdin(secret, o);
		e = p->source.read(&p->source, secret, &ask, &facts, &left);
	}
	if (e)
		code = failed(a, o, e, left);
	else if (!write_all(card_facts_json(secret, &facts)) || !write_all(STR("\n")))
		code = 1;
	vault_wipe(v, secret);
	return code;
}

static int serve(arena *a, const options *o, pcsc *p, vault *v)
{
	desk d = { .origins = o->origins, .port = (int)o->port, .source = &p->source };
	const err *e = o->origins.n ? serve_desk(a, &d, v) : err_why(a, ERR_usage, "serve needs --origin https://…");
	return failed(a, o, e, CARD_TRIES_UNKNOWN);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "--version") == 0) {
			if (strcmp(argv[i], "--help") == 0)
				help(stdout);
			else
				printf("madoguchi-card %s\n", MADOGUCHI_VERSION);
			return 0;
		}
	if (argc < 2) {
		help(stderr);
		return 2;
	}
	vault_harden();
	arena *a = arena_new((size_t)16 << 20);
	options o;
	const err *e = options_of(a, argc, argv, &o);
	vault v = vault_open();
	pcsc p = pcsc_new(e ? STR_NONE : o.reader);
	int code;
	if (e)
		code = failed(a, &o, e, CARD_TRIES_UNKNOWN);
	else if (strcmp(o.command, "readers") == 0)
		code = readers(a, &o, &p);
	else if (strcmp(o.command, "tries") == 0)
		code = tries(a, &o, &p);
	else if (strcmp(o.command, "read") == 0 && o.code_given)
		code = read_facts(a, &o, &p, &v);
	else if (strcmp(o.command, "serve") == 0)
		code = serve(a, &o, &p, &v);
	else
		code = failed(a, &o,
			      err_why(a, ERR_usage, "%s",
				      strcmp(o.command, "read") == 0 ? "read needs --pin-stdin or --front-stdin"
								     : "no such command"),
			      CARD_TRIES_UNKNOWN);
	vault_close(&v);
	arena_free(a);
	return code;
}
