/* What the shell around every page shows. */
#ifndef KIT_SHELL_VIEW_H
#define KIT_SHELL_VIEW_H

#include "kit/kit.h"

typedef struct shell_lang {
	const char *name, *code; /* in that language itself; ja for やさしい日本語 as well */
	url link; /* this page in that language */
	bool here;
} shell_lang;

typedef struct shell_link {
	str text;
	url link;
	bool here;
} shell_link;

typedef struct shell_links {
	shell_link *at;
	size_t n;
} shell_links;

typedef struct shell_urls {
	url *at;
	size_t n;
} shell_urls;

typedef struct shell_view {
	str title, city;
	html body;
	shell_urls css, scripts;
	str live; /* with ?after=…; empty: none */
	int refresh;
	struct {
		shell_lang *at;
		size_t n;
	} langs;
	bool easy; /* plain Japanese: lines break at its spaces */
	shell_links nav, more; /* staff: header, and its menu; residents: footer */
	bool more_here; /* the page is in that menu */
	str user; /* name; empty when nobody is signed in */
	i64 staff; /* whose drafts a page may keep on this device */
	str role;
} shell_view;

/* error.html */
typedef struct error_line {
	str where, message;
} error_line;
typedef struct error_view {
	int status;
	str message;
	struct {
		error_line *at;
		size_t n;
	} lines;
	bool sign_in;
	url sign_in_link;
} error_view;

#endif
