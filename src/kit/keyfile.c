#include "kit/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "kit/inside.h"
#include "kit/kit.sql.h"

#define DIGITS ((size_t)KEYFILE_BYTES * 2)
#define NAME "key-file" /* of the fingerprint, among the secrets of the database */

static str path_of(const app *p, arena *a)
{
	if (p->set->key_file.len)
		return arena_copy(a, p->set->key_file);
	str where = p->set->db;
	if (!str_starts(where, STR("sqlite:")))
		return STR_NONE;
	str file = str_sub(where, strlen("sqlite:"), where.len);
	return str_format(a, "%.*s.key", STR_ARG(file));
}

/* *ret_there: false where there is no such file. */
static const err *read_key(arena *a, str path, u8 key[KEYFILE_BYTES], bool *ret_there)
{
	char text[DIGITS + 8];
	*ret_there = true;
	int fd = open(path.at, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0 && errno == ENOENT) {
		*ret_there = false;
		return NULL;
	}
	if (fd < 0)
		return err_why(a, ERR_key_file, "%s: %s", path.at, strerror(errno));
	struct stat about;
	bool open_to_all = fstat(fd, &about) == 0 && (about.st_mode & 077) != 0;
	ssize_t n = read(fd, text, sizeof text);
	close(fd);
	str digits = str_trim((str){ text, n > 0 ? (size_t)n : 0 });
	size_t got = 0;
	int bad = digits.len != DIGITS || sodium_hex2bin(key, KEYFILE_BYTES, digits.at, DIGITS, NULL, &got, NULL);
	sodium_memzero(text, sizeof text);
	if (bad || got != KEYFILE_BYTES)
		return err_why(a, ERR_key_file,
			       "%s is no key: a key is 64 hexadecimal digits. Put back the file that was there",
			       path.at);
	if (open_to_all)
		log_line(LOG_WARN, "key_file", "others than its owner may read %s: chmod 600", path.at);
	return NULL;
}

/* A file with a new key. Whole or not at all: of two processes that make it at the same moment one does, and the other reads that. */
static const err *make_key(arena *a, str path)
{
	u8 key[KEYFILE_BYTES];
	char text[DIGITS + 2];
	str fresh = str_format(a, "%s.%.*s", path.at, STR_ARG(random_code(a, 8)));
	int fd = open(fresh.at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return err_why(a, ERR_key_file, "%s cannot be made: %s", path.at, strerror(errno));
	randombytes_buf(key, sizeof key);
	sodium_bin2hex(text, sizeof text, key, sizeof key);
	text[DIGITS] = '\n';
	bool written = write(fd, text, DIGITS + 1) == (ssize_t)(DIGITS + 1) && fsync(fd) == 0;
	int wrong = errno;
	close(fd);
	sodium_memzero(key, sizeof key);
	sodium_memzero(text, sizeof text);
	if (written && link(fresh.at, path.at) != 0 && errno != EEXIST) {
		wrong = errno;
		written = false;
	}
	unlink(fresh.at);
	str folder = path;
	while (folder.len && folder.at[folder.len - 1] != '/')
		folder.len--;
	int below = open(folder.len ? arena_copy(a, folder).at : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (below >= 0) {
		fsync(below);
		close(below);
	}
	if (!written)
		return err_why(a, ERR_key_file, "%s cannot be made: %s", path.at, strerror(wrong));
	log_line(LOG_INFO, "key_file", "made %s: keep a copy of it apart from the database's", path.at);
	return NULL;
}

/* --- the fingerprint --------------------------------------------------------------------------------------------------- */

static str derived_hex(arena *a, const u8 key[KEYFILE_BYTES], const char *purpose)
{
	u8 sum[32];
	char *text = arena_alloc(a, sizeof sum * 2 + 1);
	crypto_generichash(sum, sizeof sum, (const u8 *)purpose, strlen(purpose), key, KEYFILE_BYTES);
	sodium_bin2hex(text, sizeof sum * 2 + 1, sum, sizeof sum);
	return str_of(text);
}

typedef struct known {
	i64 city;
	str mark;
	kit_secret_row row;
	bool found;
} known;

static const err *look(db *d, arena *a, void *arg)
{
	known *k = arg;
	return kit_secret(d, a, k->city, STR(NAME), &k->row, &k->found);
}

static const err *note(db *d, arena *a, void *arg)
{
	const known *k = arg;
	return kit_secret_add(d, a, k->city, STR(NAME), k->mark, NULL);
}

/* `make`: makes the file, and notes its fingerprint, where there is none. */
static const err *open_key(app *p, arena *a, bool make, u8 key[KEYFILE_BYTES])
{
	known k = { .city = p->city };
	str path = path_of(p, a);
	bool there = false;
	TRY(store_read(p->store, a, look, &k));
	if (path.len == 0)
		return k.found || make
			       ? err_why(a, ERR_key_file,
					 "with PostgreSQL, --key-file names the file with the key for what residents prepare: one "
					 "file, the same for every process, apart from the database's backups")
			       : NULL;
	TRY(read_key(a, path, key, &there));
	if (!there && k.found)
		return err_why(
			a, ERR_key_file,
			"%s is missing. What residents prepared is sealed with it: put it back from its copy. Nothing was deleted",
			path.at);
	if (!there && !make)
		return NULL;
	if (!there) {
		TRY(make_key(a, path));
		TRY(read_key(a, path, key, &there));
		if (!there)
			return err_why(a, ERR_key_file, "%s vanished while it was made", path.at);
	}
	k.mark = derived_hex(a, key, "fingerprint");
	if (!k.found && make) {
		TRY(store_write(p->store, a, STR("key"), note, &k));
		TRY(store_read(p->store, a, look, &k)); /* another process may have been the first */
	}
	if (k.found && !same_secret(k.row.value, k.mark))
		return err_why(
			a, ERR_key_file,
			"%s is not the key that this database knows: put back the one that was there (with several processes, a copy of "
			"the first one's). Nothing was deleted",
			path.at);
	return NULL;
}

const err *keyfile_derive(app *p, arena *a, const char *purpose, str more, u8 *ret, size_t n)
{
	CHECK(n >= crypto_generichash_BYTES_MIN && n <= crypto_generichash_BYTES_MAX);
	struct kit_keyfile *f = &p->kit->keyfile;
	u8 key[KEYFILE_BYTES];
	/* what could not be opened is tried again each time, so that an operator can mend it without a restart */
	pthread_mutex_lock(&f->lock);
	const err *e = NULL;
	if (!f->open) {
		e = open_key(p, a, true, key);
		if (!e) {
			memcpy(f->key, key, sizeof key);
			f->open = true;
		}
	}
	memcpy(key, f->key, sizeof key);
	pthread_mutex_unlock(&f->lock);
	if (!e) {
		crypto_generichash_state state;
		crypto_generichash_init(&state, key, sizeof key, n);
		/* the NUL keeps the purpose apart from what follows */
		crypto_generichash_update(&state, (const u8 *)purpose, strlen(purpose) + 1);
		crypto_generichash_update(&state, (const u8 *)more.at, more.len);
		crypto_generichash_final(&state, ret, n);
		sodium_memzero(&state, sizeof state);
	}
	sodium_memzero(key, sizeof key);
	return e;
}

const err *keyfile_check(app *p, arena *a)
{
	u8 key[KEYFILE_BYTES];
	const err *e = open_key(p, a, false, key);
	sodium_memzero(key, sizeof key);
	return e;
}
