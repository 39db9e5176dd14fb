/*
 * Whose connection it is. Loopback is open to every user of a machine, and a process may claim any Origin: only those of the user at the
 * counter are heard. /proc/net/tcp has a line for each socket: number, own address, other's address (hexadecimal, in the machine's order
 * of bytes), state, queues, timer, retransmissions, user.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "card/serve.h"

#define LINE_MAX_BYTES 512

typedef struct ends {
	char own[48], other[48]; /* as in the table */
} ends;

static void hex_of(const struct sockaddr_storage *s, bool six, char to[48])
{
	u32 words[4] = { 0, 0, htonl(0xFFFF), 0 }; /* ::ffff:a.b.c.d: an IPv4 connection of an IPv6 socket */
	unsigned port;
	if (s->ss_family == AF_INET6) {
		const struct sockaddr_in6 *in = (const void *)s;
		memcpy(words, &in->sin6_addr, sizeof words);
		port = ntohs(in->sin6_port);
	} else {
		const struct sockaddr_in *in = (const void *)s;
		words[3] = in->sin_addr.s_addr;
		port = ntohs(in->sin_port);
	}
	if (six)
		snprintf(to, 48, "%08X%08X%08X%08X:%04X", words[0], words[1], words[2], words[3], port);
	else
		snprintf(to, 48, "%08X:%04X", words[3], port);
}

/* The piece up to the next space. */
static str word(str *rest)
{
	while (rest->len && rest->at[0] == ' ')
		*rest = str_sub(*rest, 1, rest->len);
	return str_cut(rest, ' ');
}

static bool found(const char *table, const ends *of, i64 *ret_user)
{
	FILE *f = fopen(table, "re");
	char line[LINE_MAX_BYTES];
	bool is = false;
	while (f && !is && fgets(line, sizeof line, f)) {
		str rest = str_of(line);
		word(&rest); /* number */
		bool same = str_eq(word(&rest), str_of(of->own)) && str_eq(word(&rest), str_of(of->other));
		for (int i = 0; same && i < 4; i++) /* state, queues, timer, retransmissions */
			word(&rest);
		is = same && str_i64(word(&rest), ret_user);
	}
	if (f)
		fclose(f);
	return is;
}

bool peer_is_same_user(int fd)
{
	struct sockaddr_storage here = { 0 }, there = { 0 };
	socklen_t here_len = sizeof here, there_len = sizeof there;
	if (getsockname(fd, (struct sockaddr *)&here, &here_len) ||
	    getpeername(fd, (struct sockaddr *)&there, &there_len))
		return false;
	ends four, six;
	i64 user;
	hex_of(&there, true, six.own);
	hex_of(&here, true, six.other);
	bool is = found("/proc/self/net/tcp6", &six, &user);
	if (!is && here.ss_family == AF_INET) {
		hex_of(&there, false, four.own);
		hex_of(&here, false, four.other);
		is = found("/proc/self/net/tcp", &four, &user);
	}
	return is && user == (i64)getuid();
}
