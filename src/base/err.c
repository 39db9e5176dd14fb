#include "base/err.h"

#include <stdarg.h>

typedef struct entry {
	str name, message[LANG_COUNT];
	int status;
} entry;

static const entry entries[ERR_COUNT] = {
#define ERROR(code, http, ja, easy, en)                                                                                \
	[ERR_##code] = { STR_INIT(#code), { STR_INIT(ja), STR_INIT(easy), STR_INIT(en) }, http },
#include "base/errors.def"
#undef ERROR
};

/* Errors without particulars need no arena: there is one of each. */
static const err plain[ERR_COUNT] = {
#define ERROR(c, http, ja, easy, en) [ERR_##c] = { .code = ERR_##c },
#include "base/errors.def"
#undef ERROR
};

const err *err_of(err_code code)
{
	CHECK(code < ERR_COUNT);
	return &plain[code];
}

static const err *make(arena *a, err_code code, str where, const char *detail, va_list args)
{
	va_list again;
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, detail, again);
	va_end(again);
	CHECK(n >= 0 && code < ERR_COUNT);
	char *text = arena_alloc(a, (size_t)n + 1);
	vsnprintf(text, (size_t)n + 1, detail, args);
	err *e = arena_one(a, err);
	*e = (err){ code, arena_copy(a, where), { text, (size_t)n }, NULL };
	return e;
}

const err *err_at(arena *a, err_code code, str where, const char *detail, ...)
{
	va_list args;
	va_start(args, detail);
	const err *e = make(a, code, where, detail, args);
	va_end(args);
	return e;
}

const err *err_why(arena *a, err_code code, const char *detail, ...)
{
	va_list args;
	va_start(args, detail);
	const err *e = make(a, code, STR_NONE, detail, args);
	va_end(args);
	return e;
}

const err *err_kept(arena *a, const err *e)
{
	err *first = NULL, *last = NULL;
	for (; e; e = e->next) {
		err *copy = arena_one(a, err);
		*copy = (err){ .code = e->code, .where = arena_copy(a, e->where), .detail = arena_copy(a, e->detail) };
		if (last)
			last->next = copy;
		else
			first = copy;
		last = copy;
	}
	return first;
}

bool err_is(const err *e, err_code code)
{
	return e && e->code == code;
}

str err_name(err_code code)
{
	CHECK(code < ERR_COUNT);
	return entries[code].name;
}

int err_status(err_code code)
{
	CHECK(code < ERR_COUNT);
	return entries[code].status;
}

str err_message(err_code code, lang l)
{
	CHECK(code < ERR_COUNT && l < LANG_COUNT);
	return entries[code].message[l];
}
