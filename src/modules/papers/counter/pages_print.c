/* Making the packet, its PDF, and the record of what was made. */
#include "kit/app.h"
#include "modules/papers/counter/counter_pages.h"

#include "modules/papers/counter/templates/record.html.h"

#define NUMBER_LEN 8
#define PAPERS_TEXT_MAX (64 * 1024)

static str ids_of(arena *a, const packet *k, str only)
{
	buf b = buf_new(a, PAPERS_TEXT_MAX);
	for (size_t c = 0; c < k->counters.n; c++)
		for (size_t i = 0; i < k->counters.at[c].papers.n; i++) {
			str id = k->counters.at[c].papers.at[i].paper->id;
			if (only.len && !str_eq(id, only))
				continue;
			if (b.len)
				buf_char(&b, '\n');
			buf_put(&b, id);
		}
	return buf_str(&b);
}

static i64 corrected_of(const preparation *p)
{
	i64 n = 0;
	for (size_t i = 0; i < p->answers.n; i++)
		n += p->answers.at[i].was.len > 0;
	return n;
}

static bool stops(const papers *p)
{
	papers_problems_list all = papers_problems(p);
	for (size_t i = 0; i < all.n; i++)
		if (all.at[i].stops)
			return true;
	return false;
}

static const err *print_it(counter_sitting *s, const packet *k, str only, str *ret_number)
{
	req *r = s->r;
	arena *a = r->arena;
	papers_made made;
	str number = random_code(a, NUMBER_LEN);
	make_asked asked = { .number = counter_number_show(a, number),
			     .link = str_format(a, "%.*s/counter/%.*s?q=%.*s", STR_ARG(app_site(r->app, a, s->city)),
						STR_ARG(s->office->id), STR_ARG(number)),
			     .only = only,
			     .cover = only.len == 0 };
	/* papers are in Japanese, whatever language the page is in */
	lang was = r->lang;
	r->lang = LANG_JA;
	papers *p = counter_papers_of(r, s->city, &s->prep);
	r->lang = was;
	TRY(papers_make(p, &asked, &made));
	print_packet c = { .app = r->app,
			   .who = r->who,
			   .about = counter_about_of(a, &s->prep, k),
			   .keep_days = s->city->limits.keep_preparations,
			   .row = { .number = number,
				    .office = s->office->id,
				    .filling = s->f.id,
				    .visit = s->f.row.visit,
				    .desk = s->f.row.desk,
				    .staff = r->who->staff,
				    .papers = ids_of(a, k, only),
				    .version = made.version,
				    .hash = counter_hash(a, made.pdf),
				    .pages = (i64)made.pages,
				    .corrected = corrected_of(&s->prep),
				    .confirmed_at = s->f.row.confirmed_at } };
	TRY(keep_lock(r, counter_pdf_about(a, number), made.pdf, &c.row.pdf));
	TRY(keep_lock(r, counter_facts_about(a, number), counter_facts_text(a, &s->prep), &c.row.facts));
	TRY(store_write(r->app->store, a, office_shard(a, r->app->city, s->office->id), print_packet_run, &c));
	*ret_number = number;
	return NULL;
}

static const err *print_post(req *r, resp *out)
{
	counter_sitting s;
	size_t set;
	TRY(counter_open_sitting(r, &s));
	if (s.f.row.over_at) {
		resp_redirect(r, out, counter_at(&s, "/answers"));
		return NULL;
	}
	TRY(counter_save(&s, &set));
	packet k = papers_packet(s.p);
	str only = req_form(r, "only"), number;
	const char *const trouble = k.papers == 0 ? "none" : stops(s.p) ? "stops" : NULL;
	if (s.gone || s.errors.n || s.both.n || trouble) {
		if (trouble)
			s.message = words_text(r->arena, r->lang,
					       k.papers == 0 ? T_counter_nothing_to_print : T_counter_stops);
		out->status = 422;
		return counter_fill_page(&s, out);
	}
	if (only.len && ids_of(r->arena, &k, only).len == 0)
		return err_of(ERR_not_found);
	TRY(print_it(&s, &k, only, &number));
	resp_redirect(
		r, out,
		str_format(r->arena, "/counter/%.*s/packet/%.*s/packet.pdf", STR_ARG(s.office->id), STR_ARG(number)));
	return NULL;
}

/* --- reading ---------------------------------------------------------------------------------------------------------------------------- */

struct pdf_question {
	i64 city;
	str number;
	counter_packet_pdf_row row;
	bool found;
};

static const err *read_pdf(db *d, arena *a, void *arg)
{
	struct pdf_question *q = arg;
	return counter_packet_pdf(d, a, q->city, q->number, &q->row, &q->found);
}

static const err *pdf_get(req *r, resp *out)
{
	const office_def *o;
	TRY(counter_office(r, &o));
	struct pdf_question q = { .city = r->app->city, .number = req_param(r, "number") };
	TRY(store_read(r->app->store, r->arena, read_pdf, &q));
	if (!q.found || !str_eq(q.row.office, o->id) || !q.row.erase_at)
		return err_of(ERR_not_found);
	TRY(counter_unlocked(r, counter_pdf_about(r->arena, q.number), q.row.pdf, &out->body));
	out->type = STR("application/pdf");
	resp_header(r, out, STR("Content-Disposition"),
		    str_format(r->arena, "inline; filename=\"%.*s.pdf\"", STR_ARG(q.number)));
	counter_private(r, out);
	return NULL;
}

struct record_question {
	i64 city;
	str office, visit;
	counter_packets_of_visit_rows rows;
};

static const err *read_record(db *d, arena *a, void *arg)
{
	struct record_question *q = arg;
	return counter_packets_of_visit(d, a, q->city, q->office, q->visit, &q->rows);
}

static const err *visit_get(req *r, resp *out)
{
	const office_def *o;
	TRY(counter_office(r, &o));
	const city_def *c = catalog_city(r);
	struct record_question q = { .city = r->app->city,
				     .office = o->id,
				     .visit = visits_code_parse(r->arena, req_param(r, "visit")) };
	if (q.visit.len == 0)
		return err_of(ERR_not_found);
	TRY(store_read(r->app->store, r->arena, read_record, &q));
	counter_record_view v = { .title = say(r, T_counter_record_title),
				  .back = url_path(r->arena, "/counter/%.*s?ticket=%.*s", STR_ARG(o->id),
						   STR_ARG(q.visit)) };
	TRY(counter_packet_lines_of(r, c, o, &q.rows, true, &v.packets));
	counter_private(r, out);
	page_out w = page_begin(r);
	counter_record(&w, &v);
	page p = counter_page(o, v.title);
	return page_end(&w, &p, out);
}

const route counter_print_routes[] = {
	{ "POST", "/counter/:office/filling/:filling/print", ACCESS_CLERK, print_post },
	{ "GET", "/counter/:office/packet/:number/packet.pdf", ACCESS_CLERK, pdf_get },
	{ "GET", "/counter/:office/visit/:visit/papers", ACCESS_CLERK, visit_get },
	{ 0 },
};
