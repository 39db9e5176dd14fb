#include "modules/lookup/lookup.h"

#include "base/buf.h"
#include "text/csv.h"

/*
 * Japan Post's file of towns (住所の郵便番号), in both editions: KEN_ALL.CSV in Shift_JIS, whose long towns go on over several rows, and
 * utf_ken_all.csv with one row each. Fifteen columns without a head; here count the 3rd, the postal code, and the 7th to 9th:
 * prefecture, municipality, town.
 */
enum { POSTAL = 2, PREFECTURE = 6, MUNICIPALITY = 7, TOWN = 8, COLUMNS = 15 };
#define BAD_MAX 100

/* Up to where `what` first stands; all of it where it does not. */
static str before(str s, const char *what)
{
	const char *at = s.len ? memmem(s.at, s.len, what, strlen(what)) : NULL;
	return at ? str_sub(s, 0, (size_t)(at - s.at)) : s;
}

str postal_town_of(arena *a, str written)
{
	(void)a;
	if (str_eq(written, STR("以下に掲載がない場合")) || str_ends(written, STR("の次に番地がくる場合")))
		return STR_NONE;
	if (str_ends(written, STR("一円")) &&
	    !str_eq(written, STR("一円"))) /* the whole village; but one town is called so */
		return STR_NONE;
	str town = before(written, "（");
	if (str_has(town, STR("地割"))) /* 種市第１５地割～第２１地割: numbers of a kind, not a name */
		town = before(town, "第");
	if (str_has(town, STR("、")) || str_has(town, STR("～"))) /* several in one row: which one is not known */
		return STR_NONE;
	return town;
}

static bool digits(str s, size_t n)
{
	if (s.len != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
	return true;
}

static void add_bad(arena *a, postal_rows *to, const err ***end, int line, int column, const char *why)
{
	if (to->bad_n++ >= BAD_MAX)
		return;
	err *e = arena_one(a, err);
	*e = *err_at(a, ERR_file, str_format(a, "%d:%d", line, column), "%s", why);
	**end = e;
	*end = &e->next;
}

static bool known(const postal_rows *rows, const postal_row *r)
{
	for (size_t i = rows->n; i-- > 0 && str_eq(rows->at[i].postal, r->postal);)
		if (str_eq(rows->at[i].municipality, r->municipality) && str_eq(rows->at[i].town, r->town) &&
		    str_eq(rows->at[i].prefecture, r->prefecture))
			return true;
	return false;
}

const err *postal_read(arena *a, str bytes, postal_rows *ret)
{
	str text, from;
	TRY(text_decode(a, bytes, &text, &from));
	csv_table t;
	TRY(csv_parse(a, text, &t));
	*ret = (postal_rows){ .at = arena_many(a, postal_row, t.n ? t.n : 1), .lines = t.n };
	const err **end = &ret->bad;
	str open = STR_NONE; /* the code whose town goes on in the next row */
	for (size_t i = 0; i < t.n; i++) {
		const csv_row *row = &t.at[i];
		if (row->n < COLUMNS) {
			add_bad(a, ret, &end, row->line, 1, "a row of Japan Post's file has 15 columns");
			continue;
		}
		postal_row one = { .postal = str_trim(row->at[POSTAL]),
				   .prefecture = row->at[PREFECTURE],
				   .municipality = row->at[MUNICIPALITY] };
		str written = row->at[TOWN];
		if (!digits(one.postal, 7)) {
			add_bad(a, ret, &end, row->line, POSTAL + 1, "the postal code has not seven digits");
			continue;
		}
		if (one.prefecture.len == 0 || one.municipality.len == 0) {
			add_bad(a, ret, &end, row->line, PREFECTURE + 1, "prefecture or municipality is empty");
			continue;
		}
		bool goes_on = open.len && str_eq(open, one.postal);
		bool closes = str_has(written, STR("）"));
		if (goes_on) {
			if (closes)
				open = STR_NONE;
			continue;
		}
		open = str_has(written, STR("（")) && !closes ? one.postal : STR_NONE;
		one.town = postal_town_of(a, written);
		if (!known(ret, &one))
			ret->at[ret->n++] = one;
	}
	if (ret->n == 0)
		return err_why(a, ERR_file,
			       "no row of it is one of Japan Post's file of towns (KEN_ALL.CSV or utf_ken_all.csv)");
	return NULL;
}
