/* For the tests of numbers. */
#ifndef SIM_TESTING_H
#define SIM_TESTING_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define assert_close(x, y, most)                                                                                       \
	do {                                                                                                           \
		double x_ = (x), y_ = (y);                                                                             \
		if (!(fabs(x_ - y_) <= (most)))                                                                        \
			fail_msg("%s is %.9g, not %.9g", #x, x_, y_);                                                  \
	} while (0)
#define assert_near(x, y) assert_close(x, y, 1e-6)
/* Within so much of y itself. */
#define assert_within(x, y, share) assert_close((x) / (y), 1, share)

#endif
