/*
 * Functions that do not compile here, because each has cost somebody a security hole. Forced into every
 * file of ours by the Makefile (-include), after the system's headers that declare them.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok
#pragma GCC poison atoi atol atoll atof scanf sscanf fscanf
#pragma GCC poison localtime gmtime ctime asctime mktime
#pragma GCC poison setenv putenv unsetenv setlocale
#pragma GCC poison rand srand /* not random: libsodium names a parameter so */

#endif
