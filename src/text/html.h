/*
 * Text into HTML.
 *
 * One escaping serves text and quoted attributes alike: & < > " ' become references, so that whoever moves a value
 * from one place to the other cannot open a hole. It is not enough for a script, a style or an address, and
 * the template compiler (tools/htmlgen.c) lets no value into the first two and only a `url` into the third.
 */
#ifndef TEXT_HTML_H
#define TEXT_HTML_H

#include "base/buf.h"

/* Text or the inside of a quoted attribute. */
void html_escape(buf *b, str s);
/* A value inside an address behind something literal: everything but letters, digits and - . _ ~ as %XX (RFC 3986). */
void html_url_part(buf *b, str s);

#endif
