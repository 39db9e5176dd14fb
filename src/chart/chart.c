#include "chart/chart.h"

#include "text/svg.h"

void chart_ticks(arena *a, double most, int wanted, double **ret, size_t *ret_n)
{
	(void)most;
	(void)wanted;
	*ret = arena_many(a, double, 1);
	*ret_n = 0;
}
