/*
 * catalog: the definitions in force.
 *
 * The database holds every version of every file; the newest versions together are the set in force. A process parses the
 * set once into a snapshot that nobody changes. A request that reads definitions holds the snapshot it began with;
 * when a new set is published, new requests get the new snapshot and the old one goes with its last reader.
 *
 * A set is published only as a whole that was checked: the command that saves it names the number of the set it was
 * checked against, and loses when somebody else published meanwhile.
 */
#ifndef KIT_CATALOG_H
#define KIT_CATALOG_H

#include "kit/kit.h"

/* Reads the files of a city (defs_path()) in a folder; city.yaml, services.yaml and offices/ must be there. A CSV comes out in UTF-8,
 * whatever it was saved in, a PDF of papers/ in base64. ERR_file. Not parsed yet. */
MUST_USE const err *catalog_folder(arena *a, str dir, def_files *ret);
/* A PDF as the text of a def_file. */
str catalog_pdf_text(arena *a, str bytes);
/* How long the text of that file may be, and all together: a set is read into memory as a whole. */
size_t catalog_text_most(str path);
#define CATALOG_TEXTS_MAX (80 * 1024 * 1024)
/* Opens the catalog; a city that is new to the database gets the folder's files as its first set. */
MUST_USE const err *catalog_open(arena *a, app *p, def_files folder, catalog **ret);
void catalog_close(catalog *c);
/* Reads the set in force again, when it is not the one that is held already. */
MUST_USE const err *catalog_reload(catalog *c);
/* Publishes a folder's files: those that differ, and the removal of those that are gone. *ret_changed of them. */
MUST_USE const err *catalog_load(app *p, arena *a, def_files folder, i64 *ret_changed);
/* The files of the set in force, copied. */
MUST_USE const err *catalog_files(app *p, arena *a, def_files *ret);

/* The newest version of every file there ever was; an empty text: it has been removed. */
typedef struct catalog_file {
	str path, text;
	i64 version;
} catalog_file;
typedef struct catalog_list {
	catalog_file *at;
	size_t n;
} catalog_list;
MUST_USE const err *catalog_newest(app *p, arena *a, catalog_list *ret);

/* Publishes several files together or none of them: `version` is the one that the editor began with (0: a new file), an empty text
 * removes the file. ERR_stale when a newer version of one of them is in force. Refused as by catalog_publish(), and by every case of the guide that fails
 * with them. `also` (may be NULL) runs in the same transaction, after the versions were saved. */
MUST_USE const err *catalog_publish_all(req *r, const catalog_list *list, store_fn also, void *arg);

#endif
