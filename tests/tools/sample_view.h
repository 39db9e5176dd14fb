/* The view of sample.html, with every kind of value that a template can write. */
#ifndef TESTS_SAMPLE_VIEW_H
#define TESTS_SAMPLE_VIEW_H

#include "kit/kit.h"
#include "kit/words.h"

typedef struct sample_row {
	str name;
	url link;
	int number;
} sample_row;

typedef struct sample {
	struct {
		sample_row *at;
		size_t n;
	} rows;
	str evil;
	const char *plain;
	html made;
	word title;
	url call;
	bool closed;
	u8 small;
	u64 big;
	i64 minutes;
} sample;

#endif
