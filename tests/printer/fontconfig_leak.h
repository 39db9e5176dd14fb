/*
 * For test programs that draw tickets: fontconfig keeps some 300 bytes of its configuration for the whole program without a
 * pointer that LeakSanitizer finds. What leaks through any other library is still reported. Include it in one file only.
 */
#ifndef TEST_FONTCONFIG_LEAK_H
#define TEST_FONTCONFIG_LEAK_H

const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig\n";
}

#endif
