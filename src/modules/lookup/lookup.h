/*
 * lookup: what a form can look up for whoever fills it: an address by its postal code, how a name is probably read.
 *
 * Proposals, never answers: they are put into the field, where they can be changed, and whoever fills the form says that they are right.
 *
 * Postal codes are Japan Post's public file, which the operator loads (docs/operators.md):
 *
 *     madoguchi postal import utf_ken_all.csv          the whole country, 125,000 rows; or KEN_ALL.CSV in Shift_JIS
 *
 *     postal.c           the file: its fifteen columns and its habits, to towns that can stand in an address
 *     lookup.c           reading, loading           lookup_api.c     JSON for pages         lookup_commands.c
 */
#ifndef LOOKUP_H
#define LOOKUP_H

#include "kit/kit.h"

/* --- towns by postal code --------------------------------------------------------------------------------------------- */

typedef struct lookup_town {
	str prefecture, municipality; /* 福岡県, 北九州市小倉北区 */
	str town; /* 大手町; empty where the code stands for no single town */
	str address; /* as an address begins; without the prefecture in the city itself */
} lookup_town;
typedef struct lookup_towns {
	lookup_town *at;
	size_t n;
	bool loaded; /* whether there are postal codes at all */
} lookup_towns;
/* `postal`: seven digits (field_read() of a postal code). None for a code that nobody has. */
MUST_USE const err *lookup_postal(req *r, str postal, lookup_towns *ret);

/* フリガナ as reading.h proposes it; empty: none. */
str lookup_kana(req *r, str name);

/* --- Japan Post's file --------------------------------------------------------------------------------------------------- */

typedef struct postal_row {
	str postal, prefecture, municipality, town;
} postal_row;
typedef struct postal_rows {
	postal_row *at;
	size_t n;
	size_t lines; /* of the file */
	const err *bad; /* rows that were left out: linked, with line and column; at most 100 */
	size_t bad_n;
} postal_rows;
/* ERR_file when it is no such file at all. Each town of a code once, in the order of the file. */
MUST_USE const err *postal_read(arena *a, str bytes, postal_rows *ret);
/* The name of a town as the file has it (以下に掲載がない場合, 大手町（１～３丁目） …) to what stands in an address. */
str postal_town_of(arena *a, str written);

/* Loads them as the edition in force. `told` (may be NULL) hears how many are done. */
MUST_USE const err *postal_load(app *p, arena *a, const postal_rows *rows, void (*told)(size_t done, size_t all));

extern const module lookup_module;
extern const route lookup_routes[];
extern const command lookup_commands[];

#endif
