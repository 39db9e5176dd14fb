/* What all pages of /manage/papers begin with; places and mistakes by name. */
#include "modules/papers/manage/view.h"

#define MISTAKES_SHOWN 60

bool pm_ours(str path)
{
	def_path kind = defs_path(path, NULL);
	return kind == PATH_PAPER || kind == PATH_BACKGROUND || kind == PATH_SAMPLES;
}

bool pm_needed_for(str path, str id)
{
	str of;
	def_path kind = defs_path(path, &of);
	if (kind == PATH_PAPER || kind == PATH_BACKGROUND)
		return str_eq(of, id);
	return kind != PATH_TABLE && kind != PATH_CASES && kind != PATH_OFFICE && kind != PATH_JOURNEYS;
}

str pm_file_of(arena *a, str id)
{
	return str_format(a, "papers/%.*s.yaml", STR_ARG(id));
}

bool pm_good_id(str s)
{
	bool good = s.len > 0 && s.len <= 32;
	for (size_t i = 0; i < s.len && good; i++)
		good = (s.at[i] >= 'a' && s.at[i] <= 'z') || (s.at[i] >= '0' && s.at[i] <= '9') || s.at[i] == '-';
	return good;
}

str pm_time(arena *a, lang l, instant t)
{
	civil d = civil_of(day_of(t));
	int minute = minute_of(t);
	(void)l;
	return str_format(a, "%d-%02d-%02d %d:%02d", d.year, d.month, d.mday, minute / 60, minute % 60);
}

page pm_page(str title, bool editor)
{
	return (page){ .kind = PAGE_STAFF,
		       .title = title,
		       .here = STR("manage"),
		       .style = STR("papers-manage.css"),
		       .script = editor ? STR("papers-manage.js") : STR_NONE };
}

static void add_tab(arena *a, pm_head *h, str text, url link, bool here, size_t n)
{
	LIST_ADD(a, &h->tabs,
		 ((edit_item){
			 .text = text, .link = link, .here = here, .badge = n ? str_format(a, "%zu", n) : STR_NONE }));
}

void pm_begin(const bench *b, pm_head *h, str title, const char *here, str id)
{
	static const struct {
		const char *id, *path;
		word text;
	} room[] = { { "list", "/manage/papers", T_pm_papers },
		     { "samples", "/manage/papers/samples", T_pm_samples },
		     { "draft", "/manage/papers/draft", T_pm_draft },
		     { "history", "/manage/papers/history", T_pm_history } },
	  paper[] = { { "places", "", T_pm_tab_places },
		      { "about", "/about", T_pm_tab_about },
		      { "sheets", "/sheets", T_pm_tab_sheets },
		      { "try", "/try", T_pm_tab_try } };
	req *r = b->r;
	arena *a = r->arena;
	h->title = title;
	LIST_ADD(a, &h->way, ((edit_item){ .text = say(r, T_manage_title), .link = url_path(a, "/manage") }));
	if (strcmp(here, "list") != 0)
		LIST_ADD(a, &h->way,
			 ((edit_item){ .text = say(r, T_pm_papers), .link = url_path(a, "/manage/papers") }));
	size_t mine = drafts_of(a, &b->mine, pm_ours).n;
	for (size_t i = 0; id.len && i < COUNT(paper); i++)
		add_tab(a, h, say(r, paper[i].text),
			url_path(a, "/manage/papers/paper/%.*s%s", STR_ARG(id), paper[i].path),
			strcmp(paper[i].id, here) == 0, 0);
	for (size_t i = id.len ? 2 : 0; i < (id.len ? 3 : COUNT(room)); i++)
		add_tab(a, h, say(r, id.len ? T_pm_publish : room[i].text), url_of(a, str_of(room[i].path)),
			strcmp(room[i].id, here) == 0, strcmp(room[i].id, "draft") == 0 ? mine : 0);
	const other_draft *other = id.len ? bench_other(b, pm_file_of(a, id)) : NULL;
	if (other)
		h->other = words_gm_other_edits(a, r->lang, other->name, pm_time(a, r->lang, other->changed_at));
	i64 n;
	if (str_i64(req_query(r, "published"), &n))
		h->done = words_pm_published(a, r->lang, n);
	else if (req_query(r, "saved").len)
		h->done = say(r, T_gm_saved);
	else if (req_query(r, "removed").len)
		h->done = say(r, T_pm_removed_in_draft);
}

/* --- places by name ------------------------------------------------------------------------------------------------------------- */

str pm_kind_name(arena *a, lang l, const paper_mark *m)
{
	static const word names[] = {
		[MARK_LABEL] = T_pm_kind_label,     [MARK_LINE] = T_pm_kind_line,     [MARK_BOX] = T_pm_kind_box,
		[MARK_FACT] = T_pm_kind_fact,       [MARK_VALUE] = T_pm_kind_value,   [MARK_COLUMN] = T_pm_kind_column,
		[MARK_OPTIONS] = T_pm_kind_options, [MARK_CHOICE] = T_pm_kind_choice, [MARK_SEAL] = T_pm_kind_seal,
		[MARK_QR] = T_pm_kind_qr,           [MARK_POSTAL] = T_pm_kind_postal, [MARK_GRID] = T_pm_kind_grid,
		[MARK_EMPTY] = T_pm_kind_empty
	};
	return words_text(a, l, names[m->kind]);
}

static str cut(arena *a, str s, size_t most)
{
	size_t i = 0, n = 0;
	while (i < s.len && n < most) {
		if (s.at[i] == '\n')
			break;
		str_next(s, &i);
		n++;
	}
	return i < s.len ? str_format(a, "%.*s…", STR_ARG(str_sub(s, 0, i))) : s;
}

str pm_name(arena *a, lang l, const city_def *c, const paper_mark *m)
{
	const fact_def *f = NULL;
	str kind = pm_kind_name(a, l, m);
	bool fact = m->kind == MARK_FACT || m->kind == MARK_OPTIONS || m->kind == MARK_CHOICE || m->kind == MARK_POSTAL;
	if (fact && m->text.len && !m->of_row)
		f = facts_find(&c->facts, m->text);
	if (f && m->kind == MARK_CHOICE)
		return str_format(a, "%.*s = %.*s", STR_ARG(f->name), STR_ARG(m->is));
	if (f)
		return f->name;
	if (m->kind == MARK_COLUMN || m->of_row) {
		for (size_t i = 0; i < c->facts.n; i++)
			for (size_t k = 0; k < c->facts.at[i].field.columns.n; k++)
				if (str_eq(c->facts.at[i].field.columns.at[k].id, m->text))
					return text_in(&c->facts.at[i].field.columns.at[k].label, l);
		return m->text;
	}
	if (m->kind == MARK_LABEL && m->text.len)
		return str_format(a, "「%.*s」", STR_ARG(cut(a, m->text, 12)));
	if (m->value.text.len)
		return cut(a, m->value.text, 16);
	return fact && m->text.len ? m->text : kind;
}

/* --- mistakes -------------------------------------------------------------------------------------------------------------------------- */

/* The place that begins last before the line: [sheet], path. */
static bool place_at(arena *a, const paper_def *p, i64 line, size_t *sheet, str *path)
{
	bool found = false;
	i64 best = 0;
	for (size_t s = 0; s < p->sheets.n; s++) {
		laid_marks laid = paper_lay(a, &p->sheets.at[s]);
		for (size_t i = 0; i < laid.n; i++) {
			i64 at = laid.at[i].mark->line;
			if (laid.at[i].row_no || at > line || at < best || at == 0)
				continue;
			best = at;
			*sheet = s;
			*path = laid.at[i].path;
			found = true;
		}
	}
	return found;
}

/* The texts in quotes ‘…’, the n-th. */
static str quoted(str s, int n)
{
	for (size_t i = 0; i + 3 <= s.len; i++) {
		if (memcmp(s.at + i, "‘", 3) != 0 || n-- > 0)
			continue;
		for (size_t k = i + 3; k + 3 <= s.len; k++)
			if (memcmp(s.at + k, "’", 3) == 0)
				return str_sub(s, i + 3, k);
	}
	return STR_NONE;
}

/* The checker speaks English; what editors meet most is said in their language. */
static str told(req *r, const err *e)
{
	typedef str (*say_one)(arena *, lang, str);
	static const struct {
		const char *part;
		say_one say;
	} known[] = { { "there is no fact ", words_gm_err_fact },   { "there is no scheme ", words_gm_err_scheme },
		      { "there is no event ", words_gm_err_event }, { "unknown service ", words_gm_err_service },
		      { "unknown name", words_gm_err_name },        { "is not a number", words_pm_err_no_number } };
	static const struct {
		const char *part;
		word text;
	} fits[] = { { "no font has", T_pm_no_glyph },
		     { "more letters than there are cells", T_pm_few_cells },
		     { "it does not fit", T_pm_not_fit },
		     { "the words do not fit", T_pm_not_fit },
		     { "too long for a QR", T_pm_not_fit } };
	arena *a = r->arena;
	if (str_has(e->detail, STR("stands outside")))
		return words_text(a, r->lang, T_pm_err_outside);
	bool sample = str_has(e->detail, STR(", sample ‘"));
	for (size_t i = 0; i < COUNT(fits); i++) {
		if (!str_has(e->detail, str_of(fits[i].part)))
			continue;
		str text = quoted(e->detail, sample ? 1 : 0), words_ = words_text(a, r->lang, fits[i].text);
		return sample ? words_pm_err_sample(a, r->lang, quoted(e->detail, 0), text, words_)
			      : words_pm_err_text(a, r->lang, text, words_);
	}
	for (size_t i = 0; r->lang != LANG_EN && i < COUNT(known); i++)
		if (str_has(e->detail, str_of(known[i].part)) && quoted(e->detail, 0).len)
			return known[i].say(a, r->lang, quoted(e->detail, 0));
	if (e->detail.len == 0)
		return err_message(e->code, r->lang);
	return r->lang == LANG_EN ? e->detail : words_gm_err_other(a, r->lang, e->detail);
}

edit_items pm_mistakes(const bench *b, const err *e, str only)
{
	req *r = b->r;
	arena *a = r->arena;
	edit_items list = { 0 };
	for (; e && list.n < MISTAKES_SHOWN; e = e->next) {
		str rest = e->where, path = str_cut(&rest, ':'), id = STR_NONE;
		i64 line = 0;
		if (only.len && !str_eq(path, only))
			continue;
		def_path kind = defs_path(path, &id);
		edit_item item = { .text = told(r, e), .badge = path, .link = url_path(a, "/manage/guide/draft") };
		str_i64(str_cut(&rest, ':'), &line);
		if (kind == PATH_SAMPLES) {
			item.badge = say(r, T_pm_samples);
			item.link = url_path(a, "/manage/papers/samples");
		}
		const paper_def *p =
			kind == PATH_PAPER || kind == PATH_BACKGROUND ? paper_find(&b->drawn->papers, id) : NULL;
		if (kind == PATH_PAPER || kind == PATH_BACKGROUND) {
			size_t sheet = 0;
			str place = STR_NONE;
			pm_at at;
			item.badge = p ? text_in(&p->name, r->lang) : id;
			item.link = url_path(a, "/manage/papers/paper/%.*s", STR_ARG(id));
			if (p && line && line < (p->sheets.n && p->sheets.at[0].line ? p->sheets.at[0].line : 0))
				item.link = url_path(a, "/manage/papers/paper/%.*s/about", STR_ARG(id));
			else if (p && kind == PATH_PAPER && place_at(a, p, line, &sheet, &place) &&
				 pm_find(pm_copy(a, p), sheet, place, &at)) {
				item.badge = str_format(a, "%.*s %.*s", STR_ARG(item.badge),
							STR_ARG(pm_name(a, r->lang, b->drawn, at.mark)));
				item.link = url_of(a, str_format(a, "%.*s?s=%zu&p=%.*s#place", STR_ARG(item.link.s),
								 sheet + 1, STR_ARG(percent_encode(a, place))));
			}
		}
		LIST_ADD(a, &list, item);
	}
	return list;
}

/* --- texts and pictures ------------------------------------------------------------------------------------------------------------------- */

str pm_written(arena *a, const city_def *c, const paper_def *p)
{
	city_def with = *c;
	paper_defs all = { arena_alloc(a, (c->papers.papers.n + 1) * sizeof *all.at), 0 };
	bool there = false;
	for (size_t i = 0; i < c->papers.papers.n; i++) {
		bool it = str_eq(c->papers.papers.at[i].id, p->id);
		all.at[all.n++] = it ? *p : c->papers.papers.at[i];
		there = there || it;
	}
	if (!there)
		all.at[all.n++] = *p;
	with.papers.papers = all;
	return defs_write_paper(a, &with, p->id);
}

url pm_picture(arena *a, str id, size_t sheet, str sample, str version)
{
	return url_of(a, str_format(a, "/manage/papers/picture/%.*s?s=%zu&v=%.*s&of=%.*s", STR_ARG(id), sheet + 1,
				    STR_ARG(sample), STR_ARG(version)));
}

url pm_background_picture(arena *a, str id, size_t sheet, str version)
{
	return url_of(a, str_format(a, "/manage/papers/background/%.*s?s=%zu&of=%.*s", STR_ARG(id), sheet + 1,
				    STR_ARG(version)));
}

str pm_pdf_text(const bench *b, str path)
{
	return bench_text(b, path);
}
