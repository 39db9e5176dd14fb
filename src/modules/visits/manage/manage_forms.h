/* The forms of /manage: which fields there are, and the members of the definition that they are bound to. */
#ifndef VISITS_MANAGE_FORMS_H
#define VISITS_MANAGE_FORMS_H

#include "modules/visits/manage/manage_form.h"

/* A tab of an office. What was typed is in *o afterwards, where it could be read. */
typedef struct manage_tab {
	const char *id;
	word title;
	void (*bind)(form *f, office_def *o);
} manage_tab;
extern const manage_tab manage_tabs[]; /* ended by an id of NULL */
const manage_tab *manage_tab_of(str id); /* NULL when there is none */

/* One service as the office offers it. */
void manage_bind_offer(form *f, offer_def *o);
/* One service of the city; `new`: its id is typed as well. */
void manage_bind_service(form *f, service_def *s, bool new);
void manage_bind_city(form *f, city_def *c);
/* One journey of the city; `new`: its id is typed as well. */
void manage_bind_journey(form *f, journey_def *j, bool new);

/* Copies whose lists may be changed. */
office_def manage_copy_office(arena *a, const office_def *o);
city_def manage_copy_city(arena *a, const city_def *c);

#endif
