/* Folders and files of the suite, and judging; what a case file says is read in tck_value.c. */
#include "rules/tck.h"
#include "rules/tck_value.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#define DEPTH_MAX 6
#define FILES_MAX 5000
#define FILE_MEMORY ((size_t)1 << 30)
#define CASE_MEMORY ((size_t)256 << 20)

typedef struct suite {
	arena *a; /* what the report keeps */
	arena *files, *cases; /* given back behind each file and each case */
	tck_report *report;
	instant now;
	size_t files_n;
} suite;

/* --- folders ------------------------------------------------------------------------------------------------------ */

static int by_name(const void *a, const void *b)
{
	return str_cmp(*(const str *)a, *(const str *)b);
}

static const err *names_in(arena *a, str folder, strs *ret)
{
	DIR *d = opendir(folder.at);
	if (!d)
		return err_at(a, ERR_file, folder, "%s", strerror(errno));
	const struct dirent *entry;
	while ((entry = readdir(d)) && ret->n < FILES_MAX)
		if (entry->d_name[0] != '.')
			LIST_ADD(a, ret, arena_copy(a, str_of(entry->d_name)));
	closedir(d);
	if (ret->n)
		qsort(ret->at, ret->n, sizeof(str), by_name);
	return NULL;
}

/* --- one case ------------------------------------------------------------------------------------------------------- */

static bool box_is_java(const dmn_expr *e)
{
	if (!e)
		return false;
	if (e->kind == BOX_FUNCTION && str_eq(e->name, STR("Java")))
		return true;
	if (e->kind == BOX_LITERAL && str_has(e->text.text, STR("external")) && str_has(e->text.text, STR("java")))
		return true;
	bool found = false;
	for (size_t i = 0; i < e->entries.n && !found; i++)
		found = box_is_java(e->entries.at[i].value);
	for (size_t i = 0; i < e->items.n && !found; i++)
		found = box_is_java(e->items.at[i]);
	return found;
}

/* In the node's own logic, or in that of what it requires. */
static bool calls_java(const dmn_node *n, int depth)
{
	if (!n || depth > 50)
		return false;
	if (box_is_java(n->logic))
		return true;
	bool found = false;
	for (size_t i = 0; i < n->needs.n && !found; i++)
		found = calls_java(n->needs.at[i].node, depth + 1);
	for (size_t i = 0; i < n->outputs.n && !found; i++)
		found = calls_java(n->outputs.at[i].node, depth + 1);
	return found;
}

static const dmn_node *find_node(const dmn_model *m, str name, str space)
{
	for (size_t i = 0; space.len && i < m->imports.n; i++)
		if (m->imports.at[i].model && str_eq(m->imports.at[i].space, space))
			return dmn_find(m->imports.at[i].model, name);
	return dmn_find(m, name);
}

static str first_note(arena *a, const feel_run *run)
{
	const feel_note *n = run->notes;
	return !n            ? STR_NONE
	       : n->file.len ? str_format(a, "%.*s:%d:%d: %.*s", STR_ARG(n->file), n->line, n->column, STR_ARG(n->what))
			     : arena_copy(a, n->what);
}

typedef struct one_case {
	const xml_node *x;
	const dmn_model *m;
	str id, folder, file;
	dmn_givens given;
} one_case;

/* The value of a result: of a decision, or of the service or knowledge that the case names. */
static feel value_of(feel_run *run, const one_case *c, const xml_node *result, const dmn_node **ret_node)
{
	str type = xml_attr(c->x, "type"), name = xml_attr(result, "name");
	bool invoked = str_eq(type, STR("decisionService")) || str_eq(type, STR("bkm"));
	str space = xml_attr(invoked ? c->x : result, "namespace");
	const dmn_node *n = *ret_node = find_node(c->m, invoked ? xml_attr(c->x, "invocableName") : name, space);
	if (!n)
		return FEEL_NOTHING;
	feel v = dmn_value(run, n, c->given);
	bool found = false;
	feel part = FEEL_NOTHING;
	if (n->kind == NODE_SERVICE && n->outputs.n > 1 && v.kind == FEEL_CONTEXT)
		part = feel_get(v.context, name, &found);
	return found ? part : v;
}

static tck_state judge(suite *s, const one_case *c, const xml_node *result)
{
	arena *a = s->a;
	feel_run run = feel_begin(s->cases, s->now);
	tck_result r = {
		.folder = c->folder, .file = c->file, .test = c->id, .node = arena_copy(a, xml_attr(result, "name"))
	};
	r.error = str_eq(xml_attr(result, "errorResult"), STR("true"));
	const xml_node *expected = xml_child(result, "expected");
	const dmn_node *n = NULL;
	feel want = FEEL_NOTHING, v = value_of(&run, c, result, &n);
	const char *wrong = !n ? "the model has no such node" : !expected ? "" : tck_read(s->cases, expected, &want);
	r.expected = arena_copy(a, feel_literal(s->cases, want));
	r.got = arena_copy(a, feel_literal(s->cases, v));
	r.note = *wrong ? str_of(wrong) : first_note(a, &run);
	r.state = !*wrong && tck_same(want, v, 0) ? TCK_PASSED : TCK_FAILED;
	if (n && calls_java(n, 0))
		r.state = TCK_SKIPPED;
	if (r.error && r.state == TCK_PASSED) {
		s->report->errors++;
		s->report->unnoted += run.notes == NULL;
	}
	LIST_ADD(a, &s->report->results, r);
	return r.state;
}

static void run_case(suite *s, tck_folder *folder, const one_case *c)
{
	tck_state worst = TCK_PASSED;
	size_t results = 0;
	for (size_t i = 0; i < c->x->children.n; i++) {
		if (!xml_is(c->x->children.at[i], "resultNode"))
			continue;
		tck_state state = judge(s, c, c->x->children.at[i]);
		if (worst == TCK_PASSED || state == TCK_FAILED)
			worst = state;
		results++;
	}
	if (!results)
		worst = TCK_FAILED; /* a case that asks for nothing */
	folder->passed += worst == TCK_PASSED;
	folder->failed += worst == TCK_FAILED;
	folder->skipped += worst == TCK_SKIPPED;
}

/* --- one file of cases ------------------------------------------------------------------------------------------------ */

/* The cases of a file whose model cannot be read, or of no model: each fails. */
static void fail_all(suite *s, tck_folder *folder, const xml_node *root, str file, str why)
{
	for (size_t i = 0; root && i < root->children.n; i++) {
		const xml_node *x = root->children.at[i];
		if (!xml_is(x, "testCase"))
			continue;
		folder->failed++;
		LIST_ADD(s->a, &s->report->results,
			 (tck_result){ .folder = folder->name,
				       .file = file,
				       .test = arena_copy(s->a, xml_attr(x, "id")),
				       .state = TCK_FAILED,
				       .note = why });
	}
}

static const char *read_given(suite *s, const xml_node *x, one_case *c)
{
	for (size_t i = 0; i < x->children.n; i++) {
		const xml_node *in = x->children.at[i];
		dmn_given g = { xml_attr(in, "namespace"), xml_attr(in, "name"), FEEL_NOTHING };
		if (!xml_is(in, "inputNode"))
			continue;
		const char *wrong = tck_read(s->cases, in, &g.value);
		if (*wrong)
			return wrong;
		LIST_ADD(s->cases, &c->given, g);
	}
	return "";
}

static void run_cases(suite *s, tck_folder *folder, const xml_node *root, str file, const dmn_model *m)
{
	for (size_t i = 0; i < root->children.n; i++) {
		const xml_node *x = root->children.at[i];
		if (!xml_is(x, "testCase"))
			continue;
		arena_reset(s->cases);
		one_case c = { x, m, arena_copy(s->a, xml_attr(x, "id")), folder->name, file, { NULL, 0 } };
		const char *wrong = read_given(s, x, &c);
		if (!*wrong) {
			run_case(s, folder, &c);
			continue;
		}
		folder->failed++;
		LIST_ADD(s->a, &s->report->results,
			 (tck_result){ folder->name, file, c.id, STR_NONE, TCK_FAILED, STR_NONE, STR_NONE, false,
				       str_of(wrong) });
	}
}

static void run_file(suite *s, tck_folder *folder, str path, str name)
{
	str bytes;
	const xml_node *root = NULL;
	const err *e = tck_file(s->files, path, &bytes);
	if (!e)
		e = xml_parse(s->files, name, bytes, &root);
	if (!e && !xml_is(root, "testCases"))
		return; /* something else that lies here */
	str file = arena_copy(s->a, name);
	if (e) {
		folder->failed++;
		LIST_ADD(s->a, &s->report->results,
			 (tck_result){ .folder = folder->name,
				       .file = file,
				       .state = TCK_FAILED,
				       .note = arena_copy(s->a, e->detail) });
		return;
	}
	s->files_n++;
	const xml_node *model = xml_child(root, "modelName");
	str stem = str_sub(path, 0, path.len - name.len);
	dmn_model *m = NULL;
	if (model)
		e = dmn_open(s->files, str_format(s->files, "%.*s%.*s", STR_ARG(stem), STR_ARG(str_trim(model->text))),
			     &m);
	if (!m)
		fail_all(s, folder, root, file,
			 e ? str_format(s->a, "%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail))
			   : STR("no modelName"));
	else
		run_cases(s, folder, root, file, m);
}

static const err *run_folder(suite *s, str path, str shown, int depth)
{
	strs names = { NULL, 0 };
	TRY(names_in(s->a, path, &names));
	tck_folder folder = { .name = shown };
	size_t files_before = s->files_n, results_before = s->report->results.n;
	i64 began = clock_ticks();
	for (size_t i = 0; i < names.n; i++) {
		str name = names.at[i], full = str_format(s->a, "%.*s/%.*s", STR_ARG(path), STR_ARG(name));
		if (!str_ends(name, STR(".xml")))
			continue;
		arena_reset(s->files);
		run_file(s, &folder, full, name);
	}
	folder.nanos = clock_ticks() - began;
	if (s->files_n > files_before || s->report->results.n > results_before) {
		LIST_ADD(s->a, &s->report->folders, folder);
		s->report->passed += folder.passed;
		s->report->failed += folder.failed;
		s->report->skipped += folder.skipped;
		s->report->nanos += folder.nanos;
	}
	for (size_t i = 0; i < names.n && depth < DEPTH_MAX; i++) {
		str name = names.at[i], full = str_format(s->a, "%.*s/%.*s", STR_ARG(path), STR_ARG(name));
		struct stat about;
		if (lstat(full.at, &about) == 0 && S_ISDIR(about.st_mode))
			TRY(run_folder(s, full,
				       shown.len ? str_format(s->a, "%.*s/%.*s", STR_ARG(shown), STR_ARG(name)) : name,
				       depth + 1));
	}
	return NULL;
}

const err *tck_run(arena *a, str folder, instant now, tck_report *ret)
{
	*ret = (tck_report){ 0 };
	suite s = { .a = a, .report = ret, .now = now };
	s.files = arena_new(FILE_MEMORY);
	s.cases = arena_new(CASE_MEMORY);
	str path = arena_copy(a, folder);
	while (path.len > 1 && path.at[path.len - 1] == '/')
		path = arena_copy(a, str_sub(path, 0, path.len - 1));
	const err *e = run_folder(&s, path, STR_NONE, 0);
	if (!e && !ret->results.n)
		e = err_at(a, ERR_file, path, "no cases of the suite below this folder");
	arena_free(s.files);
	arena_free(s.cases);
	return e;
}
