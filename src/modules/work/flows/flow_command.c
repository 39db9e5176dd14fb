/*
 * Flows on the command line: files of other modellers looked over, measured, drawn.
 *
 *     madoguchi work flow check IN.bpmn                              what does not hold, what could not be kept
 *     madoguchi work flow convert IN.bpmn OUT.bpmn                   as this program writes it, with its diagram
 *     madoguchi work flow svg IN.bpmn OUT.svg [--before ASIS.bpmn]   the swim-lane chart, with its style in it; with what is new and changed
 *     madoguchi work flow measure IN.bpmn [--json] [--seed N] [--draws N] [--hours-fte N]
 */
#include "modules/work/flows/flow_command.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>

#include "flow/flow.h"
#include "kit/assets.h"
#include "kit/kit.h"
#include "text/json.h"
#include "text/xml.h"

#define DRAWS 10000
#define HOURS_FTE 1943 /* of one full-time post a year: --hours-fte says another */
#define OUTPUT_MAX ((size_t)16 << 20)

static const err *open_flow(arena *a, const char *path, flow **ret)
{
	str text;
	TRY(command_text(a, str_of(path), &text));
	TRY(flow_read(a, str_of(path), text, ret));
	for (size_t i = 0; i < (*ret)->left_out.n; i++)
		fprintf(stderr, "%s: %.*s\n", path, STR_ARG(flow_left_text(a, &(*ret)->left_out.at[i])));
	return NULL;
}

static const err *write_file(arena *a, const char *path, buf *b)
{
	if (b->overflowed)
		return err_at(a, ERR_too_large, str_of(path), "more than %zu bytes", b->ceiling);
	str text = buf_str(b);
	FILE *out = fopen(path, "we");
	bool good = out && fwrite(text.at, 1, text.len, out) == text.len;
	if (out && fclose(out) != 0)
		good = false;
	return good ? NULL : err_at(a, ERR_file, str_of(path), "%s", strerror(errno));
}

/* --- check, convert ------------------------------------------------------------------------------------------------------- */

static const err *run_check(arena *a, flags *f)
{
	flow *w;
	if (f->n != 1)
		return err_why(a, ERR_usage, "one file is needed");
	TRY(open_flow(a, f->at[0], &w));
	TRY(flow_check(a, w));
	printf("%s: %zu lanes, %zu steps, %zu links, all holds\n", f->at[0], w->lanes.n, w->steps.n, w->links.n);
	return NULL;
}

static const err *run_convert(arena *a, flags *f)
{
	flow *w;
	if (f->n != 2)
		return err_why(a, ERR_usage, "two files are needed: what is read, and what is written");
	TRY(open_flow(a, f->at[0], &w));
	buf b = buf_new(a, FLOW_FILE_MAX);
	flow_write(&b, a, w);
	return write_file(a, f->at[1], &b);
}

/* --- svg -------------------------------------------------------------------------------------------------------------------- */

static void words_of(flow_words *w)
{
	static const str kinds[STEP_KINDS] = {
		[STEP_START] = STR_INIT("開始"),    [STEP_SERVICE] = STR_INIT("システムの処理"),
		[STEP_DECISION] = STR_INIT("判断"), [STEP_END] = STR_INIT("終わり"),
		[STEP_PARALLEL] = STR_INIT("並行"), [STEP_WAIT] = STR_INIT("待ち")
	};
	static const str whos[WHOS] = { [WHO_RESIDENT] = STR_INIT("住民"),
					[WHO_COUNTER] = STR_INIT("窓口"),
					[WHO_CENTRE] = STR_INIT("センター"),
					[WHO_SYSTEM] = STR_INIT("システム") };
	*w = (flow_words){ .minutes = STR("分"),
			   .waiting = STR("待ち"),
			   .hours = STR("時間"),
			   .days = STR("日"),
			   .next = STR("次："),
			   .mark_words = { STR_NONE, STR("新規"), STR("変更"), STR("廃止") } };
	memcpy(w->kinds, kinds, sizeof kinds);
	memcpy(w->who, whos, sizeof whos);
}

static const err *run_svg(arena *a, flags *f)
{
	const char *asis = flag_value(f, "--before");
	flow *w, *before;
	if (f->n != 2)
		return err_why(a, ERR_usage, "two files are needed: what is read, and what is written");
	TRY(open_flow(a, f->at[0], &w));
	flow_words words;
	words_of(&words);
	if (asis) {
		TRY(open_flow(a, asis, &before));
		words.marks = flow_compare(a, before, w).after;
	}
	buf b = buf_new(a, OUTPUT_MAX), out = buf_new(a, OUTPUT_MAX);
	flow_svg(&b, a, w, STR("flow"), &words);
	str svg = buf_str(&b), rest = svg;
	buf_put(&out, str_cut(&rest, '>'));
	buf_lit(&out, "><style>"); /* a page has its own; this file stands alone */
	xml_put(&out, asset_find(STR("flow.css"))->bytes);
	buf_lit(&out, "</style>");
	buf_put(&out, rest);
	return write_file(a, f->at[1], &out);
}

/* --- measure ------------------------------------------------------------------------------------------------------------------ */

static void put_percentiles(json_writer *w, const char *key, flow_percentiles p)
{
	jw_field_object(w, key);
	jw_field_f64(w, "p10", p.p10);
	jw_field_f64(w, "p50", p.p50);
	jw_field_f64(w, "p90", p.p90);
	jw_end(w);
}

static void put_json(arena *a, const flow *f, const flow_measures *m, u64 seed, int draws)
{
	buf b = buf_new(a, OUTPUT_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_str(&w, "id", f->id);
	jw_field_str(&w, "name", f->name);
	jw_field_i64(&w, "volume", f->volume);
	jw_field_f64(&w, "staff_hours", m->staff_hours);
	jw_field_f64(&w, "resident_hours", m->resident_hours);
	jw_field_f64(&w, "fte", m->fte);
	jw_field_f64(&w, "yen", m->yen);
	jw_field_f64(&w, "lead_minutes", m->lead_minutes);
	jw_field_f64(&w, "work_minutes", m->work_minutes);
	jw_field_f64(&w, "waiting_minutes", m->waiting_minutes);
	put_percentiles(&w, "lead", m->lead);
	put_percentiles(&w, "hours", m->hours);
	jw_field_i64(&w, "seed", (i64)seed);
	jw_field_i64(&w, "draws", draws);
	jw_field_array(&w, "lanes");
	for (size_t i = 0; i < f->lanes.n; i++) {
		jw_object(&w);
		jw_field_str(&w, "id", f->lanes.at[i].id);
		jw_field_str(&w, "name", f->lanes.at[i].name);
		jw_field_str(&w, "who", flow_who_code(f->lanes.at[i].who));
		jw_field_f64(&w, "hours", m->lane_hours[i]);
		jw_end(&w);
	}
	jw_end(&w);
	jw_field_array(&w, "steps");
	for (size_t i = 0; i < f->steps.n; i++) {
		jw_object(&w);
		jw_field_str(&w, "id", f->steps.at[i].id);
		jw_field_str(&w, "name", f->steps.at[i].name);
		jw_field_str(&w, "kind", flow_kind_code(f->steps.at[i].kind));
		jw_field_f64(&w, "passes", m->passes[i]);
		jw_field_f64(&w, "cases", m->cases[i]);
		jw_field_f64(&w, "hours", m->step_hours[i]);
		jw_end(&w);
	}
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	str text = buf_str(&b);
	fwrite(text.at, 1, text.len, stdout);
	putchar('\n');
}

static void put_text(const flow *f, const flow_measures *m)
{
	printf("%.*s: %lld cases a year\n", STR_ARG(f->name), (long long)f->volume);
	for (size_t i = 0; i < f->lanes.n; i++)
		printf("  %.*s: %.1f hours a year\n", STR_ARG(f->lanes.at[i].name), m->lane_hours[i]);
	printf("  staff: %.1f hours (P10 %.1f, P50 %.1f, P90 %.1f), %.2f FTE", m->staff_hours, m->hours.p10,
	       m->hours.p50, m->hours.p90, m->fte);
	if (f->yen_hour > 0)
		printf(", %.0f yen", m->yen);
	printf("\n  lead time of a case: %.1f minutes (P10 %.1f, P50 %.1f, P90 %.1f), of them %.1f waiting\n",
	       m->lead_minutes, m->lead.p10, m->lead.p50, m->lead.p90, m->waiting_minutes);
}

static const err *number_of(arena *a, flags *f, const char *name, i64 least, i64 most, i64 *ret)
{
	const char *text = flag_value(f, name);
	i64 n;
	if (!text)
		return NULL;
	if (!str_i64(str_of(text), &n) || n < least || n > most)
		return err_why(a, ERR_usage, "%s is a number from %lld to %lld", name, (long long)least,
			       (long long)most);
	*ret = n;
	return NULL;
}

static const err *run_measure(arena *a, flags *f)
{
	bool json = flag_given(f, "--json");
	i64 seed = 1, draws = DRAWS, hours_fte = HOURS_FTE;
	TRY(number_of(a, f, "--seed", 0, INT64_MAX, &seed));
	TRY(number_of(a, f, "--draws", 1, 1000000, &draws));
	TRY(number_of(a, f, "--hours-fte", 1, 8784, &hours_fte));
	flow *w;
	flow_measures m;
	if (f->n != 1)
		return err_why(a, ERR_usage, "one file is needed");
	TRY(open_flow(a, f->at[0], &w));
	TRY(flow_measure(a, w, (double)hours_fte, (u64)seed, (int)draws, &m));
	if (json)
		put_json(a, w, &m, (u64)seed, (int)draws);
	else
		put_text(w, &m);
	return NULL;
}

/* --- the list ------------------------------------------------------------------------------------------------------------------- */

static int run(arena *a, int argc, char **argv, const err *(*body)(arena *a, flags *f))
{
	flags f = { argc, argv };
	const err *e = body(a, &f);
	return e ? command_failed(e) : 0;
}

static int check(arena *a, const settings *set, int argc, char **argv)
{
	(void)set;
	return run(a, argc, argv, run_check);
}

static int convert(arena *a, const settings *set, int argc, char **argv)
{
	(void)set;
	return run(a, argc, argv, run_convert);
}

static int svg(arena *a, const settings *set, int argc, char **argv)
{
	(void)set;
	return run(a, argc, argv, run_svg);
}

static int measure(arena *a, const settings *set, int argc, char **argv)
{
	(void)set;
	return run(a, argc, argv, run_measure);
}

const command flow_commands[] = {
	{ "work flow check", "IN.bpmn", "looks a flow (BPMN 2.0) over: what does not hold, what could not be kept",
	  check },
	{ "work flow convert", "IN.bpmn OUT.bpmn", "writes a flow as this program does, with its diagram", convert },
	{ "work flow svg", "IN.bpmn OUT.svg [--before ASIS.bpmn]", "draws a flow as a swim-lane chart", svg },
	{ "work flow measure", "IN.bpmn [--json] [--seed N] [--draws N] [--hours-fte N]",
	  "hours, FTE, yen and lead time of a flow", measure },
	{ "work flow load", "--name NAME [--as-is F.bpmn] [--to-be G.bpmn] [--about TEXT] [--bureau B] [--section S]",
	  "begins a reform with flows from files", flow_load_command },
	{ 0 },
};
