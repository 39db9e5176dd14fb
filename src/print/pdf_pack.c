#include "print/pdf_pack.h"

#include <zlib.h>

#include "base/buf.h"

#define TOGETHER 200 /* objects in one stream: a reader opens the whole of it for one of them */
#define OBJECTS_MAX 200000

typedef struct object {
	size_t at; /* where it stands; 0: nowhere */
	str body; /* between "N 0 obj" and "endobj" */
	bool stream;
	/* in what is written */
	size_t to; /* byte; or the number of the stream that holds it */
	u32 place; /* in that stream */
	bool packed;
} object;

typedef struct file {
	arena *arena;
	str bytes;
	object *objects; /* by number */
	size_t n;
	i64 root, info;
	struct {
		size_t *at;
		size_t n;
	} begins; /* of every object, of those that were replaced as well, and of every table */
} file;

/* The number behind a word in a trailer; -1. */
static i64 number_behind(str s, str word)
{
	const char *at = memmem(s.at, s.len, word.at, word.len);
	if (!at)
		return -1;
	size_t i = (size_t)(at - s.at) + word.len;
	while (i < s.len && (s.at[i] == ' ' || s.at[i] == '\n' || s.at[i] == '\r'))
		i++;
	i64 n = -1;
	for (; i < s.len && s.at[i] >= '0' && s.at[i] <= '9' && n < INT32_MAX; i++)
		n = (n < 0 ? 0 : n) * 10 + (s.at[i] - '0');
	return n;
}

/* One table and its trailer; what a later one said already stays. *ret_before: the table before it; -1. */
static bool read_table(file *f, size_t at, i64 *ret_before)
{
	str rest = str_sub(f->bytes, at, f->bytes.len);
	if (!str_starts(rest, STR("xref\n")))
		return false;
	str_cut(&rest, '\n');
	while (rest.len && rest.at[0] >= '0' && rest.at[0] <= '9') {
		str line = str_cut(&rest, '\n');
		i64 first, n;
		if (!str_i64(str_cut(&line, ' '), &first) || !str_i64(str_trim(line), &n) || first < 0 || n < 0 ||
		    first + n > OBJECTS_MAX)
			return false;
		for (i64 i = first; i < first + n; i++) {
			str entry = str_cut(&rest, '\n');
			if (entry.len < 18 || (size_t)i >= f->n)
				return false;
			size_t place = 0;
			for (size_t k = 0; k < 10; k++)
				place = place * 10 + (size_t)(entry.at[k] - '0');
			if (entry.at[17] != 'n' || place >= f->bytes.len)
				continue;
			LIST_ADD(f->arena, &f->begins, place);
			if (f->objects[i].at == 0)
				f->objects[i].at = place;
		}
	}
	if (!str_starts(rest, STR("trailer")))
		return false;
	*ret_before = number_behind(str_sub(rest, 0, 300), STR("/Prev"));
	return true;
}

static int by_place(const void *a, const void *b)
{
	size_t p = *(const size_t *)a, q = *(const size_t *)b;
	return (p > q) - (p < q);
}

/* Where what begins at a place ends: where the next thing begins. Nothing in a string or a stream can be taken for an end. */
static size_t end_of(const file *f, size_t place)
{
	size_t low = 0, high = f->begins.n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (f->begins.at[middle] <= place)
			low = middle + 1;
		else
			high = middle;
	}
	return low < f->begins.n ? f->begins.at[low] : f->bytes.len;
}

static bool find_bodies(file *f)
{
	qsort(f->begins.at, f->begins.n, sizeof *f->begins.at, by_place);
	for (size_t i = 0; i < f->n; i++) {
		object *o = &f->objects[i];
		if (!o->at)
			continue;
		str body = str_trim(str_sub(f->bytes, o->at, end_of(f, o->at)));
		const char *begin = memmem(body.at, body.len, "obj", 3);
		if (!begin || begin - body.at > 16 || !str_ends(body, STR("endobj")))
			return false;
		body = str_sub(body, (size_t)(begin - body.at) + 3, body.len - 6);
		o->body = str_trim(body);
		o->stream = str_ends(o->body, STR("endstream"));
	}
	return f->begins.n > 0;
}

static bool read_file(file *f)
{
	str tail = str_sub(f->bytes, f->bytes.len > 1024 ? f->bytes.len - 1024 : 0, f->bytes.len);
	const char *last = memmem(tail.at, tail.len, "startxref", 9), *next = last;
	while (next) {
		last = next;
		next = memmem(next + 9, tail.len - (size_t)(next + 9 - tail.at), "startxref", 9);
	}
	if (!last)
		return false;
	str end = str_sub(tail, (size_t)(last - tail.at), tail.len);
	const char *trailer = memmem(tail.at, tail.len, "trailer", 7);
	if (!trailer)
		return false;
	str about = str_sub(tail, (size_t)(trailer - tail.at), tail.len);
	i64 size = number_behind(about, STR("/Size"));
	f->root = number_behind(about, STR("/Root"));
	f->info = number_behind(about, STR("/Info"));
	if (size < 2 || size > OBJECTS_MAX || f->root <= 0 || f->root >= size || f->info >= size)
		return false;
	f->n = (size_t)size;
	f->objects = arena_many(f->arena, object, f->n);
	int n = 0;
	for (i64 at = number_behind(end, STR("startxref")); at > 0 && n < 4; n++) {
		LIST_ADD(f->arena, &f->begins, (size_t)at);
		if (!read_table(f, (size_t)at, &at))
			return false;
	}
	return find_bodies(f);
}

static void put_compressed(file *f, buf *to, str plain, str head)
{
	uLongf n = compressBound(plain.len);
	u8 *bytes = arena_alloc(f->arena, n);
	CHECK(compress2(bytes, &n, (const u8 *)plain.at, plain.len, 6) == Z_OK);
	buf_format(to, "<< %.*s /Filter /FlateDecode /Length %lu >>\nstream\n", STR_ARG(head), (unsigned long)n);
	buf_put(to, (str){ (const char *)bytes, n });
	buf_lit(to, "\nendstream\nendobj\n");
}

static bool may_be_packed(const file *f, size_t i)
{
	return f->objects[i].at && !f->objects[i].stream && (i64)i != f->root;
}

/* So many objects from `*from` on as one stream under the number `number`. */
static void put_together(file *f, buf *to, size_t *from, size_t number)
{
	buf places = buf_new(f->arena, TOGETHER * 24), bodies = buf_new(f->arena, f->bytes.len + TOGETHER);
	u32 n = 0;
	for (; *from < f->n && n < TOGETHER; (*from)++) {
		object *o = &f->objects[*from];
		if (!may_be_packed(f, *from))
			continue;
		buf_format(&places, "%zu %zu ", *from, bodies.len);
		buf_put(&bodies, o->body);
		buf_char(&bodies, '\n');
		o->packed = true;
		o->to = number;
		o->place = n++;
	}
	size_t first = places.len;
	buf_put(&places, STR_NONE);
	buf both = buf_new(f->arena, places.len + bodies.len);
	buf_put(&both, buf_str(&places));
	buf_put(&both, buf_str(&bodies));
	buf_format(to, "%zu 0 obj\n", number);
	put_compressed(f, to, buf_str(&both), str_format(f->arena, "/Type /ObjStm /N %u /First %zu", n, first));
}

static void put_entry(buf *b, u8 type, size_t place, u32 third)
{
	const char bytes[] = { (char)type,          (char)(place >> 24), (char)(place >> 16), (char)(place >> 8),
			       (char)(place & 255), (char)(third >> 8),  (char)(third & 255) };
	buf_put(b, (str){ bytes, sizeof bytes });
}

static str written(file *f)
{
	buf b = buf_new(f->arena, f->bytes.len * 2 + 65536);
	buf_lit(&b, "%PDF-1.5\n%\xb5\xed\xae\xfb\n");
	size_t left = 0;
	for (size_t i = 1; i < f->n; i++) {
		object *o = &f->objects[i];
		if (may_be_packed(f, i)) {
			left++;
		} else if (o->at) {
			o->to = b.len;
			buf_format(&b, "%zu 0 obj\n", i);
			buf_put(&b, o->body);
			buf_lit(&b, "\nendobj\n");
		}
	}
	size_t streams = (left + TOGETHER - 1) / TOGETHER, *at = arena_many(f->arena, size_t, streams + 1), from = 1;
	for (size_t i = 0; i < streams; i++) {
		at[i] = b.len;
		put_together(f, &b, &from, f->n + i);
	}
	at[streams] = b.len; /* the table is a stream as well, and in itself */
	size_t size = f->n + streams + 1;
	buf table = buf_new(f->arena, size * 7);
	for (size_t i = 0; i < f->n; i++) {
		const object *o = &f->objects[i];
		if (o->at)
			put_entry(&table, o->packed ? 2 : 1, o->to, o->place);
		else
			put_entry(&table, 0, 0, i ? 0 : 65535);
	}
	for (size_t i = 0; i <= streams; i++)
		put_entry(&table, 1, at[i], 0);
	str info = f->info > 0 ? str_format(f->arena, " /Info %lld 0 R", (long long)f->info) : STR_NONE;
	buf_format(&b, "%zu 0 obj\n", size - 1);
	put_compressed(f, &b, buf_str(&table),
		       str_format(f->arena, "/Type /XRef /W [1 4 2] /Size %zu /Root %lld 0 R%.*s", size,
				  (long long)f->root, STR_ARG(info)));
	buf_format(&b, "startxref\n%zu\n%%%%EOF\n", at[streams]);
	CHECK(!b.overflowed);
	return buf_str(&b);
}

const err *pdf_pack(arena *a, str bytes, str *ret)
{
	file f = { .arena = arena_new(bytes.len * 8 + (4 << 20)), .bytes = bytes };
	bool read = read_file(&f);
	if (read)
		*ret = arena_copy(a, written(&f));
	arena_free(f.arena);
	return read ? NULL : err_why(a, ERR_internal, "cairo wrote a PDF without plain tables of objects");
}
