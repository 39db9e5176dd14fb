/* Turns for what costs much. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#include <cmocka.h>

#include "kit/inside.h"

static void beyond_those_who_wait_one_is_told_to_come_again(void **state)
{
	(void)state;
	turns t;
	turns_init(&t, 1, 0);
	assert_null(turn_take(&t));
	const err *e = turn_take(&t);
	assert_true(err_is(e, ERR_busy));
	turn_end(&t);
	assert_null(turn_take(&t));
	turn_end(&t);
}

#define MANY 12

typedef struct crowd {
	turns t;
	_Atomic int inside, most, done;
} crowd;

static void *come(void *arg)
{
	crowd *c = arg;
	if (turn_take(&c->t))
		return NULL;
	int now = ++c->inside, most = c->most;
	while (now > most && !atomic_compare_exchange_weak(&c->most, &most, now))
		;
	usleep(2000);
	c->inside--;
	turn_end(&c->t);
	c->done++;
	return NULL;
}

static void never_more_at_once_than_there_are_places_and_whoever_waits_gets_a_turn(void **state)
{
	(void)state;
	crowd c = { 0 };
	pthread_t all[MANY];
	turns_init(&c.t, 2, MANY);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(pthread_create(&all[i], NULL, come, &c), 0);
	for (int i = 0; i < MANY; i++)
		pthread_join(all[i], NULL);
	assert_int_equal(c.done, MANY);
	assert_in_range(c.most, 1, 2);
	assert_int_equal(c.t.busy + c.t.waiting, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(beyond_those_who_wait_one_is_told_to_come_again),
		cmocka_unit_test(never_more_at_once_than_there_are_places_and_whoever_waits_gets_a_turn),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
