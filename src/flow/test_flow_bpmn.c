#include "flow/testing.h"

#define assert_str(s, literal) assert_string_equal(str_format(a, "%.*s", STR_ARG(s)).at, literal)

static flow *good(arena *a, str xml)
{
	flow *f;
	const err *e = flow_read(a, STR("t.bpmn"), xml, &f);
	if (e)
		print_error("%.*s: %.*s\n", STR_ARG(e->where), STR_ARG(e->detail));
	assert_null(e);
	return f;
}

static str written(arena *a, const flow *f)
{
	buf b = buf_new(a, FLOW_FILE_MAX);
	flow_write(&b, a, f);
	assert_false(b.overflowed);
	return buf_str(&b);
}

static const flow_step *step(const flow *f, const char *id)
{
	for (size_t i = 0; i < f->steps.n; i++)
		if (str_eq(f->steps.at[i].id, str_of(id)))
			return &f->steps.at[i];
	fail_msg("no step %s", id);
	return NULL;
}

static const flow_link *way(const flow *f, const char *from, const char *to)
{
	for (size_t i = 0; i < f->links.n; i++)
		if (&f->steps.at[f->links.at[i].from] == step(f, from) &&
		    &f->steps.at[f->links.at[i].to] == step(f, to))
			return &f->links.at[i];
	fail_msg("no link from %s to %s", from, to);
	return NULL;
}

static bool is_left(const flow *f, flow_left_kind kind, const char *what)
{
	for (size_t i = 0; i < f->left_out.n; i++)
		if (f->left_out.at[i].kind == kind && str_eq(f->left_out.at[i].what, str_of(what)))
			return true;
	return false;
}

static void assert_same_range(flow_range x, flow_range y)
{
	assert_true(x.low == y.low && x.likely == y.likely && x.high == y.high);
}

#define assert_same_str(x, y) assert_true(str_eq((x), (y)))

static void assert_same(const flow *x, const flow *y)
{
	assert_same_str(x->id, y->id);
	assert_same_str(x->name, y->name);
	assert_same_str(x->note, y->note);
	assert_int_equal(x->volume, y->volume);
	assert_int_equal(x->yen_hour, y->yen_hour);
	assert_int_equal(x->lanes.n, y->lanes.n);
	assert_int_equal(x->steps.n, y->steps.n);
	assert_int_equal(x->links.n, y->links.n);
	for (size_t i = 0; i < x->lanes.n; i++) {
		assert_same_str(x->lanes.at[i].id, y->lanes.at[i].id);
		assert_same_str(x->lanes.at[i].name, y->lanes.at[i].name);
		assert_int_equal(x->lanes.at[i].who, y->lanes.at[i].who);
	}
	for (size_t i = 0; i < x->steps.n; i++) {
		const flow_step *s = &x->steps.at[i], *t = &y->steps.at[i];
		assert_same_str(s->id, t->id);
		assert_same_str(s->name, t->name);
		assert_int_equal(s->lane, t->lane);
		assert_int_equal(s->kind, t->kind);
		assert_int_equal(s->standard, t->standard);
		assert_same_range(s->minutes, t->minutes);
		assert_same_range(s->waiting, t->waiting);
		assert_true(s->cases == t->cases && s->part == t->part);
		assert_same_str(s->medium, t->medium);
		assert_same_str(s->system, t->system);
		assert_same_str(s->note, t->note);
		assert_same_str(s->element, t->element);
	}
	for (size_t i = 0; i < x->links.n; i++) {
		const flow_link *s = &x->links.at[i], *t = &y->links.at[i];
		assert_same_str(s->id, t->id);
		assert_same_str(s->name, t->name);
		assert_int_equal(s->from, t->from);
		assert_int_equal(s->to, t->to);
		assert_true(s->share == t->share);
		assert_same_str(s->condition, t->condition);
		assert_int_equal(s->otherwise, t->otherwise);
	}
}

static void what_is_written_reads_back_as_the_same_flow(void **state)
{
	arena *a = *state;
	flow *f = long_flow(a, 12);
	f->name = STR("申請 <受付> & \"審査\"");
	f->note = STR("全体の注意\n二行目 & <三つ>");
	f->yen_hour = 3210;
	f->steps.at[1].note = STR("手順\n1. 受け取る\n2. 「確認」する ]]> & 終わり");
	f->steps.at[1].medium = STR("紙");
	f->steps.at[1].system = STR("住記 & 税");
	f->steps.at[1].standard = STANDARD_RECEIVE;
	f->steps.at[1].element = STR("manualTask");
	f->steps.at[1].cases = 1234.5;
	f->steps.at[2].kind = STEP_SERVICE;
	f->steps.at[2].part = 1.0 / 3;
	f->steps.at[2].minutes = (flow_range){ 0.1, 1.0 / 3, 2.0 / 3 };
	f->steps.at[5].kind = STEP_WAIT;
	f->steps.at[5].waiting = (flow_range){ 60, 600, 6000 };
	f->steps.at[7].kind = STEP_PARALLEL;
	f->links.at[2].condition = STR("${a < b}");
	f->links.at[6].name = STR("不備なし");
	f->links.at[6].otherwise = true;
	flow *back = good(a, written(a, f));
	assert_same(f, back);
	assert_int_equal(back->left_out.n, 0);
	for (int i = 0; i < STANDARDS; i++) {
		f->steps.at[1].standard = (flow_standard)i;
		f->lanes.at[1].who = (flow_who)(i % WHOS);
		assert_same(f, good(a, written(a, f)));
	}
}

static void any_flow_reads_back_however_wrong_it_is(void **state)
{
	lots l = lots_seeded(5, 5);
	(void)state;
	for (int i = 0; i < 60; i++) {
		arena *a = arena_new((size_t)256 << 20);
		flow *f = random_flow(a, &l, 40, true);
		for (size_t k = 0; k < f->links.n; k++)
			if (f->steps.at[f->links.at[k].from].kind == STEP_PARALLEL)
				f->links.at[k].share = 1;
		assert_same(f, good(a, written(a, f)));
		arena_free(a);
	}
}

static void a_file_with_the_default_namespace_is_read(void **state)
{
	arena *a = *state;
	flow *f = good(a, file_text(a, "tests/bpmn/default-namespace.bpmn"));
	assert_str(f->name, "転入届");
	assert_str(f->note, "転入の届出を受けて、住民票に記載する。");
	assert_int_equal(f->lanes.n, 1);
	assert_int_equal(f->steps.n, 6);
	assert_int_equal(f->links.n, 6);
	assert_str(step(f, "Task_uketsuke")->name, "届書を受け付ける"); /* broken in the file to fit its box */
	assert_str(step(f, "Task_uketsuke")->note, "本人確認をする。");
	assert_int_equal(step(f, "Gateway_1")->kind, STEP_DECISION);
	assert_int_equal(step(f, "Task_nyuryoku")->kind, STEP_SERVICE);
	assert_str(step(f, "Task_hosei")->element, "manualTask");
	assert_true(way(f, "Gateway_1", "Task_nyuryoku")->otherwise);
	assert_str(way(f, "Gateway_1", "Task_hosei")->condition, "${complete == false}");
	assert_true(way(f, "Gateway_1", "Task_hosei")->share == 0.5);
	assert_true(is_left(f, LEFT_SHARES, "不備はないか"));
	assert_true(is_left(f, LEFT_EXTENSION, "http://engine.example/schema/1.0"));
	assert_true(is_left(f, LEFT_PLACES, ""));
	assert_null(flow_check(a, f));
	flow *back = good(a, written(a, f));
	assert_same(f, back);
	assert_int_equal(back->left_out.n, 0); /* told once: the program's own file has nothing more to tell */
}

static void pools_and_lanes_within_lanes_become_lanes(void **state)
{
	arena *a = *state;
	flow *f = good(a, file_text(a, "tests/bpmn/semantic-pools.bpmn"));
	assert_int_equal(f->lanes.n, 4);
	assert_str(f->lanes.at[0].name, "区：区役所 窓口");
	assert_str(f->lanes.at[1].name, "本庁：審査センター");
	assert_str(f->lanes.at[2].name, "本庁：基幹システム");
	assert_str(f->lanes.at[3].name, "申請者");
	assert_int_equal(f->lanes.at[0].who, WHO_COUNTER);
	assert_int_equal(f->lanes.at[1].who, WHO_CENTRE);
	assert_int_equal(f->lanes.at[2].who, WHO_SYSTEM);
	assert_int_equal(f->lanes.at[3].who, WHO_RESIDENT);
	assert_int_equal(step(f, "_6-674")->lane, 0); /* named with spaces around it */
	assert_int_equal(step(f, "_6-695")->lane, 1);
	assert_int_equal(step(f, "_6-74")->lane, 3);
	assert_true(is_left(f, LEFT_MESSAGE, "申請書"));
	assert_true(is_left(f, LEFT_POOL, "県"));
	assert_true(is_left(f, LEFT_EVENT, "申請が届く"));
	assert_true(is_left(f, LEFT_WHO, "申請者"));
	assert_fault(a, f, FAULT_STARTS, "_6-61"); /* two pools, two starts: to be joined by whoever knows */
	assert_same(f, good(a, written(a, f)));
}

static void what_other_modellers_draw_is_kept_where_it_can_be(void **state)
{
	arena *a = *state;
	flow *f = good(a, file_text(a, "tests/bpmn/bpmn2-everything.bpmn"));
	assert_str(f->name, "給付の申請");
	/* extensions of ours in another's file */
	const flow_step *s = step(f, "Receive");
	assert_str(s->element, "receiveTask");
	assert_int_equal(s->standard, STANDARD_RECEIVE);
	assert_str(s->medium, "紙");
	assert_same_range(s->minutes, (flow_range){ 3, 5, 10 });
	assert_same_range(s->waiting, (flow_range){ 30, 30, 30 });
	/* the subprocess is opened: its start and end are gone, its steps stand between */
	assert_true(is_left(f, LEFT_OPENED, "審査"));
	way(f, "Fork", "Inner_1");
	way(f, "Inner_merge", "Join");
	assert_int_equal(step(f, "Inner_1")->lane, 0);
	assert_int_equal(step(f, "Inner_2")->lane, 1);
	assert_true(is_left(f, LEFT_GATEWAY, "照会が要るか"));
	assert_true(is_left(f, LEFT_LOOP, "電話で照会する"));
	/* this one is not: a join behind it would wait for both of its ends */
	assert_true(is_left(f, LEFT_CLOSED, "台帳の確認"));
	assert_int_equal(step(f, "Two")->kind, STEP_TASK);
	/* parallel, waiting, rules, calls */
	assert_int_equal(step(f, "Join")->kind, STEP_PARALLEL);
	assert_int_equal(step(f, "Wait")->kind, STEP_WAIT);
	assert_same_range(step(f, "Wait")->waiting,
			  (flow_range){ 2 * FLOW_DAY + 60, 2 * FLOW_DAY + 60, 2 * FLOW_DAY + 60 });
	assert_true(is_left(f, LEFT_DAYS, "審査会を待つ"));
	assert_int_equal(step(f, "Rule")->kind, STEP_SERVICE);
	assert_str(step(f, "Rule")->note, "支給額は規則の別表による。"); /* the annotation tied to it */
	assert_true(is_left(f, LEFT_ARTIFACT, "どこにも結ばれていない覚え書き"));
	assert_true(is_left(f, LEFT_CLOSED, "支払"));
	assert_true(is_left(f, LEFT_CLOSED, "督促"));
	/* an event on a border: a way out that nobody takes until a share is said */
	assert_true(is_left(f, LEFT_BOUNDARY, "期限切れ"));
	assert_true(way(f, "Rule", "Loop")->share == 0);
	assert_true(way(f, "Rule", "Call")->share == 1);
	assert_true(is_left(f, LEFT_LINK, "F14"));
	assert_true(is_left(f, LEFT_ARTIFACT, "台帳"));
	for (size_t i = 0; i < f->left_out.n; i++)
		for (size_t k = 0; k < i; k++)
			assert_false(f->left_out.at[i].kind == f->left_out.at[k].kind &&
				     str_eq(f->left_out.at[i].what, f->left_out.at[k].what));
	assert_null(flow_check(a, f));
	flow_measures m;
	assert_null(flow_measure(a, f, 1943, 1, 1000, &m));
	assert_true(m.passes[step(f, "Join") - f->steps.at] == 1);
	assert_same(f, good(a, written(a, f)));
}

static void files_in_the_style_of_other_tools_say_what_they_leave_out(void **state)
{
	arena *a = *state;
	flow *f = good(a, file_text(a, "tests/bpmn/other-camunda.bpmn"));
	assert_null(flow_check(a, f));
	assert_int_equal(f->lanes.n, 2);
	assert_str(f->lanes.at[0].name, "市民課窓口");
	assert_int_equal(f->steps.n, 11);
	assert_int_equal(f->links.n, 11);
	assert_str(step(f, "Activity_0take01")->note, "本人確認書類を見る。\n郵送の申請も同じ扱い");
	assert_str(step(f, "Activity_0rule01")->name, "所得の基準を照らす");
	assert_true(way(f, "Gateway_0ok0001", "Activity_0rule01")->otherwise);
	assert_true(way(f, "Activity_0fix001", "Event_0gone001")->share == 0);
	assert_true(is_left(f, LEFT_POOL, "金融機関"));
	assert_true(is_left(f, LEFT_MESSAGE, "口座照会"));
	assert_true(is_left(f, LEFT_ELEMENT, "申請 (message)"));
	assert_true(is_left(f, LEFT_ARTIFACT, "申請書を受け付ける (dataInputAssociation)"));
	assert_true(is_left(f, LEFT_ARTIFACT, "申請書を受け付ける (property)"));
	assert_true(is_left(f, LEFT_ARTIFACT, "課税台帳"));
	assert_true(is_left(f, LEFT_BOUNDARY, "30日過ぎた"));
	assert_true(is_left(f, LEFT_OPENED, "審査する"));
	assert_true(is_left(f, LEFT_CLOSED, "決裁を回す"));
	assert_true(is_left(f, LEFT_EVENT, "支払日を待つ"));
	assert_true(is_left(f, LEFT_LOOP, "振込データを作る"));
	assert_true(is_left(f, LEFT_EXTENSION, "http://engine.example/schema/1.0/bpmn"));
	assert_true(is_left(f, LEFT_ARTIFACT, "令和8年度から様式が変わる予定"));
	assert_same(f, good(a, written(a, f)));

	f = good(a, file_text(a, "tests/bpmn/other-signavio.bpmn"));
	assert_int_equal(f->lanes.n, 3);
	assert_str(f->lanes.at[0].name, "市民"); /* the lane has no name: the pool's */
	assert_str(f->lanes.at[1].name, "保険年金課：受付係");
	assert_str(step(f, "sid-B-2")->note, "添付書類は\n別表のとおり");
	assert_true(is_left(f, LEFT_POOL, "県税事務所"));
	assert_true(is_left(f, LEFT_MESSAGE, "決定通知"));
	assert_true(is_left(f, LEFT_GATEWAY, "照会が要るか"));
	assert_true(is_left(f, LEFT_LINK, "迷子"));
	assert_true(is_left(f, LEFT_EXTENSION, "http://portal.example/bpmn"));
	assert_fault(a, f, FAULT_STARTS, "sid-B-1");
	assert_same(f, good(a, written(a, f)));

	f = good(a, file_text(a, "tests/bpmn/other-bizagi.bpmn"));
	assert_str(f->name, "国保の資格取得");
	assert_str(f->note, "届出から14日以内。"); /* it was HTML */
	assert_true(is_left(f, LEFT_ELEMENT, "届書を受ける (performer)"));
	assert_true(is_left(f, LEFT_LOOP, "世帯員ごとの確認"));
	assert_true(is_left(f, LEFT_CLOSED, "世帯員ごとの確認"));
	assert_true(is_left(f, LEFT_DAYS, "14日たつ"));
	assert_true(step(f, "Id_10000000-0000-4000-8000-000000000006")->waiting.likely == 10 * FLOW_DAY);
	assert_true(is_left(f, LEFT_ELEMENT, "取下げがあったとき (subProcess)"));
	assert_true(is_left(f, LEFT_ELEMENT, "relationship"));
	assert_same(f, good(a, written(a, f)));

	f = good(a, file_text(a, "tests/bpmn/no-picture.bpmn"));
	assert_null(flow_check(a, f));
	assert_str(f->lanes.at[0].name, "only");
	assert_true(is_left(f, LEFT_GATEWAY, "g"));
	assert_false(is_left(f, LEFT_PLACES, ""));
	assert_same(f, good(a, written(a, f)));
}

static void notes_kept_as_html_are_read_as_their_words(void **state)
{
	arena *a = *state;
	static const char *const notes[][2] = {
		{ "&lt;p&gt;一&lt;/p&gt;&lt;ul&gt;&lt;li&gt;二&lt;/li&gt;&lt;li&gt;三 &amp;amp; 四&lt;/li&gt;&lt;/ul&gt;",
		  "一\n・二\n・三 & 四" },
		{ "a&lt;br/&gt;b", "a\nb" },
		{ "2 &amp;lt; 3", "2 < 3" },
		{ "途中 &lt;b", "途中" },
	};
	for (size_t i = 0; i < COUNT(notes); i++) {
		flow *f = good(
			a,
			str_format(
				a,
				"<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'><process id='p'><task id='t'>"
				"<documentation textFormat='text/html'>%s</documentation></task></process></definitions>",
				notes[i][0]));
		assert_str(f->steps.at[0].note, notes[i][1]);
	}
}

#define HEAD "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:m='" FLOW_SPACE "'>\n"

static const err *bad(arena *a, str xml)
{
	flow *f;
	const err *e = flow_read(a, STR("t.bpmn"), xml, &f);
	assert_non_null(e);
	assert_true(e->detail.len > 0);
	return e;
}

static void what_is_no_flow_is_refused_with_its_place(void **state)
{
	arena *a = *state;
	assert_str(bad(a, STR("<a/>"))->where, "t.bpmn:1:1");
	assert_str(bad(a, STR("\n <definitions xmlns='urn:bpmn1'/>"))->where, "t.bpmn:2:2");
	assert_true(err_is(bad(a, STR("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>")), ERR_file));
	bad(a, STR(HEAD "</definitions>"));
	bad(a, STR("not xml"));
	bad(a, STR(""));
	const err *e = bad(
		a, STR(HEAD "<process id='p'><task id='t'><extensionElements><m:step>\n"
			    "<m:minutes likely='many'/></m:step></extensionElements></task></process></definitions>"));
	assert_str(e->where, "t.bpmn:3:1");
	assert_str(e->detail, "likely is a number from 0 to 10000000");
	bad(a, STR(HEAD
		   "<process id='p'><task id='t'><extensionElements><m:step cases='3' part='0.5'/></extensionElements>"
		   "</task></process></definitions>"));
	bad(a, STR(HEAD "<process id='p'><task id='t'><extensionElements><m:step part='-0.5'/></extensionElements>"
			"</task></process></definitions>"));
	static const char *const numbers[] = { "-1", "1e9", "nan", "inf", "0x10", "", " ", "1 2", "1,5" };
	for (size_t i = 0; i < COUNT(numbers); i++)
		bad(a,
		    str_format(a,
			       HEAD "<process id='p'><task id='t'><extensionElements><m:step><m:waiting likely='%s'/>"
				    "</m:step></extensionElements></task></process></definitions>",
			       numbers[i]));
	bad(a,
	    STR(HEAD
		"<process id='p'><task id='t'><extensionElements><m:step standard='dance'/></extensionElements></task>"
		"</process></definitions>"));
	bad(a,
	    STR(HEAD
		"<process id='p'><laneSet><lane id='l'><extensionElements><m:lane who='robot'/></extensionElements></lane>"
		"</laneSet></process></definitions>"));
}

static void more_than_a_flow_can_hold_is_refused(void **state)
{
	arena *a = *state;
	buf b = buf_new(a, 1 << 20);
	buf_lit(&b, HEAD "<process id='p'>");
	for (int i = 0; i <= FLOW_STEPS_MAX; i++)
		buf_format(&b, "<task id='t%d'/>\n", i);
	buf_lit(&b, "</process></definitions>");
	const err *e = bad(a, buf_str(&b));
	assert_true(err_is(e, ERR_too_large));
	assert_str(e->where, "t.bpmn:202:1");
}

static void ids_that_cannot_stay_are_replaced_and_told(void **state)
{
	arena *a = *state;
	flow *f = good(a, STR(HEAD "<process id='p'><task id='受付'/><task id='1st'/><task id='x'/><task id='x'/>"
				   "<sequenceFlow id='x' sourceRef='受付' targetRef='1st'/></process></definitions>"));
	assert_true(is_left(f, LEFT_ID, "受付"));
	assert_true(is_left(f, LEFT_ID, "1st"));
	assert_true(is_left(f, LEFT_ID, "x"));
	assert_int_equal(f->links.n, 1); /* followed by the ids of the file */
	assert_int_equal(f->links.at[0].to, 1);
	flow_faults faults = flow_faults_of(a, f);
	for (size_t i = 0; i < faults.n; i++)
		assert_true(faults.at[i].kind != FAULT_TWICE);
}

static void texts_too_long_are_cut_between_letters_and_told(void **state)
{
	arena *a = *state;
	buf b = buf_new(a, 1 << 20);
	buf_lit(&b, HEAD "<process id='p'><task id='t' name='");
	for (int i = 0; i < 200; i++)
		buf_lit(&b, "長い");
	buf_lit(&b, "'/></process></definitions>");
	flow *f = good(a, buf_str(&b));
	assert_true(f->steps.at[0].name.len <= FLOW_NAME_MAX && f->steps.at[0].name.len > FLOW_NAME_MAX - 3);
	assert_true(str_is_utf8(f->steps.at[0].name));
	assert_int_equal(f->left_out.at[f->left_out.n - 1].kind, LEFT_TEXT);
}

static void rings_of_subprocesses_end(void **state)
{
	arena *a = *state;
	/* the end of each leads into the other, and nothing else is there */
	static const char sub[] = "<subProcess id='%s'><startEvent id='%ss'/><task id='%st'/><endEvent id='%se'/>"
				  "<sequenceFlow id='%s1' sourceRef='%ss' targetRef='%se'/></subProcess>";
	buf b = buf_new(a, 1 << 16);
	buf_lit(&b, HEAD "<process id='p'><task id='t'/>");
	buf_format(&b, sub, "a", "a", "a", "a", "a", "a", "a");
	buf_format(&b, sub, "b", "b", "b", "b", "b", "b", "b");
	buf_lit(&b,
		"<sequenceFlow id='x' sourceRef='a' targetRef='b'/><sequenceFlow id='y' sourceRef='b' targetRef='a'/>"
		"<sequenceFlow id='z' sourceRef='t' targetRef='a'/></process></definitions>");
	flow *f = good(a, buf_str(&b));
	assert_true(is_left(f, LEFT_LINK, "z"));
	assert_int_equal(f->links.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_reads_back_as_the_same_flow),
		cmocka_unit_test(any_flow_reads_back_however_wrong_it_is),
		cmocka_unit_test(a_file_with_the_default_namespace_is_read),
		cmocka_unit_test(pools_and_lanes_within_lanes_become_lanes),
		cmocka_unit_test(what_other_modellers_draw_is_kept_where_it_can_be),
		cmocka_unit_test(files_in_the_style_of_other_tools_say_what_they_leave_out),
		cmocka_unit_test(notes_kept_as_html_are_read_as_their_words),
		cmocka_unit_test(what_is_no_flow_is_refused_with_its_place),
		cmocka_unit_test(more_than_a_flow_can_hold_is_refused),
		cmocka_unit_test(ids_that_cannot_stay_are_replaced_and_told),
		cmocka_unit_test(texts_too_long_are_cut_between_letters_and_told),
		cmocka_unit_test(rings_of_subprocesses_end),
	};
	return cmocka_run_group_tests(tests, make, drop);
}
