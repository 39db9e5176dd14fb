/* /messages, what staff see of messages; /stop, what a receiver sees. */
#ifndef KIT_MESSAGES_VIEW_H
#define KIT_MESSAGES_VIEW_H

#include "kit/kit.h"
#include "kit/words.h"

typedef struct message_choice {
	str value, text;
	bool chosen;
} message_choice;
typedef struct message_choices {
	message_choice *at;
	size_t n;
} message_choices;

typedef struct message_line {
	str made, address, subject, office, reason, next; /* next: when it is tried again; empty */
	word state;
	const char *tone; /* of the badge */
	i64 tries;
	bool may_retry;
	url retry;
} message_line;

typedef struct messages_view {
	bool off; /* nothing to send with is set */
	bool retried;
	message_choices states, offices; /* offices: empty where the reader has one only */
	struct {
		message_line *at;
		size_t n;
	} lines;
	bool has_older;
	url older;
} messages_view;

typedef struct stop_view {
	bool done;
	url stop;
} stop_view;

#endif
