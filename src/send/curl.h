/* What mail and webhook share of libcurl; for this folder only. */
#ifndef SEND_CURL_H
#define SEND_CURL_H

#include <curl/curl.h>

#include "send/send.h"

/* A handle with the options that both want: no signals, limits, certificates checked. ERR_internal when there is none. */
MUST_USE const err *curl_begin(arena *a, const send_limits *limits, str ca_file, CURL **ret);

/* Parts of an address; empty where it has none. ERR_usage when it cannot be read. */
typedef struct curl_address {
	str scheme, user, password, host, path;
} curl_address;
MUST_USE const err *curl_address_of(arena *a, str url, curl_address *ret);
bool curl_is_local(const curl_address *u); /* localhost, 127.0.0.1, ::1 */

bool curl_is_word(str s); /* 1–64 letters, digits, - and _: an id in a header */

/* One line of printable UTF-8, at most SEND_REPLY_MAX bytes. */
str curl_reply(arena *a, str said);
/* Why nothing was said, by what libcurl returned. */
bool curl_unreachable(CURLcode c);

/* libcurl's callbacks for bytes that are not wanted beyond a ceiling: a buf as user data. */
size_t curl_keep(char *at, size_t size, size_t n, void *into);

/* Sets an option; a refusal is a broken invariant, because the options are all ours. */
#define CURL_SET(h, option, value) CHECK(curl_easy_setopt((h), (option), (value)) == CURLE_OK)

#endif
