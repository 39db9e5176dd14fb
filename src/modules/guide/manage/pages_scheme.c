#include "modules/guide/manage/view.h"
const route gm_scheme_routes[] = { { 0 } };
const route gm_fact_routes[] = { { 0 } };
const route gm_question_routes[] = { { 0 } };
