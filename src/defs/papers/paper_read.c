/* papers/ID.yaml: what a paper is, its sheets; and papers/ID.pdf, the sheets of others to write on. */
#include "defs/papers/papers_read.h"
#include "defs/papers/paper_checks.h"

#include <math.h>
#include <sodium.h>

/* --- what a paper is --------------------------------------------------------------------------------------------------------- */

static void read_source(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(paper_def, law, "law", read_line, .required = true, .most = TEXT_MAX_BYTES),
		FIELD(paper_def, law_url, "url", read_link, .most = 1000),
	};
	read_map(r, n, (char *)to - f->at, fields, COUNT(fields));
}

/* --- sheets ------------------------------------------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	double width, height;
} sizes[] = { { "A3", 297, 420 }, { "A4", 210, 297 }, { "A5", 148, 210 }, { "B4", 257, 364 }, { "B5", 182, 257 } };

static void read_size(reader *r, const yaml_node *n, void *to, const field *f)
{
	paper_sheet *s = to;
	(void)f;
	if (n->kind == YN_LIST) {
		double mm[2];
		if (read_mms(r, n, mm, 2, 2) == 0)
			return;
		if (mm[0] < 20 || mm[1] < 20) {
			note(r, n, "a sheet is at least 20 mm wide and high");
			return;
		}
		s->width = mm[0];
		s->height = mm[1];
		s->size = str_format(r->a, "[%g, %g]", mm[0], mm[1]);
		return;
	}
	str text = STR_NONE;
	if (!text_of(r, n, &text))
		return;
	str rest = text, name = str_cut(&rest, ' ');
	bool landscape = str_eq(rest, STR("landscape"));
	for (size_t i = 0; i < COUNT(sizes); i++)
		if (str_eq(name, str_of(sizes[i].name)) && (landscape || rest.len == 0)) {
			s->size = text;
			s->width = landscape ? sizes[i].height : sizes[i].width;
			s->height = landscape ? sizes[i].width : sizes[i].height;
			return;
		}
	note(r, n, "‘%.*s’ is not a size; write A3, A4, A5, B4 or B5, ‘A4 landscape’, or [210, 148] in millimetres",
	     STR_ARG(shown(text)));
}

static void read_background(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(paper_sheet, background, "file", read_line, .required = true, .most = NAME_MAX_BYTES),
		FIELD(paper_sheet, background_page, "page", read_int, .least = 1, .most = 20),
	};
	(void)f;
	read_map(r, n, to, fields, COUNT(fields));
}

typedef struct raw_sheet {
	paper_sheet s;
	const yaml_node *marks;
} raw_sheet;

static void read_node(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)r;
	(void)f;
	*(const yaml_node **)to = n;
}

static void read_sheets(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(raw_sheet, s, "size", read_size),
		FIELD(raw_sheet, s, "background", read_background),
		FIELD(raw_sheet, marks, "marks", read_node),
	};
	paper_def *p = (paper_def *)((char *)to - f->at);
	if (n->kind != YN_LIST || n->items.n == 0) {
		note(r, n, "write a list of sheets: `- size: A4` and below it `marks:`");
		return;
	}
	p->sheets.at = arena_many(r->a, paper_sheet, n->items.n);
	for (size_t i = 0; i < n->items.n; i++) {
		raw_sheet raw = { .s = { .background_page = 1, .line = n->items.at[i]->line } };
		size_t count = 0;
		if (i == PAPER_SHEETS_MAX) {
			note(r, n->items.at[i], "at most %d sheets", PAPER_SHEETS_MAX);
			return;
		}
		if (read_map(r, n->items.at[i], &raw, fields, COUNT(fields)) && !raw.s.background.len &&
		    !yaml_get(n->items.at[i], "size"))
			note(r, n->items.at[i], "‘size:’ is missing; add it, such as `size: A4`");
		if (raw.marks)
			read_marks(r, raw.marks, &raw.s.marks, false, &count);
		p->sheets.at[i] = raw.s;
		p->sheets.n = i + 1;
	}
}

static void read_paper(source *s, paper_def *p)
{
	static const field fields[] = {
		FIELD(paper_def, name, "name", read_text3, .required = true, .most = NAME_MAX_BYTES),
		FIELD(paper_def, reading, "reading", read_line, .most = NAME_MAX_BYTES),
		FIELD(paper_def, words, "words", read_texts, .most = NAME_MAX_BYTES),
		FIELD(paper_def, about, "about", read_text3, .most = TEXT_MAX_BYTES),
		FIELD(paper_def, where, "where", read_id),
		FIELD(paper_def, schemes, "schemes", read_ids),
		FIELD(paper_def, events, "events", read_ids),
		FIELD(paper_def, needed, "needed", read_expr),
		FIELD(paper_def, along, "along", read_bool),
		FIELD(paper_def, bring, "bring", read_text3, .most = TEXT_MAX_BYTES),
		FIELD(paper_def, copies, "copies", read_int, .least = 1, .most = 5),
		FIELD(paper_def, each, "each", read_line, .most = NAME_MAX_BYTES),
		FIELD(paper_def, each_if, "each_if", read_expr),
		FIELD(paper_def, asks, "asks", read_texts, .most = NAME_MAX_BYTES),
		FIELD(paper_def, optional, "optional", read_texts, .most = NAME_MAX_BYTES),
		FIELD(paper_def, law, "source", read_source),
		FIELD(paper_def, section, "section", read_text3, .most = NAME_MAX_BYTES),
		FIELD(paper_def, confirmed, "confirmed", read_bool),
		FIELD(paper_def, sheets, "sheets", read_sheets, .required = true),
	};
	*p = (paper_def){ .id = arena_copy(s->r.a, s->id), .file = s->r.path, .copies = 1, .line = 1 };
	read_map(&s->r, s->root, p, fields, COUNT(fields));
}

/* --- backgrounds ---------------------------------------------------------------------------------------------------------------- */

/* What is known of the files of the same index. */
typedef struct looks {
	const background_look **at; /* NULL: it could not be read, which was told */
	size_t n;
	size_t bytes;
} looks;

static void read_pdf(source *s, papers_def *all, looks *seen)
{
	reader *r = &s->r;
	yaml_node top = { .line = 1, .column = 1 };
	size_t room = s->text.len / 4 * 3 + 3, n = 0;
	const char *end;
	if ((seen->bytes += room) > BACKGROUNDS_BYTES_MAX) {
		note(r, &top, "all backgrounds together are larger than %d MiB; make them smaller",
		     BACKGROUNDS_BYTES_MAX / 1024 / 1024);
		return;
	}
	if (room > BACKGROUND_BYTES_MAX + 16) {
		note(r, &top, "larger than %d MiB; make it smaller", BACKGROUND_BYTES_MAX / 1024 / 1024);
		return;
	}
	u8 *bytes = arena_alloc(r->a, room + 1);
	if (sodium_base642bin(bytes, room, s->text.at, s->text.len, "\r\n ", &n, &end,
			      sodium_base64_VARIANT_ORIGINAL) ||
	    end != s->text.at + s->text.len) {
		note(r, &top, "this is not base64; a PDF of a folder is read as it is");
		return;
	}
	paper_background b = { .path = r->path, .bytes = { (char *)bytes, n } };
	background_look *look = arena_one(r->work, background_look);
	const err *e = background_look_at(r->work, b.bytes, look);
	if (e)
		note(r, &top, "%.*s", STR_ARG(e->detail.len ? e->detail : err_message(e->code, LANG_EN)));
	LIST_ADD(r->a, &all->backgrounds, b);
	LIST_ADD(r->work, seen, e ? NULL : look);
}

/* The size of a sheet that lies over a page of another, and whether there is such a page. */
static void check_background(source *src, const papers_def *all, const looks *seen, paper_sheet *s, const yaml_node *n)
{
	reader *r = &src->r;
	const yaml_node *map = yaml_get(n, "background"), *file = yaml_get(map, "file"), *page = yaml_get(map, "page");
	const paper_background *b = NULL;
	const background_look *look = NULL;
	strs known = { NULL, 0 };
	for (size_t i = 0; i < all->backgrounds.n; i++) {
		LIST_ADD(r->work, &known, all->backgrounds.at[i].path);
		if (!str_eq(all->backgrounds.at[i].path, s->background))
			continue;
		b = &all->backgrounds.at[i];
		look = seen->at[i];
	}
	if (!b) {
		note(r, file ? file : n, "there is no file ‘%.*s’%s; a background is papers/ID.pdf",
		     STR_ARG(shown(s->background)), did_you_mean(r->work, s->background, &known));
		return;
	}
	s->background = b->path;
	if (!look)
		return; /* told at the file */
	if (s->background_page > look->pages) {
		note(r, page ? page : map, "the file has %d page%s only", look->pages, look->pages == 1 ? "" : "s");
		return;
	}
	const struct background_size size = look->size[s->background_page - 1];
	if (s->width > 0 && (fabs(s->width - size.width) > 2 || fabs(s->height - size.height) > 2))
		note(r, yaml_get(n, "size"),
		     "the page of the background is %.0f × %.0f mm; take ‘size’ away, or write that", size.width,
		     size.height);
	if (size.width > DRAW_SIDE_MAX || size.height > DRAW_SIDE_MAX)
		note(r, map, "the page of the background is %.0f × %.0f mm; at most %.0f", size.width, size.height,
		     DRAW_SIDE_MAX);
	if (s->width <= 0) {
		s->width = round(size.width * 10) / 10;
		s->height = round(size.height * 10) / 10;
	}
}

/* --- all of them ------------------------------------------------------------------------------------------------------------------ */

static size_t marks_of(const paper_marks *list)
{
	size_t n = list->n;
	for (size_t i = 0; i < list->n; i++) {
		const paper_mark *m = &list->at[i];
		n += marks_of(&m->in);
		for (size_t k = 0; k < m->rows.n; k++)
			n += marks_of(&m->rows.at[k].cells);
	}
	return n;
}

/* One file, its YAML in memory of its own: a city may have thousands. */
static void read_one(source *s, paper_checks *checks, const looks *seen, papers_def *all, size_t *marks)
{
	arena *work = s->r.work, *own = arena_new(PAPER_WORK_MAX);
	const yaml_node *root = NULL;
	yaml_node top = { .line = 1, .column = 1 };
	s->r.work = own;
	const err *e = yaml_parse(own, s->r.path, s->text, &root);
	if (e)
		note_err(&s->r, e);
	if (root) {
		paper_def *p = &all->papers.at[all->papers.n++];
		s->root = root;
		read_paper(s, p);
		const yaml_node *sheets = yaml_get(root, "sheets");
		for (size_t k = 0; sheets && sheets->kind == YN_LIST && k < p->sheets.n; k++)
			if (p->sheets.at[k].background.len)
				check_background(s, all, seen, &p->sheets.at[k], sheets->items.at[k]);
		check_paper(checks, s, p);
		for (size_t k = 0; k < p->sheets.n; k++)
			*marks += marks_of(&p->sheets.at[k].marks);
		if (*marks > PAPERS_MARKS_MAX)
			note(&s->r, &top, "too many marks on all papers together; at most %d", PAPERS_MARKS_MAX);
	}
	s->root = NULL;
	s->r.work = work;
	arena_free(own);
}

void read_papers(sources *list, const service_defs *services, city_def *c)
{
	papers_def *all = &c->papers;
	looks seen = { NULL, 0, 0 };
	size_t papers = 0, marks = 0;
	for (size_t i = 0; i < list->n; i++)
		papers += list->at[i].kind == PATH_PAPER;
	if (papers)
		all->papers.at = arena_many(list->at[0].r.a, paper_def, papers);
	for (size_t i = 0; i < list->n; i++)
		if (list->at[i].kind == PATH_BACKGROUND)
			read_pdf(&list->at[i], all, &seen);
	paper_checks *checks = papers ? paper_checks_new(list->at[0].r.work, c, services) : NULL;
	for (size_t i = 0; i < list->n; i++) {
		source *s = &list->at[i];
		yaml_node top = { .line = 1, .column = 1 };
		if (s->kind == PATH_SAMPLES && s->root)
			read_samples(s, c);
		if (s->kind != PATH_PAPER)
			continue;
		if (all->papers.n == PAPERS_MAX || marks > PAPERS_MARKS_MAX) {
			if (all->papers.n == PAPERS_MAX)
				note(&s->r, &top, "too many papers; at most %d", PAPERS_MAX);
			break;
		}
		read_one(s, checks, &seen, all, &marks);
	}
}
