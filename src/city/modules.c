#include "city/city.h"
#include "kit/drafts/drafts.h"
#include "kit/messages/message.h"
#include "modules/decisions/decisions.h"
#include "modules/guide/guide.h"
#include "modules/guide/manage/manage.h"
#include "modules/lookup/lookup.h"
#include "modules/papers/papers.h"
#include "modules/visits/visits.h"
#include "modules/work/work.h"

module_list city_modules(void)
{
	/* A new capability is added here, and nowhere else. */
	/* clang-format off */
	static const module *const list[] = {
		&kit_module,
		&drafts_module,
		&messages_module,
		&messages_mail_module,
		&messages_webhook_module,
		&guide_module,
		&guide_manage_module,
		&decisions_module,
		&lookup_module,
		&papers_module,
		&papers_prepare_module,
		&papers_counter_module,
		&papers_manage_module,
		&visits_module,
		&visits_paper_module,
		&visits_stats_module,
		&visits_notices_module,
		&visits_notices_forget_module,
		&visits_manage_module,
		&visits_calls_module,
		&visits_waitlist_module,
		&visits_overbook_module,
		&visits_wait_module,
		&visits_staffing_module,
		&visits_open_module,
		&visits_compare_module,
		&visits_rehearse_module,
		&work_module,
		&work_ask_module,
		&work_see_module,
		&work_names_module,
		&work_choose_module,
		&work_flows_module,
		&work_prove_module,
		&work_ideas_module,
	};
	/* clang-format on */
	return (module_list){ list, COUNT(list) };
}
