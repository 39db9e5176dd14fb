#include "modules/visits/calls/calls.h"

#include "kit/chain.h"
#include "modules/visits/calls/calls.sql.h"
#include "modules/visits/visits_private.h"
#include "text/csv.h"

#define PAGE 500
#define PAGE_ARENA ((size_t)16 * 1024 * 1024)
#define HOLD_MAX 20000

/* --- entering -------------------------------------------------------------------------------------------------- */

/* What an entry's hash covers, in this order. */
#define FIELDS 11
typedef struct entry_fields {
	chain_field at[FIELDS];
} entry_fields;

static entry_fields fields_of(const calls_insert_in *e)
{
	return (entry_fields){ { CHAIN_I64(e->city), CHAIN_STR(e->office), CHAIN_I64(e->seq), CHAIN_I64(e->day),
				 CHAIN_I64(e->moment), CHAIN_STR(e->number), CHAIN_STR(e->service), CHAIN_STR(e->desk),
				 CHAIN_STR(e->command), CHAIN_I64(e->calls), CHAIN_I64(e->staff) } };
}

/* Done with somebody at a desk: the step comes to one, is at one, or goes from one. */
static bool at_desk(step_state was, step_state becomes)
{
	return was == STEP_CALLED || was == STEP_SERVING || becomes == STEP_CALLED || becomes == STEP_SERVING;
}

const err *calls_enter(db *d, arena *a, i64 city, str office, const live_step *after, step_state was, step_command c,
		       str desk)
{
	if (!at_desk(was, after->state))
		return NULL;
	calls_head_row head = { .hash = STR_NONE };
	bool found;
	TRY(calls_head(d, a, city, office, &head, &found));
	calls_insert_in e = { .city = city,
			      .office = office,
			      .seq = head.last + 1,
			      .day = day_of(tx_now(d)),
			      .moment = tx_now(d),
			      .number = after->number,
			      .service = after->service,
			      .desk = desk,
			      .command = step_command_name(c),
			      .calls = after->calls,
			      .staff = after->staff };
	entry_fields fields = fields_of(&e);
	e.hash = chain_hash(a, head.hash, fields.at, FIELDS);
	TRY(calls_insert(d, a, &e, NULL));
	i64 changed;
	TRY(calls_set_head(d, a, city, office, e.seq, e.hash, &changed));
	return changed ? NULL : err_of(ERR_conflict); /* nobody gets between us: see office_lock() */
}

/* --- what time does ----------------------------------------------------------------------------------------------- */

static const err *end_days(db *d, arena *a, calls_work *w)
{
	calls_day_last_row last = { 0 };
	bool found;
	TRY(calls_day_last(d, a, w->city, w->office, &last, &found));
	calls_first_behind_row next;
	day today = day_of(tx_now(d));
	TRY(calls_first_behind(d, a, w->city, w->office, last.last, today, &next, &found));
	if (!found)
		return NULL;
	calls_days_over_rows over;
	TRY(calls_days_over(d, a, w->city, w->office, last.last, today, &over));
	for (size_t i = 0; i < over.n; i++) {
		i64 added;
		TRY(calls_add_day(d, a, w->city, w->office, over.at[i].day, over.at[i].last, tx_now(d), &added));
		w->ret_n += added;
	}
	return NULL;
}

#define ERASED_TEXT "up to entry "

static const err *drop_oldest(db *d, arena *a, calls_work *w)
{
	calls_old_end_row end;
	bool found;
	TRY(calls_old_end(d, a, w->city, w->office, w->keep_from, &end, &found));
	if (!found)
		return NULL;
	TRY(calls_drop(d, a, w->city, w->office, end.last, NULL));
	w->ret_n++;
	return audit_add(d, a, w->city, w->office, NULL, STR("calls.erase"), day_text(a, (day)end.day),
			 str_format(a, ERASED_TEXT "%lld", (long long)end.last));
}

/* The last entry that drop_oldest() dropped; 0: none. */
static const err *erased_up_to(db *d, arena *a, i64 city, str office, i64 *ret)
{
	calls_erased_row row;
	bool found;
	*ret = 0;
	TRY(calls_erased(d, a, city, office, &row, &found));
	str words = STR(ERASED_TEXT);
	if (found && str_starts(row.detail, words) && !str_i64(str_sub(row.detail, words.len, row.detail.len), ret))
		*ret = 0;
	return NULL;
}

const err *calls_work_run(db *d, arena *a, void *arg)
{
	calls_work *w = arg;
	w->ret_n = 0;
	TRY(office_lock(d, a, w->city, w->office));
	TRY(end_days(d, a, w));
	return drop_oldest(d, a, w);
}

/* --- verify --------------------------------------------------------------------------------------------------------- */

const err *calls_ends_parse(arena *a, str csv, call_ends *ret)
{
	csv_table t;
	TRY(csv_parse(a, csv, &t));
	*ret = (call_ends){ 0 };
	for (size_t i = 1; i < t.n; i++) {
		const csv_row *r = &t.at[i];
		call_end e = { 0 };
		if (r->n < 4 || !day_parse(r->at[1], &e.day) || !str_i64(r->at[2], &e.last) ||
		    r->at[3].len != CHAIN_HASH)
			return err_at(a, ERR_file, str_format(a, "%d:1", r->line),
				      "office, day, last entry and its hash are expected, as in /opendata/calls.csv");
		e.office = r->at[0];
		e.hash = r->at[3];
		LIST_ADD(a, ret, e);
	}
	return NULL;
}

typedef struct walk_of_office {
	db *d;
	calls_check *check;
	str office;
	call_ends ends; /* those of the database and the saved ones, by entry */
	size_t next; /* of the ends */
	i64 erased; /* up to this entry the log was dropped by the program: the city may have kept fewer days then than now */
	chain_walk walk;
} walk_of_office;

static void tell(arena *a, walk_of_office *w, i64 seq, const char *what, str about)
{
	calls_report *r = &w->check->ret;
	if (r->faults++ < CALLS_FAULTS_MAX)
		LIST_ADD(a, &r->told,
			 str_format(a, "%.*s %lld: %s%s%.*s%s", STR_ARG(w->office), (long long)seq, what,
				    about.len ? " (" : "", STR_ARG(about), about.len ? ")" : ""));
}

static int by_entry(const void *x, const void *y)
{
	const call_end *a = x, *b = y;
	return a->last != b->last ? (a->last > b->last) - (a->last < b->last) : (a->day > b->day) - (a->day < b->day);
}

static const err *read_ends(arena *a, walk_of_office *w)
{
	calls_days_rows days;
	TRY(calls_days(w->d, a, w->check->city, w->office, &days));
	for (size_t i = 0; i < days.n; i++)
		LIST_ADD(a, &w->ends, (call_end){ w->office, (day)days.at[i].day, days.at[i].last, days.at[i].hash });
	for (size_t i = 0; i < w->check->saved.n; i++)
		if (str_eq(w->check->saved.at[i].office, w->office))
			LIST_ADD(a, &w->ends, w->check->saved.at[i]);
	if (w->ends.n)
		qsort(w->ends.at, w->ends.n, sizeof *w->ends.at, by_entry);
	w->check->ret.ends += (i64)w->ends.n;
	return NULL;
}

/* Where the log begins. What was before went with the days that are too old, or it is missing. */
static void begin(arena *a, walk_of_office *w, i64 first)
{
	const call_end *behind = NULL;
	for (; w->next < w->ends.n && w->ends.at[w->next].last < first; w->next++) {
		const call_end *e = &w->ends.at[w->next];
		if (e->day >= w->check->keep_from && e->last > w->erased)
			tell(a, w, e->last, "the entries up to this end of a day are missing", day_text(a, e->day));
		if (e->last == first - 1)
			behind = e;
	}
	if (behind)
		chain_walk_from(&w->walk, behind->last, behind->hash);
}

static void hold_ends(arena *a, walk_of_office *w, i64 seq, str hash)
{
	for (; w->next < w->ends.n && w->ends.at[w->next].last <= seq; w->next++) {
		const call_end *e = &w->ends.at[w->next];
		if (!str_eq(e->hash, hash))
			tell(a, w, seq, "is not what stood here when the day ended", day_text(a, e->day));
	}
}

static const err *walk_entries(arena *a, arena *scratch, walk_of_office *w)
{
	calls_report *r = &w->check->ret;
	i64 after = 0;
	for (bool more = true; more;) {
		calls_page_rows rows;
		arena_reset(scratch);
		const err *e = calls_page(w->d, scratch, w->check->city, w->office, after, PAGE, &rows);
		if (e)
			return err_why(a, e->code, "%.*s", STR_ARG(e->detail)); /* which lives in the other arena */
		for (size_t i = 0; i < rows.n; i++) {
			const calls_page_row *row = &rows.at[i];
			if (!w->walk.any && w->walk.entries == 0)
				begin(a, w, row->seq);
			calls_insert_in in = { .city = w->check->city,
					       .office = w->office,
					       .seq = row->seq,
					       .day = row->day,
					       .moment = row->moment,
					       .number = row->number,
					       .service = row->service,
					       .desk = row->desk,
					       .command = row->command,
					       .calls = row->calls,
					       .staff = row->staff };
			entry_fields fields = fields_of(&in);
			i64 expected = w->walk.seq + 1;
			chain_fault f = chain_step(scratch, &w->walk, row->seq, NULL, row->hash, fields.at, FIELDS);
			if (f)
				tell(a, w, f == CHAIN_MISSING ? expected : row->seq, chain_fault_text(f),
				     str_format(a, "%.*s %.*s %.*s", STR_ARG(day_text(a, (day)row->day)),
						STR_ARG(row->number), STR_ARG(row->command)));
			hold_ends(a, w, row->seq, row->hash);
			after = row->seq;
			r->entries++;
		}
		more = rows.n == PAGE;
	}
	return NULL;
}

static const err *verify_office(arena *a, arena *scratch, walk_of_office *w, i64 last, str hash)
{
	TRY(read_ends(a, w));
	TRY(erased_up_to(w->d, a, w->check->city, w->office, &w->erased));
	TRY(walk_entries(a, scratch, w));
	if (w->walk.entries == 0)
		begin(a, w, last + 1); /* all of it is too old */
	if (!chain_at(&w->walk, last, hash))
		tell(a, w, w->walk.seq, "is the last entry, and not the end that the log names", STR_NONE);
	for (; w->next < w->ends.n; w->next++)
		tell(a, w, w->ends.at[w->next].last, "the log has been cut off: it had this entry when the day ended",
		     day_text(a, w->ends.at[w->next].day));
	return NULL;
}

static bool has_office(const calls_offices_rows *rows, str office)
{
	for (size_t i = 0; i < rows->n; i++)
		if (str_eq(rows->at[i].office, office))
			return true;
	return false;
}

const err *calls_verify(db *d, arena *a, void *arg)
{
	calls_check *c = arg;
	c->ret = (calls_report){ 0 };
	calls_offices_rows offices;
	TRY(calls_offices(d, a, c->city, &offices));
	arena *scratch = arena_new(PAGE_ARENA);
	const err *e = NULL;
	for (size_t i = 0; i < offices.n && !e; i++) {
		const calls_offices_row *o = &offices.at[i];
		walk_of_office w = { .d = d, .check = c, .office = o->office };
		e = verify_office(a, scratch, &w, o->last, o->hash);
		c->ret.offices++;
		LIST_ADD(a, &c->ret.heads,
			 str_format(a, "%.*s %lld %.*s", STR_ARG(o->office), (long long)o->last, STR_ARG(o->hash)));
	}
	arena_free(scratch);
	TRY(e);
	calls_stray_rows stray;
	TRY(calls_stray(d, a, c->city, &stray));
	for (size_t i = 0; i < stray.n; i++) {
		walk_of_office w = { .check = c, .office = stray.at[i].office };
		tell(a, &w, 0, "the office has entries, and its end is missing", STR_NONE);
	}
	for (size_t i = 0; i < c->saved.n; i++) {
		walk_of_office w = { .check = c, .office = c->saved.at[i].office };
		if (!has_office(&offices, w.office))
			tell(a, &w, c->saved.at[i].last, "the log of the office is missing", STR_NONE);
	}
	return NULL;
}

const err *calls_hold(db *d, arena *a, i64 city, str office, i64 first, i64 last, bool *ret, str *ret_hash)
{
	CHECK(first > 0 && last >= first);
	*ret = false;
	*ret_hash = STR_NONE;
	if (last - first >= HOLD_MAX)
		return err_of(ERR_too_large);
	/* the entry before the first says what that one follows */
	chain_walk walk = { .seq = first - 1 };
	i64 after = first > 1 ? first - 2 : 0;
	calls_days_rows days;
	TRY(calls_days(d, a, city, office, &days));
	for (size_t i = 0; i < days.n; i++)
		if (days.at[i].last == first - 1) {
			chain_walk_from(&walk, first - 1, days.at[i].hash);
			after = first - 1;
		}
	calls_page_rows rows;
	TRY(calls_page(d, a, city, office, after, last - after, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const calls_page_row *row = &rows.at[i];
		if (row->seq < first) {
			chain_walk_from(&walk, row->seq, row->hash);
			continue;
		}
		calls_insert_in in = { .city = city,
				       .office = office,
				       .seq = row->seq,
				       .day = row->day,
				       .moment = row->moment,
				       .number = row->number,
				       .service = row->service,
				       .desk = row->desk,
				       .command = row->command,
				       .calls = row->calls,
				       .staff = row->staff };
		entry_fields fields = fields_of(&in);
		chain_step(a, &walk, row->seq, NULL, row->hash, fields.at, FIELDS);
	}
	*ret = walk.faults == 0 && walk.seq == last;
	*ret_hash = arena_copy(a, chain_walk_hash(&walk));
	return NULL;
}
