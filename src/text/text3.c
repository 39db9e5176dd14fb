#include "text/text3.h"

str text_in(const text3 *t, lang l)
{
	return t->in[l].len ? t->in[l] : t->in[LANG_JA];
}

bool text_empty(const text3 *t)
{
	return t->in[LANG_JA].len == 0;
}
