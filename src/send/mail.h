/*
 * Mail by SMTP (RFC 5321): plain text in UTF-8, made so that every reader shows it and nothing in it can be mistaken for a header.
 *
 *     smtps://USER@HOST:465   TLS from the first byte
 *     smtp://USER@HOST:587    STARTTLS, and nothing is sent without it, except to a relay on this machine (localhost)
 *
 * The message (RFC 5322, 2045, 2047): subject and sender's name as encoded words cut between characters, the text in
 * base64 of 76 columns, so that no line is too long for anybody; Message-ID from the caller, who keeps it for a second
 * try, so that a mailbox can recognise a double; Auto-Submitted: auto-generated (RFC 3834), so that holiday
 * notices do not answer. Control characters in names and subjects become spaces; addresses that are none are refused.
 */
#ifndef SEND_MAIL_H
#define SEND_MAIL_H

#include "send/send.h"

typedef struct mail_server {
	str url; /* smtp:// or smtps://, with the user before an @ where one is needed */
	str password;
	str from; /* the address that mails are from */
	str ca_file; /* certificates to check the server's by; empty: the system's */
	send_limits limits;
} mail_server;

typedef struct mail {
	str id; /* left of the @ of Message-ID; letters and digits */
	instant date;
	str from_name; /* shown beside the address: 門司区役所 */
	str to, subject, text; /* UTF-8; lines of the text end in \n */
	str stop; /* https:// address for List-Unsubscribe (RFC 2369); may be empty */
} mail;

/* One server; keeps its connection from one mail to the next. One thread at a time. */
typedef struct mailer mailer;
/* Connects to nothing yet. ERR_usage for a URL with another scheme, a password or a path in it, or a `from` that is no address. */
MUST_USE const err *mailer_open(arena *a, const mail_server *s, mailer **ret);
void mailer_close(mailer *m); /* NULL is fine */

/* An error only for what should not have been asked: ERR_invalid (address, id, stop), ERR_too_long. */
MUST_USE const err *mail_send(mailer *m, arena *a, const mail *one, send_outcome *ret);
/* The bytes as they are sent, lines ending in CRLF; for mail_send() and tests. */
MUST_USE const err *mail_text(arena *a, str from, const mail *one, str *ret);

#endif
