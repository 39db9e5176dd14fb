/* doctor: is everything in order? */
#include "city/city.h"
#include "kit/audit.h"
#include "kit/catalog.h"
#include "kit/keyfile.h"

static int verdict(const char *what, const err *e)
{
	printf("%-40s %s\n", what, e ? "NO" : "ok");
	fflush(stdout);
	return e ? command_failed(e) : 0;
}

/* The folder is not what is served, but it is what `load` would publish. */
static const err *look_at_folder(arena *a, const settings *set)
{
	def_files files;
	city_def *city;
	TRY(catalog_folder(a, set->city_dir, &files));
	return defs_parse(a, files, &city);
}

int doctor(arena *a, const settings *set, int argc, char **argv)
{
	flags f = { argc, argv };
	const err *e = flags_done(a, &f);
	app *p = NULL;
	if (!e)
		e = app_open(a, set, NULL, &p);
	int worst = verdict("database, definitions in force", e);
	if (!p)
		return worst;
	worst |= verdict("folder", look_at_folder(a, set));
	module_list modules = city_modules();
	worst |= verdict("key file", keyfile_check(p, a));
	for (size_t i = 0; i < modules.n; i++) {
		const module *m = modules.at[i];
		if (!m->statements)
			continue;
		str what = str_format(a, "statements of %s (%zu)", m->name, *m->statements_n);
		worst |= verdict(what.at, store_check(p->store, a, m->statements, *m->statements_n));
	}
	audit_report report;
	e = audit_verify(p, a, &report);
	if (!e && report.fault.len)
		e = err_why(a, ERR_internal, "%.*s", STR_ARG(report.fault));
	worst |= verdict("audit log", e);
	app_close(p);
	return worst;
}
