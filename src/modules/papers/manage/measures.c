/* Millimetres as people write them, and the sizes of sheets that are offered. */
#include "modules/papers/manage/view.h"

#include <math.h>
#include <stdlib.h>

double pm_tenths(double mm)
{
	return round(mm * 10) / 10;
}

str pm_number(arena *a, double mm)
{
	double x = round(mm * 100) / 100;
	str s = str_format(a, "%.2f", fabs(x) < 0.005 ? 0.0 : x);
	while (s.len && s.at[s.len - 1] == '0')
		s.len--;
	if (s.len && s.at[s.len - 1] == '.')
		s.len--;
	return arena_copy(a, s);
}

bool pm_read(str s, double *ret)
{
	char text[32];
	size_t n = 0;
	for (size_t i = 0; i < s.len;) {
		u32 c = str_next(s, &i);
		if (c >= 0xFF10 && c <= 0xFF19)
			c = c - 0xFF10 + '0';
		else if (c == 0xFF0E || c == 0x3002)
			c = '.';
		else if (c == 0xFF0D || c == 0x2212)
			c = '-';
		bool good = (c >= '0' && c <= '9') || c == '.' || (c == '-' && n == 0);
		if (!good || n + 1 >= sizeof text)
			return false;
		text[n++] = (char)c;
	}
	text[n] = 0;
	char *end;
	double x = strtod(text, &end);
	if (n == 0 || *end || !isfinite(x) || fabs(x) > 10000)
		return false;
	*ret = x;
	return true;
}

static const struct {
	const char *name;
	double width, height;
	bool landscape;
} sizes[] = { { "A4", 210, 297, false }, { "A4 landscape", 297, 210, true },
	      { "A3", 297, 420, false }, { "A3 landscape", 420, 297, true },
	      { "A5", 148, 210, false }, { "A5 landscape", 210, 148, true },
	      { "B4", 257, 364, false }, { "B4 landscape", 364, 257, true },
	      { "B5", 182, 257, false }, { "B5 landscape", 257, 182, true } };

edit_items pm_sizes(arena *a, lang l, str chosen)
{
	edit_items list = { 0 };
	bool there = chosen.len == 0;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		str name = str_of(sizes[i].name), paper = str_cut(&name, ' ');
		bool here = str_eq(str_of(sizes[i].name), chosen) || (chosen.len == 0 && i == 0);
		there = there || here;
		LIST_ADD(a, &list,
			 ((edit_item){ .text = sizes[i].landscape ? words_pm_landscape(a, l, paper)
								  : words_pm_portrait(a, l, paper),
				       .about = str_of(sizes[i].name),
				       .here = here }));
	}
	if (!there) /* another size, as the file says it */
		LIST_ADD(a, &list, ((edit_item){ .text = chosen, .about = chosen, .here = true }));
	return list;
}

bool pm_set_size(paper_sheet *s, str name)
{
	for (size_t i = 0; i < COUNT(sizes); i++) {
		if (!str_eq(str_of(sizes[i].name), name))
			continue;
		s->size = str_of(sizes[i].name);
		s->width = sizes[i].width;
		s->height = sizes[i].height;
		return true;
	}
	return false;
}
