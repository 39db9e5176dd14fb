/*
 * The calendar file of a booking (RFC 5545), for the resident's own calendar.
 *
 * A calendar keeps one entry for each UID and replaces it when it gets a higher SEQUENCE. So the UID is made from the
 * booking's code and never changes; whoever moves or cancels a booking counts the sequence up, and the file that is fetched
 * or mailed afterwards corrects the entry instead of adding a second one. Nobody is invited and nobody answers: the method
 * is PUBLISH, also for a cancelled booking, whose status says so and which no longer rings.
 *
 * Times are written in UTC. Every calendar shows them in its owner's zone, and no zone table has to be right twice.
 */
#ifndef PRINT_ICAL_H
#define PRINT_ICAL_H

#include "base/clock.h"
#include "base/err.h"

#define ICAL_TEXT_MAX 4000 /* bytes of any one text */
#define ICAL_TYPE "text/calendar; charset=utf-8; method=PUBLISH"

typedef struct ical_booking {
	str uid; /* K7Q2M9@madoguchi.example.jp: printable ASCII, the same for the booking's whole life */
	i64 sequence; /* 0 when booked, one more with each change */
	instant stamp; /* when this state of the booking came to be */
	instant start, end; /* end after start */
	str summary, location, description; /* plain text; line breaks in the description are kept */
	str url; /* of the booking's page */
	str organizer; /* who publishes it (RFC 5546, 3.2.1 wants one): the office's name; its address is the url */
	int alarm; /* minutes before the start; 0 for none */
	bool cancelled;
} ical_booking;

/* The whole file, lines ending in CRLF and folded at 75 octets between characters. ERR_invalid for a text that is not UTF-8,
 * an end that is not after the start, a UID or URL that is empty or has anything but printable ASCII; ERR_too_long past ICAL_TEXT_MAX. */
MUST_USE const err *ical_write(arena *a, const ical_booking *b, str *ret);

#endif
