#include "send/curl.h"

#include "base/buf.h"

const err *curl_begin(arena *a, const send_limits *limits, str ca_file, CURL **ret)
{
	/* safe from several threads since libcurl 7.84, and counted: the second call costs nothing */
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_why(a, ERR_internal, "libcurl does not start");
	CURL *h = curl_easy_init();
	if (!h)
		return err_why(a, ERR_internal, "libcurl gives no handle");
	CURL_SET(h, CURLOPT_NOSIGNAL, 1L);
	CURL_SET(h, CURLOPT_CONNECTTIMEOUT, (long)limits->connect);
	CURL_SET(h, CURLOPT_TIMEOUT, (long)limits->whole);
	CURL_SET(h, CURLOPT_SSL_VERIFYPEER, 1L);
	CURL_SET(h, CURLOPT_SSL_VERIFYHOST, 2L);
	CURL_SET(h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	CURL_SET(h, CURLOPT_FOLLOWLOCATION, 0L);
	CURL_SET(h, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	if (ca_file.len)
		CURL_SET(h, CURLOPT_CAINFO, arena_copy(a, ca_file).at);
	*ret = h;
	return NULL;
}

static str part(arena *a, CURLU *u, CURLUPart which)
{
	char *text = NULL;
	if (curl_url_get(u, which, &text, 0) != CURLUE_OK)
		return STR_NONE;
	str copy = arena_copy(a, str_of(text));
	curl_free(text);
	return copy;
}

const err *curl_address_of(arena *a, str url, curl_address *ret)
{
	CURLU *u = curl_url();
	CHECK(u != NULL);
	bool good = curl_url_set(u, CURLUPART_URL, arena_copy(a, url).at, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK;
	if (good)
		*ret = (curl_address){ .scheme = part(a, u, CURLUPART_SCHEME),
				       .user = part(a, u, CURLUPART_USER),
				       .password = part(a, u, CURLUPART_PASSWORD),
				       .host = part(a, u, CURLUPART_HOST),
				       .path = part(a, u, CURLUPART_PATH) };
	curl_url_cleanup(u);
	return good ? NULL : err_why(a, ERR_usage, "not an address: a URL such as smtps://user@host:465 is wanted");
}

bool curl_is_local(const curl_address *u)
{
	return str_eq_nocase(u->host, STR("localhost")) || str_eq(u->host, STR("127.0.0.1")) ||
	       str_eq(u->host, STR("[::1]"));
}

bool curl_is_word(str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_')
			return false;
	}
	return s.len > 0 && s.len <= 64;
}

str curl_reply(arena *a, str said)
{
	buf b = buf_new(a, SEND_REPLY_MAX);
	said = str_trim(said);
	for (size_t i = 0; i < said.len && !b.overflowed;) {
		size_t from = i;
		u32 c = str_next(said, &i);
		if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xfffd)
			buf_char(&b, ' ');
		else if (b.len + (i - from) <= SEND_REPLY_MAX)
			buf_put(&b, str_sub(said, from, i));
		else
			break;
	}
	return str_trim(buf_str(&b));
}

bool curl_unreachable(CURLcode c)
{
	switch ((int)c) {
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_USE_SSL_FAILED:
	case CURLE_LOGIN_DENIED:
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_GOT_NOTHING:
		return true;
	default:
		return false;
	}
}

size_t curl_keep(char *at, size_t size, size_t n, void *into)
{
	buf *b = into;
	size_t room = b->ceiling - b->len, len = size * n;
	buf_put(b, (str){ at, len < room ? len : room });
	return len;
}
