#include "alike/alike.h"

double alike_between(const alike *x, size_t i, size_t j)
{
	(void)x;
	return i == j ? 1 : 0;
}
