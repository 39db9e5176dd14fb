/* needs: http */
/* multipart/form-data: the first line is the Content-Type, the rest the body. What is accepted are slices of the body
 * with plain names, and text fields are plain text. */
#include "http/http_private.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (size > 1 << 16)
		return 0;
	arena *a = arena_new((size_t)64 << 20);
	str body = arena_copy(a, (str){ (const char *)data, size });
	str type = str_cut(&body, '\n');
	/* exactly as long as it is, so that a byte read beyond it is found */
	char *at = malloc(body.len + 1);
	CHECK(at);
	memcpy(at, body.at, body.len);
	at = realloc(at, body.len ? body.len : 1);
	CHECK(at);
	pairs form = { 0 };
	parts files = { 0 };
	if (multipart_parse(a, type, (str){ at, body.len }, &form, &files) == NULL) {
		CHECK(form.n + files.n <= FIELDS_MAX);
		for (size_t i = 0; i < form.n; i++)
			CHECK(text_is_plain(form.at[i].name, false) && text_is_plain(form.at[i].value, true) &&
			      form.at[i].value.len <= FIELD_MAX);
		for (size_t i = 0; i < files.n; i++) {
			part *p = &files.at[i];
			CHECK(text_is_plain(p->name, false) && text_is_plain(p->filename, false));
			CHECK(p->data.at >= at && p->data.at + p->data.len <= at + body.len);
		}
	}
	free(at);
	arena_free(a);
	return 0;
}
