/* What the guide gives to the program. */
#include "modules/guide/guide.h"

const module guide_module = {
	.name = "guide",
	.commands = guide_commands,
};
