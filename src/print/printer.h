/*
 * Sends bytes to a ticket printer on the network, within time limits, and says in words why nothing came out.
 *
 * A printer is an address, tcp://HOST:PORT, port 9100 unless said otherwise. Before printing it is asked how it is (DLE EOT);
 * one that answers "paper out" gets nothing, because it would print the ticket of somebody long gone when the paper is
 * changed. Many cheap printers never answer: those are printed on all the same. Whoever calls waits up to the sum of the
 * limits, so printing is for a worker, never for a thread that serves pages or writes the database.
 */
#ifndef PRINT_PRINTER_H
#define PRINT_PRINTER_H

#include "base/clock.h"
#include "base/err.h"

#define PRINTER_PORT 9100

typedef struct printer_address {
	str host; /* a name or an address; without the brackets of an IPv6 address */
	int port;
} printer_address;

/* ERR_invalid, with what is wrong about it, for anything but tcp://HOST[:PORT]. */
MUST_USE const err *printer_parse(arena *a, str url, printer_address *ret);

/* Milliseconds. A name is looked up before these begin, as long as the machine's resolver takes. */
typedef struct printer_limits {
	i64 connect;
	i64 answer; /* to DLE EOT, before the printer counts as one that does not answer */
	i64 send; /* until the printer has taken the last byte */
} printer_limits;
#define PRINTER_LIMITS ((printer_limits){ .connect = 3 * SECOND, .answer = 500, .send = 10 * SECOND })

/* NULL when the printer took everything and, if it is one that answers, had paper afterwards. ERR_printer otherwise; the
 * detail says "paper out", "cover open", "the cutter is stuck", "cannot connect: …", "did not take the ticket in 10 s" … */
MUST_USE const err *printer_send(arena *a, str url, str bytes, printer_limits limits);

/* The same without printing: is it there and ready? */
MUST_USE const err *printer_ready(arena *a, str url, printer_limits limits);

#endif
