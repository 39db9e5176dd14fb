/*
 * The route of assets: style, scripts, icons and sounds, in the program itself.
 *
 * An asset's address holds a hash of its content, so it may be kept for ever: a new program has new addresses.
 * /assets/manifest.json says which address a plain name has, for scripts that fetch an asset by its name.
 */
#ifndef KIT_ASSET_ROUTES_H
#define KIT_ASSET_ROUTES_H

#include "kit/kit.h"

const err *asset_reply(req *r, resp *out);

#endif
