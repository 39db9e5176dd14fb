/* A small city that holds, for the tests of defs. */
#ifndef DEFS_TESTING_H
#define DEFS_TESTING_H

#include "base/buf.h"
#include "defs/defs.h"

static const char small_city[] = "city: \"401005\"\n"
				 "name: { ja: 北九州市, en: Kitakyushu }\n"
				 "url: https://madoguchi.example.jp\n"
				 "limits:\n"
				 "  hold: 7 minutes\n"
				 "  bookings_per_contact: 2\n"
				 "  open_devices: yes\n";

static const char small_services[] = "services:\n"
				     "  juumin:\n"
				     "    name: { ja: 引越し, ja-easy: ひっこし, en: Moving }\n"
				     "    bring: |-\n"
				     "      免許証\n"
				     "      - 印鑑: あれば\n"
				     "    letter: A\n"
				     "    icon: move\n"
				     "    minutes: 15\n"
				     "  koseki: { name: 戸籍, letter: B, minutes: 20 minutes }\n"
				     "  kaigo: { name: 介護, letter: A, minutes: 30 }\n";

static const char small_office[] =
	"office: moji\n" /* 1 */
	"kind: ward\n"
	"name: { ja: 門司区役所, en: Moji }\n"
	"phone: 093-331-0000\n"
	"location: { lat: 33.9412, lon: 130.96 }\n"
	"hours:\n" /* 6 */
	"  mon-wed, fri: 8:30-12:00, 13:00-17:15\n"
	"  thu: 8:30-19:00\n"
	"closed_on_holidays: yes\n"
	"year_end: 12-29 to 01-03\n" /* 10 */
	"closures:\n"
	"  - { from: 2026-11-24, to: 2026-11-25, reason: { ja: 工事, en: Works } }\n"
	"  - { on: 2026-12-01 }\n"
	"openings:\n"
	"  - { on: 2026-12-13, hours: 9:00-12:00, services: [koseki] }\n" /* 15 */
	"call_order: [ priority, booked: 10 minutes early, arrival ]\n"
	"check_in: { opens: 45 minutes, late: 20 }\n"
	"missed: { recalls: 3, grace: 40 minutes }\n"
	"printer: tcp://192.0.2.7:9100\n"
	"services:\n" /* 20 */
	"  juumin:\n"
	"    minutes: 12\n"
	"    hours: 8:30-12:00, 13:00-16:45\n"
	"    bookable: 1-14 days ahead\n"
	"    lead: 90 minutes\n" /* 25 */
	"    booking:\n"
	"      - { days: mon-fri, hours: 9:00-11:40, every: 30 minutes, places: 3, kept: 1 }\n"
	"  koseki:\n"
	"    booking:\n"
	"      - { dates: [2026-12-13], hours: 9:00-12:00, every: 60, places: 1 }\n" /* 30 */
	"      - { days: tue, weeks_of_month: [1, 5], hours: 9:00-10:00, every: 20, places: 2 }\n"
	"      - days: thu\n"
	"        every_weeks: 2\n"
	"        from: 2026-12-03\n"
	"        to: 2027-03-31\n" /* 35 */
	"        hours: 17:00-19:00\n"
	"        every: 60 minutes\n"
	"        places: 2\n"
	"desks:\n"
	"  - { id: \"1\", services: [juumin], also: [koseki] }\n" /* 40 */
	"  - { id: k-2, label: \"2\", name: { ja: 戸籍 }, place: 1階, services: [koseki] }\n";

/* The set with one text put in the place of another, which must stand once in that file; NULL, NULL for none. */
static inline def_files small_set(arena *a, const char *path, const char *from, const char *to)
{
	def_files files = { NULL, 0 };
	const struct {
		const char *path, *text;
	} all[] = { { "city.yaml", small_city },
		    { "services.yaml", small_services },
		    { "offices/moji.yaml", small_office } };
	for (size_t i = 0; i < COUNT(all); i++) {
		str text = str_of(all[i].text);
		if (path && strcmp(path, all[i].path) == 0) {
			const char *hit = strstr(all[i].text, from);
			CHECK(hit && !strstr(hit + 1, from));
			text = str_format(a, "%.*s%s%s", (int)(hit - all[i].text), all[i].text, to, hit + strlen(from));
		}
		LIST_ADD(a, &files, ((def_file){ str_of(all[i].path), text }));
	}
	return files;
}

#endif
