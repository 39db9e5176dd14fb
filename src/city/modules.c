#include "city/city.h"
#include "modules/visits/visits.h"

module_list city_modules(void)
{
	/* A new capability is added here, and nowhere else. */
	static const module *const list[] = {
		&kit_module, &visits_module, &visits_paper_module, &visits_stats_module, &visits_manage_module,
	};
	return (module_list){ list, COUNT(list) };
}
