/*
 * XML as a small tree with places, through libxml2, for what comes from outside: DMN models and the cases of the conformance suite.
 *
 * Nothing but the bytes given is read: no network, no external subset. A document type (<!DOCTYPE …>) is refused wherever it stands, and with it
 * every entity but the five of XML, so that there is nothing to expand. Comments and processing instructions are left out. Mistakes are ERR_file
 * with where "file:line:column"; columns are counted in characters from 1.
 */
#ifndef TEXT_XML_H
#define TEXT_XML_H

#include "base/buf.h"
#include "base/err.h"

#define XML_SIZE_MAX (10 * 1024 * 1024) /* bytes of a file */
#define XML_DEPTH_MAX 100
#define XML_ELEMENTS_MAX 300000 /* with their attributes */
#define XML_MEMORY ((size_t)192 << 20) /* what reading one file may take of an arena, at most */

typedef struct xml_attribute {
	str space, name, value; /* space: the namespace's address, empty without a prefix */
} xml_attribute;
typedef struct xml_space {
	str prefix, address;
} xml_space;

/* A character of a text that is written as `&lt;`: where, and how many characters that takes. */
typedef struct xml_reference {
	int line, column, width;
} xml_reference;

typedef struct xml_node xml_node;
struct xml_node {
	str space, name; /* the namespace's address, and the name without its prefix */
	int line, column; /* of its `<` */
	str text; /* the characters directly within, in one piece, as they are */
	int text_line, text_column; /* where the first of them that is not white space stands */
	struct {
		xml_reference *at;
		size_t n;
	} references; /* in it, up to the first child */
	struct {
		xml_attribute *at;
		size_t n;
	} attributes;
	struct {
		xml_space *at;
		size_t n;
	} spaces; /* declared here */
	struct {
		xml_node **at;
		size_t n;
	} children;
	const xml_node *parent; /* NULL for the root */
};

MUST_USE const err *xml_parse(arena *a, str file, str text, const xml_node **ret);

/* An attribute without a namespace, or of that one; empty when it is not there, and then *ret_found (may be NULL) is false. */
str xml_attr(const xml_node *n, const char *name);
str xml_attr_of(const xml_node *n, const char *space, const char *name, bool *ret_found);
/* The first child of that name in the node's own namespace; NULL when there is none. */
const xml_node *xml_child(const xml_node *n, const char *name);
bool xml_is(const xml_node *n, const char *name);
/* The address of a prefix that is in force at this node; empty when there is none. */
str xml_space_of(const xml_node *n, str prefix);

/* --- writing, so that xml_parse() reads the same characters back. What XML cannot hold (control characters) becomes U+FFFD. --- */
void xml_put(buf *b, str text); /* between tags */
void xml_put_attribute(buf *b, const char *name, str value); /* ` name="value"` */

#endif
