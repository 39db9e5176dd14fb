#include "print/ical.h"

#include <libical/ical.h>

/* Printable ASCII without white space, so that it needs no escaping where none is possible. */
static bool is_plain(str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] <= ' ' || s.at[i] > '~')
			return false;
	return true;
}

/* What a calendar can hold: no control characters but line breaks, and those as LF only. */
static const err *clean(arena *a, const char *field, str s, str *ret)
{
	if (s.len > ICAL_TEXT_MAX)
		return err_at(a, ERR_too_long, str_of(field), "at most %d bytes", ICAL_TEXT_MAX);
	if (!str_is_utf8(s))
		return err_at(a, ERR_invalid, str_of(field), "not UTF-8");
	char *at = arena_alloc(a, s.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		if (c == '\n' || c == '\t' || ((unsigned char)c >= ' ' && c != 0x7f))
			at[n++] = c == '\t' ? ' ' : c;
	}
	*ret = (str){ at, n };
	return NULL;
}

static const err *check(arena *a, const ical_booking *b)
{
	if (b->uid.len == 0 || b->uid.len > 200 || !is_plain(b->uid))
		return err_at(a, ERR_invalid, STR("uid"), "1 to 200 printable ASCII characters");
	if (b->url.len == 0 || b->url.len > ICAL_TEXT_MAX || !is_plain(b->url))
		return err_at(a, ERR_invalid, STR("url"), "printable ASCII characters, at most %d", ICAL_TEXT_MAX);
	if (b->end <= b->start)
		return err_at(a, ERR_invalid, STR("end"), "not after the start");
	if (b->sequence < 0 || b->sequence > INT32_MAX)
		return err_at(a, ERR_invalid, STR("sequence"), "0 to 2147483647");
	if (b->alarm < 0 || b->alarm > 60 * 24 * 28)
		return err_at(a, ERR_invalid, STR("alarm"), "at most four weeks");
	if (b->summary.len == 0)
		return err_at(a, ERR_required, STR("summary"), "an entry without a title");
	return NULL;
}

static struct icaltimetype utc(instant t)
{
	t -= 9 * HOUR; /* base/clock.h knows the city's day and minute; the same arithmetic gives those of UTC */
	civil c = civil_of(day_of(t));
	int minute = minute_of(t);
	i64 second = (t % MINUTE + MINUTE) % MINUTE / SECOND;
	return (struct icaltimetype){ .year = c.year,
				      .month = c.month,
				      .day = c.mday,
				      .hour = minute / 60,
				      .minute = minute % 60,
				      .second = (int)second,
				      .zone = icaltimezone_get_utc_timezone() };
}

static icalcomponent *alarm_of(const ical_booking *b, const char *summary)
{
	struct icaltriggertype before = { .duration = icaldurationtype_from_int(-b->alarm * 60) };
	return icalcomponent_vanew(ICAL_VALARM_COMPONENT, icalproperty_new_action(ICAL_ACTION_DISPLAY),
				   icalproperty_new_trigger(before), icalproperty_new_description(summary), NULL);
}

const err *ical_write(arena *a, const ical_booking *b, str *ret)
{
	str summary, location, description, name;
	TRY(check(a, b));
	TRY(clean(a, "summary", b->summary, &summary));
	TRY(clean(a, "location", b->location, &location));
	TRY(clean(a, "description", b->description, &description));
	TRY(clean(a, "organizer", b->organizer, &name));
	if (str_has(name, STR("\"")) || str_has(name, STR("\n")) || name.len == 0)
		return err_at(a, ERR_invalid, STR("organizer"), "a parameter cannot hold quotes or line breaks");

	icalcomponent *event = icalcomponent_vanew(
		ICAL_VEVENT_COMPONENT, icalproperty_new_uid(arena_copy(a, b->uid).at),
		icalproperty_new_sequence((int)b->sequence), icalproperty_new_dtstamp(utc(b->stamp)),
		icalproperty_new_dtstart(utc(b->start)), icalproperty_new_dtend(utc(b->end)),
		icalproperty_new_status(b->cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED),
		icalproperty_new_class(ICAL_CLASS_PRIVATE), icalproperty_new_summary(summary.at), NULL);
	if (location.len)
		icalcomponent_add_property(event, icalproperty_new_location(location.at));
	if (description.len)
		icalcomponent_add_property(event, icalproperty_new_description(description.at));
	str url = arena_copy(a, b->url);
	icalproperty *organizer = icalproperty_new_organizer(url.at);
	icalproperty_add_parameter(organizer, icalparameter_new_cn(name.at));
	icalcomponent_add_property(event, organizer);
	icalcomponent_add_property(event, icalproperty_new_url(url.at));
	if (b->alarm && !b->cancelled)
		icalcomponent_add_component(event, alarm_of(b, summary.at));

	icalcomponent *calendar = icalcomponent_vanew(ICAL_VCALENDAR_COMPONENT, icalproperty_new_version("2.0"),
						      icalproperty_new_prodid("-//madoguchi//booking//JA"),
						      icalproperty_new_method(ICAL_METHOD_PUBLISH), event, NULL);
	char *text = icalcomponent_as_ical_string_r(calendar);
	CHECK(text != NULL);
	*ret = arena_copy(a, str_of(text));
	icalmemory_free_buffer(text);
	icalcomponent_free(calendar);
	return NULL;
}
