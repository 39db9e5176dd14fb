/* /: what can be done here, and how busy every office is. */
#include "modules/visits/pages.h"
#include "modules/visits/status_view.h"

#include "modules/visits/templates/home.html.h"

static const err *home_get(req *r, resp *out)
{
	const city_def *city = catalog_city(r);
	home_view v = { .at = say_time(r->arena, clock_now(r->app->clock)) };
	office_rows all;
	TRY(visits_office_rows(r, &all));
	for (size_t i = 0; i < all.n; i++) {
		if (city->offices.at[i].kind == OFFICE_WARD)
			LIST_ADD(r->arena, &v.wards, all.at[i]);
		else
			LIST_ADD(r->arena, &v.branches, all.at[i]);
	}
	page_out o = page_begin(r);
	home_page(&o, &v);
	page p = { .kind = PAGE_RESIDENT, .title = words_text(r->arena, r->lang, T_home_title), .refresh = 120 };
	return page_end(&o, &p, out);
}

const route visits_home_routes[] = {
	{ "GET", "/", ACCESS_PUBLIC, home_get },
	{ 0 },
};
