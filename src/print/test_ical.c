#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <libical/ical.h>

#include "print/ical.h"

static instant at(const char *text)
{
	instant t;
	assert_true(instant_parse(str_of(text), &t));
	return t;
}

static ical_booking booking(void)
{
	return (ical_booking){
		.uid = STR("K7Q2M9@madoguchi.example.jp"),
		.stamp = at("2026-11-20T21:00:05+09:00"),
		.start = at("2026-12-01T08:30:00+09:00"),
		.end = at("2026-12-01T08:50:00+09:00"),
		.summary = STR("住民異動の手続き（小倉北区役所）"),
		.location = STR("小倉北区役所 1階, 北九州市小倉北区大手町1-1; 東側入口"),
		.description = STR(
			"予約番号 K7Q2M9\n持ち物: 本人確認書類, 葛󠄀城さまの印鑑; 髙橋さまの通知\\控え"),
		.url = STR("https://madoguchi.example.jp/b/K7Q2M9"),
		.organizer = STR("北九州市, 小倉北区役所: 窓口"),
		.alarm = 60,
	};
}

static icalcomponent *parsed(arena *a, const ical_booking *b)
{
	str text;
	assert_null(ical_write(a, b, &text));
	icalcomponent *calendar = icalparser_parse_string(text.at);
	assert_non_null(calendar);
	assert_int_equal(icalcomponent_isa(calendar), ICAL_VCALENDAR_COMPONENT);
	assert_int_equal(icalcomponent_count_errors(calendar), 0);
	icalrestriction_check(calendar);
	assert_int_equal(icalcomponent_count_errors(calendar), 0);
	return calendar;
}

static const char *text_of(icalcomponent *event, icalproperty_kind kind)
{
	icalproperty *p = icalcomponent_get_first_property(event, kind);
	assert_non_null(p);
	assert_null(icalcomponent_get_next_property(event, kind));
	return icalvalue_get_text(icalproperty_get_value(p));
}

static void a_calendar_reads_the_booking_back(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	ical_booking b = booking();
	icalcomponent *calendar = parsed(a, &b), *event = icalcomponent_get_first_real_component(calendar);
	assert_int_equal(icalcomponent_get_method(calendar), ICAL_METHOD_PUBLISH);
	assert_int_equal(icalcomponent_isa(event), ICAL_VEVENT_COMPONENT);
	assert_string_equal(icalcomponent_get_uid(event), "K7Q2M9@madoguchi.example.jp");
	assert_int_equal(icalcomponent_get_sequence(event), 0);
	assert_int_equal(icalcomponent_get_status(event), ICAL_STATUS_CONFIRMED);
	assert_string_equal(text_of(event, ICAL_SUMMARY_PROPERTY), b.summary.at);
	assert_string_equal(text_of(event, ICAL_LOCATION_PROPERTY), b.location.at);
	assert_string_equal(text_of(event, ICAL_DESCRIPTION_PROPERTY), b.description.at);
	icalproperty *url = icalcomponent_get_first_property(event, ICAL_URL_PROPERTY);
	assert_string_equal(icalproperty_get_url(url), b.url.at);
	/* 8:30 in Kokura is half an hour before midnight in Greenwich, the day before */
	assert_string_equal(icaltime_as_ical_string(icalcomponent_get_dtstart(event)), "20261130T233000Z");
	assert_string_equal(icaltime_as_ical_string(icalcomponent_get_dtend(event)), "20261130T235000Z");
	assert_string_equal(icaltime_as_ical_string(icalcomponent_get_dtstamp(event)), "20261120T120005Z");
	icalproperty *organizer = icalcomponent_get_first_property(event, ICAL_ORGANIZER_PROPERTY);
	assert_string_equal(icalproperty_get_organizer(organizer), b.url.at);
	assert_string_equal(icalproperty_get_parameter_as_string(organizer, "CN"), b.organizer.at);
	icalcomponent *alarm = icalcomponent_get_first_component(event, ICAL_VALARM_COMPONENT);
	assert_non_null(alarm);
	icalproperty *trigger = icalcomponent_get_first_property(alarm, ICAL_TRIGGER_PROPERTY);
	assert_int_equal(icaldurationtype_as_int(icalproperty_get_trigger(trigger).duration), -3600);
	icalcomponent_free(calendar);
	arena_free(a);
}

static void a_cancelled_booking_keeps_its_uid_and_does_not_ring(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	ical_booking b = booking();
	b.cancelled = true;
	b.sequence = 2;
	icalcomponent *calendar = parsed(a, &b), *event = icalcomponent_get_first_real_component(calendar);
	assert_string_equal(icalcomponent_get_uid(event), "K7Q2M9@madoguchi.example.jp");
	assert_int_equal(icalcomponent_get_sequence(event), 2);
	assert_int_equal(icalcomponent_get_status(event), ICAL_STATUS_CANCELLED);
	assert_null(icalcomponent_get_first_component(event, ICAL_VALARM_COMPONENT));
	icalcomponent_free(calendar);
	arena_free(a);
}

/* With every length of text before it, some fold would hit the middle of a character if folding counted bytes only. */
static void lines_end_in_crlf_and_fold_at_75_octets_between_characters(void **state)
{
	(void)state;
	for (size_t shift = 0; shift < 80; shift++) {
		arena *a = arena_new(1 << 20);
		ical_booking b = booking();
		char ascii[81];
		memset(ascii, 'x', sizeof ascii);
		b.description = str_format(
			a,
			"%.*s持ち物：本人確認書類、葛󠄀城さま𠮷田さまの通知カード、印鑑、在留カード、年金手帳、パスポート。",
			(int)shift, ascii);
		str text;
		assert_null(ical_write(a, &b, &text));
		assert_true(str_ends(text, STR("END:VCALENDAR\r\n")));
		for (str rest = text; rest.len;) {
			str line = str_cut(&rest, '\n');
			assert_true(str_ends(line, STR("\r")));
			line.len--;
			assert_true(line.len <= 75);
			assert_true(line.len > 0);
			assert_true(str_is_utf8(line));
			assert_false(str_has(line, STR("\r")));
		}
		arena_free(a);
	}
}

static void a_line_break_in_a_name_cannot_start_a_property(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	ical_booking b = booking();
	b.summary = STR("手続き\r\nATTENDEE:mailto:x@example.com");
	b.location = STR("a\rSTATUS:CANCELLED\x1b\x01");
	str text;
	assert_null(ical_write(a, &b, &text));
	assert_false(str_has(text, STR("\nATTENDEE")));
	icalcomponent *calendar = parsed(a, &b), *event = icalcomponent_get_first_real_component(calendar);
	assert_null(icalcomponent_get_first_property(event, ICAL_ATTENDEE_PROPERTY));
	assert_string_equal(text_of(event, ICAL_SUMMARY_PROPERTY), "手続き\nATTENDEE:mailto:x@example.com");
	assert_string_equal(text_of(event, ICAL_LOCATION_PROPERTY), "aSTATUS:CANCELLED");
	icalcomponent_free(calendar);
	arena_free(a);
}

static void what_no_calendar_could_hold_is_refused(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	str text;
	ical_booking b = booking();
	b.end = b.start;
	assert_true(err_is(ical_write(a, &b, &text), ERR_invalid));
	b = booking();
	b.url = STR("https://a.example/\r\nSTATUS:CANCELLED");
	assert_true(err_is(ical_write(a, &b, &text), ERR_invalid));
	b = booking();
	b.organizer = STR("区役所\";X=\"1");
	assert_true(err_is(ical_write(a, &b, &text), ERR_invalid));
	b = booking();
	b.uid = STR_NONE;
	assert_true(err_is(ical_write(a, &b, &text), ERR_invalid));
	b = booking();
	b.summary = STR("\xe7\xaa");
	assert_true(err_is(ical_write(a, &b, &text), ERR_invalid));
	b = booking();
	char much[ICAL_TEXT_MAX + 1];
	memset(much, 'x', sizeof much);
	b.description = (str){ much, ICAL_TEXT_MAX };
	assert_null(ical_write(a, &b, &text));
	b.description.len++;
	assert_true(err_is(ical_write(a, &b, &text), ERR_too_long));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_calendar_reads_the_booking_back),
		cmocka_unit_test(a_cancelled_booking_keeps_its_uid_and_does_not_ring),
		cmocka_unit_test(lines_end_in_crlf_and_fold_at_75_octets_between_characters),
		cmocka_unit_test(a_line_break_in_a_name_cannot_start_a_property),
		cmocka_unit_test(what_no_calendar_could_hold_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
