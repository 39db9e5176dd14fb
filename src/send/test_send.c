/* Mail and webhooks against small servers in this process, which answer as they are told. A real sink is in tests/browser. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sodium.h>

#include "base/buf.h"
#include "send/mail.h"
#include "send/testing.h"
#include "send/webhook.h"

static arena *new_arena(void)
{
	return arena_new(64 << 20);
}

static void assert_good(const err *e)
{
	if (e)
		fail_msg("%.*s: %.*s", STR_ARG(err_name(e->code)), STR_ARG(e->detail));
}

static mail letter(void)
{
	return (mail){ .id = STR("4n0c8x"),
		       .date = instant_of(day_from(2026, 11, 24), 10 * 60),
		       .from_name = STR("小倉北区役所"),
		       .to = STR("hanako@example.jp"),
		       .subject = STR("明日のご予約"),
		       .text = STR("お待ちしています。\n"),
		       .stop = STR("https://city.example/stop/booking/K7/3f") };
}

static send_outcome mail_to(arena *a, const sink *s, const mail *m)
{
	mail_server to = { .url = str_format(a, "smtp://127.0.0.1:%d", s->port),
			   .from = STR("yoyaku@city.example"),
			   .limits = { 2, 2 } };
	mailer *by;
	send_outcome o;
	assert_good(mailer_open(a, &to, &by));
	assert_good(mail_send(by, a, m, &o));
	mailer_close(by);
	return o;
}

/* --- the message -------------------------------------------------------------------------------------------------------- */

static str text_of(arena *a, const mail *m)
{
	str text;
	assert_good(mail_text(a, STR("yoyaku@city.example"), m, &text));
	return text;
}

static void a_mail_has_the_headers_that_every_reader_wants(void **state)
{
	(void)state;
	arena *a = new_arena();
	mail m = letter();
	str text = text_of(a, &m);
	static const char *const wanted[] = {
		"Date: Tue, 24 Nov 2026 10:00:00 +0900\r\n",
		"From: =?UTF-8?B?5bCP5YCJ5YyX5Yy65b255omA?=\r\n <yoyaku@city.example>\r\n",
		"To: <hanako@example.jp>\r\n",
		"Subject: =?UTF-8?B?5piO5pel44Gu44GU5LqI57SE?=\r\n",
		"Message-ID: <4n0c8x@city.example>\r\n",
		"Auto-Submitted: auto-generated\r\n",
		"List-Unsubscribe:\r\n <https://city.example/stop/booking/K7/3f>\r\n",
		"Content-Type: text/plain; charset=UTF-8\r\n",
		"\r\n\r\n44GK5b6F44Gh44GX44Gm44GE44G+44GZ44CCDQo=\r\n",
	};
	for (size_t i = 0; i < COUNT(wanted); i++)
		if (!str_has(text, str_of(wanted[i])))
			fail_msg("no '%s' in:\n%.*s", wanted[i], STR_ARG(text));
	arena_free(a);
}

static void no_line_is_longer_than_76_and_no_character_is_cut(void **state)
{
	(void)state;
	arena *a = new_arena();
	mail m = letter();
	buf subject = buf_new(a, 4096), body = buf_new(a, 60000);
	for (int i = 0; i < 30; i++)
		buf_lit(&subject, "窓口𠮷a");
	for (int i = 0; i < 500; i++)
		buf_lit(&body, "長い行が続きます。");
	m.subject = buf_str(&subject);
	m.text = buf_str(&body);
	str rest = text_of(a, &m);
	bool in_subject = false;
	buf decoded = buf_new(a, 4096);
	while (rest.len) {
		str line = str_cut(&rest, '\n');
		assert_true(line.len <= 77 && line.at[line.len - 1] == '\r');
		in_subject = str_starts(line, STR("Subject:")) || (in_subject && line.at[0] == ' ');
		if (!in_subject)
			continue;
		str word = line;
		str_cut(&word, 'B');
		word = str_sub(word, 1, str_find(str_sub(word, 1, word.len), '?') + 1);
		u8 bytes[100];
		size_t n;
		assert_int_equal(sodium_base642bin(bytes, sizeof bytes, word.at, word.len, NULL, &n, NULL,
						   sodium_base64_VARIANT_ORIGINAL),
				 0);
		assert_true(str_is_utf8((str){ (char *)bytes, n }));
		buf_put(&decoded, (str){ (char *)bytes, n });
	}
	assert_true(str_eq(buf_str(&decoded), m.subject));
	arena_free(a);
}

static void nobody_can_add_a_header(void **state)
{
	(void)state;
	arena *a = new_arena();
	mail m = letter();
	m.subject = STR("hello\r\nBcc: all@example.jp\r\n\r\nnew body");
	m.from_name = STR("office\r\nX-Evil: yes");
	m.text = STR(".\r\nQUIT\r\n");
	str text = text_of(a, &m);
	assert_false(str_has(text, STR("\nBcc")));
	assert_false(str_has(text, STR("\nX-Evil")));
	assert_false(str_has(text, STR("\r\n.\r\n")));
	static const char *const bad[] = { "a@example.jp\r\nBcc: b@example.jp",
					   "a@example.jp, b@example.jp",
					   "a b@example.jp",
					   "<a@example.jp>",
					   "",
					   "a@b@example.jp" };
	for (size_t i = 0; i < COUNT(bad); i++) {
		m = letter();
		m.to = str_of(bad[i]);
		assert_true(err_is(mail_text(a, STR("yoyaku@city.example"), &m, &text), ERR_invalid));
	}
	m = letter();
	m.stop = STR("https://city.example/>\r\nBcc: x@example.jp");
	assert_true(err_is(mail_text(a, STR("yoyaku@city.example"), &m, &text), ERR_invalid));
	m = letter();
	m.id = STR("a b");
	assert_true(err_is(mail_text(a, STR("yoyaku@city.example"), &m, &text), ERR_invalid));
	arena_free(a);
}

/* --- the server's answers ------------------------------------------------------------------------------------------------ */

static void a_mail_that_was_taken_is_delivered(void **state)
{
	(void)state;
	arena *a = new_arena();
	sink *s = arena_one(a, sink);
	sink_begin(s);
	mail m = letter();
	send_outcome o = mail_to(a, s, &m);
	sink_end(s);
	assert_int_equal(o.verdict, SEND_DELIVERED);
	assert_string_equal(o.reply.at, "250 fine");
	assert_non_null(strstr(s->got, "MAIL FROM:<yoyaku@city.example>"));
	assert_non_null(strstr(s->got, "RCPT TO:<hanako@example.jp>"));
	arena_free(a);
}

static void what_the_mail_server_says_decides_whether_to_try_again(void **state)
{
	(void)state;
	static const struct {
		const char *begins, *answer;
		send_verdict verdict;
		bool unreachable;
	} cases[] = {
		{ "RCPT", "450 4.2.1 mailbox busy\r\n", SEND_AGAIN, false },
		{ "RCPT", "550 5.1.1 no such user\r\n", SEND_NEVER, false },
		{ "MAIL", "451 4.7.1 try later\r\n", SEND_AGAIN, false },
		{ ".", "452 4.3.1 no room\r\n", SEND_AGAIN, false },
		{ ".", "554 5.7.1 we think it is spam\r\n", SEND_NEVER, false },
		{ "", "554 no service here\r\n", SEND_AGAIN, true },
		{ "MAIL", "530 5.7.0 authentication required\r\n", SEND_AGAIN, true },
		{ "MAIL", "421 4.3.2 going down\r\n", SEND_AGAIN, true },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		arena *a = new_arena();
		sink *s = arena_one(a, sink);
		s->begins = cases[i].begins;
		s->answer = cases[i].answer;
		sink_begin(s);
		mail m = letter();
		send_outcome o = mail_to(a, s, &m);
		sink_end(s);
		if (o.verdict != cases[i].verdict || o.unreachable != cases[i].unreachable)
			fail_msg("%s %s: %d %d %.*s", cases[i].begins, cases[i].answer, o.verdict, o.unreachable,
				 STR_ARG(o.reply));
		/* the server's own words, without the end of the line */
		assert_true(str_eq(o.reply, str_trim(str_of(cases[i].answer))));
		arena_free(a);
	}
}

static void a_mail_server_that_is_not_there_or_says_nothing_is_tried_again(void **state)
{
	(void)state;
	arena *a = new_arena();
	sink *s = arena_one(a, sink);
	s->silent = true;
	sink_begin(s);
	mail m = letter();
	send_outcome o = mail_to(a, s, &m);
	sink_end(s);
	assert_int_equal(o.verdict, SEND_AGAIN);
	assert_true(o.unreachable);
	o = mail_to(a, s, &m); /* closed by now */
	assert_int_equal(o.verdict, SEND_AGAIN);
	assert_true(o.unreachable);
	assert_true(o.reply.len > 0);
	arena_free(a);
}

static void a_mail_server_elsewhere_gets_nothing_without_tls(void **state)
{
	(void)state;
	arena *a = new_arena();
	sink *s = arena_one(a, sink);
	sink_begin(s); /* it offers no STARTTLS; a list of certificates says that TLS is meant, also on this machine */
	mail_server to = { .url = str_format(a, "smtp://127.0.0.1:%d", s->port),
			   .from = STR("yoyaku@city.example"),
			   .ca_file = STR("/etc/ssl/certs/ca-certificates.crt"),
			   .limits = { 2, 2 } };
	mailer *by;
	send_outcome o;
	mail m = letter();
	assert_good(mailer_open(a, &to, &by));
	assert_good(mail_send(by, a, &m, &o));
	mailer_close(by);
	sink_end(s);
	assert_int_equal(o.verdict, SEND_AGAIN);
	assert_true(o.unreachable);
	assert_null(strstr(s->got, "MAIL"));
	arena_free(a);
}

static void a_setting_that_cannot_work_is_refused_at_once(void **state)
{
	(void)state;
	arena *a = new_arena();
	static const char *const bad[] = { "",
					   "mail.example",
					   "https://mail.example",
					   "smtps://user:secret@mail.example",
					   "smtps://mail.example/path",
					   "file:///etc/passwd" };
	for (size_t i = 0; i < COUNT(bad); i++) {
		mailer *by;
		mail_server to = { .url = str_of(bad[i]), .from = STR("a@city.example"), .limits = SEND_LIMITS };
		if (!err_is(mailer_open(a, &to, &by), ERR_usage))
			fail_msg("'%s' was accepted", bad[i]);
	}
	static const char *const hooks[] = { "", "http://gateway.example/", "https://a:b@gateway.example/",
					     "ftp://localhost/" };
	for (size_t i = 0; i < COUNT(hooks); i++) {
		webhook *by;
		webhook_receiver to = { .url = str_of(hooks[i]),
					.secret = STR("0123456789abcdef"),
					.limits = SEND_LIMITS };
		if (!err_is(webhook_open(a, &to, &by), ERR_usage))
			fail_msg("'%s' was accepted", hooks[i]);
	}
	webhook *by;
	webhook_receiver weak = { .url = STR("https://gateway.example/"),
				  .secret = STR("short"),
				  .limits = SEND_LIMITS };
	assert_true(err_is(webhook_open(a, &weak, &by), ERR_usage));
	arena_free(a);
}

/* --- webhooks --------------------------------------------------------------------------------------------------------------- */

static send_outcome post_to(arena *a, const sink *s)
{
	webhook_receiver to = { .url = str_format(a, "http://127.0.0.1:%d/line", s->port),
				.secret = STR("0123456789abcdef"),
				.limits = { 2, 2 } };
	webhook *by;
	send_outcome o;
	assert_good(webhook_open(a, &to, &by));
	assert_good(webhook_post(by, a, STR("4n0c8x"), 1764000000 * SECOND, STR("{\"n\":1}"), &o));
	webhook_close(by);
	return o;
}

static void a_post_is_signed_over_its_time_and_body(void **state)
{
	(void)state;
	arena *a = new_arena();
	sink *s = arena_one(a, sink);
	s->http = "HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
	sink_begin(s);
	send_outcome o = post_to(a, s);
	sink_end(s);
	assert_int_equal(o.verdict, SEND_DELIVERED);
	assert_int_equal(o.status, 202);
	assert_non_null(strstr(s->got, "POST /line HTTP/1.1\r\n"));
	assert_non_null(strstr(s->got, "Idempotency-Key: 4n0c8x\r\n"));
	/* printf '1764000000.{"n":1}' | openssl dgst -sha256 -hmac 0123456789abcdef */
	assert_non_null(strstr(
		s->got,
		"X-Madoguchi-Signature: t=1764000000,v1=f6e3a298a383e388f888d93c2fad0032cb2d59d68ad59d1466899f7a25cc1383\r\n"));
	assert_non_null(strstr(s->got, "\r\n\r\n{\"n\":1}"));
	arena_free(a);
}

static void what_the_receiver_says_decides_whether_to_post_again(void **state)
{
	(void)state;
	static const struct {
		const char *answer;
		send_verdict verdict;
		int after;
	} cases[] = {
		{ "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", SEND_DELIVERED, 0 },
		{ "HTTP/1.1 429 Slow\r\nRetry-After: 120\r\nContent-Length: 4\r\n\r\nslow", SEND_AGAIN, 120 },
		{ "HTTP/1.1 503 Down\r\nContent-Length: 0\r\n\r\n", SEND_AGAIN, 0 },
		{ "HTTP/1.1 400 Bad\r\nContent-Length: 3\r\n\r\nbad", SEND_NEVER, 0 },
		{ "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", SEND_NEVER, 0 },
		{ "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", SEND_NEVER, 0 },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		arena *a = new_arena();
		sink *s = arena_one(a, sink);
		s->http = cases[i].answer;
		sink_begin(s);
		send_outcome o = post_to(a, s);
		sink_end(s);
		if (o.verdict != cases[i].verdict || o.retry_after != cases[i].after)
			fail_msg("%s: %d %d", cases[i].answer, o.verdict, o.retry_after);
		arena_free(a);
	}
}

static void a_long_answer_is_kept_in_one_short_line(void **state)
{
	(void)state;
	arena *a = new_arena();
	sink *s = arena_one(a, sink);
	buf b = buf_new(a, 40000);
	buf_lit(&b, "HTTP/1.1 400 Bad\r\nContent-Length: 30000\r\n\r\nfirst\r\nX: second");
	for (int i = 0; i < 10000; i++)
		buf_lit(&b, "窓");
	s->http = buf_str(&b).at;
	sink_begin(s);
	send_outcome o = post_to(a, s);
	sink_end(s);
	assert_int_equal(o.verdict, SEND_NEVER);
	assert_true(o.reply.len <= SEND_REPLY_MAX && str_is_utf8(o.reply));
	assert_true(str_starts(o.reply, STR("first  X: second")));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mail_has_the_headers_that_every_reader_wants),
		cmocka_unit_test(no_line_is_longer_than_76_and_no_character_is_cut),
		cmocka_unit_test(nobody_can_add_a_header),
		cmocka_unit_test(a_mail_that_was_taken_is_delivered),
		cmocka_unit_test(what_the_mail_server_says_decides_whether_to_try_again),
		cmocka_unit_test(a_mail_server_that_is_not_there_or_says_nothing_is_tried_again),
		cmocka_unit_test(a_mail_server_elsewhere_gets_nothing_without_tls),
		cmocka_unit_test(a_setting_that_cannot_work_is_refused_at_once),
		cmocka_unit_test(a_post_is_signed_over_its_time_and_body),
		cmocka_unit_test(what_the_receiver_says_decides_whether_to_post_again),
		cmocka_unit_test(a_long_answer_is_kept_in_one_short_line),
	};
	alarm(60);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
