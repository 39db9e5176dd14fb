/* Names of files, mistakes and times, for the pages of /manage/guide. */
#include "modules/guide/manage/manage.h"
#include "modules/guide/pages/pages.h"

bool gm_ours(str path)
{
	def_path kind = defs_path(path, NULL);
	return kind == PATH_FACTS || kind == PATH_GUIDE || kind == PATH_SCHEMES || kind == PATH_TABLE ||
	       kind == PATH_CASES;
}

drafts gm_mine(const bench *b)
{
	return drafts_of(b->r->arena, &b->mine, gm_ours);
}

str gm_path(req *r, str path)
{
	arena *a = r->arena;
	str id;
	def_path kind = defs_path(path, &id);
	if (kind == PATH_TABLE)
		return words_gm_path_table(a, r->lang, id);
	if (kind == PATH_CASES)
		return words_gm_path_cases(a, r->lang, id);
	if (kind == PATH_SCHEMES)
		return words_gm_path_schemes(a, r->lang, id);
	if (kind == PATH_FACTS)
		return id.len ? words_gm_path_facts(a, r->lang, id) : words_text(a, r->lang, T_gm_path_facts_all);
	if (kind == PATH_PAPER || kind == PATH_BACKGROUND)
		return words_gm_path_paper(a, r->lang, id);
	return kind == PATH_GUIDE ? words_text(a, r->lang, T_gm_questions) : path;
}

url gm_link(req *r, str path)
{
	arena *a = r->arena;
	str id;
	def_path kind = defs_path(path, &id);
	if (kind == PATH_TABLE)
		return url_path(a, "/manage/guide/table/%.*s", STR_ARG(id));
	if (kind == PATH_CASES)
		return url_path(a, "/manage/guide/cases/%.*s", STR_ARG(id));
	if (kind == PATH_PAPER || kind == PATH_BACKGROUND)
		return url_path(a, "/manage/papers/paper/%.*s", STR_ARG(id));
	if (kind == PATH_SAMPLES)
		return url_path(a, "/manage/papers/samples");
	const char *list = kind == PATH_SCHEMES ? "/schemes"
			   : kind == PATH_FACTS ? "/facts"
			   : kind == PATH_GUIDE ? "/questions"
						: "";
	return url_path(a, "/manage/guide%s", list);
}

/* The text in the n-th pair of quotes ‘…’; empty where there is none. */
static str quoted(str s, int n)
{
	for (size_t i = 0; i + 3 <= s.len; i++) {
		if (memcmp(s.at + i, "‘", 3) != 0 || n-- > 0)
			continue;
		for (size_t k = i + 3; k + 3 <= s.len; k++)
			if (memcmp(s.at + k, "’", 3) == 0)
				return str_sub(s, i + 3, k);
	}
	return STR_NONE;
}

/* The checker speaks English to whoever writes files; what editors meet most is said in their language. */
str gm_mistake(req *r, const err *e)
{
	typedef str (*say_one)(arena *, lang, str);
	typedef str (*say_two)(arena *, lang, str, str);
	static const struct {
		const char *part;
		say_one one;
		say_two two;
	} known[] = {
		{ "there is no fact ", words_gm_err_fact, NULL },
		{ "there is no scheme ", words_gm_err_scheme, NULL },
		{ "there is no event ", words_gm_err_event, NULL },
		{ "unknown service ", words_gm_err_service, NULL },
		{ " is no choice of ", NULL, words_gm_err_choice },
		{ " cannot be compared with ", NULL, words_gm_err_compare },
		{ " is not a date", words_gm_err_date, NULL },
		{ " is no answer to ", NULL, words_gm_err_answer },
		{ " is computed", words_gm_err_computed, NULL },
		{ "this column stands twice", words_gm_err_twice, NULL },
		{ "stands in another group", words_gm_err_group, NULL },
		{ "unknown name", words_gm_err_name, NULL },
	};
	arena *a = r->arena;
	for (size_t i = 0; i < COUNT(known); i++) {
		if (!str_has(e->detail, str_of(known[i].part)))
			continue;
		str first = quoted(e->detail, 0), second = quoted(e->detail, 1);
		if (first.len == 0)
			break;
		if (known[i].one)
			return known[i].one(a, r->lang, first);
		if (second.len)
			return known[i].two(a, r->lang, first, second);
	}
	if (e->code == ERR_stale)
		return err_message(ERR_stale, r->lang);
	return r->lang == LANG_EN || e->detail.len == 0 ? (e->detail.len ? e->detail : err_message(e->code, r->lang))
							: words_gm_err_other(a, r->lang, e->detail);
}

str gm_time(arena *a, lang l, instant t)
{
	int minute = minute_of(t);
	return str_format(a, "%.*s %d:%02d", STR_ARG(guide_say_date(a, l, day_of(t))), minute / 60, minute % 60);
}
