/* needs: sim */
/* Event logs: any bytes are read, or refused; what was read is learned from, and asked about; what was learned reads back the same. */
#include "sim/predict.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void ask(arena *a, const office_model *m, const office_names *names, const event_day *day)
{
	arena *scratch = arena_new((size_t)64 << 20);
	wait_day w = wait_day_new(a, scratch, m, names, day, 300);
	int asked = 0;
	for (size_t k = 0; k < day->n && asked < 20; k++) {
		const event *e = &day->at[k];
		if (e->kind == EVENT_TAKE) {
			wait_answer said = wait_day_ask(&w, e->service, e->t, (wait_effort){ 16, 1 });
			CHECK(0 <= said.p10 && said.p10 <= said.p50 && said.p50 <= said.p90);
			asked++;
		}
		wait_day_event(&w, e);
	}
	arena_free(scratch);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (size > 1 << 14)
		return 0;
	arena *a = arena_new((size_t)256 << 20);
	office_names names = { 0 };
	event_days days;
	event_faults faults;
	office_model *m = arena_one(a, office_model), *again = arena_one(a, office_model);
	model_init(m);
	if (eventlog_read(a, arena_copy(a, (str){ (const char *)data, size }), &names, &days, &faults) == NULL) {
		for (size_t i = 0; i < days.n && i < 8; i++) {
			ask(a, m, &names, &days.at[i]);
			model_learn(m, &names, &days.at[i]);
		}
		buf b = buf_new(a, 1 << 20), c = buf_new(a, 1 << 20);
		model_write(m, &b);
		CHECK(!b.overflowed && model_parse(a, buf_str(&b), again) == NULL);
		model_write(again, &c);
		CHECK(again->services_n == m->services_n && again->desks_n == m->desks_n);
	}
	arena_free(a);
	return 0;
}
