#include "kit/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kit/app.h"
#include "kit/audit.h"
#include "kit/catalog.h"
#include "kit/inside.h"
#include "kit/kit.sql.h"
#include "kit/staff.h"

int command_with_app(arena *a, const settings *set, int argc, char **argv, command_body run)
{
	flags f = { argc, argv };
	app *p = NULL;
	const err *e = app_open(a, set, NULL, &p);
	if (!e)
		e = run(p, a, &f);
	int code = e ? command_failed(e) : 0;
	app_close(p);
	return code;
}

static const err *needed(arena *a, flags *f, const char *name, str *ret)
{
	const char *value = flag_value(f, name);
	if (!value || !*value)
		return err_why(a, ERR_usage, "%s is needed", name);
	*ret = str_of(value);
	return NULL;
}

/* One line of standard input. */
static const err *password_from_stdin(arena *a, flags *f, str *ret)
{
	char line[1024];
	if (!flag_given(f, "--password-stdin"))
		return err_why(a, ERR_usage, "--password-stdin is needed: the password is read from standard input");
	if (!fgets(line, sizeof line, stdin))
		return err_why(a, ERR_usage, "no password on standard input");
	str all = str_of(line);
	*ret = arena_copy(a, str_cut(&all, '\n'));
	return NULL;
}

/* --- definitions ----------------------------------------------------------------------------------------------------- */

static int check(arena *a, const settings *set, int argc, char **argv)
{
	str dir = argc == 1 ? str_of(argv[0]) : set->city_dir;
	if (argc > 1 || dir.len == 0) {
		fprintf(stderr, "madoguchi check DIR\n");
		return 2;
	}
	def_files files;
	city_def *city;
	const err *e = catalog_folder(a, dir, &files);
	if (!e)
		e = defs_parse(a, files, &city);
	if (e)
		return command_failed(e);
	printf("%.*s: %zu offices, %zu services\n", STR_ARG(text_in(&city->name, LANG_JA)), city->offices.n,
	       city->services.n);
	return 0;
}

static const err *run_load(app *p, arena *a, flags *f)
{
	TRY(flags_done(a, f));
	def_files files;
	i64 changed;
	TRY(catalog_folder(a, p->set->city_dir, &files));
	TRY(catalog_load(p, a, files, &changed));
	printf("%lld files published\n", (long long)changed);
	return NULL;
}

static int load(arena *a, const settings *set, int argc, char **argv)
{
	return command_with_app(a, set, argc, argv, run_load);
}

static const err *write_file(arena *a, str path, str text)
{
	FILE *out = fopen(path.at, "we");
	if (!out)
		return err_at(a, ERR_file, path, "%s", strerror(errno));
	bool good = fwrite(text.at, 1, text.len, out) == text.len;
	good = fclose(out) == 0 && good;
	return good ? NULL : err_at(a, ERR_file, path, "could not be written: %s", strerror(errno));
}

static const err *run_export(app *p, arena *a, flags *f)
{
	if (f->n != 1)
		return err_why(a, ERR_usage, "madoguchi export DIR");
	str dir = str_of(f->at[0]);
	def_files files;
	TRY(catalog_files(p, a, &files));
	str offices = str_format(a, "%.*s/offices", STR_ARG(dir));
	if ((mkdir(dir.at, 0777) != 0 && errno != EEXIST) || (mkdir(offices.at, 0777) != 0 && errno != EEXIST))
		return err_at(a, ERR_file, offices, "%s", strerror(errno));
	for (size_t i = 0; i < files.n; i++)
		TRY(write_file(a, str_format(a, "%.*s/%.*s", STR_ARG(dir), STR_ARG(files.at[i].path)),
			       files.at[i].text));
	printf("%zu files written\n", files.n);
	return NULL;
}

static int export(arena *a, const settings *set, int argc, char **argv)
{
	return command_with_app(a, set, argc, argv, run_export);
}

/* --- staff ------------------------------------------------------------------------------------------------------------- */

static const err *run_staff_add(app *p, arena *a, flags *f)
{
	staff_new n = { 0 };
	TRY(needed(a, f, "--login", &n.login));
	TRY(needed(a, f, "--name", &n.name));
	TRY(needed(a, f, "--role", &n.role));
	n.office = str_of(flag_value(f, "--office"));
	TRY(password_from_stdin(a, f, &n.password));
	TRY(flags_done(a, f));
	i64 id;
	TRY(staff_add(p, a, NULL, &n, &id));
	printf("%.*s: account %lld\n", STR_ARG(n.login), (long long)id);
	return NULL;
}

static int staff_add_command(arena *a, const settings *set, int argc, char **argv)
{
	return command_with_app(a, set, argc, argv, run_staff_add);
}

typedef struct listing {
	i64 city;
	kit_staff_list_rows staff;
	kit_tokens_rows tokens;
} listing;

static const err *read_listing(db *d, arena *a, void *arg)
{
	listing *l = arg;
	TRY(kit_staff_list(d, a, l->city, &l->staff));
	return kit_tokens(d, a, l->city, &l->tokens);
}

static const err *run_staff_list(app *p, arena *a, flags *f)
{
	TRY(flags_done(a, f));
	listing l = { .city = p->city };
	TRY(store_read(p->store, a, read_listing, &l));
	for (size_t i = 0; i < l.staff.n; i++) {
		const kit_staff_list_row *s = &l.staff.at[i];
		printf("%.*s\t%.*s\t%.*s\t%s\t%.*s\n", STR_ARG(s->login), STR_ARG(s->role),
		       STR_ARG(s->office.len ? s->office : STR("-")), s->active ? "active" : "inactive",
		       STR_ARG(s->name));
	}
	return NULL;
}

static int staff_list(arena *a, const settings *set, int argc, char **argv)
{
	return command_with_app(a, set, argc, argv, run_staff_list);
}

static const err *run_staff_password(app *p, arena *a, flags *f)
{
	str login, password;
	TRY(needed(a, f, "--login", &login));
	TRY(password_from_stdin(a, f, &password));
	TRY(flags_done(a, f));
	return staff_set_password(p, a, NULL, login, password);
}

static int staff_password(arena *a, const settings *set, int argc, char **argv)
{
	return command_with_app(a, set, argc, argv, run_staff_password);
}

static const err *run_staff_unlock(app *p, arena *a, flags *f)
{
	str login;
	TRY(needed(a, f, "--login", &login));
	TRY(flags_done(a, f));
	return staff_unlock(p, a, NULL, login);
}

static int staff_unlock_command(arena *a, const settings *set, int argc, char **argv)
{
	return command_with_app(a, set, argc, argv, run_staff_unlock);
}

/* --- tokens ------------------------------------------------------------------------------------------------------------ */

static const err *run_token_new(app *p, arena *a, flags *f)
{
	str login, name, token;
	i64 days = 365;
	TRY(needed(a, f, "--login", &login));
	TRY(needed(a, f, "--name", &name));
	const char *given = flag_value(f, "--days");
	if (given && !str_i64(str_of(given), &days))
		return err_why(a, ERR_usage, "--days is a number");
	TRY(flags_done(a, f));
	TRY(token_new(p, a, login, name, days, &token));
	printf("%.*s\n", STR_ARG(token));
	return NULL;
}

static int token_new_command(arena *a, const settings *set, int argc, char **argv)
{
	return command_with_app(a, set, argc, argv, run_token_new);
}

static const err *run_token_list(app *p, arena *a, flags *f)
{
	TRY(flags_done(a, f));
	listing l = { .city = p->city };
	TRY(store_read(p->store, a, read_listing, &l));
	for (size_t i = 0; i < l.tokens.n; i++) {
		const kit_tokens_row *t = &l.tokens.at[i];
		str until = instant_text(a, t->expires_at);
		printf("%.*s\t%.*s\t%s%.*s\n", STR_ARG(t->name), STR_ARG(t->login),
		       t->revoked_at.some ? "revoked, was valid until " : "valid until ", STR_ARG(until));
	}
	return NULL;
}

static int token_list(arena *a, const settings *set, int argc, char **argv)
{
	return command_with_app(a, set, argc, argv, run_token_list);
}

typedef struct revocation {
	i64 city, changed;
	str name;
} revocation;

static const err *write_revoke(db *d, arena *a, void *arg)
{
	revocation *r = arg;
	TRY(kit_token_revoke(d, a, r->city, r->name, tx_now(d), &r->changed));
	return audit_add(d, a, r->city, STR_NONE, NULL, STR("token-revoke"), r->name, STR_NONE);
}

static const err *run_token_revoke(app *p, arena *a, flags *f)
{
	revocation r = { .city = p->city };
	TRY(needed(a, f, "--name", &r.name));
	TRY(flags_done(a, f));
	TRY(store_write(p->store, a, STR("staff"), write_revoke, &r));
	if (r.changed == 0)
		return err_at(a, ERR_not_found, r.name, "no such token in force");
	return NULL;
}

static int token_revoke(arena *a, const settings *set, int argc, char **argv)
{
	return command_with_app(a, set, argc, argv, run_token_revoke);
}

/* --- audit, migrations -------------------------------------------------------------------------------------------------- */

static const err *run_audit_verify(app *p, arena *a, flags *f)
{
	TRY(flags_done(a, f));
	audit_report report;
	TRY(audit_verify(p, a, &report));
	if (report.fault.len)
		return err_why(a, ERR_internal, "the audit log does not hold: %.*s", STR_ARG(report.fault));
	printf("%.*s%lld entries in %lld chains hold\n", STR_ARG(report.heads), (long long)report.entries,
	       (long long)report.chains);
	return NULL;
}

static int audit_verify_command(arena *a, const settings *set, int argc, char **argv)
{
	return command_with_app(a, set, argc, argv, run_audit_verify);
}

static const err *run_migrate(app *p, arena *a, flags *f)
{
	(void)p; /* opening it has migrated it */
	TRY(flags_done(a, f));
	printf("the database is up to date\n");
	return NULL;
}

static int migrate(arena *a, const settings *set, int argc, char **argv)
{
	return command_with_app(a, set, argc, argv, run_migrate);
}

const command kit_commands[] = {
	{ "check", "DIR", "checks a folder of definitions and names every mistake", check },
	{ "load", "", "publishes the folder of --city again: what differs from what is in force", load },
	{ "export", "DIR", "writes the definitions in force into a folder", export },
	{ "migrate", "", "brings the database to this program's schema", migrate },
	{ "staff add", "--login ID --name NAME --role device|clerk|floor|admin [--office ID] --password-stdin",
	  "makes an account", staff_add_command },
	{ "staff list", "", "lists the accounts", staff_list },
	{ "staff password", "--login ID --password-stdin", "sets a password and ends the sessions", staff_password },
	{ "staff unlock", "--login ID", "takes away the lock after wrong passwords", staff_unlock_command },
	{ "token new", "--login ID --name NAME [--days N]", "makes an API token and prints it once",
	  token_new_command },
	{ "token list", "", "lists the API tokens", token_list },
	{ "token revoke", "--name NAME", "ends the API tokens of this name", token_revoke },
	{ "audit verify", "", "checks the chains of the audit log and prints their heads", audit_verify_command },
	{ 0 },
};
