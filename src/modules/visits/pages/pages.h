/* The route tables of visits, one for each file of pages; visits_module.c lists them. */
#ifndef VISITS_PAGES_H
#define VISITS_PAGES_H

#include "http/http.h"

extern const route visits_home_routes[], visits_book_routes[], visits_booking_routes[], visits_ticket_routes[],
	visits_status_routes[], visits_api_routes[];
extern const route visits_journey_routes[];
extern const route visits_kiosk_routes[], visits_display_routes[];
extern const route visits_desk_routes[], visits_staff_ticket_routes[], visits_phone_routes[], visits_floor_routes[],
	visits_stats_routes[], visits_manage_routes[];

extern const route visits_calls_routes[];
extern const route visits_staffing_routes[];
extern const route visits_calls_routes[], visits_opendata_routes[], visits_busy_routes[], visits_compare_routes[];

#endif
