#include "kit/asset_routes.h"

#include "kit/assets.h"
#include "text/json.h"

url asset_url(const char *name)
{
	const asset *a = asset_find(str_of(name));
	CHECK(a != NULL);
	/* "/assets/" and the hashed name, which has no ending but its own: one literal each, made once at build */
	return (url){ a->path };
}

static const err *manifest(req *r, resp *out)
{
	buf b = buf_new(r->arena, 1024 * 1024);
	json_writer w = json_write(&b);
	jw_object(&w);
	for (size_t i = 0; i < assets_n; i++) {
		jw_key(&w, assets[i].name);
		jw_str(&w, asset_url(assets[i].name.at).s);
	}
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

const err *asset_reply(req *r, resp *out)
{
	str name = req_param(r, "name");
	if (str_eq(name, STR("manifest.json")))
		return manifest(r, out);
	const asset *a = asset_by_hash(name);
	if (!a)
		return err_of(ERR_not_found);
	str tag = str_format(r->arena, "\"%.*s\"", STR_ARG(a->hashed));
	resp_header(r, out, STR("ETag"), tag);
	resp_header(r, out, STR("Cache-Control"), STR("public, max-age=31536000, immutable"));
	if (str_has(req_header(r, "if-none-match"), tag)) {
		out->status = 304;
		return NULL;
	}
	out->type = a->type;
	out->body = a->bytes;
	return NULL;
}
