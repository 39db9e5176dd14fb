#include "city/city.h"

module_list city_modules(void)
{
	/* A new capability is added here, and nowhere else. */
	static const module *const list[] = {
		&kit_module,
	};
	return (module_list){ list, COUNT(list) };
}
