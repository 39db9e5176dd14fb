/* /: what can be done here, and how busy every office is. */
#include "modules/visits/pages/pages.h"
#include "modules/visits/pages/status_view.h"

#include "modules/visits/pages/templates/home.html.h"

static const err *home_get(req *r, resp *out)
{
	home_view v = { .at = say_time(r->arena, clock_now(r->app->clock)),
			.guide = catalog_city(r)->guide.events.n > 0 };
	TRY(visits_office_rows(r, &v.wards, &v.branches));
	page_out o = page_begin(r);
	home_page(&o, &v);
	page p = { .kind = PAGE_RESIDENT, .title = say(r, T_home_title), .refresh = 120 };
	return page_end(&o, &p, out);
}

const route visits_home_routes[] = {
	{ "GET", "/", ACCESS_PUBLIC, home_get },
	{ 0 },
};
