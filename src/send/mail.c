#include "send/mail.h"

#include <sodium.h>

#include "base/buf.h"
#include "send/curl.h"
#include "text/contact.h"

#define TEXT_MAX (64 * 1024)
#define LINE_BYTES 57 /* 76 columns of base64 */
#define WORD_BYTES 39 /* an encoded word of 64 columns: fits on a line behind "Subject: " and within RFC 2047's 75 */

struct mailer {
	CURL *curl;
	str from;
};

/* --- the message ------------------------------------------------------------------------------------------------ */

static void put_base64(arena *a, buf *b, str bytes)
{
	size_t room = sodium_base64_ENCODED_LEN(bytes.len, sodium_base64_VARIANT_ORIGINAL);
	char *text = arena_alloc(a, room);
	sodium_bin2base64(text, room, (const u8 *)bytes.at, bytes.len, sodium_base64_VARIANT_ORIGINAL);
	buf_put(b, str_of(text));
}

/* One line: control characters and what is not UTF-8 become spaces. */
static str one_line(arena *a, str s)
{
	buf b = buf_new(a, TEXT_MAX);
	for (size_t i = 0; i < s.len;) {
		size_t from = i;
		u32 c = str_next(s, &i);
		buf_put(&b, c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xfffd ? STR(" ") : str_sub(s, from, i));
	}
	return str_trim(buf_str(&b));
}

/* Letters, digits and spaces stand as they are in a short line; everything else is encoded (RFC 2047). */
static void put_words(arena *a, buf *b, str text)
{
	text = one_line(a, text);
	bool plain = text.len <= WORD_BYTES;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];
		plain = plain &&
			(c == ' ' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
	}
	if (plain) {
		buf_put(b, text);
		return;
	}
	for (size_t from = 0; from < text.len;) {
		size_t to = from;
		for (size_t next = from; next < text.len; to = next) {
			str_next(text, &next);
			if (next - from > WORD_BYTES)
				break;
		}
		buf_put(b, from ? STR("\r\n =?UTF-8?B?") : STR("=?UTF-8?B?"));
		put_base64(a, b, str_sub(text, from, to));
		buf_lit(b, "?=");
		from = to;
	}
}

/* Tue, 24 Nov 2026 10:00:00 +0900 */
static void put_date(buf *b, instant t)
{
	static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	civil c = civil_of(day_of(t));
	int minute = minute_of(t);
	buf_format(b, "Date: %.3s, %d %.3s %d %02d:%02d:%02d +0900\r\n", days + 3 * weekday_of(day_of(t)), c.mday,
		   months + 3 * (c.month - 1), c.year, minute / 60, minute % 60, (int)(t / SECOND % 60));
}

/* An address for a header: no spaces, brackets or anything that is not ASCII. */
static bool is_link(str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] <= ' ' || s.at[i] >= 0x7f || s.at[i] == '<' || s.at[i] == '>')
			return false;
	return (str_starts(s, STR("https://")) || str_starts(s, STR("http://"))) && s.len <= 500;
}

/* Lines end in CRLF, whatever they ended in. */
static str with_crlf(arena *a, str text)
{
	buf b = buf_new(a, 2 * TEXT_MAX);
	while (text.len) {
		str line = str_cut(&text, '\n');
		if (line.len && line.at[line.len - 1] == '\r')
			line.len--;
		buf_put(&b, line);
		buf_lit(&b, "\r\n");
	}
	return buf_str(&b);
}

const err *mail_text(arena *a, str from, const mail *m, str *ret)
{
	str to, sender, domain = from;
	if (!contact_mail(a, m->to, &to) || !contact_mail(a, from, &sender))
		return err_at(a, ERR_invalid, STR("to"), "not an address");
	if (!curl_is_word(m->id) || (m->stop.len && !is_link(m->stop)))
		return err_at(a, ERR_invalid, STR("id"), "an id is letters and digits, a link https://…");
	if (m->text.len > TEXT_MAX || m->subject.len > TEXT_MAX / 8 || m->from_name.len > TEXT_MAX / 8)
		return err_of(ERR_too_long);
	str_cut(&domain, '@');
	buf b = buf_new(a, 8 * TEXT_MAX);
	put_date(&b, m->date);
	buf_lit(&b, "From: ");
	put_words(a, &b, m->from_name);
	/* on a line of its own when the name is long */
	buf_format(&b, "%s<%.*s>\r\nTo: <%.*s>\r\nSubject: ", m->from_name.len ? "\r\n " : "", STR_ARG(sender),
		   STR_ARG(to));
	put_words(a, &b, m->subject);
	buf_format(&b, "\r\nMessage-ID: <%.*s@%.*s>\r\n", STR_ARG(m->id), STR_ARG(domain));
	buf_lit(&b, "Auto-Submitted: auto-generated\r\n");
	if (m->stop.len)
		buf_format(&b, "List-Unsubscribe:\r\n <%.*s>\r\n", STR_ARG(m->stop));
	buf_lit(&b, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"
		    "Content-Transfer-Encoding: base64\r\n\r\n");
	str text = with_crlf(a, m->text);
	for (size_t at = 0; at < text.len; at += LINE_BYTES) {
		put_base64(a, &b, str_sub(text, at, at + LINE_BYTES));
		buf_lit(&b, "\r\n");
	}
	CHECK(!b.overflowed);
	*ret = buf_str(&b);
	return NULL;
}

/* --- the server --------------------------------------------------------------------------------------------------- */

const err *mailer_open(arena *a, const mail_server *s, mailer **ret)
{
	curl_address u;
	str from;
	TRY(curl_address_of(a, s->url, &u));
	bool tls = str_eq(u.scheme, STR("smtps")), plain = str_eq(u.scheme, STR("smtp"));
	if (!tls && !plain)
		return err_why(a, ERR_usage, "--smtp begins with smtps:// or smtp://");
	if (u.password.len || u.path.len > 1)
		return err_why(a, ERR_usage, "--smtp holds neither a password nor a path: see --smtp-password-file");
	if (!contact_mail(a, s->from, &from))
		return err_why(a, ERR_usage, "--mail-from is the address that mails are from");
	mailer *m = arena_one(a, mailer);
	TRY(curl_begin(a, &s->limits, s->ca_file, &m->curl));
	m->from = from;
	CURL_SET(m->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	CURL_SET(m->curl, CURLOPT_URL, arena_copy(a, s->url).at);
	if (u.user.len) {
		CURL_SET(m->curl, CURLOPT_USERNAME, u.user.at);
		CURL_SET(m->curl, CURLOPT_PASSWORD, arena_copy(a, s->password).at);
	}
	if (plain && (!curl_is_local(&u) || s->ca_file.len))
		CURL_SET(m->curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	CURL_SET(m->curl, CURLOPT_UPLOAD, 1L);
	CURL_SET(m->curl, CURLOPT_MAIL_FROM, from.at);
	*ret = m;
	return NULL;
}

void mailer_close(mailer *m)
{
	if (m)
		curl_easy_cleanup(m->curl);
}

static size_t read_text(char *into, size_t size, size_t n, void *arg)
{
	str *rest = arg;
	size_t len = size * n < rest->len ? size * n : rest->len;
	memcpy(into, rest->at, len);
	*rest = str_sub(*rest, len, rest->len);
	return len;
}

/* What the server said to what failed, else the last line of all; libcurl says goodbye after a failure. */
typedef struct spoken {
	buf last;
	bool data; /* it wanted to have the message: what it said afterwards is about that */
} spoken;

static size_t keep_last(char *at, size_t size, size_t n, void *into)
{
	spoken *s = into;
	str line = { at, size * n };
	bool bad = s->last.len && (s->last.at[0] == '4' || s->last.at[0] == '5');
	if (bad && !str_starts(line, STR("4")) && !str_starts(line, STR("5")))
		return size * n;
	s->data = s->data || str_starts(line, STR("354"));
	s->last.len = 0;
	return curl_keep(at, size, n, &s->last);
}

/* The server said no to this message, and not to us or to everybody. */
static bool about_the_message(CURLcode c, long status, bool data)
{
	bool to_us = status == 530 || status == 534 || status == 535 || status == 538 || status == 421;
	return status >= 400 && status < 600 && !to_us &&
	       (!curl_unreachable(c) || (c == CURLE_WEIRD_SERVER_REPLY && data));
}

const err *mail_send(mailer *m, arena *a, const mail *one, send_outcome *ret)
{
	str text, to;
	TRY(mail_text(a, m->from, one, &text));
	CHECK(contact_mail(a, one->to, &to));
	spoken said = { .last = buf_new(a, 1024) };
	char why[CURL_ERROR_SIZE] = "";
	struct curl_slist *receivers = curl_slist_append(NULL, to.at);
	CHECK(receivers != NULL);
	CURL *h = m->curl;
	CURL_SET(h, CURLOPT_MAIL_RCPT, receivers);
	CURL_SET(h, CURLOPT_READFUNCTION, read_text);
	CURL_SET(h, CURLOPT_READDATA, &text);
	CURL_SET(h, CURLOPT_HEADERFUNCTION, keep_last);
	CURL_SET(h, CURLOPT_HEADERDATA, &said);
	CURL_SET(h, CURLOPT_ERRORBUFFER, why);
	CURLcode c = curl_easy_perform(h);
	long status = 0;
	curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
	CURL_SET(h, CURLOPT_MAIL_RCPT, NULL);
	CURL_SET(h, CURLOPT_ERRORBUFFER, NULL);
	curl_slist_free_all(receivers);

	bool asked = about_the_message(c, status, said.data), good = c == CURLE_OK;
	str why_not = *why ? str_of(why) : str_of(curl_easy_strerror(c));
	*ret = (send_outcome){ .verdict = good                     ? SEND_DELIVERED
					  : asked && status >= 500 ? SEND_NEVER
								   : SEND_AGAIN,
			       .unreachable = !good && !asked,
			       .status = (int)status,
			       .reply = curl_reply(a, good || status >= 400 ? buf_str(&said.last) : why_not) };
	return NULL;
}
