/* Messages that are kept, counted, cancelled, looked at by staff and stopped by who gets them. */
#include "kit/messages/testing.h"

static const err *refuse_run(db *d, arena *a, void *arg)
{
	(void)arg;
	outbox_due_row m;
	bool found;
	TRY(outbox_due(d, a, CITY, STR("mail"), tx_now(d), &m, &found));
	outbox_end_in in = { .city = CITY,
			     .id = m.id,
			     .was = m.state,
			     .tries = m.tries,
			     .becomes = STR("failed"),
			     .now = tx_now(d),
			     .reason = STR("550 5.1.1 no such user") };
	return outbox_end(d, a, &in, NULL);
}

static void a_message_is_deleted_after_the_citys_days(void **state)
{
	office *o = begin(state);
	outgoing m = message_of(o, 1);
	queue(o, &m);
	round_of_mail(o);
	later(o, 29 * DAY);
	assert_ok(messages_forget_tick(o->app, o->a));
	assert_int_equal(all(o).n, 1);
	later(o, 2 * DAY);
	assert_ok(messages_forget_tick(o->app, o->a));
	assert_int_equal(all(o).n, 0);
	buf b = buf_new(o->a, 65536);
	assert_ok(messages_metrics(o->app, o->a, &b)); /* the count stays */
	assert_has(buf_str(&b), "madoguchi_messages_total{channel=\"mail\",result=\"sent\"} 1\n");
	end(o);
}

static void what_nobody_sends_any_more_ends_and_is_deleted_too(void **state)
{
	office *o = begin(state);
	outgoing m = message_of(o, 1), n = message_of(o, 2);
	queue(o, &m);
	queue(o, &n);
	assert_ok(store_write(o->app->store, o->a, STR("x"), die_run, NULL)); /* one was under way */
	later(o, 3 * DAY); /* the settings were taken away: no round comes */
	assert_ok(messages_forget_tick(o->app, o->a));
	outbox_list_rows rows = all(o);
	assert_int_equal(rows.n, 2);
	for (size_t i = 0; i < rows.n; i++)
		assert_true(str_eq(rows.at[i].state, STR("expired")));
	later(o, 32 * DAY);
	assert_ok(messages_forget_tick(o->app, o->a));
	assert_int_equal(all(o).n, 0);
	end(o);
}

static const err *cancel_run(db *d, arena *a, void *arg)
{
	return message_cancel(d, a, CITY, *(str *)arg, STR_NONE);
}

/* "Your booking at ten" must not come after "you moved it to noon". */
static void what_was_cancelled_while_it_was_being_sent_is_not_tried_again(void **state)
{
	office *o = begin(state);
	outgoing m = message_of(o, 1);
	queue(o, &m);
	assert_ok(store_write(o->app->store, o->a, STR("x"), die_run, NULL)); /* under way, and lost */
	assert_ok(store_write(o->app->store, o->a, STR("x"), cancel_run, &m.about));
	later(o, MESSAGE_LEASE);
	round_of_mail(o);
	assert_state(o, "expired");
	assert_int_equal(heard(o, "RCPT"), 0);
	end(o);
}

static void what_was_refused_and_then_cancelled_cannot_be_sent_again(void **state)
{
	office *o = begin(state);
	const module *const modules[] = { &kit_module, &messages_module };
	web *w = web_open_with(o->t, modules, COUNT(modules), false, &o->set);
	add_account(w, "moji", "floor", "moji");
	outgoing m = message_of(o, 1);
	queue(o, &m);
	assert_ok(store_write(o->app->store, o->a, STR("x"), refuse_run, NULL));
	browser here = signed_in(w, "moji");
	str path = str_format(o->a, "/messages/%.*s/retry", STR_ARG(only(o).id));
	assert_has(get(&here, "/messages").body, path.at);
	assert_ok(store_write(o->app->store, o->a, STR("x"), cancel_run, &m.about));
	later(o, 1);
	assert_false(str_has(get(&here, "/messages").body, path));
	assert_int_equal(post(&here, path.at, "").status, 409);
	assert_state(o, "failed");
	web_close(w);
	end(o);
}

/* 30 days of messages are not read with every cancellation, nor every two seconds. */
static void commands_and_rounds_read_only_messages_that_are_still_to_be_sent(void **state)
{
	static const struct store_plan wanted[] = {
		{ "outbox_cancel", "message_about" },   { "outbox_give_up", "message_about" },
		{ "outbox_expire", "message_expires" }, { "outbox_due", "message_due" },
		{ "outbox_waiting", "message_due" },    { "outbox_delete", "message_ended" },
	};
	office *o = begin(state);
	store_plans_are(o->t, outbox_statements, outbox_statements_n, wanted, COUNT(wanted));
	end(o);
}

static void operators_see_what_waits_and_for_how_long(void **state)
{
	office *o = begin(state);
	outgoing m = message_of(o, 1), n = message_of(o, 2);
	n.not_before = clock_now(&o->t->clock) + 2 * HOUR;
	queue(o, &m);
	queue(o, &n);
	later(o, HOUR);
	buf b = buf_new(o->a, 65536);
	assert_ok(messages_metrics(o->app, o->a, &b));
	str text = buf_str(&b);
	assert_has(text, "madoguchi_messages_queued{channel=\"mail\",when=\"due\"} 1\n");
	assert_has(text, "madoguchi_messages_queued{channel=\"mail\",when=\"later\"} 1\n");
	assert_has(text, "madoguchi_messages_oldest_seconds{channel=\"mail\"} 3600\n");
	assert_has(text, "madoguchi_messages_oldest_seconds{channel=\"webhook\"} 0\n");
	end(o);
}

static void settings_that_cannot_work_stop_the_start(void **state)
{
	office *o = begin(state);
	app *second;
	o->set.mail_from = STR("nobody");
	assert_ok(app_open(o->a, &o->set, &o->t->clock, &second));
	assert_refused(messages_open(o->a, second), ERR_usage);
	app_close(second);
	o->set.mail_from = STR("yoyaku@city.example");
	o->set.webhook_secret_file = STR("/nowhere/secret");
	assert_ok(app_open(o->a, &o->set, &o->t->clock, &second));
	assert_refused(messages_open(o->a, second), ERR_file);
	app_close(second);
	end(o);
}

static void staff_see_masked_addresses_and_send_again_what_failed_in_their_office(void **state)
{
	office *o = begin(state);
	const module *const modules[] = { &kit_module, &messages_module };
	web *w = web_open_with(o->t, modules, COUNT(modules), false, &o->set);
	add_account(w, "moji", "floor", "moji");
	add_account(w, "tobata", "floor", "tobata");
	outgoing m = message_of(o, 1);
	queue(o, &m);
	assert_ok(store_write(o->app->store, o->a, STR("x"), refuse_run, NULL));
	browser here = signed_in(w, "moji"), there = signed_in(w, "tobata");
	answer a = get(&here, "/messages");
	assert_int_equal(a.status, 200);
	assert_has(a.body, "h•••@example.jp");
	assert_has(a.body, "550 5.1.1 no such user");
	assert_false(str_has(a.body, STR("hanako")));
	assert_false(str_has(a.body, STR("K7Q2M9XYZ1")));
	assert_false(str_has(get(&there, "/messages").body, STR("h•••")));
	assert_false(str_has(get(&here, "/messages?state=sent").body, STR("h•••")));
	str path = str_format(o->a, "/messages/%.*s/retry", STR_ARG(only(o).id));
	get(&there, "/password");
	assert_int_equal(post(&there, path.at, "").status, 403);
	assert_state(o, "failed");
	assert_int_equal(post(&here, path.at, "").status, 303);
	assert_state(o, "queued");
	round_of_mail(o);
	assert_state(o, "sent");
	web_close(w);
	end(o);
}

static void a_receiver_stops_messages_with_the_signed_link_alone(void **state)
{
	office *o = begin(state);
	const module *const modules[] = { &kit_module, &messages_module };
	web *w = web_open_with(o->t, modules, COUNT(modules), false, &o->set);
	outgoing m = message_of(o, 1), other = message_of(o, 2);
	queue(o, &m);
	queue(o, &other);
	browser b = { .w = w };
	str path = message_stop_path(w->app, o->a, m.about);
	str wrong = message_stop_path(w->app, o->a, other.about);
	wrong = str_format(o->a, "/stop/%.*s%.*s", STR_ARG(m.about),
			   STR_ARG(str_sub(wrong, wrong.len - 33, wrong.len)));
	assert_int_equal(get(&b, wrong.at).status, 404);
	answer a = get(&b, path.at);
	assert_int_equal(a.status, 200);
	assert_int_equal(all(o).n, 2); /* a mail program that looks at links has stopped nothing */
	assert_int_equal(post_bare(&b, path.at, "").status, 403);
	assert_int_equal(post(&b, path.at, "").status, 303);
	round_of_mail(o);
	assert_int_equal(heard(o, "RCPT TO:<hanako1@"), 0);
	assert_int_equal(heard(o, "RCPT TO:<hanako2@"), 1);
	web_close(w);
	end(o);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(a_message_is_deleted_after_the_citys_days),
		STORE_TEST(what_nobody_sends_any_more_ends_and_is_deleted_too),
		STORE_TEST(what_was_cancelled_while_it_was_being_sent_is_not_tried_again),
		STORE_TEST(what_was_refused_and_then_cancelled_cannot_be_sent_again),
		STORE_TEST(commands_and_rounds_read_only_messages_that_are_still_to_be_sent),
		STORE_TEST(operators_see_what_waits_and_for_how_long),
		STORE_TEST(settings_that_cannot_work_stop_the_start),
		STORE_TEST(staff_see_masked_addresses_and_send_again_what_failed_in_their_office),
		STORE_TEST(a_receiver_stops_messages_with_the_signed_link_alone),
	};
	return store_tests("message_keep", tests, COUNT(tests), migrations, migrations_n, NULL);
}
