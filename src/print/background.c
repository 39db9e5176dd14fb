#include "print/background.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <qpdf/qpdf-c.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buf.h"

/*
 * A page of another file becomes a form XObject: what draws it and the resources that it names, copied over by libqpdf, with a matrix that sets
 * its crop box, turned as it is shown, on our lower left corner. Annotations, form fields, scripts and attachments hang on the page and
 * the catalog, not on these; so they stay behind.
 */
#define MM (72 / 25.4)
#define PAGE_MM_MAX 450.0
#define CONTENT_MAX ((size_t)16 * 1024 * 1024) /* bytes that draw one page, when they come in several parts */
#define PARTS_MAX 1000
#define PNG_BYTES_MAX ((size_t)16 * 1024 * 1024)
#define RENDER_MS 20000
#define RENDER_MEMORY ((rlim_t)1 << 30)

/* --- reading -------------------------------------------------------------------------------------------------------------- */

/* One page as it is shown. */
typedef struct page_box {
	double x, y, w, h; /* of the crop box, in points */
	int turn; /* 0, 90, 180, 270: clockwise */
} page_box;

static char *zero_ended(arena *a, str s)
{
	char *z = arena_alloc(a, s.len + 1);
	memcpy(z, s.at, s.len);
	z[s.len] = 0;
	return z;
}

static void quietly(qpdf_data q)
{
	qpdf_silence_errors(q);
	qpdf_set_suppress_warnings(q, QPDF_TRUE);
}

/* Whether something went wrong since it was last asked; what it was is of no use to whoever uploads a form. */
static bool failed(qpdf_data q)
{
	if (!qpdf_has_error(q))
		return false;
	qpdf_get_error(q);
	return true;
}

static const err *open_pdf(arena *a, qpdf_data q, str pdf)
{
	quietly(q);
	if (pdf.len == 0)
		return err_why(a, ERR_file, "the file is empty");
	if (pdf.len > BACKGROUND_BYTES_MAX)
		return err_why(a, ERR_file, "the PDF has more than %d MB; save it again with smaller pictures",
			       BACKGROUND_BYTES_MAX / 1024 / 1024);
	if (pdf.len < 8 || !memmem(pdf.at, pdf.len < 1024 ? pdf.len : 1024, "%PDF-", 5))
		return err_why(a, ERR_file, "this is no PDF");
	if (qpdf_read_memory(q, "background", pdf.at, pdf.len, NULL) & QPDF_ERRORS) {
		bool locked = qpdf_has_error(q) && qpdf_get_error_code(q, qpdf_get_error(q)) == qpdf_e_password;
		return err_why(a, ERR_file,
			       locked ? "the PDF asks for a password; save it again without one"
				      : "the PDF is damaged; open it and save it again");
	}
	if (qpdf_is_encrypted(q))
		return err_why(a, ERR_file, "the PDF is protected; save it again without protection");
	int pages = qpdf_get_num_pages(q);
	if (failed(q) || pages <= 0)
		return err_why(a, ERR_file, "the PDF has no page that can be read; open it and save it again");
	if (pages > BACKGROUND_PAGES_MAX)
		return err_why(a, ERR_file, "the PDF has %d pages; a form has at most %d", pages, BACKGROUND_PAGES_MAX);
	return NULL;
}

static bool box_of(qpdf_data q, qpdf_oh page, char const *key, page_box *ret)
{
	qpdf_oh list = qpdf_oh_get_key(q, page, key);
	if (!qpdf_oh_is_array(q, list) || qpdf_oh_get_array_n_items(q, list) != 4)
		return false;
	double v[4];
	for (int i = 0; i < 4; i++) {
		qpdf_oh item = qpdf_oh_get_array_item(q, list, i);
		if (!qpdf_oh_is_number(q, item))
			return false;
		v[i] = qpdf_oh_get_numeric_value(q, item);
	}
	double left = v[0] < v[2] ? v[0] : v[2], low = v[1] < v[3] ? v[1] : v[3];
	*ret = (page_box){ .x = left, .y = low, .w = v[0] + v[2] - 2 * left, .h = v[1] + v[3] - 2 * low };
	return ret->w > 1 && ret->h > 1;
}

static const err *page_at(arena *a, qpdf_data q, int number, qpdf_oh *ret, page_box *ret_box)
{
	int pages = qpdf_get_num_pages(q);
	if (number < 1 || number > pages)
		return err_why(a, ERR_file, "the PDF has %d pages, not a page %d", pages, number);
	*ret = qpdf_get_page_n(q, (size_t)number - 1);
	page_box media;
	if (failed(q) || !box_of(q, *ret, "/MediaBox", &media))
		return err_why(a, ERR_file, "page %d of the PDF says no size; open it and save it again", number);
	*ret_box = media;
	page_box crop;
	if (box_of(q, *ret, "/CropBox",
		   &crop)) { /* what lies outside the media box is no page (ISO 32000-1, 14.11.2) */
		double right = crop.x + crop.w < media.x + media.w ? crop.x + crop.w : media.x + media.w;
		double high = crop.y + crop.h < media.y + media.h ? crop.y + crop.h : media.y + media.h;
		crop.x = crop.x > media.x ? crop.x : media.x;
		crop.y = crop.y > media.y ? crop.y : media.y;
		crop.w = right - crop.x;
		crop.h = high - crop.y;
		if (crop.w > 1 && crop.h > 1)
			*ret_box = crop;
	}
	qpdf_oh turn = qpdf_oh_get_key(q, *ret, "/Rotate");
	if (qpdf_oh_is_integer(q, turn))
		ret_box->turn = (int)(((qpdf_oh_get_int_value(q, turn) % 360) + 360) % 360) / 90 * 90;
	if (ret_box->w > PAGE_MM_MAX * MM || ret_box->h > PAGE_MM_MAX * MM)
		return err_why(a, ERR_file, "page %d of the PDF is larger than %.0f mm", number, PAGE_MM_MAX);
	return NULL;
}

static const err *look(arena *a, qpdf_data q, str pdf, background_look *ret)
{
	TRY(open_pdf(a, q, pdf));
	qpdf_push_inherited_attributes_to_page(q);
	*ret = (background_look){ .pages = qpdf_get_num_pages(q) };
	for (int i = 0; i < ret->pages; i++) {
		qpdf_oh page;
		page_box b;
		TRY(page_at(a, q, i + 1, &page, &b));
		bool lies = b.turn % 180 != 0;
		ret->size[i].width = (lies ? b.h : b.w) / MM;
		ret->size[i].height = (lies ? b.w : b.h) / MM;
	}
	return NULL;
}

const err *background_look_at(arena *a, str pdf, background_look *ret)
{
	qpdf_data q = qpdf_init();
	const err *e = look(a, q, pdf, ret);
	qpdf_cleanup(&q);
	return e;
}

/* --- laying --------------------------------------------------------------------------------------------------------------- */

/* A file that lies below, open until ours is written: its streams are read then. */
typedef struct below {
	str pdf;
	qpdf_data q;
	qpdf_oh form[BACKGROUND_PAGES_MAX]; /* in ours */
	bool made[BACKGROUND_PAGES_MAX];
	page_box box[BACKGROUND_PAGES_MAX];
} below;
typedef struct belows {
	below *at;
	size_t n;
} belows;

/* Unpacked with a ceiling: 4 MB can unpack to as many GB. */
static bool unpack(buf *b, const unsigned char *packed, size_t len)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)packed, .avail_in = (uInt)len };
	if (inflateInit(&z) != Z_OK)
		return false;
	char part[16384];
	int state = Z_OK;
	while (state == Z_OK && !b->overflowed) {
		z.next_out = (Bytef *)part;
		z.avail_out = sizeof part;
		state = inflate(&z, Z_NO_FLUSH);
		buf_put(b, (str){ part, sizeof part - z.avail_out });
		if (state == Z_BUF_ERROR)
			break;
	}
	inflateEnd(&z);
	return state == Z_STREAM_END && !b->overflowed;
}

/* One part of what draws a page, unpacked, behind what came before. */
static bool part_of(qpdf_data q, qpdf_oh stream, buf *b)
{
	qpdf_oh dict = qpdf_oh_get_dict(q, stream);
	qpdf_oh filter = qpdf_oh_get_key(q, dict, "/Filter");
	if (qpdf_oh_is_array(q, filter)) {
		int n = qpdf_oh_get_array_n_items(q, filter);
		if (n > 1)
			return false;
		filter = n == 1 ? qpdf_oh_get_array_item(q, filter, 0) : qpdf_oh_new_null(q);
	}
	bool packed = qpdf_oh_is_name(q, filter);
	if (packed &&
	    (strcmp(qpdf_oh_get_name(q, filter), "/FlateDecode") != 0 || qpdf_oh_has_key(q, dict, "/DecodeParms")))
		return false;
	unsigned char *bytes = NULL;
	size_t len = 0;
	QPDF_BOOL filtered = QPDF_FALSE;
	bool good = !(qpdf_oh_get_stream_data(q, stream, qpdf_dl_none, &filtered, &bytes, &len) & QPDF_ERRORS) &&
		    !failed(q);
	if (good && packed)
		good = unpack(b, bytes, len);
	else if (good)
		buf_put(b, (str){ (char *)bytes, len });
	free(bytes);
	buf_put(b, STR("\n"));
	return good && !b->overflowed;
}

/* What draws the page, as a stream of ours: one that is whole is taken as it is, parts are put together. */
static const err *content_of(arena *a, qpdf_data ours, qpdf_data q, qpdf_oh page, qpdf_oh *ret)
{
	qpdf_oh content = qpdf_oh_get_key(q, page, "/Contents");
	if (qpdf_oh_is_array(q, content) && qpdf_oh_get_array_n_items(q, content) == 1)
		content = qpdf_oh_get_array_item(q, content, 0);
	if (qpdf_oh_is_stream(q, content)) {
		*ret = qpdf_oh_copy_foreign_object(ours, q, content);
		return failed(ours) || failed(q) ? err_why(a, ERR_file, "the PDF is damaged; open it and save it again")
						 : NULL;
	}
	buf b = buf_new(a, CONTENT_MAX);
	int n = qpdf_oh_is_array(q, content) ? qpdf_oh_get_array_n_items(q, content) : 0;
	for (int i = 0; i < n; i++) {
		qpdf_oh part = qpdf_oh_get_array_item(q, content, i);
		if (i == PARTS_MAX || !qpdf_oh_is_stream(q, part) || !part_of(q, part, &b))
			return err_why(a, ERR_file,
				       "a page of the PDF cannot be read; print it to a new PDF and use that");
	}
	*ret = qpdf_oh_new_stream(ours);
	str all = buf_str(&b);
	qpdf_oh_replace_stream_data(ours, *ret, (const unsigned char *)(all.len ? all.at : ""), all.len,
				    qpdf_oh_new_null(ours), qpdf_oh_new_null(ours));
	return NULL;
}

/* A number as PDF has it: no exponent, a point whatever the locale. */
static qpdf_oh number_of(qpdf_data q, double v)
{
	return qpdf_oh_new_real_from_double(q, v, 4);
}

static qpdf_oh numbers_of(qpdf_data q, const double *v, size_t n)
{
	qpdf_oh list = qpdf_oh_new_array(q);
	for (size_t i = 0; i < n; i++)
		qpdf_oh_append_item(q, list, number_of(q, v[i]));
	return list;
}

static void matrix_of(page_box b, double *m)
{
	const double all[4][6] = {
		{ 1, 0, 0, 1, -b.x, -b.y },
		{ 0, -1, 1, 0, -b.y, b.w + b.x },
		{ -1, 0, 0, -1, b.w + b.x, b.h + b.y },
		{ 0, 1, -1, 0, b.h + b.y, -b.x },
	};
	memcpy(m, all[b.turn / 90], sizeof all[0]);
}

static const err *form_of(arena *a, qpdf_data ours, below *f, int number, qpdf_oh *ret)
{
	qpdf_oh page;
	page_box box;
	TRY(page_at(a, f->q, number, &page, &box));
	size_t i = (size_t)number - 1;
	*ret = f->form[i];
	if (f->made[i])
		return NULL;
	qpdf_oh stream = 0;
	TRY(content_of(a, ours, f->q, page, &stream));
	qpdf_oh dict = qpdf_oh_get_dict(ours, stream);
	qpdf_oh_replace_key(ours, dict, "/Type", qpdf_oh_new_name(ours, "/XObject"));
	qpdf_oh_replace_key(ours, dict, "/Subtype", qpdf_oh_new_name(ours, "/Form"));
	double corners[] = { box.x, box.y, box.x + box.w, box.y + box.h }, matrix[6];
	matrix_of(box, matrix);
	qpdf_oh_replace_key(ours, dict, "/BBox", numbers_of(ours, corners, 4));
	qpdf_oh_replace_key(ours, dict, "/Matrix", numbers_of(ours, matrix, 6));
	static const char *const taken[] = { "/Resources", "/Group" };
	for (size_t k = 0; k < COUNT(taken); k++) {
		qpdf_oh of = qpdf_oh_get_key(f->q, page, taken[k]);
		if (!qpdf_oh_is_dictionary(f->q, of))
			continue;
		if (!qpdf_oh_is_indirect(f->q, of))
			of = qpdf_make_indirect_object(f->q, of);
		qpdf_oh_replace_key(ours, dict, taken[k], qpdf_oh_copy_foreign_object(ours, f->q, of));
	}
	if (failed(ours) || failed(f->q))
		return err_why(a, ERR_file, "the PDF is damaged; open it and save it again");
	f->form[i] = stream;
	f->made[i] = true;
	f->box[i] = box;
	*ret = stream;
	return NULL;
}

static const err *below_of(arena *a, belows *files, str pdf, below **ret)
{
	for (size_t i = 0; i < files->n; i++)
		if (str_eq(files->at[i].pdf, pdf)) {
			*ret = &files->at[i];
			return NULL;
		}
	below *f = &files->at[files->n++]; /* room for all was made before: nothing moves */
	*f = (below){ .pdf = pdf, .q = qpdf_init() };
	*ret = f;
	TRY(open_pdf(a, f->q, pdf));
	qpdf_push_inherited_attributes_to_page(f->q);
	return NULL;
}

static const err *lay_one(arena *a, qpdf_data ours, belows *files, const background_page *l)
{
	below *f;
	TRY(below_of(a, files, l->pdf, &f));
	qpdf_oh picture;
	TRY(form_of(a, ours, f, l->pdf_page, &picture));
	if (l->page < 1 || l->page > qpdf_get_num_pages(ours))
		return err_why(a, ERR_internal, "our document has no page %d", l->page);
	qpdf_oh page = qpdf_get_page_n(ours, (size_t)l->page - 1);
	page_box paper;
	if (!box_of(ours, page, "/MediaBox", &paper))
		return err_why(a, ERR_internal, "our page %d says no size", l->page);

	str name = str_format(a, "/Below%zu-%d", (size_t)(f - files->at), l->pdf_page);
	char *key = zero_ended(a, name);
	qpdf_oh resources = qpdf_oh_get_key(ours, page, "/Resources");
	if (!qpdf_oh_is_dictionary(ours, resources)) {
		resources = qpdf_oh_new_dictionary(ours);
		qpdf_oh_replace_key(ours, page, "/Resources", resources);
	}
	qpdf_oh pictures = qpdf_oh_get_key(ours, resources, "/XObject");
	if (!qpdf_oh_is_dictionary(ours, pictures)) {
		pictures = qpdf_oh_new_dictionary(ours);
		qpdf_oh_replace_key(ours, resources, "/XObject", pictures);
	}
	qpdf_oh_replace_key(ours, pictures, key, picture);

	/* From the upper left corner, as all our measures are. */
	page_box box = f->box[l->pdf_page - 1];
	double high = box.turn % 180 ? box.w : box.h;
	str draw = str_format(a, "/Artifact BMC q 1 0 0 1 0 %.4f cm %s Do Q EMC\n", paper.h - high, key);
	qpdf_oh first = qpdf_oh_new_stream(ours);
	qpdf_oh_replace_stream_data(ours, first, (const unsigned char *)draw.at, draw.len, qpdf_oh_new_null(ours),
				    qpdf_oh_new_null(ours));
	qpdf_oh list = qpdf_oh_new_array(ours), was = qpdf_oh_get_key(ours, page, "/Contents");
	qpdf_oh_append_item(ours, list, first);
	if (qpdf_oh_is_array(ours, was))
		for (int i = 0; i < qpdf_oh_get_array_n_items(ours, was); i++)
			qpdf_oh_append_item(ours, list, qpdf_oh_get_array_item(ours, was, i));
	else
		qpdf_oh_append_item(ours, list, was);
	qpdf_oh_replace_key(ours, page, "/Contents", list);
	return failed(ours) ? err_why(a, ERR_internal, "a background could not be laid below page %d", l->page) : NULL;
}

static const err *lay(arena *a, qpdf_data q, str ours, belows *files, const background_page *list, size_t n, str *ret)
{
	quietly(q);
	if (qpdf_read_memory(q, "ours", ours.at, ours.len, NULL) & QPDF_ERRORS)
		return err_why(a, ERR_internal, "our own document cannot be read");
	for (size_t i = 0; i < n; i++)
		TRY(lay_one(a, q, files, &list[i]));
	qpdf_init_write_memory(q);
	qpdf_set_deterministic_ID(q, QPDF_TRUE);
	qpdf_set_object_stream_mode(q, qpdf_o_generate);
	if (qpdf_write(q) & QPDF_ERRORS)
		return err_why(a, ERR_file, "the PDF below is damaged; open it and save it again");
	*ret = arena_copy(a, (str){ (const char *)qpdf_get_buffer(q), qpdf_get_buffer_length(q) });
	return NULL;
}

const err *background_lay(arena *a, str ours, const background_page *list, size_t n, str *ret)
{
	if (n == 0) {
		*ret = ours;
		return NULL;
	}
	belows files = { .at = arena_many(a, below, n) };
	qpdf_data q = qpdf_init();
	const err *e = lay(a, q, ours, &files, list, n, ret);
	qpdf_cleanup(&q);
	for (size_t i = 0; i < files.n; i++)
		qpdf_cleanup(&files.at[i].q);
	return e;
}

/* --- what it looks like ----------------------------------------------------------------------------------------------------- */

static i64 now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (i64)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* What the child does between fork and exec: system calls only, for other threads may have held any lock. */
static void child(int in, int out, char *const argv[])
{
	static char *const none[] = { NULL };
	struct rlimit memory = { RENDER_MEMORY, RENDER_MEMORY }, seconds = { RENDER_MS / 1000, RENDER_MS / 1000 },
		      no = { 0, 0 };
	if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || setrlimit(RLIMIT_AS, &memory) != 0 ||
	    setrlimit(RLIMIT_CPU, &seconds) != 0 || setrlimit(RLIMIT_FSIZE, &no) != 0 ||
	    setrlimit(RLIMIT_CORE, &no) != 0)
		_exit(126);
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (nowhere >= 0)
		dup2(nowhere, 2);
	execve("/usr/bin/pdftocairo", argv, none);
	_exit(127);
}

/* What comes out of it until it ends; false past the time or the ceiling. */
static bool drain(int fd, buf *b)
{
	i64 until = now_ms() + RENDER_MS;
	for (;;) {
		i64 left = until - now_ms();
		struct pollfd p = { .fd = fd, .events = POLLIN };
		int ready = left > 0 ? poll(&p, 1, (int)left) : 0;
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			return false;
		char part[65536];
		ssize_t n = read(fd, part, sizeof part);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0;
		buf_put(b, (str){ part, (size_t)n });
		if (b->overflowed)
			return false;
	}
}

static bool write_all(int fd, str s)
{
	while (s.len) {
		ssize_t n = write(fd, s.at, s.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		s = str_sub(s, (size_t)n, s.len);
	}
	return lseek(fd, 0, SEEK_SET) == 0;
}

const err *background_png(arena *a, str pdf, int page, int dpi, str *ret)
{
	if (access("/usr/bin/pdftocairo", X_OK) != 0)
		return err_why(a, ERR_unavailable, "pdftocairo (package poppler-utils) is not installed");
	int in = memfd_create("background", MFD_CLOEXEC), out[2] = { -1, -1 };
	if (in < 0 || !write_all(in, pdf) || pipe2(out, O_CLOEXEC) != 0) {
		const err *e = err_why(a, ERR_busy, "no memory or file left to draw a background: %s", strerror(errno));
		if (in >= 0)
			close(in);
		return e;
	}
	char *number = zero_ended(a, str_format(a, "%d", page));
	char *dots = zero_ended(a, str_format(a, "%d", dpi < 36 ? 36 : dpi > 300 ? 300 : dpi));
	const char *argv[] = { "pdftocairo", "-png", "-singlefile", "-cropbox", "-f", number, "-l",
			       number,       "-r",   dots,          "-",        "-",  NULL };
	pid_t pid = fork();
	if (pid == 0)
		child(in, out[1], (char *const *)(uintptr_t)argv);
	close(in);
	close(out[1]);
	buf b = buf_new(a, PNG_BYTES_MAX);
	bool whole = pid > 0 && drain(out[0], &b);
	close(out[0]);
	int status = -1;
	if (pid > 0) {
		if (!whole)
			kill(pid, SIGKILL);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	if (!whole || !WIFEXITED(status) || WEXITSTATUS(status) != 0 || !str_starts(buf_str(&b), STR("\x89PNG")))
		return err_why(a, ERR_file, "page %d of the PDF cannot be drawn; print it to a new PDF and use that",
			       page);
	*ret = buf_str(&b);
	return NULL;
}
