/* What is told to people, and how facts look as JSON. */
#include "card/card.h"
#include "text/json.h"

#define FACTS_JSON_MAX ((size_t)16 * 1024)

static const char *const tries[LANG_COUNT] = {
	[LANG_JA] = "あと%d回まちがえるとロックされます。",
	[LANG_JA_EASY] = "あと %dかい まちがえると、つかえなく なります。",
	[LANG_EN] = "Mistakes left before it is locked: %d.",
};

str card_message(arena *a, err_code code, int left, lang l)
{
	str said = err_message(code, l);
	if (code != ERR_card_wrong || left <= 0)
		return said;
	buf b = buf_new(a, 1024);
	buf_put(&b, said);
	if (l != LANG_JA)
		buf_char(&b, ' ');
	str rest = str_of(tries[l]);
	buf_put(&b, str_cut(&rest, '%'));
	buf_i64(&b, left);
	buf_put(&b, str_sub(rest, 1, rest.len));
	return buf_str(&b);
}

static const struct {
	const char *code;
	str in[LANG_COUNT];
} notes[] = {
	{ "unknown_day",
	  { STR_INIT("カードの生年月日に、月か日がありません。本人に確かめて入力してください。"),
	    STR_INIT("カードに うまれた 月か 日が ありません。かいてください。"),
	    STR_INIT("The card's date of birth lacks the month or the day. Ask, and enter it.") } },
	{ "other",
	  { STR_INIT("カードの性別は、男・女のどちらでもありません。本人に確かめてください。"),
	    STR_INIT("カードの せいべつは、男・女の どちらでも ありません。"),
	    STR_INIT("The card gives neither male nor female. Ask the person.") } },
	{ "placeholder",
	  { STR_INIT(
		    "カードの中では書けない文字が、別の印に置きかわっているかもしれません。カードの表と見比べて直してください。"),
	    STR_INIT("ちがう もじが あるかもしれません。カードの おもてと くらべてください。"),
	    STR_INIT(
		    "A character that the chip cannot hold may have been replaced by a mark. Compare with the card's front.") } },
	{ "unreadable",
	  { STR_INIT("カードからこの項目を読み取れませんでした。手で入力してください。"),
	    STR_INIT("ここは カードから よめませんでした。かいてください。"),
	    STR_INIT("This could not be read from the card. Enter it.") } },
};

str card_note_message(const card_note *n, lang l)
{
	for (size_t i = 0; i < COUNT(notes); i++)
		if (strcmp(notes[i].code, n->code) == 0)
			return notes[i].in[l];
	CHECK(!"a note without words");
	return STR_NONE;
}

static void fact(json_writer *w, const char *name, str value)
{
	if (value.len)
		jw_field_str(w, name, value);
}

str card_facts_json(arena *a, const card_facts *f)
{
	buf b = buf_new(a, FACTS_JSON_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_object(&w, "facts");
	fact(&w, "shimei", f->shimei);
	fact(&w, "juusho", f->juusho);
	fact(&w, "seinengappi", f->seinengappi);
	fact(&w, "seibetsu", f->seibetsu);
	jw_end(&w);
	jw_field_array(&w, "notes");
	for (size_t i = 0; i < f->notes.n; i++) {
		const card_note *n = &f->notes.at[i];
		jw_object(&w);
		jw_field_str(&w, "fact", str_of(n->fact));
		jw_field_str(&w, "code", str_of(n->code));
		jw_field_object(&w, "message");
		jw_field_str(&w, "ja", card_note_message(n, LANG_JA));
		jw_field_str(&w, "ja-easy", card_note_message(n, LANG_JA_EASY));
		jw_field_str(&w, "en", card_note_message(n, LANG_EN));
		jw_end(&w);
		jw_end(&w);
	}
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	CHECK(!b.overflowed); /* a file of 2 KB, four facts, four notes */
	return buf_str(&b);
}
