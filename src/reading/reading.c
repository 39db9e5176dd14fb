#include "reading/reading.h"

#include <mecab.h>
#include <pthread.h>

#include "base/buf.h"
#include "text/kana.h"

#define DICTIONARY "/var/lib/mecab/dic/ipadic-utf8" /* of Debian's mecab-ipadic-utf8 */
#define WAYS 8 /* of reading one part that are looked at */
#define PARTS_MAX 6
#define READING_AT 7 /* which of a word's features is its reading (ipadic) */

struct reading {
	pthread_mutex_t lock;
	bool tried;
	mecab_model_t *model;
	mecab_t *tagger; /* parses lattices of several threads at once */
};

reading *reading_new(void)
{
	reading *r = calloc(1, sizeof *r);
	CHECK(r);
	pthread_mutex_init(&r->lock, NULL);
	return r;
}

void reading_free(reading *r)
{
	if (!r)
		return;
	if (r->tagger)
		mecab_destroy(r->tagger);
	if (r->model)
		mecab_model_destroy(r->model);
	pthread_mutex_destroy(&r->lock);
	free(r);
}

bool reading_ready(reading *r)
{
	pthread_mutex_lock(&r->lock);
	if (!r->tried) {
		r->tried = true;
		/* without the machine's own mecabrc: whatever it says, this dictionary is meant */
		r->model = mecab_model_new2("-r /dev/null -d " DICTIONARY);
		r->tagger = r->model ? mecab_model_new_tagger(r->model) : NULL;
	}
	bool ready = r->tagger != NULL;
	pthread_mutex_unlock(&r->lock);
	return ready;
}

/* --- one part of a name ---------------------------------------------------------------------------------------------------- */

/* Letters of names that the dictionary has in their usual form only. */
static str usual(arena *a, str s)
{
	static const struct {
		const char *of_names, *usual;
	} pairs[] = {
		{ "髙", "高" }, { "﨑", "崎" }, { "𠮷", "吉" }, { "德", "徳" }, { "瀨", "瀬" },
		{ "濵", "浜" }, { "邉", "辺" }, { "栁", "柳" }, { "桒", "桑" },
	};
	buf b = buf_new(a, s.len + 1);
	for (size_t i = 0, from = 0; i < s.len; from = i) {
		u32 c = str_next(s, &i);
		if ((c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef)) /* variation selectors */
			continue;
		str letter = str_sub(s, from, i);
		for (size_t k = 0; k < COUNT(pairs); k++)
			if (str_eq(letter, str_of(pairs[k].of_names)))
				letter = str_of(pairs[k].usual);
		buf_put(&b, letter);
	}
	return buf_str(&b);
}

static str feature_of(const mecab_node_t *n, size_t at)
{
	str all = str_of(n->feature), cell = STR_NONE;
	for (size_t i = 0; i <= at; i++) {
		if (all.len == 0)
			return STR_NONE;
		cell = str_cut(&all, ',');
	}
	return str_eq(cell, STR("*")) ? STR_NONE : cell;
}

/* How the words on this way are read together; false when one has no reading. *ret_rank: how much they look like such a name. */
static bool read_way(arena *a, const mecab_node_t *first, str wanted, str *ret, int *ret_rank)
{
	buf b = buf_new(a, 4 * READING_NAME_MAX);
	size_t words = 0, names = 0, right = 0;
	for (const mecab_node_t *n = first; n; n = n->next) {
		if (n->stat == MECAB_BOS_NODE || n->stat == MECAB_EOS_NODE)
			continue;
		str kana = feature_of(n, READING_AT);
		if (n->stat == MECAB_UNK_NODE || !is_katakana(kana))
			return false;
		buf_put(&b, kana);
		words++;
		if (str_eq(feature_of(n, 2), STR("人名"))) {
			names++;
			if (str_eq(feature_of(n, 3), wanted))
				right++;
		}
	}
	if (words == 0 || b.overflowed)
		return false;
	*ret = buf_str(&b);
	*ret_rank = words == 1 && right == 1 ? 3 : right == words ? 2 : names == words ? 1 : 0;
	return true;
}

static bool read_part(reading *r, arena *a, str part, str wanted, str *ret)
{
	str kana = kana_katakana(a, kana_full(a, part));
	if (is_katakana(kana)) {
		*ret = kana;
		return true;
	}
	part = usual(a, part);
	mecab_lattice_t *l = mecab_model_new_lattice(r->model);
	mecab_lattice_add_request_type(l, MECAB_NBEST);
	mecab_lattice_set_sentence2(l, part.at, part.len);
	bool found = false;
	if (mecab_parse_lattice(r->tagger, l)) {
		int best = -1, ways = 0;
		do {
			str one;
			int rank;
			if (read_way(a, mecab_lattice_get_bos_node(l), wanted, &one, &rank) && rank > best) {
				best = rank;
				*ret = one;
				found = true;
			}
		} while (++ways < WAYS && mecab_lattice_next(l));
	}
	mecab_lattice_destroy(l);
	return found;
}

/* --- a name ------------------------------------------------------------------------------------------------------------------ */

str reading_of_name(reading *r, arena *a, str name)
{
	if (name.len == 0 || name.len > READING_NAME_MAX || !str_is_utf8(name) || !reading_ready(r))
		return STR_NONE;
	str rest = trim_spaces(width_half(a, name)), parts[PARTS_MAX];
	size_t n = 0;
	while (rest.len) {
		str part = str_cut(&rest, ' ');
		if (part.len == 0)
			continue;
		if (n == PARTS_MAX)
			return STR_NONE;
		parts[n++] = part;
	}
	buf b = buf_new(a, 8 * READING_NAME_MAX);
	for (size_t i = 0; i < n; i++) {
		str kana;
		if (!read_part(r, a, parts[i], i == 0 && n > 1 ? STR("姓") : STR("名"), &kana))
			return STR_NONE;
		if (i)
			buf_put(&b, STR("　"));
		buf_put(&b, kana);
	}
	return b.overflowed ? STR_NONE : buf_str(&b);
}
