/*
 * What a compiled template writes with. Only generated code includes this.
 *
 * The type of a value decides how it is written, and a type that is not listed does not compile: a bool (write an
 * {if}), a plain char, a pointer, a `url` as text, a `str` as an address. So a page cannot be injected into.
 *
 *     markup_text   between tags             str, char *, word, integers; html as it is
 *     markup_plain  inside quotes, <title>   str, char *, word, integers
 *     markup_url    a whole address          url
 *     markup_part   further on in one        str, char *, integers, percent-encoded
 */
#ifndef KIT_MARKUP_H
#define KIT_MARKUP_H

#include "kit/kit.h"
#include "kit/words.h"
#include "text/html.h"

#define markup_raw(o, literal) buf_lit((o)->b, literal)

static inline void markup_str(page_out *o, str s)
{
	html_escape(o->b, s);
}

static inline void markup_chars(page_out *o, const char *s)
{
	html_escape(o->b, str_of(s));
}

static inline void markup_word(page_out *o, word w)
{
	html_escape(o->b, words_text(o->arena, o->lang, w));
}

static inline void markup_html(page_out *o, html h)
{
	buf_put(o->b, h.s);
}

static inline void markup_signed(page_out *o, i64 n)
{
	buf_i64(o->b, n);
}

static inline void markup_unsigned(page_out *o, u64 n)
{
	buf_format(o->b, "%llu", (unsigned long long)n);
}

static inline void markup_address(page_out *o, url u)
{
	html_escape(o->b, u.s);
}

static inline void markup_part_str(page_out *o, str s)
{
	html_url_part(o->b, s);
}

static inline void markup_part_chars(page_out *o, const char *s)
{
	html_url_part(o->b, str_of(s));
}

/* <html lang>: plain Japanese is Japanese */
static inline void markup_lang(page_out *o)
{
	buf_put(o->b, o->lang == LANG_EN ? STR("en") : STR("ja"));
}

/* The hidden field that every form's POST carries. */
static inline void markup_csrf(page_out *o)
{
	CHECK(o->r && o->r->who);
	buf_lit(o->b, "<input type=\"hidden\" name=\"csrf\" value=\"");
	html_escape(o->b, o->r->who->csrf);
	buf_lit(o->b, "\">");
}

/* The value stands first and bare in each selection, so that the compiler's complaint is about the template's line. */
#define MARKUP_INTEGERS                                                                                                \
	signed char : markup_signed,                                                                                   \
		      short : markup_signed,                                                                           \
			      int : markup_signed,                                                                     \
				    long : markup_signed,                                                              \
					   long long : markup_signed,                                                  \
						       unsigned char : markup_unsigned,                                \
								       unsigned short : markup_unsigned,               \
											unsigned : markup_unsigned,    \
												   unsigned long       \
	    : markup_unsigned,                                                                                         \
	      unsigned long long : markup_unsigned

#define markup_text(o, ...)                                                                                            \
	_Generic(__VA_ARGS__, str: markup_str, const char *: markup_chars, char *: markup_chars, word: markup_word,    \
		 html: markup_html, MARKUP_INTEGERS)(o, __VA_ARGS__)
#define markup_plain(o, ...)                                                                                           \
	_Generic(__VA_ARGS__, str: markup_str, const char *: markup_chars, char *: markup_chars, word: markup_word,    \
		 MARKUP_INTEGERS)(o, __VA_ARGS__)
#define markup_url(o, ...) _Generic(__VA_ARGS__, url : markup_address)(o, __VA_ARGS__)
#define markup_part(o, ...)                                                                                            \
	_Generic(__VA_ARGS__, str: markup_part_str, const char *: markup_part_chars, char *: markup_part_chars,        \
		 MARKUP_INTEGERS)(o, __VA_ARGS__)

#endif
