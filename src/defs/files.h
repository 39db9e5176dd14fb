/*
 * The files of a city, before they are read: from a folder, from the database, or from whoever edits them.
 */
#ifndef DEFS_FILES_H
#define DEFS_FILES_H

#include "base/str.h"

/* One file of the set. */
typedef struct def_file {
	str path; /* city.yaml, services.yaml, journeys.yaml, offices/kokurakita.yaml */
	str text; /* UTF-8 */
} def_file;
typedef struct def_files {
	def_file *at;
	size_t n;
} def_files;

/* What a file of a set is, by its path. *ret_id: the ID of offices/ID.yaml and the like, else empty; may be NULL. */
typedef enum def_path {
	PATH_NONE, /* no file of a city */
	PATH_CITY,
	PATH_SERVICES,
	PATH_JOURNEYS,
	PATH_OFFICE,
	PATH_FACTS, /* facts.yaml, and facts/ID.yaml in the same format */
	PATH_GUIDE,
	PATH_SCHEMES, /* schemes/ID.yaml */
	PATH_TABLE, /* tables/ID.csv */
	PATH_CASES, /* cases/ID.csv */
	PATH_PAPER, /* papers/ID.yaml */
	PATH_BACKGROUND, /* papers/ID.pdf, its text in base64 */
	PATH_SAMPLES, /* samples.yaml */
	PATH_WORK, /* work.yaml */
} def_path;
def_path defs_path(str path, str *ret_id);

#endif
