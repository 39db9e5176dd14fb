/* The counter as clerks and residents meet it: the whole program on both databases. */
#include "modules/papers/keep/testing.h"

#include <pthread.h>

#include "kit/kit.sql.h"
#include "modules/lookup/lookup.h"
#include "modules/papers/counter/counter.h"
#include "store/testing_plans.h"

static const module *const modules[] = { &kit_module, &visits_module, &papers_module, &papers_prepare_module,
					 &papers_counter_module };

#define PAPER                                                                                                                     \
	"name: { ja: 異動届, ja-easy: いどう, en: Notice of moving }\nwhere: juumin\nsource: { law: 見本法 }\nsheets:\n" \
	"  - size: A4\n    marks:\n      - { label: 異動届, at: [20, 15, 100, 10], size: 16 }\n"                               \
	"      - { fact: shimei, at: [20, 40, 150, 8], size: 11 }\n      - { fact: kana, at: [20, 50, 150, 8], size: 11 }\n"      \
	"      - { fact: umare, at: [20, 60, 150, 8], size: 11 }\n      - { fact: juusho, at: [20, 70, 170, 8], size: 10 }\n"

typedef struct hall {
	web *w;
	browser clerk, other, away, screen;
	asker k;
} hall;

static hall open_hall(void **state)
{
	web *w = keep_web(state, modules, COUNT(modules));
	keep_publish(w, "papers/idou.yaml", PAPER);
	add_account(w, "kita", "clerk", "moji");
	add_account(w, "minami", "clerk", "moji");
	add_account(w, "tobata", "clerk", "tobata");
	add_account(w, "gamen", "device", "moji");
	hall h = { .w = w };
	h.clerk = signed_in(w, "kita");
	h.other = signed_in(w, "minami");
	h.away = signed_in(w, "tobata");
	h.screen = signed_in(w, "gamen");
	return h;
}

static void close_hall(hall *h)
{
	asked(&h->k);
	keep_web_close(h->w);
}

static const char *location(hall *h, const answer *r)
{
	assert_int_equal(r->status, 303);
	return arena_copy(h->w->a, header_of(r, "Location")).at;
}

/* …/answers of a new filling of that paper. */
static const char *begin(hall *h, browser *b)
{
	get(b, "/counter/moji");
	answer r = post(b, "/counter/moji", "desk=1&paper=idou");
	return location(h, &r);
}

static str value_after(str body, const char *mark)
{
	const char *at = memmem(body.at, body.len, mark, strlen(mark));
	if (!at)
		return STR_NONE;
	str rest = { at + strlen(mark), (size_t)(body.at + body.len - at) - strlen(mark) };
	return str_cut(&rest, '"');
}

static str mark_of(str body, const char *fact)
{
	char mark[100];
	snprintf(mark, sizeof mark, "name=\"b-%s\" value=\"", fact);
	return value_after(body, mark);
}

/* Fills one field as the page has it. */
static answer fill(hall *h, browser *b, const char *at, const char *fact, const char *value, str base)
{
	str form = str_format(h->w->a, "ask=%s&f-%s=%s&b-%s=%.*s&has-paper=idou&action=save", fact, fact, value, fact,
			      STR_ARG(base));
	return post(b, at, form.at);
}

static bool shows(const answer *r, const char *text)
{
	return str_has(r->body, str_of(text));
}

static const char *path(hall *h, const char *answers, const char *last)
{
	str s = str_of(answers);
	return str_format(h->w->a, "%.*s%s", STR_ARG(str_sub(s, 0, s.len - 8)), last).at; /* without /answers */
}

/* --- from greeting to print ---------------------------------------------------------------------------------------------------- */

struct packets {
	counter_packets_of_filling_rows rows;
	counter_times_rows times;
	str filling, pdf;
	kit_events_rows events;
};

static const err *read_packets(db *d, arena *a, void *arg)
{
	struct packets *p = arg;
	TRY(counter_packets_of_filling(d, a, 401005, p->filling, &p->rows));
	TRY(kit_events(d, a, 401005, STR("moji/1"), 0, 1000, &p->events));
	counter_packet_pdf_row row;
	bool found = false;
	if (p->rows.n)
		TRY(counter_packet_pdf(d, a, 401005, p->rows.at[0].number, &row, &found));
	p->pdf = found ? row.pdf : STR_NONE;
	return counter_times(d, a, 401005, STR("moji"), 0, 1000000, &p->times);
}

static struct packets packets_of(hall *h, const char *answers)
{
	str s = str_of(answers), rest = str_sub(s, STR("/counter/moji/filling/").len, s.len);
	struct packets p = { .filling = str_cut(&rest, '/') };
	assert_ok(store_read(h->w->t->store, h->w->a, read_packets, &p));
	return p;
}

static void what_is_asked_is_printed_and_recorded_with_the_time_it_took(void **state)
{
	hall h = open_hall(state);
	const char *at = begin(&h, &h.clerk);
	answer seen = get(&h.clerk, at);
	assert_int_equal(seen.status, 200);
	assert_true(shows(&seen, "異動届"));
	assert_has(header_of(&seen, "Content-Security-Policy"), "connect-src 'self' http://127.0.0.1:17801;");
	assert_int_equal(
		fill(&h, &h.clerk, at, "shimei", "%E9%AB%99%E6%A9%8B%E3%80%80%EF%A8%91%E5%AD%90", STR_NONE).status,
		303);
	seen = get(&h.clerk, at);
	assert_true(shows(&seen, "髙橋　﨑子"));
	assert_true(shows(&seen, "cf-origin clerk"));
	clock_set(&h.w->t->clock, clock_now(&h.w->t->clock) + 4 * MINUTE);
	answer r = post(&h.clerk, path(&h, at, "/print"), "has-paper=idou");
	const char *pdf_at = location(&h, &r);
	answer pdf = get(&h.clerk, pdf_at);
	assert_int_equal(pdf.status, 200);
	assert_true(str_starts(pdf.body, STR("%PDF-")));
	struct packets p = packets_of(&h, at);
	assert_int_equal(p.rows.n, 1);
	assert_true(str_eq(p.rows.at[0].papers, STR("idou")));
	str locked = p.pdf, bytes;
	bool good;
	assert_false(str_has(locked, STR("%PDF")));
	assert_ok(keep_unlock(ask(&h.k, h.w), str_format(h.w->a, "packet %.*s", STR_ARG(p.rows.at[0].number)), locked,
			      &bytes, &good));
	assert_true(good);
	assert_true(str_eq(p.rows.at[0].hash, counter_hash(h.w->a, bytes)));
	assert_true(str_eq(p.rows.at[0].staff_name, STR("kita")));
	assert_int_equal(p.times.n, 1);
	assert_int_equal(p.times.at[0].printed_at - p.times.at[0].begun_at, 4 * MINUTE);
	assert_true(str_eq(p.times.at[0].came, STR("counter")));
	/* the first print counts */
	clock_set(&h.w->t->clock, clock_now(&h.w->t->clock) + 9 * MINUTE);
	r = post(&h.clerk, path(&h, at, "/print"), "has-paper=idou");
	assert_int_equal(r.status, 303);
	p = packets_of(&h, at);
	assert_int_equal(p.rows.n, 2);
	assert_int_equal(p.times.at[0].printed_at - p.times.at[0].begun_at, 4 * MINUTE);
	/* after the city's days nothing is left of what stood there */
	clock_set(&h.w->t->clock, clock_now(&h.w->t->clock) + 31 * DAY);
	assert_ok(papers_counter_module.tick(h.w->app, h.w->a));
	assert_int_equal(get(&h.clerk, pdf_at).status == 404 || get(&h.clerk, pdf_at).status == 303, 1);
	p = packets_of(&h, at);
	assert_int_equal(p.rows.n, 2);
	assert_int_equal(p.rows.at[0].erase_at, 0);
	close_hall(&h);
}

static void events_say_that_something_changed_and_nothing_more(void **state)
{
	hall h = open_hall(state);
	const char *at = begin(&h, &h.clerk);
	fill(&h, &h.clerk, at, "shimei", "%E9%AB%99%E6%A9%8B", STR_NONE);
	struct packets p = packets_of(&h, at);
	assert_true(p.events.n >= 2);
	for (size_t i = 0; i < p.events.n; i++) {
		assert_true(str_eq(p.events.at[i].kind, STR("changed")));
		assert_true(str_eq(p.events.at[i].data, STR("{}")));
	}
	close_hall(&h);
}

static void a_wrong_answer_is_told_beside_and_the_others_are_saved(void **state)
{
	hall h = open_hall(state);
	const char *at = begin(&h, &h.clerk);
	answer r = post(&h.clerk, at,
			"ask=umare&f-umare=S64.1.8&b-umare=&ask=shimei&f-shimei=Mori&b-shimei=&has-paper=idou");
	assert_int_equal(r.status, 422);
	assert_true(shows(&r, "S64.1.8") && shows(&r, "href=\"#f-umare\""));
	r = get(&h.clerk, at);
	assert_true(shows(&r, "value=\"Mori\"") && !shows(&r, "S64.1.8"));
	close_hall(&h);
}

static void not_known_is_an_answer_and_takes_the_value_away(void **state)
{
	hall h = open_hall(state);
	const char *at = begin(&h, &h.clerk);
	fill(&h, &h.clerk, at, "kana", "?", STR_NONE);
	answer r = get(&h.clerk, at);
	assert_has(r.body, "id=\"f-kana-u\" name=\"f-kana.unknown\" value=\"1\" checked");
	close_hall(&h);
}

static void a_reading_is_proposed_from_the_name_and_taken_only_by_the_clerk(void **state)
{
	hall h = open_hall(state);
	const char *at = begin(&h, &h.clerk);
	fill(&h, &h.clerk, at, "shimei", "%E9%88%B4%E6%9C%A8%E3%80%80%E8%8A%B1%E5%AD%90", STR_NONE); /* 鈴木　花子 */
	answer r = get(&h.clerk, at);
	if (!shows(&r, "name=\"propose\"")) /* where there is no dictionary nothing is proposed */
		assert_int_equal(lookup_kana(ask(&h.k, h.w), STR("鈴木　花子")).len, 0);
	else {
		assert_has(r.body, "data-value=\"スズキ　ハナコ\"");
		assert_has(r.body, "id=\"f-kana\" name=\"f-kana\" value=\"\"");
		post(&h.clerk, at, "propose=kana&has-paper=idou");
		r = get(&h.clerk, at);
		assert_has(r.body, "id=\"f-kana\" name=\"f-kana\" value=\"スズキ　ハナコ\"");
		assert_true(!shows(&r, "name=\"propose\""));
	}
	close_hall(&h);
}

/* --- two clerks ------------------------------------------------------------------------------------------------------------------- */

static void two_clerks_see_each_other_and_overwrite_nothing_unseen(void **state)
{
	hall h = open_hall(state);
	const char *at = begin(&h, &h.clerk);
	answer first = get(&h.clerk, at), second = get(&h.other, at);
	assert_int_equal(fill(&h, &h.clerk, at, "shimei", "Mori", mark_of(first.body, "shimei")).status, 303);
	/* another field at the same time: both are kept */
	assert_int_equal(fill(&h, &h.other, at, "juusho", "Moji", mark_of(second.body, "juusho")).status, 303);
	/* the same field, from what it was before */
	answer r = fill(&h, &h.other, at, "shimei", "Hayashi", mark_of(second.body, "shimei"));
	assert_int_equal(r.status, 422);
	assert_true(shows(&r, "value=\"Hayashi\"") && shows(&r, "「Mori」"));
	answer now = get(&h.clerk, at);
	assert_true(shows(&now, "value=\"Mori\"") && shows(&now, "value=\"Moji\"") && !shows(&now, "Hayashi"));
	/* having seen it, the clerk may */
	assert_int_equal(fill(&h, &h.other, at, "shimei", "Hayashi", mark_of(r.body, "shimei")).status, 303);
	now = get(&h.clerk, at);
	assert_true(shows(&now, "value=\"Hayashi\""));
	close_hall(&h);
}

typedef struct racer {
	hall *h;
	browser b;
	const char *at, *fact;
	int refused;
} racer;

static void *race(void *arg)
{
	racer *c = arg;
	str base = STR_NONE;
	for (int i = 0; i < 6; i++) {
		str value = str_format(c->b.w->a, "%s%d", c->fact, i);
		answer r = fill(c->h, &c->b, c->at, c->fact, value.at, base);
		c->refused += r.status != 303;
		r = get(&c->b, c->at);
		base = mark_of(r.body, c->fact);
	}
	return NULL;
}

static void clerks_who_fill_at_the_same_moment_lose_nothing(void **state)
{
	hall h = open_hall(state);
	const char *at = begin(&h, &h.clerk);
	web mine = *h.w, theirs = *h.w;
	mine.a = arena_new((size_t)1 << 29);
	theirs.a = arena_new((size_t)1 << 29);
	hall one = h, two = h;
	one.w = &mine;
	two.w = &theirs;
	racer a = { &one, h.clerk, at, "shimei", 0 }, b = { &two, h.other, at, "juusho", 0 };
	a.b.w = &mine;
	b.b.w = &theirs;
	pthread_t t;
	assert_int_equal(pthread_create(&t, NULL, race, &a), 0);
	race(&b);
	pthread_join(t, NULL);
	assert_int_equal(a.refused + b.refused, 0);
	answer r = get(&h.clerk, at);
	assert_true(shows(&r, "value=\"shimei5\"") && shows(&r, "value=\"juusho5\""));
	arena_free(mine.a);
	arena_free(theirs.a);
	close_hall(&h);
}

static void a_clerk_of_another_office_may_not(void **state)
{
	hall h = open_hall(state);
	const char *at = begin(&h, &h.clerk);
	assert_int_equal(get(&h.away, at).status, 403);
	const char *elsewhere = str_format(h.w->a, "/counter/tobata%s", at + strlen("/counter/moji")).at;
	assert_int_equal(get(&h.away, elsewhere).status, 404);
	get(&h.away, "/counter/tobata");
	assert_int_equal(post(&h.away, elsewhere, "ask=shimei&f-shimei=X&b-shimei=").status, 404);
	assert_int_equal(get(&h.clerk, "/counter/moji/report").status, 403);
	browser nobody = { .w = h.w };
	assert_int_equal(get(&nobody, at).status, 303);
	close_hall(&h);
}

/* --- what is gone --------------------------------------------------------------------------------------------------------------------- */

static str token_of(hall *h, const char *answers)
{
	str s = str_of(answers), rest = str_sub(s, STR("/counter/moji/filling/").len, s.len), token;
	bool found;
	str id = str_cut(&rest, '/');
	assert_ok(keep_attached(ask(&h->k, h->w), str_format(h->w->a, "filling.%.*s", STR_ARG(id)), &token, &found));
	assert_true(found);
	return token;
}

static void a_preparation_that_is_deleted_meanwhile_is_told_and_the_page_is_kept(void **state)
{
	hall h = open_hall(state);
	const char *at = begin(&h, &h.clerk);
	fill(&h, &h.clerk, at, "shimei", "Mori", STR_NONE);
	answer seen = get(&h.clerk, at);
	assert_ok(keep_delete(ask(&h.k, h.w), token_of(&h, at)));
	str form = str_format(
		h.w->a, "ask=shimei&f-shimei=Mori&b-shimei=%.*s&ask=juusho&f-juusho=Moji&b-juusho=&has-paper=idou",
		STR_ARG(mark_of(seen.body, "shimei")));
	answer r = post(&h.clerk, at, form.at);
	assert_int_equal(r.status, 410);
	assert_true(shows(&r, "value=\"Mori\"") && shows(&r, "value=\"Moji\"") && shows(&r, "value=\"renew\""));
	r = post(&h.clerk, at, str_format(h.w->a, "%.*s&action=renew", STR_ARG(form)).at);
	assert_int_equal(r.status, 303);
	r = get(&h.clerk, at);
	assert_int_equal(r.status, 200);
	assert_true(shows(&r, "value=\"Mori\"") && shows(&r, "value=\"Moji\"") && shows(&r, "異動届"));
	close_hall(&h);
}

static void an_end_after_a_print_deletes_the_preparation_and_one_without_does_not(void **state)
{
	hall h = open_hall(state);
	const char *at = begin(&h, &h.clerk);
	str token = token_of(&h, at);
	preparation p;
	fill(&h, &h.clerk, at, "shimei", "Mori", STR_NONE);
	assert_int_equal(post(&h.clerk, at, "action=over&has-paper=idou").status, 303);
	assert_ok(keep_open(ask(&h.k, h.w), token, &p));
	/* taken up again by its link, and printed */
	get(&h.clerk, "/counter/moji");
	answer r =
		post(&h.clerk, "/counter/moji",
		     str_format(h.w->a, "desk=1&q=https%%3A%%2F%%2Fcity%%2Fprepare%%2Fp%%2F%.*s", STR_ARG(token)).at);
	const char *again = location(&h, &r);
	assert_string_not_equal(again, at);
	assert_int_equal(post(&h.clerk, path(&h, again, "/print"), "has-paper=idou").status, 303);
	assert_int_equal(post(&h.clerk, again, "action=over&has-paper=idou").status, 303);
	assert_refused(keep_open(ask(&h.k, h.w), token, &p), ERR_not_found);
	r = get(&h.clerk, again);
	assert_int_equal(r.status, 200);
	assert_true(!shows(&r, "cf-form"));
	close_hall(&h);
}

/* --- the screen -------------------------------------------------------------------------------------------------------------------------- */

#define SCREEN "/counter/moji/1/screen"

static void join_screen(hall *h, browser *screen)
{
	answer r = get(screen, SCREEN);
	str code = value_after(r.body, "class=\"fs-code\">");
	str rest = code;
	code = str_cut(&rest, '<');
	assert_int_equal(code.len, 7);
	get(&h->clerk, "/counter/moji");
	str form = str_format(h->w->a, "desk=1&screen=%.*s%%20%.*s", STR_ARG(str_sub(code, 0, 3)),
			      STR_ARG(str_sub(code, 4, 7)));
	assert_int_equal(post(&h->clerk, "/counter/moji", form.at).status, 303);
	r = get(screen, SCREEN);
	assert_true(!shows(&r, "fs-code"));
}

static void the_screen_shows_only_what_is_shown_and_only_to_its_own_device(void **state)
{
	hall h = open_hall(state);
	const char *at = begin(&h, &h.clerk);
	fill(&h, &h.clerk, at, "shimei", "Mori", STR_NONE);
	get(&h.clerk, at);
	answer r = post(&h.clerk, at, "action=show&has-paper=idou");
	assert_int_equal(r.status, 200); /* no screen there yet: told */
	assert_true(shows(&r, "cf-message"));
	join_screen(&h, &h.screen);
	r = get(&h.screen, SCREEN);
	assert_true(!shows(&r, "Mori"));
	assert_int_equal(post(&h.clerk, at, "action=show&has-paper=idou").status, 303);
	r = get(&h.screen, SCREEN);
	assert_true(shows(&r, "Mori") && shows(&r, "name=\"confirm\""));
	/* another device of the same account, and the clerk's own browser, see nothing */
	browser spy = signed_in(h.w, "gamen");
	r = get(&spy, SCREEN);
	assert_true(!shows(&r, "Mori"));
	r = get(&h.clerk, SCREEN);
	assert_true(!shows(&r, "Mori"));
	browser nobody = { .w = h.w };
	assert_int_equal(get(&nobody, SCREEN).status, 303);
	assert_int_equal(get(&h.away, SCREEN).status, 403);
	/* blank by the clerk */
	assert_int_equal(post(&h.clerk, at, "action=blank&has-paper=idou").status, 303);
	r = get(&h.screen, SCREEN);
	assert_true(!shows(&r, "Mori"));
	/* blank by itself */
	post(&h.clerk, at, "action=show&has-paper=idou");
	r = get(&h.screen, SCREEN);
	assert_true(shows(&r, "Mori"));
	clock_set(&h.w->t->clock, clock_now(&h.w->t->clock) + SCREEN_IDLE + SECOND);
	r = get(&h.screen, SCREEN);
	assert_true(!shows(&r, "Mori"));
	close_hall(&h);
}

static void the_resident_confirms_what_is_shown_and_not_what_was_shown_before(void **state)
{
	hall h = open_hall(state);
	const char *at = begin(&h, &h.clerk);
	fill(&h, &h.clerk, at, "shimei", "Mori", STR_NONE);
	join_screen(&h, &h.screen);
	get(&h.clerk, at);
	post(&h.clerk, at, "action=show&has-paper=idou");
	answer r = get(&h.screen, SCREEN), seen = get(&h.clerk, at);
	str rev = value_after(r.body, "name=\"rev\" value=\"");
	/* the clerk corrects something before the button is pressed */
	fill(&h, &h.clerk, at, "shimei", "Moori", mark_of(seen.body, "shimei"));
	post(&h.screen, SCREEN, str_format(h.w->a, "confirm=1&rev=%.*s", STR_ARG(rev)).at);
	seen = get(&h.clerk, at);
	assert_true(!shows(&seen, "cf-ok"));
	r = get(&h.screen, SCREEN);
	assert_true(shows(&r, "Moori"));
	/* pointing at a line */
	post(&h.screen, SCREEN, "wrong=shimei");
	seen = get(&h.clerk, at);
	assert_true(shows(&seen, "cf-row answered pointed"));
	r = get(&h.screen, SCREEN);
	rev = value_after(r.body, "name=\"rev\" value=\"");
	post(&h.screen, SCREEN, str_format(h.w->a, "confirm=1&rev=%.*s", STR_ARG(rev)).at);
	seen = get(&h.clerk, at);
	assert_true(shows(&seen, "cf-ok") && shows(&seen, "cf-state good"));
	r = get(&h.screen, SCREEN);
	assert_true(!shows(&r, "Moori") && shows(&r, "fs-thanks"));
	/* changed after the confirmation: said, and no longer confirmed */
	clock_set(&h.w->t->clock, clock_now(&h.w->t->clock) + 10 * SECOND);
	fill(&h, &h.clerk, at, "shimei", "Mooori", mark_of(seen.body, "shimei"));
	seen = get(&h.clerk, at);
	assert_true(!shows(&seen, "cf-ok") && shows(&seen, "cf-state good"));
	assert_true(shows(&seen, "もう一度見せてください"));
	close_hall(&h);
}

/* --- a card, an earlier paper --------------------------------------------------------------------------------------------------------------- */

static void a_card_is_compared_and_only_what_is_chosen_is_taken(void **state)
{
	hall h = open_hall(state);
	const char *at = begin(&h, &h.clerk), *card = path(&h, at, "/card");
	fill(&h, &h.clerk, at, "shimei", "Mori", STR_NONE);
	get(&h.clerk, at);
	const char *facts = "card-shimei=Hayashi&card-juusho=Kokura&card-seibetsu=x&for=";
	answer r = post(&h.clerk, card, facts);
	assert_int_equal(r.status, 200);
	assert_true(shows(&r, "class=\"differs\"") && shows(&r, "Mori") && shows(&r, "Hayashi") && shows(&r, "Kokura"));
	r = get(&h.clerk, at);
	assert_true(shows(&r, "value=\"Mori\"") && !shows(&r, "Hayashi") && !shows(&r, "Kokura"));
	post(&h.clerk, card, str_format(h.w->a, "%s&do=take&take=shimei", facts).at);
	r = get(&h.clerk, at);
	assert_true(shows(&r, "value=\"Hayashi\"") && shows(&r, "cf-origin card") && !shows(&r, "Kokura"));
	assert_has(r.body, "Mori</del>");
	close_hall(&h);
}

static void an_earlier_packet_proposes_its_answers_with_their_day(void **state)
{
	hall h = open_hall(state);
	const char *at = begin(&h, &h.clerk);
	fill(&h, &h.clerk, at, "shimei", "Mori", STR_NONE);
	get(&h.clerk, at);
	fill(&h, &h.clerk, at, "juusho", "Moji", STR_NONE);
	post(&h.clerk, path(&h, at, "/print"), "has-paper=idou");
	str number = packets_of(&h, at).rows.at[0].number;
	clock_set(&h.w->t->clock, clock_now(&h.w->t->clock) + 20 * MINUTE);
	get(&h.clerk, "/counter/moji");
	/* as the QR at its foot says it */
	answer r = post(&h.clerk, "/counter/moji", str_format(h.w->a, "desk=1&q=%.*s", STR_ARG(number)).at);
	const char *file = location(&h, &r);
	assert_has(str_of(file), "/file?number=");
	r = get(&h.clerk, file);
	assert_true(shows(&r, "Mori") && shows(&r, "Moji") && shows(&r, "2026"));
	const char *post_to = arena_copy(h.w->a, str_sub(str_of(file), 0, str_find(str_of(file), '?'))).at;
	r = post(&h.clerk, post_to, str_format(h.w->a, "number=%.*s&take=juusho", STR_ARG(number)).at);
	r = get(&h.clerk, location(&h, &r));
	assert_true(shows(&r, "value=\"Moji\"") && shows(&r, "cf-origin file") && !shows(&r, "value=\"Mori\""));
	/* of another office: not even that it is there */
	get(&h.away, "/counter/tobata");
	r = post(&h.away, "/counter/tobata", str_format(h.w->a, "desk=-&q=%.*s", STR_ARG(number)).at);
	assert_int_equal(r.status, 422);
	assert_true(!shows(&r, "Mori"));
	close_hall(&h);
}

/* --- what time does ------------------------------------------------------------------------------------------------------------------------- */

static void what_was_left_open_is_over_the_next_day_and_stays_prepared(void **state)
{
	hall h = open_hall(state);
	const char *at = begin(&h, &h.clerk);
	str token = token_of(&h, at);
	fill(&h, &h.clerk, at, "shimei", "Mori", STR_NONE);
	clock_set(&h.w->t->clock, clock_now(&h.w->t->clock) + DAY);
	assert_ok(papers_counter_module.tick(h.w->app, h.w->a));
	h.clerk = signed_in(h.w, "kita");
	answer r = get(&h.clerk, at);
	assert_int_equal(r.status, 200);
	assert_true(!shows(&r, "cf-form"));
	preparation p;
	assert_ok(keep_open(ask(&h.k, h.w), token, &p));
	assert_true(str_eq(kept_get(&p, STR("shimei"))->answer.value, STR("Mori")));
	close_hall(&h);
}

static void every_statement_holds_and_its_rows_are_found_by_an_index(void **state)
{
	static const struct store_plan wanted[] = {
		{ "counter_same", "counter_filling_same" },
		{ "counter_open", "counter_filling_day" },
		{ "counter_times", "counter_filling_day" },
		{ "counter_left_open", "counter_filling_day" },
		{ "counter_packets_of_visit", "counter_packet_visit" },
		{ "counter_packets_of_filling", "counter_packet_filling" },
		{ "counter_erase", "counter_packet_erase" },
	};
	store_test *t = *state;
	assert_ok(store_check(t->store, t->arena, counter_statements, counter_statements_n));
	store_plans_are(t, counter_statements, counter_statements_n, wanted, COUNT(wanted));
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(what_was_left_open_is_over_the_next_day_and_stays_prepared),
		STORE_TEST(every_statement_holds_and_its_rows_are_found_by_an_index),
		STORE_TEST(what_is_asked_is_printed_and_recorded_with_the_time_it_took),
		STORE_TEST(events_say_that_something_changed_and_nothing_more),
		STORE_TEST(a_wrong_answer_is_told_beside_and_the_others_are_saved),
		STORE_TEST(not_known_is_an_answer_and_takes_the_value_away),
		STORE_TEST(a_reading_is_proposed_from_the_name_and_taken_only_by_the_clerk),
		STORE_TEST(two_clerks_see_each_other_and_overwrite_nothing_unseen),
		STORE_TEST(clerks_who_fill_at_the_same_moment_lose_nothing),
		STORE_TEST(a_clerk_of_another_office_may_not),
		STORE_TEST(a_preparation_that_is_deleted_meanwhile_is_told_and_the_page_is_kept),
		STORE_TEST(an_end_after_a_print_deletes_the_preparation_and_one_without_does_not),
		STORE_TEST(the_screen_shows_only_what_is_shown_and_only_to_its_own_device),
		STORE_TEST(the_resident_confirms_what_is_shown_and_not_what_was_shown_before),
		STORE_TEST(a_card_is_compared_and_only_what_is_chosen_is_taken),
		STORE_TEST(an_earlier_packet_proposes_its_answers_with_their_day),
	};
	return store_tests("counter", tests, COUNT(tests), migrations, migrations_n, NULL);
}
