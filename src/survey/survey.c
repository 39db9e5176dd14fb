#include "survey/survey.h"

size_t survey_count(const survey *s)
{
	(void)s;
	return 0;
}
