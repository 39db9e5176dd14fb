/* madoguchi work flow load: a reform out of BPMN files, for demos and for cities that have drawn their flows elsewhere. */
#include <stdio.h>

#include "modules/work/flows/flow_command.h"
#include "modules/work/flows/flows.h"

typedef struct loading {
	app *app;
	reform f;
	str bpmn[2]; /* by side; empty: none */
	i64 id;
	bool there; /* a reform of that name */
} loading;

static const err *read_flow(arena *a, const char *path, str *ret)
{
	if (!path)
		return NULL;
	str text;
	flow *f;
	TRY(command_text(a, str_of(path), &text));
	TRY(flow_read(a, str_of(path), text, &f));
	for (size_t i = 0; i < f->left_out.n; i++) {
		str left = flow_left_text(a, &f->left_out.at[i]);
		fprintf(stderr, "%s: %.*s\n", path, STR_ARG(left));
	}
	buf b = buf_new(a, FLOW_FILE_MAX);
	flow_write(&b, a, f);
	if (b.overflowed)
		return err_at(a, ERR_too_large, str_of(path), "more than %zu bytes", b.ceiling);
	*ret = buf_str(&b);
	return NULL;
}

static const err *write_reform(db *d, arena *a, void *arg)
{
	static const who by = { .role = ROLE_ADMIN };
	loading *k = arg;
	reforms all;
	TRY(reforms_of(d, a, k->app->city, &all));
	for (size_t i = 0; i < all.n; i++)
		if (str_eq(all.at[i].name, k->f.name) && !all.at[i].archived) {
			k->there = true;
			k->id = all.at[i].id;
			return NULL;
		}
	TRY(reform_add(d, a, k->app->city, &by, &k->f, &k->id));
	for (int side = 0; side < 2; side++)
		if (k->bpmn[side].len)
			TRY(flow_text_save(d, a, k->app->city, &by, k->id, (flow_side)side, 0, k->bpmn[side], NULL));
	return NULL;
}

static const err *load(app *p, arena *a, flags *f)
{
	loading k = { .app = p };
	const char *as_is = flag_value(f, "--as-is"), *to_be = flag_value(f, "--to-be");
	k.f.name = str_of(flag_value(f, "--name"));
	k.f.about = str_of(flag_value(f, "--about"));
	k.f.bureau = str_of(flag_value(f, "--bureau"));
	k.f.section = str_of(flag_value(f, "--section"));
	TRY(flags_done(a, f));
	if (k.f.name.len == 0 || (!as_is && !to_be))
		return err_why(a, ERR_usage, "--name and --as-is or --to-be are needed");
	TRY(read_flow(a, as_is, &k.bpmn[SIDE_AS_IS]));
	TRY(read_flow(a, to_be, &k.bpmn[SIDE_TO_BE]));
	TRY(store_write(p->store, a, str_format(a, "%lld/work-flows", (long long)p->city), write_reform, &k));
	printf("reform %lld %s\n", (long long)k.id, k.there ? "is there already; nothing was changed" : "was made");
	return NULL;
}

int flow_load_command(arena *a, const settings *set, int argc, char **argv)
{
	return command_with_app(a, set, argc, argv, load);
}
