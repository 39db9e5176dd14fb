#include "reading/reading.h"

#include <mecab.h>
#include <pthread.h>
#include <stdio.h>

#include "base/buf.h"
#include "text/kana.h"

#define DICTIONARY "/var/lib/mecab/dic/ipadic-utf8" /* of Debian's mecab-ipadic-utf8 */
#define WAYS 8 /* of reading one part that are looked at */
#define PARTS_MAX 6
#define BASE_AT 6 /* which of a word's features is its base form (ipadic) … */
#define READING_AT 7 /* … and which its reading */

struct reading {
	pthread_mutex_t lock;
	bool tried;
	const char *dictionary;
	mecab_model_t *model;
	mecab_t *tagger; /* parses lattices of several threads at once */
};

reading *reading_new(void)
{
	return reading_new_in(DICTIONARY);
}

reading *reading_new_in(const char *dictionary)
{
	reading *r = calloc(1, sizeof *r);
	CHECK(r);
	r->dictionary = dictionary;
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
		char options[1024];
		int len = snprintf(options, sizeof options, "-r /dev/null -d %s", r->dictionary);
		r->model = len > 0 && (size_t)len < sizeof options ? mecab_model_new2(options) : NULL;
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

/* --- words ------------------------------------------------------------------------------------------------------------------- */

/* Words that say nothing by themselves, in their base form. */
static bool only_helps(str base)
{
	static const char *const words[] = {
		"する", "なる",   "ある", "いる", "おる", "できる", "行う", "おこなう", "行なう", "やる", "くる",
		"いく", "よる",   "つく", "ない", "よい", "いい",   "等",   "など",     "他",     "ほか", "各",
		"及び", "および", "又は", "また", "件",   "的",     "化",   "性",       "上",
	};
	for (size_t i = 0; i < COUNT(words); i++)
		if (str_eq(base, str_of(words[i])))
			return true;
	return false;
}

static bool has_letter(str s)
{
	for (size_t i = 0; i < s.len;) {
		u32 c = str_next(s, &i);
		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		    (c >= 0xff10 && c <= 0xff19) || (c >= 0xff21 && c <= 0xff3a) || (c >= 0xff41 && c <= 0xff5a) ||
		    (c >= 0xc0 && c <= 0x24f) || (c >= 0x3005 && c <= 0x3006) || (c >= 0x3041 && c <= 0x3096) ||
		    (c >= 0x30a1 && c <= 0x30fa) || (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
		    (c >= 0x20000 && c <= 0x3ffff))
			return true;
	}
	return false;
}

/* By ipadic's parts of speech; false: not a word that carries meaning. */
static bool kind_of(const mecab_node_t *n, str surface, reading_kind *ret)
{
	if (!has_letter(surface))
		return false;
	if (n->stat == MECAB_UNK_NODE) {
		bool digits = true;
		for (size_t i = 0; i < surface.len; i++)
			digits = digits && surface.at[i] >= '0' && surface.at[i] <= '9';
		*ret = digits ? WORD_NUMBER : WORD_UNKNOWN;
		return true;
	}
	str pos = feature_of(n, 0), sub = feature_of(n, 1);
	if (str_eq(pos, STR("名詞"))) {
		if (str_eq(sub, STR("非自立")) || str_eq(sub, STR("代名詞")) || str_eq(sub, STR("特殊")) ||
		    str_eq(sub, STR("接続詞的")) || str_eq(sub, STR("動詞非自立的")))
			return false;
		*ret = str_eq(sub, STR("サ変接続"))         ? WORD_ACTION
		       : str_eq(sub, STR("固有名詞"))       ? WORD_NAME
		       : str_eq(sub, STR("接尾"))           ? WORD_ENDING
		       : str_eq(sub, STR("数"))             ? WORD_NUMBER
		       : str_eq(sub, STR("形容動詞語幹"))   ? WORD_QUALITY
		       : str_eq(sub, STR("ナイ形容詞語幹")) ? WORD_QUALITY
							    : WORD_NOUN;
		return true;
	}
	if (str_eq(sub, STR("非自立")) || str_eq(sub, STR("接尾")))
		return false;
	if (str_eq(pos, STR("動詞")))
		*ret = WORD_VERB;
	else if (str_eq(pos, STR("形容詞")) || str_eq(pos, STR("副詞")))
		*ret = WORD_QUALITY;
	else
		return false;
	return true;
}

bool reading_words(reading *r, arena *a, str text, reading_words_list *ret)
{
	*ret = (reading_words_list){ 0 };
	if (!reading_ready(r))
		return false;
	if (!str_is_utf8(text))
		return true;
	if (text.len > READING_TEXT_MAX) {
		size_t to = READING_TEXT_MAX;
		while (to > 0 && ((u8)text.at[to] & 0xc0) == 0x80)
			to--;
		text = str_sub(text, 0, to);
	}
	mecab_lattice_t *l = mecab_model_new_lattice(r->model);
	mecab_lattice_set_sentence2(l, text.at, text.len);
	if (mecab_parse_lattice(r->tagger, l)) {
		for (const mecab_node_t *n = mecab_lattice_get_bos_node(l); n; n = n->next) {
			if (n->stat == MECAB_BOS_NODE || n->stat == MECAB_EOS_NODE)
				continue;
			str surface = { n->surface, n->length };
			str base = feature_of(n, BASE_AT), kana = feature_of(n, READING_AT);
			if (base.len == 0)
				base = surface;
			reading_word w = { .at = (size_t)(n->surface - text.at) };
			w.to = w.at + n->length;
			if (!kind_of(n, surface, &w.kind) || only_helps(base))
				continue;
			w.base = arena_copy(a, base);
			if (n->stat != MECAB_UNK_NODE && is_katakana(kana))
				w.kana = arena_copy(a, kana);
			LIST_ADD(a, ret, w);
		}
	}
	mecab_lattice_destroy(l);
	return true;
}
