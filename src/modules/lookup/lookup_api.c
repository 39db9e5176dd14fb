/*
 * For pages that fill in what can be looked up. Described by assets/openapi.json.
 *
 *     GET  /api/v1/postal/8030814
 *     POST /api/v1/kana            { "name": "北九州　花子" }      by POST, so that no name stands in a log of addresses
 */
#include "modules/lookup/lookup.h"
#include "text/json.h"

#define REPLY_MAX (256 * 1024)

static const err *postal_get(req *r, resp *out)
{
	field_def f = field_plain(STR("postal"), FIELD_POSTAL);
	str postal;
	TRY(field_read(r->arena, &f, req_param(r, "postal"), day_of(r->now), &postal));
	lookup_towns towns;
	TRY(lookup_postal(r, postal, &towns));
	buf b = buf_new(r->arena, REPLY_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_str(&w, "postal", postal);
	jw_field_bool(&w, "loaded", towns.loaded);
	jw_field_array(&w, "towns");
	for (size_t i = 0; i < towns.n; i++) {
		const lookup_town *t = &towns.at[i];
		jw_object(&w);
		jw_field_str(&w, "prefecture", t->prefecture);
		jw_field_str(&w, "municipality", t->municipality);
		jw_field_str(&w, "town", t->town);
		jw_field_str(&w, "address", t->address);
		jw_end(&w);
	}
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

static const err *kana_post(req *r, resp *out)
{
	const json_value *body;
	if (!str_eq(r->type, STR("application/json")))
		return err_of(ERR_unsupported_type);
	TRY(json_parse(r->arena, r->body, &body));
	if (body->kind != JV_OBJECT)
		return err_why(r->arena, ERR_bad_json, "an object is expected");
	str name = STR_NONE;
	TRY(json_may_str(r->arena, body, "name", &name));
	buf b = buf_new(r->arena, REPLY_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_str(&w, "kana", lookup_kana(r, name));
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

const route lookup_routes[] = {
	{ "GET", "/api/v1/postal/:postal", ACCESS_PUBLIC, postal_get },
	{ "POST", "/api/v1/kana", ACCESS_PUBLIC, kana_post },
	{ 0 },
};
