/* Looking through everything once more: problems first, then each paper with what was filled in, in a colour. */
#include "modules/papers/prepare/prepare.h"
#include "print/background.h"

#include "modules/papers/prepare/templates/check.html.h"

#define BACKGROUND_DPI 110

/* --- the list ------------------------------------------------------------------------------------------------------------ */

static prep_lines lines_of(const prep *s, bool stops)
{
	prep_lines list = { 0 };
	papers_problems_list all = papers_problems(s->sit);
	for (size_t i = 0; i < all.n; i++)
		if (all.at[i].stops == stops)
			LIST_ADD(s->r->arena, &list,
				 ((struct prep_line){ all.at[i].told,
						      all.at[i].fact && !all.at[i].fact->value
							      ? prep_ask(s, all.at[i].fact->field.id, "c")
							      : (url){ STR_NONE } }));
	return list;
}

static const err *check_get(req *r, resp *out)
{
	prep s;
	bool done;
	TRY(prep_open(r, out, &s, &done));
	if (done)
		return NULL;
	arena *a = r->arena;
	papers_question q;
	prep_check_view v = { .name = prep_name(&s),
			      .stops = lines_of(&s, true),
			      .gaps = lines_of(&s, false),
			      .said = prep_said_all(&s, "c"), /* what was not answered stands among the gaps */
			      .news = prep_news_of(&s),
			      .asks_more = prep_next(&s, &q),
			      .left = prep_where_of(&s).left,
			      .go_on = prep_at(&s, "/q"),
			      .done = prep_at(&s, "/done"),
			      .home = prep_at(&s, "") };
	packet k = papers_packet(s.sit);
	for (size_t i = 0; i < k.counters.n; i++) {
		const packet_counter *c = &k.counters.at[i];
		struct prep_check_counter one = { .title = c->service ? text_in(&c->service->name, r->lang)
								      : words_text(a, r->lang, T_prepare_no_counter) };
		for (size_t n = 0; n < c->papers.n; n++) {
			const paper_def *d = c->papers.at[n].paper;
			struct prep_check_paper p = {
				.name = text_in(&d->name, r->lang),
				.missing = (i64)c->papers.at[n].missing,
				.link = url_path(a, "/prepare/p/%.*s/paper/%.*s", STR_ARG(s.p.token), STR_ARG(d->id)),
				.image = url_path(a, "/prepare/p/%.*s/sheet/%.*s/1?rev=%lld", STR_ARG(s.p.token),
						  STR_ARG(d->id), (long long)s.p.rev)
			};
			LIST_ADD(a, &one.papers, p);
		}
		LIST_ADD(a, &v.counters, one);
	}
	page_out o = page_begin(r);
	prepare_check_page(&o, &v);
	page p = prep_page(r, words_text(a, r->lang, T_prepare_check_title));
	return page_end(&o, &p, out);
}

/* --- one paper ----------------------------------------------------------------------------------------------------------- */

static const err *filled(const prep *s, const paper_def *d, filled_sheets *ret)
{
	fact_answers given = papers_given(s->sit);
	fill_asked asked = { .city = s->city, .given = &given, .now = s->r->now };
	return paper_fill(s->r->arena, d, &asked, ret);
}

static void neighbours(const prep *s, const paper_def *d, prep_sheet_view *v)
{
	packet k = papers_packet(s->sit);
	const paper_def *last = NULL;
	bool found = false;
	for (size_t c = 0; c < k.counters.n; c++)
		for (size_t i = 0; i < k.counters.at[c].papers.n; i++) {
			const paper_def *p = k.counters.at[c].papers.at[i].paper;
			url link = url_path(s->r->arena, "/prepare/p/%.*s/paper/%.*s", STR_ARG(s->p.token),
					    STR_ARG(p->id));
			if (p == d && last) {
				v->before_name = text_in(&last->name, s->r->lang);
				v->before = url_path(s->r->arena, "/prepare/p/%.*s/paper/%.*s", STR_ARG(s->p.token),
						     STR_ARG(last->id));
			}
			if (found) {
				v->after_name = text_in(&p->name, s->r->lang);
				v->after = link;
				return;
			}
			found = p == d;
			last = p;
		}
}

static prep_said_list said_on(const prep *s, const paper_def *d)
{
	papers_facts here = { 0 }, asks = papers_asks(s->sit);
	for (size_t i = 0; i < asks.n; i++)
		for (size_t k = 0; k < d->facts.n; k++)
			if (d->facts.at[k] == asks.at[i])
				LIST_ADD(s->r->arena, &here, asks.at[i]);
	return prep_said_of(s, &here, "c");
}

static const err *paper_get(req *r, resp *out)
{
	prep s;
	bool done;
	filled_sheets sheets;
	TRY(prep_open(r, out, &s, &done));
	if (done)
		return NULL;
	arena *a = r->arena;
	const paper_def *d = paper_find(&s.city->papers, req_param(r, "paper"));
	if (!d)
		return err_of(ERR_not_found);
	TRY(filled(&s, d, &sheets));
	prep_sheet_view v = { .name = text_in(&d->name, r->lang),
			      .about = text_in(&d->about, r->lang),
			      .bring = text_in(&d->bring, r->lang),
			      .section = text_in(&d->section, r->lang),
			      .sample = !d->confirmed,
			      .law = d->law,
			      .law_link = d->law_url.len ? url_of(a, d->law_url) : (url){ STR_NONE },
			      .said = said_on(&s, d),
			      .pdf = url_path(a, "/prepare/p/%.*s/pdf/%.*s", STR_ARG(s.p.token), STR_ARG(d->id)),
			      .back = prep_at(&s, "/check") };
	for (size_t i = 0; i < sheets.n; i++)
		LIST_ADD(a, &v.sheets,
			 ((struct prep_image){ url_path(a, "/prepare/p/%.*s/sheet/%.*s/%zu?rev=%lld",
							STR_ARG(s.p.token), STR_ARG(d->id), i + 1, (long long)s.p.rev),
					       words_prepare_sheet_alt(a, r->lang, v.name, (i64)i + 1) }));
	for (size_t i = 0; i < sheets.troubles.n; i++)
		LIST_ADD(
			a, &v.troubles,
			((struct prep_line){ .text = words_prepare_trouble(a, r->lang, sheets.troubles.at[i].label) }));
	neighbours(&s, d, &v);
	page_out o = page_begin(r);
	prepare_sheet_page(&o, &v);
	page p = prep_page(r, v.name);
	return page_end(&o, &p, out);
}

static str base64(arena *a, str bytes)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *at = arena_alloc(a, (bytes.len + 2) / 3 * 4 + 1);
	size_t n = 0;
	for (size_t i = 0; i < bytes.len; i += 3) {
		u32 v = (u32)(u8)bytes.at[i] << 16;
		v |= i + 1 < bytes.len ? (u32)(u8)bytes.at[i + 1] << 8 : 0;
		v |= i + 2 < bytes.len ? (u8)bytes.at[i + 2] : 0;
		at[n++] = letters[v >> 18 & 63];
		at[n++] = letters[v >> 12 & 63];
		at[n++] = i + 1 < bytes.len ? letters[v >> 6 & 63] : '=';
		at[n++] = i + 2 < bytes.len ? letters[v & 63] : '=';
	}
	return (str){ at, n };
}

const err *prep_sheet_svg(arena *a, const struct filled_sheet *f, str name, str *ret)
{
	str svg, png = STR_NONE;
	TRY(drawing_svg(a, f->drawing, name, &svg));
	int page_no = f->sheet->background_page > 0 ? f->sheet->background_page : 1;
	if (f->background.len && background_png(a, f->background, page_no, BACKGROUND_DPI, &png))
		png = STR_NONE; /* without the program for it the lines of the form are missing, not the answers */
	buf b = buf_new(a, svg.len + png.len * 2 + 4096);
	const char *title = memmem(svg.at, svg.len, "</title>", 8);
	size_t open = strlen("<svg"), head = title ? (size_t)(title - svg.at) + 8 : open;
	buf_lit(&b, "<svg color=\"#0017c1\"");
	buf_put(&b, str_sub(svg, open, head));
	if (f->background.len)
		buf_lit(&b, "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
	if (png.len) {
		buf_lit(&b,
			"<image width=\"100%\" height=\"100%\" preserveAspectRatio=\"none\" href=\"data:image/png;base64,");
		buf_put(&b, base64(a, png));
		buf_lit(&b, "\"/>");
	}
	buf_put(&b, str_sub(svg, head, svg.len));
	*ret = buf_str(&b);
	return b.overflowed ? err_of(ERR_too_large) : NULL;
}

/* One sheet as an image: vectors, so that it can be made large; what was filled in in blue. Nobody but its owner sees it: no cache keeps it. */
static const err *sheet_get(req *r, resp *out)
{
	prep s;
	bool done;
	filled_sheets sheets;
	i64 n = 0;
	TRY(prep_open(r, out, &s, &done));
	if (done)
		return err_of(ERR_not_found);
	const paper_def *d = paper_find(&s.city->papers, req_param(r, "paper"));
	if (!d || !str_i64(req_param(r, "n"), &n) || n < 1)
		return err_of(ERR_not_found);
	TRY(filled(&s, d, &sheets));
	if ((size_t)n > sheets.n)
		return err_of(ERR_not_found);
	const struct filled_sheet *f = &sheets.at[n - 1];
	TRY(prep_sheet_svg(r->arena, f, text_in(&d->name, r->lang), &out->body));
	out->type = STR("image/svg+xml");
	resp_header(r, out, STR("Content-Security-Policy"),
		    STR("default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
	return NULL;
}

const route prep_check_routes[] = {
	{ "GET", "/prepare/p/:token/check", ACCESS_PUBLIC, check_get },
	{ "GET", "/prepare/p/:token/paper/:paper", ACCESS_PUBLIC, paper_get },
	{ "GET", "/prepare/p/:token/sheet/:paper/:n", ACCESS_PUBLIC, sheet_get },
	{ 0 },
};
