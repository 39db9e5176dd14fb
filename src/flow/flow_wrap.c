/* Texts of the picture in lines. */
#include "flow/flow_sizes.h"
#include "text/svg.h"

static bool is_one_of(u32 c, const char *set)
{
	str s = str_of(set);
	for (size_t i = 0; i < s.len;)
		if (str_next(s, &i) == c)
			return true;
	return false;
}

static bool is_latin(u32 c)
{
	return c != ' ' && c < 0x2E80;
}

/* Whether a line may end between two letters. */
static bool may_break(u32 before, u32 after)
{
	if (is_one_of(after, "、。，．・：；？！ー）」』】〉》〕］｝ぁぃぅぇぉっゃゅょァィゥェォッャュョ々,.:;?!)"))
		return false;
	if (is_one_of(before, "（「『【〈《〔［｛("))
		return false;
	return !(is_latin(before) && is_latin(after));
}

/* How many bytes of it make a line. */
static size_t line_of(str text, double em)
{
	size_t good = 0, last = 0;
	u32 before = 0;
	for (size_t i = 0; i < text.len;) {
		size_t at = i;
		u32 c = str_next(text, &i);
		if (at > 0 && may_break(before, c))
			good = at;
		if (svg_em(str_sub(text, 0, i)) > em + 1e-9 && c != ' ')
			return good > 0 ? good : last > 0 ? last : i;
		last = i;
		before = c;
	}
	return text.len;
}

strs flow_wrap(arena *a, str text, double em, size_t lines)
{
	strs out = { NULL, 0 };
	text = str_trim(text);
	while (text.len > 0 && out.n < lines) {
		if (out.n + 1 == lines) {
			LIST_ADD(a, &out, svg_fit(a, text, em));
			break;
		}
		size_t n = line_of(text, em);
		LIST_ADD(a, &out, str_trim(str_sub(text, 0, n)));
		text = str_trim(str_sub(text, n, text.len));
	}
	return out;
}
