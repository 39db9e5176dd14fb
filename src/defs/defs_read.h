/*
 * How the reader of definitions reads: inside defs only.
 *
 * A map of the file is described by a table of fields: its key, whether it must be there, who reads it, and where in the
 * struct it goes. What is not in the table is a mistake. A reader that finds a mistake notes it and leaves the default in
 * place, so that reading goes on and all mistakes are told together.
 */
#ifndef DEFS_DEFS_READ_H
#define DEFS_DEFS_READ_H

#include "defs/defs.h"
#include "text/yaml.h"

#define NAME_MAX_BYTES 200
#define TEXT_MAX_BYTES 4000
#define MISTAKES_MAX 100 /* told in one answer */
#define MISTAKES_KEPT 1000 /* noted, before they are put in order */

typedef struct mistake {
	int file, line, column;
	err *e;
} mistake;

typedef struct mistakes {
	mistake *at;
	size_t n;
} mistakes;

/* Reading one file. */
typedef struct reader {
	arena *a; /* what the city keeps, and mistakes */
	arena *work; /* what only reading needs, such as the YAML: given back at the end of defs_parse() */
	str path;
	int file; /* its place in the set */
	mistakes *found;
	bool hours_unknown; /* opening hours could not be read: what depends on them is not checked */
} reader;

/* One file of the set, as it comes to those who read it: YAML as its root, NULL when it is none or was refused. The YAML goes when
 * all is read: a text of it that stays is taken by text_of(), or copied. */
typedef struct source {
	reader r;
	def_path kind; /* PATH_NONE: not to be read */
	str id; /* of offices/ID.yaml and the like */
	const yaml_node *root;
	str text;
} source;
typedef struct sources {
	source *at;
	size_t n;
} sources;

void note(reader *r, const yaml_node *at, const char *what, ...) PRINTF(3, 4);
/* As much of a text as fits into a sentence: whole characters, at most 60 bytes. */
str shown(str s);
/* A mistake that yaml_parse() found. */
void note_err(reader *r, const err *e);
/* The first mistake, linked to the others in their order; NULL when there is none. */
const err *mistakes_told(mistakes *m);
/* "; did you mean ‘juumin’?" where one of the words is near, else "". */
const char *did_you_mean(arena *a, str word, const strs *words);
/* Whether another mistake would still be kept: what a word may have meant is looked up for those only. */
bool mistakes_wanted(const reader *r);

bool contains(const strs *list, str s);
/* http:// or https://, without what would end it in a page. */
bool link_plain(str s);

typedef struct field field;
struct field {
	const char *key;
	bool required;
	void (*read)(reader *, const yaml_node *, void *to, const field *);
	size_t at; /* offset of what `to` will point at */
	i64 least, most; /* of a number; most: bytes of a text, too */
	const char *unit; /* a number may carry it: 30 minutes */
};
#define FIELD(type, member, name, reader_, ...)                                                                        \
	{                                                                                                              \
		.key = name, .read = reader_, .at = offsetof(type, member), __VA_ARGS__                                \
	}

/* Reads a map by its table; false when it is not a map. */
bool read_map(reader *r, const yaml_node *n, void *to, const field *fields, size_t count);
/* The text of a node, to be kept; false, and a mistake noted, when it is a list or map. */
bool text_of(reader *r, const yaml_node *n, str *ret);

void read_text3(reader *, const yaml_node *, void *to, const field *); /* text3, several lines when most > 200 */
void read_line(reader *, const yaml_node *, void *to, const field *); /* str, one line of at most `most` bytes */
void read_link(reader *, const yaml_node *, void *to,
	       const field *); /* str, http:// or https://, at most `most` bytes */
void read_texts(reader *, const yaml_node *, void *to, const field *); /* strs, each as read_line() */
void read_id(reader *, const yaml_node *, void *to, const field *); /* str */
void read_ids(reader *, const yaml_node *, void *to, const field *); /* strs, each once */
void read_int(reader *, const yaml_node *, void *to, const field *); /* int, least to most, with its unit */
void read_bool(reader *, const yaml_node *, void *to, const field *); /* bool: yes, no, true, false */
void read_day(reader *, const yaml_node *, void *to, const field *); /* day, of 1949 to 2099 as holidays are known */
void read_day_between(reader *, const yaml_node *, int first, int last, day *ret); /* years, both included */
void read_windows(reader *, const yaml_node *, void *to,
		  const field *); /* windows: 8:30-12:00, 13:00-17:15 or closed */
void read_window(reader *, const yaml_node *, void *to, const field *); /* window */
void read_weekdays(reader *, const yaml_node *, void *to, const field *); /* u8: mon-fri, sun */

bool id_valid(str s);
/* "mon-wed, fri" to bits, bit 0 Sunday; 0 when it is not that. */
u8 weekdays_of(str s);
extern const char *const weekday_words[7];

/* One office's file, on its own. */
void read_office(reader *r, const yaml_node *root, office_def *ret);
/* Checks across the parts of one office, once it is read; `root` gives the places, for the n-th item of a list in the file is
 * the n-th in the struct. `services` is NULL when services.yaml could not be read. */
void check_office(reader *r, const yaml_node *root, const office_def *o, const service_defs *services);

/* facts.yaml and facts/ID.yaml of the set (facts/facts_read.c). */
void read_facts(const sources *list, city_def *c);
/* journeys.yaml; `services` is NULL when services.yaml could not be read. */
void read_journeys(reader *r, const yaml_node *root, const service_defs *services, city_def *ret);

#endif
