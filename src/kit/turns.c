/* Turns for what costs much. */
#include <unistd.h>

#include "kit/inside.h"
#include "kit/limits.h"

void turns_init(turns *t, int at_once, int may_wait)
{
	*t = (turns){ .at_once = at_once, .may_wait = may_wait };
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->freed, NULL);
}

const err *turn_take(turns *t)
{
	const err *e = NULL;
	pthread_mutex_lock(&t->lock);
	if (t->busy >= t->at_once && t->waiting >= t->may_wait) {
		e = err_of(ERR_busy);
	} else {
		t->waiting++;
		while (t->busy >= t->at_once)
			pthread_cond_wait(&t->freed, &t->lock);
		t->waiting--;
		t->busy++;
	}
	pthread_mutex_unlock(&t->lock);
	return e;
}

void turn_end(turns *t)
{
	pthread_mutex_lock(&t->lock);
	t->busy--;
	pthread_cond_signal(&t->freed);
	pthread_mutex_unlock(&t->lock);
}

int heavy_at_once(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 2 ? 2 : n > 16 ? 16 : (int)n;
}

const err *heavy_begin(req *r)
{
	return turn_take(&r->app->kit->heavy);
}

void heavy_end(req *r)
{
	turn_end(&r->app->kit->heavy);
}
