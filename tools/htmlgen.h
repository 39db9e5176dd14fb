/*
 * The two halves of htmlgen: htmlgen.c knows templates and C, htmlgen_tags.c knows HTML.
 *
 * The second is a tokenizer that stops at every `{`. It says what a value may be at that place, and it is told where
 * blocks begin, branch and end, so that it can hold each branch to leaving the HTML as it found it.
 */
#ifndef TOOLS_HTMLGEN_H
#define TOOLS_HTMLGEN_H

#include "tool.h"

typedef enum html_state {
	IN_TEXT, /* between tags */
	IN_TAG, /* behind a tag's name, between attributes */
	IN_VALUE, /* inside an attribute's quotes */
} html_state;

/* How a value is written. */
typedef enum html_place {
	PLACE_TEXT, /* escaped; html as it is */
	PLACE_PLAIN, /* escaped */
	PLACE_URL, /* the beginning of an address */
	PLACE_PART, /* further on in an address */
} html_place;

typedef struct element {
	str name;
	size_t offset; /* of its `<` */
	bool post, csrf; /* a form */
	int blocks; /* how many blocks were open around it */
} element;

typedef struct attribute {
	str name;
	str value; /* what stands literally in it, as far as it was read */
	bool computed; /* an expression stands in it */
	bool elsewhere; /* belongs to a branch that has ended */
} attribute;

/* What a branch must leave as it found it. */
typedef struct html_mark {
	html_state state;
	size_t elements, attributes, floor;
	int tag, attribute;
	bool at_line_start;
	size_t value_len;
	bool computed;
	/* gathered over the branches that have ended */
	bool all_at_line_start, any_computed;
	size_t longest_value;
} html_mark;

typedef struct tags {
	arena *a;
	const source *src;
	size_t i; /* where reading has got to */
	buf out; /* literal HTML not yet written as C */
	html_state state;
	char quote;
	struct {
		element *at;
		size_t n;
	} open;
	struct {
		attribute *at;
		size_t n;
	} attributes; /* of the tag being read */
	str tag_name;
	size_t tag_offset;
	size_t floor; /* elements that the present branch may not close */
	int tag, attribute; /* how many were begun */
	int blocks;
	bool at_line_start;
} tags;

const err *tags_begin(tags *t, arena *a, const source *src);
/* Reads literal HTML up to the next `{` or the end of the source. */
const err *tags_read(tags *t);
/* A brace that was written as two. */
const err *tags_brace(tags *t);
/* A value stands here: how it must be written, or why it must not. `offset` is the value's. */
const err *tags_value(tags *t, size_t offset, html_place *ret);
/* Something stands here that writes whole elements: only between tags. */
const err *tags_markup(tags *t, size_t offset, const char *what);
/* The hidden field of a form. */
const err *tags_csrf(tags *t, size_t offset);
const err *tags_block(tags *t, size_t offset, bool loop, html_mark *ret);
const err *tags_branch(tags *t, size_t offset, html_mark *m); /* {elif} {else} */
const err *tags_join(tags *t, size_t offset, html_mark *m, bool exhaustive); /* {/if} {/for} */
/* A template ends: everything must be closed. */
const err *tags_end(tags *t);

const err *wrong(const tags *t, size_t offset, const char *format, ...) PRINTF(3, 4);

#endif
