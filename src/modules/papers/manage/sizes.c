/* Sizes of sheets that are offered. */
#include "modules/papers/manage/view.h"

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
