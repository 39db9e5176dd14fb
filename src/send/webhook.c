#include "send/webhook.h"

#include <sodium.h>

#include "base/buf.h"
#include "send/curl.h"

struct webhook {
	CURL *curl;
	str secret;
};

str webhook_signature(arena *a, str secret, i64 seconds, str body)
{
	u8 sum[crypto_auth_hmacsha256_BYTES];
	str time = str_format(a, "%lld.", (long long)seconds);
	crypto_auth_hmacsha256_state state;
	crypto_auth_hmacsha256_init(&state, (const u8 *)secret.at, secret.len);
	crypto_auth_hmacsha256_update(&state, (const u8 *)time.at, time.len);
	crypto_auth_hmacsha256_update(&state, (const u8 *)body.at, body.len);
	crypto_auth_hmacsha256_final(&state, sum);
	char *hex = arena_alloc(a, sizeof sum * 2 + 1);
	sodium_bin2hex(hex, sizeof sum * 2 + 1, sum, sizeof sum);
	return (str){ hex, sizeof sum * 2 };
}

const err *webhook_open(arena *a, const webhook_receiver *r, webhook **ret)
{
	curl_address u;
	TRY(curl_address_of(a, r->url, &u));
	bool local = str_eq(u.scheme, STR("http")) && curl_is_local(&u);
	if (!str_eq(u.scheme, STR("https")) && !local)
		return err_why(a, ERR_usage, "--webhook begins with https:// (http:// only on this machine)");
	if (u.password.len || u.user.len)
		return err_why(a, ERR_usage, "--webhook holds no name or password: posts are signed");
	if (r->secret.len < WEBHOOK_SECRET_MIN)
		return err_why(a, ERR_usage, "--webhook-secret-file is needed, with %d characters or more",
			       WEBHOOK_SECRET_MIN);
	webhook *w = arena_one(a, webhook);
	TRY(curl_begin(a, &r->limits, r->ca_file, &w->curl));
	w->secret = arena_copy(a, r->secret);
	CURL_SET(w->curl, CURLOPT_PROTOCOLS_STR, local ? "http" : "https");
	CURL_SET(w->curl, CURLOPT_URL, arena_copy(a, r->url).at);
	CURL_SET(w->curl, CURLOPT_USERAGENT, "madoguchi");
	CURL_SET(w->curl, CURLOPT_POST, 1L);
	*ret = w;
	return NULL;
}

void webhook_close(webhook *w)
{
	if (w)
		curl_easy_cleanup(w->curl);
}

static struct curl_slist *headers_of(arena *a, const webhook *w, str id, i64 seconds, str json)
{
	str signature = webhook_signature(a, w->secret, seconds, json);
	const char *lines[] = {
		"Content-Type: application/json",
		"Expect:", /* without the wait for 100-continue */
		str_format(a, "Idempotency-Key: %.*s", STR_ARG(id)).at,
		str_format(a, "X-Madoguchi-Signature: t=%lld,v1=%.*s", (long long)seconds, STR_ARG(signature)).at,
	};
	struct curl_slist *list = NULL;
	for (size_t i = 0; i < COUNT(lines); i++) {
		list = curl_slist_append(list, lines[i]);
		CHECK(list != NULL);
	}
	return list;
}

static send_verdict verdict_of(CURLcode c, long status)
{
	if (c != CURLE_OK || status == 408 || status == 425 || status == 429 || status >= 500 || status < 200)
		return SEND_AGAIN;
	return status < 300 ? SEND_DELIVERED : SEND_NEVER;
}

const err *webhook_post(webhook *w, arena *a, str id, instant now, str json, send_outcome *ret)
{
	if (!curl_is_word(id))
		return err_at(a, ERR_invalid, STR("id"), "an id is letters and digits");
	buf said = buf_new(a, SEND_REPLY_MAX);
	char why[CURL_ERROR_SIZE] = "";
	struct curl_slist *headers = headers_of(a, w, id, now / SECOND, json);
	CURL *h = w->curl;
	CURL_SET(h, CURLOPT_HTTPHEADER, headers);
	CURL_SET(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)json.len);
	CURL_SET(h, CURLOPT_POSTFIELDS, json.at);
	CURL_SET(h, CURLOPT_WRITEFUNCTION, curl_keep);
	CURL_SET(h, CURLOPT_WRITEDATA, &said);
	CURL_SET(h, CURLOPT_ERRORBUFFER, why);
	CURLcode c = curl_easy_perform(h);
	long status = 0;
	curl_off_t after = 0;
	curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(h, CURLINFO_RETRY_AFTER, &after);
	CURL_SET(h, CURLOPT_HTTPHEADER, NULL);
	CURL_SET(h, CURLOPT_POSTFIELDS, NULL);
	CURL_SET(h, CURLOPT_ERRORBUFFER, NULL);
	curl_slist_free_all(headers);

	str reply = curl_reply(a, buf_str(&said));
	if (c != CURLE_OK)
		reply = curl_reply(a, *why ? str_of(why) : str_of(curl_easy_strerror(c)));
	else if (reply.len == 0)
		reply = str_format(a, "HTTP %ld", status);
	*ret = (send_outcome){ .verdict = verdict_of(c, status),
			       .unreachable = c != CURLE_OK,
			       .status = c == CURLE_OK ? (int)status : 0,
			       .retry_after = after > 0 && after <= 86400 ? (int)after : 0,
			       .reply = reply };
	return NULL;
}
