/* visits_measured(): what serving took, as sums that the database works out. */
#include "modules/visits/visits.h"

#include "modules/visits/stats/stats.sql.h"

#include <math.h>

typedef struct sums_of {
	i64 n, seconds, left_out;
	double squares; /* years of a whole city are more than 64 bits of seconds squared would bear with safety */
} sums_of;

static const err *add_office(db *d, arena *a, i64 city, str office, const stats_measured_in *want, sums_of *s)
{
	stats_measured_in in = *want;
	in.city = city;
	in.office = office;
	stats_measured_row row;
	bool found;
	TRY(stats_measured(d, a, &in, &row, &found));
	s->n += row.steps;
	s->seconds += row.seconds;
	s->squares += (double)row.squares;
	s->left_out += row.left_out;
	return NULL;
}

const err *visits_measured(db *d, arena *a, const city_def *city, str office, str service, day from, day to,
			   visits_measure *ret)
{
	*ret = (visits_measure){ 0 };
	if (to < from)
		return err_at(a, ERR_invalid, STR("to"), "before the first day");
	if ((i64)to - from >= VISITS_MEASURED_DAYS)
		return err_at(a, ERR_too_large, STR("to"), "more than %d days", VISITS_MEASURED_DAYS);
	stats_measured_in want = { .service = service, .from_day = from, .to_day = to, .most = VISITS_MEASURED_MOST };
	sums_of s = { 0 };
	if (office.len) {
		TRY(add_office(d, a, city->code, office, &want, &s));
	} else {
		for (size_t i = 0; i < city->offices.n; i++)
			TRY(add_office(d, a, city->code, city->offices.at[i].id, &want, &s));
	}
	ret->steps = s.n;
	ret->seconds = s.seconds;
	ret->left_out = s.left_out;
	if (s.n)
		ret->mean = (double)s.seconds / (double)s.n;
	if (s.n >
	    1) { /* whole seconds: the squares are exact up to 2^53, and the difference is large beside the rest of a rounding */
		double off = s.squares - ret->mean * (double)s.seconds;
		ret->deviation = off > 0 ? sqrt(off / (double)(s.n - 1)) : 0;
	}
	return NULL;
}
