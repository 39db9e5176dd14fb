/* needs: fields */
/*
 * What people type: the first byte says which kind of field, the second some of its bounds and the language. What is read is UTF-8, is read again
 * to the same text, also from how it goes into an input; dates, months, numbers and sums, codes and choices also from how they are shown. What
 * is refused is told in every language, and repeats nothing of a My Number. An address that was read is told apart.
 */
#include "fields/address.h"
#include "fields/fields.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static field_choice choices[] = {
	{ STR_INIT("1級"), { { STR_INIT("1級"), STR_INIT("1きゅう"), STR_INIT("Grade 1") } } },
	{ STR_INIT("a,b"), { { STR_INIT("あ、い"), STR_INIT(""), STR_INIT("A") } } },
	{ STR_INIT("なし"), { { STR_INIT("持っていない"), STR_INIT(""), STR_INIT("None") } } },
};

static field_def a_field(arena *a, field_kind k, u8 flags)
{
	field_def f = field_plain(STR("f"), k);
	f.required = flags & 1;
	f.no_future = flags & 2;
	f.lines = flags & 4 ? 5 : 0;
	f.decimals = flags & 8 ? 3 : 0;
	f.bounded_least = flags & 16;
	f.least = k == FIELD_NUMBER || k == FIELD_MONEY ? -1000000 : 0;
	f.unit = (text3){ { STR("人"), STR("にん"), STR("people") } };
	if (k == FIELD_CHOICE || k == FIELD_CHOICES) {
		f.choices.at = choices;
		f.choices.n = COUNT(choices);
	}
	for (int c = 0; k == FIELD_TABLE && c < FIELD_KIND_COUNT; c++)
		if (c != FIELD_TABLE && c != FIELD_FILE) {
			field_def col = a_field(a, (field_kind)c, flags);
			col.id = str_of(field_kind_name((field_kind)c));
			LIST_ADD(a, &f.columns, col);
		}
	return f;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (size < 2 || size > 1 << 14)
		return 0;
	const day today = day_from(2026, 11, 21);
	arena *a = arena_new((size_t)256 << 20);
	field_def f = a_field(a, (field_kind)(data[0] % FIELD_KIND_COUNT), data[1]);
	lang l = (lang)(data[1] >> 5 & 3) % LANG_COUNT;
	str typed = arena_copy(a, (str){ (const char *)data + 2, size - 2 }), once, twice;
	const err *e = field_read(a, &f, typed, today, &once);
	for (const err *each = e; each; each = each->next)
		CHECK(field_told(a, &f, each, l).len && each->detail.len);
	if (e)
		CHECK(once.len == 0 || f.kind != FIELD_MY_NUMBER);
	if (!e) {
		CHECK(str_is_utf8(once) && (once.len || !f.required));
		CHECK(!field_read(a, &f, once, today, &twice) && str_eq(once, twice));
		CHECK(!field_read(a, &f, field_typed(a, &f, once), today, &twice) && str_eq(once, twice));
		str shown = field_show(a, &f, once, l);
		bool reads = f.kind != FIELD_TABLE && f.kind != FIELD_MY_NUMBER && f.kind != FIELD_CHOICES;
		CHECK(str_is_utf8(shown) && (shown.len || !once.len));
		if (f.kind == FIELD_ADDRESS) {
			str wards[] = { STR("小倉北区") };
			address_home home = { STR("福岡県"), STR("北九州市"), { wards, 1 }, { NULL, 0 } };
			address d = address_parse(a, once, data[1] & 8 ? &home : NULL);
			CHECK(str_is_utf8(d.town) && str_is_utf8(d.rest) && str_is_utf8(d.city) && str_is_utf8(d.ward));
		}
		CHECK(!reads || (!field_read(a, &f, shown, today, &twice) && str_eq(once, twice)));
	}
	arena_free(a);
	return 0;
}
