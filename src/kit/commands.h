/* The commands of kit: definitions, staff, tokens, audit, migrations. */
#ifndef KIT_COMMANDS_H
#define KIT_COMMANDS_H

#include "kit/kit.h"

extern const command kit_commands[];

#endif
