/*
 * For tests: has zbar, which reads codes from photos, read the QR code in a picture. `ret` gets the text without the line
 * break behind it, empty when no code was found. Needs zbarimg (Debian: zbar-tools); tests skip where it is missing.
 */
#ifndef TEST_ZBAR_H
#define TEST_ZBAR_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static inline bool zbar_present(void)
{
	return access("/usr/bin/zbarimg", X_OK) == 0;
}

static inline void zbar_read(const char *picture, char *ret, size_t room)
{
	char command[256];
	ret[0] = 0;
	snprintf(command, sizeof command, "/usr/bin/zbarimg -q --raw --oneshot '%s' 2>/dev/null", picture);
	FILE *p = popen(command, "r");
	if (!p)
		return;
	size_t n = fread(ret, 1, room - 1, p);
	pclose(p);
	while (n && ret[n - 1] == '\n')
		n--;
	ret[n] = 0;
}

#endif
