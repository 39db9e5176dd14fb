/* Building a survey, and what its codes mean. */
#include "survey/survey_columns.h"

struct survey_builder {
	survey *s;
	size_t rows; /* of the open slab */
	u32 column[COLUMNS][SLAB_ROWS];
	u32 month[SLAB_ROWS][12];
	u32 last_number;
};

/* --- dictionaries --- */

static const survey_dim named[] = {
	[C_CATEGORY] = DIM_CATEGORY, [C_UNIT] = DIM_UNIT,   [C_WORK] = DIM_WORK,     [C_STEP] = DIM_STEP,
	[C_JOB] = DIM_JOB,           [C_BASIS] = DIM_BASIS, [C_MEDIUM] = DIM_MEDIUM, [C_SYSTEM] = DIM_SYSTEM
};

bool dim_named(survey_dim d)
{
	return d < DIM_CELL;
}

static u64 mix(u64 a, u64 b)
{
	unsigned __int128 r = (unsigned __int128)a * b;
	return (u64)r ^ (u64)(r >> 64);
}

/* Eight bytes at a time: eleven names a row are looked up while a survey is built. */
static u64 hash_of(u32 parent, str s)
{
	u64 h = 0x9E3779B97F4A7C15u ^ ((u64)parent << 32 | s.len);
	while (s.len >= 8) {
		u64 w;
		memcpy(&w, s.at, 8);
		h = mix(h ^ w, 0xD6E8FEB86659FD93u);
		s = (str){ s.at + 8, s.len - 8 };
	}
	u64 w = 0;
	if (s.len > 0)
		memcpy(&w, s.at, s.len);
	return mix(h ^ w, 0xA0761D6478BD642Fu);
}

static size_t place_of(const names *d, u32 parent, str name)
{
	size_t k = hash_of(parent, name) & (d->table_room - 1);
	while (d->table[k]) {
		const struct names_one *x = &d->at[d->table[k] - 1];
		if (x->parent == parent && x->name.len == name.len && memcmp(x->name.at, name.at, name.len) == 0)
			break;
		k = (k + 1) & (d->table_room - 1);
	}
	return k;
}

static void *more(void *at, size_t size, size_t n)
{
	size_t bytes;
	CHECK(!__builtin_mul_overflow(size, n, &bytes));
	at = realloc(at, bytes);
	CHECK(at != NULL);
	return at;
}

static const err *code_of(survey *s, survey_dim dim, u32 parent, str name, u32 *ret)
{
	names *d = &s->dict[dim];
	if (name.at == NULL)
		name = STR_NONE;
	if (d->n * 2 >= d->table_room) {
		free(d->table);
		d->table_room = d->table_room ? d->table_room * 2 : 64;
		d->table = calloc(d->table_room, sizeof *d->table);
		CHECK(d->table != NULL);
		for (size_t i = 0; i < d->n; i++)
			d->table[place_of(d, d->at[i].parent, d->at[i].name)] = (u32)i + 1;
	}
	size_t k = place_of(d, parent, name);
	if (d->table[k]) {
		*ret = d->table[k] - 1;
		return NULL;
	}
	if (d->n == SURVEY_NAMES_MAX || arena_left(s->a) < name.len + (2 << 20))
		return err_of(ERR_too_large);
	if (d->n == d->room) {
		d->room = d->room ? d->room * 2 : 64;
		d->at = more(d->at, sizeof *d->at, d->room);
		if (dim == DIM_UNIT) {
			s->unit_section = more(s->unit_section, sizeof(u32), d->room);
			s->unit_bureau = more(s->unit_bureau, sizeof(u32), d->room);
			s->has = more(s->has, sizeof *s->has, d->room);
		}
	}
	*ret = (u32)d->n;
	d->at[d->n++] = (struct names_one){ arena_copy(s->a, name), parent };
	d->table[k] = (u32)d->n;
	return NULL;
}

static const err *unit_code(survey *s, str bureau, str section, str unit, u32 *ret)
{
	u32 b = 0, c = 0;
	size_t before = s->dict[DIM_UNIT].n;
	TRY(code_of(s, DIM_BUREAU, 0, bureau, &b));
	TRY(code_of(s, DIM_SECTION, b, section, &c));
	TRY(code_of(s, DIM_UNIT, c, unit, ret));
	if (s->dict[DIM_UNIT].n > before) {
		s->unit_section[*ret] = c;
		s->unit_bureau[*ret] = b;
		s->has[*ret] = (struct unit_has){ 0, 0 };
	}
	return NULL;
}

/* --- building --- */

#define NAMES_MEMORY_MAX ((size_t)8 << 30)

survey_builder *survey_begin(size_t room)
{
	survey_builder *b = calloc(1, sizeof *b); /* pages that nobody writes cost nothing */
	CHECK(b != NULL);
	b->s = calloc(1, sizeof *b->s);
	CHECK(b->s != NULL);
	b->s->a = arena_new(NAMES_MEMORY_MAX);
	b->s->ordered = true;
	b->s->slabs_room = room / SLAB_ROWS + 1;
	b->s->slabs = more(NULL, sizeof(slab), b->s->slabs_room);
	return b;
}

static u8 width_for(u32 most)
{
	return most < 1 << 8 ? 1 : most < 1 << 16 ? 2 : 4;
}

static void narrow(void *to, const u32 *from, size_t n, u8 width)
{
	if (width == 1)
		for (size_t i = 0; i < n; i++)
			((u8 *)to)[i] = (u8)from[i];
	else if (width == 2)
		for (size_t i = 0; i < n; i++)
			((uint16_t *)to)[i] = (uint16_t)from[i];
	else
		memcpy(to, from, n * sizeof *from);
}

/* The open slab in as few bytes as it needs. */
static void close_slab(survey_builder *b)
{
	survey *s = b->s;
	size_t n = b->rows, offset[COLUMNS], month_offset[SLAB_BLOCKS] = { 0 }, size = 0;
	slab out = { .n = (u32)n };
	if (n == 0)
		return;
	for (column c = 0; c < COLUMNS; c++) {
		u32 most = 0;
		for (size_t i = 0; i < n; i++)
			most = b->column[c][i] > most ? b->column[c][i] : most;
		out.width[c] = width_for(most);
		offset[c] = size;
		size += (n * out.width[c] + 63) & ~(size_t)63;
	}
	for (size_t k = 0; k * BLOCK_ROWS < n; k++) {
		size_t from = k * BLOCK_ROWS, to = from + BLOCK_ROWS < n ? from + BLOCK_ROWS : n;
		u32 most = 0;
		for (size_t i = from; i < to; i++)
			for (int m = 0; m < 12; m++)
				most = b->month[i][m] > most ? b->month[i][m] : most;
		out.month_width[k] = most ? width_for(most) : 0;
		month_offset[k] = size;
		size += ((to - from) * 12 * out.month_width[k] + 63) & ~(size_t)63;
	}
	char *at = aligned_alloc(64, size + 64);
	CHECK(at != NULL);
	for (column c = 0; c < COLUMNS; c++) {
		narrow(at + offset[c], b->column[c], n, out.width[c]);
		out.at[c] = at + offset[c];
	}
	for (size_t k = 0; k * BLOCK_ROWS < n; k++) {
		size_t from = k * BLOCK_ROWS, to = from + BLOCK_ROWS < n ? from + BLOCK_ROWS : n;
		if (out.month_width[k])
			narrow(at + month_offset[k], b->month[from], (to - from) * 12, out.month_width[k]);
		out.month[k] = at + month_offset[k];
	}
	for (size_t i = 0; i < n; i++)
		out.minutes += b->column[C_MINUTES][i];
	out.memory = at;
	out.size = size + 64;
	if (s->slabs_n == s->slabs_room) {
		s->slabs_room *= 2;
		s->slabs = more(s->slabs, sizeof(slab), s->slabs_room);
	}
	s->slabs[s->slabs_n++] = out;
	s->minutes += out.minutes;
	b->rows = 0;
}

const err *survey_add(survey_builder *b, const survey_item *i)
{
	survey *s = b->s;
	u32 code[C_SAY] = { 0 };
	if (s->rows == SURVEY_ROWS_MAX)
		return err_of(ERR_too_large);
	CHECK(i->number >= 0 && i->number <= SURVEY_NUMBER_MAX && i->count >= 0 && i->count <= SURVEY_COUNT_MAX &&
	      i->each >= 0 && i->each <= SURVEY_EACH_MAX && i->count * i->each <= SURVEY_MINUTES_MAX);
	TRY(unit_code(s, i->bureau, i->section, i->unit, &code[C_UNIT]));
	TRY(code_of(s, DIM_CATEGORY, 0, i->category, &code[C_CATEGORY]));
	TRY(code_of(s, DIM_WORK, 0, i->work, &code[C_WORK]));
	TRY(code_of(s, DIM_STEP, 0, i->step, &code[C_STEP]));
	TRY(code_of(s, DIM_JOB, 0, i->job, &code[C_JOB]));
	TRY(code_of(s, DIM_BASIS, 0, i->basis, &code[C_BASIS]));
	TRY(code_of(s, DIM_MEDIUM, 0, i->medium, &code[C_MEDIUM]));
	TRY(code_of(s, DIM_SYSTEM, 0, i->system, &code[C_SYSTEM]));
	size_t k = b->rows++;
	for (column c = 0; c < C_SAY; c++)
		b->column[c][k] = code[c];
	b->column[C_SAY][k] = (u32)i->axis[AXIS_CORE] + 3 * (u32)i->axis[AXIS_EXPERTISE] +
			      9 * (u32)i->axis[AXIS_ROUTINE] + 27 * (u32)i->away;
	b->column[C_NUMBER][k] = (u32)i->number;
	b->column[C_COUNT][k] = (u32)i->count;
	b->column[C_EACH][k] = (u32)i->each;
	b->column[C_MINUTES][k] = (u32)(i->count * i->each);
	for (int m = 0; m < 12; m++) {
		CHECK(i->month[m] >= 0 && i->month[m] <= i->count);
		b->month[k][m] = (u32)i->month[m];
	}
	s->ordered = s->ordered && (u32)i->number >= b->last_number;
	b->last_number = (u32)i->number;
	s->rows++;
	if (b->rows == SLAB_ROWS)
		close_slab(b);
	return NULL;
}

/* What a code of the other survey is here, looked up when it is first met. */
typedef struct carried {
	u32 *code[C_SAY]; /* UINT32_MAX: not met yet */
} carried;

static const err *carry(survey *s, const survey *from, carried *m, column c, u32 old, u32 *ret)
{
	u32 *to = &m->code[c][old];
	if (*to == UINT32_MAX && c == C_UNIT)
		TRY(unit_code(s, survey_name(from, DIM_BUREAU, from->unit_bureau[old]),
			      survey_name(from, DIM_SECTION, from->unit_section[old]), survey_name(from, DIM_UNIT, old),
			      to));
	else if (*to == UINT32_MAX)
		TRY(code_of(s, named[c], 0, from->dict[named[c]].at[old].name, to));
	*ret = *to;
	return NULL;
}

static void carry_months(const slab *in, size_t r, u32 ret[12])
{
	size_t k = r / BLOCK_ROWS, at = r % BLOCK_ROWS * 12;
	for (size_t m = 0; m < 12; m++)
		ret[m] = in->month_width[k] == 0   ? 0
			 : in->month_width[k] == 1 ? ((const u8 *)in->month[k])[at + m]
			 : in->month_width[k] == 2 ? ((const uint16_t *)in->month[k])[at + m]
						   : ((const u32 *)in->month[k])[at + m];
}

static const err *carry_slab(survey_builder *b, const survey *from, const slab *in, const bool *units, carried *m)
{
	survey *s = b->s;
	for (size_t r = 0; r < in->n; r++) {
		if (!units[column_at(in, C_UNIT, r)])
			continue;
		if (s->rows == SURVEY_ROWS_MAX)
			return err_of(ERR_too_large);
		size_t k = b->rows;
		for (column c = 0; c < C_SAY; c++)
			TRY(carry(s, from, m, c, column_at(in, c, r), &b->column[c][k]));
		for (column c = C_SAY; c < COLUMNS; c++)
			b->column[c][k] = column_at(in, c, r);
		carry_months(in, r, b->month[k]);
		s->ordered = s->ordered && b->column[C_NUMBER][k] >= b->last_number;
		b->last_number = b->column[C_NUMBER][k];
		b->rows++;
		s->rows++;
		if (b->rows == SLAB_ROWS)
			close_slab(b);
	}
	return NULL;
}

const err *survey_add_from(survey_builder *b, const survey *from, const bool *units)
{
	carried m = { 0 };
	const err *e = NULL;
	for (column c = 0; c < C_SAY; c++) {
		m.code[c] = more(NULL, sizeof(u32), from->dict[named[c]].n + 1);
		memset(m.code[c], 0xff, (from->dict[named[c]].n + 1) * sizeof(u32));
	}
	for (size_t i = 0; i < from->slabs_n && !e; i++)
		e = carry_slab(b, from, &from->slabs[i], units, &m);
	for (column c = 0; c < C_SAY; c++)
		free(m.code[c]);
	return e;
}

void survey_add_unit(survey_builder *b, const survey_unit *u)
{
	u32 code;
	if (unit_code(b->s, u->bureau, u->section, u->unit, &code))
		return; /* past the ceilings, at which items are refused as well */
	b->s->has[code].people += u->people;
	b->s->has[code].minutes += u->minutes;
}

survey *survey_end(survey_builder *b)
{
	survey *s = b->s;
	close_slab(b);
	free(b);
	return s;
}

void survey_drop(survey_builder *b)
{
	if (!b)
		return;
	survey_free(b->s);
	free(b);
}

void survey_free(survey *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->slabs_n; i++)
		free(s->slabs[i].memory);
	for (survey_dim d = 0; d < DIMS; d++) {
		free(s->dict[d].at);
		free(s->dict[d].table);
	}
	free(s->slabs);
	free(s->unit_section);
	free(s->unit_bureau);
	free(s->has);
	arena_free(s->a);
	free(s);
}

size_t survey_count(const survey *s)
{
	return s->rows;
}

size_t survey_memory(const survey *s)
{
	size_t bytes = sizeof *s + s->slabs_room * sizeof(slab) + arena_used(s->a);
	for (size_t i = 0; i < s->slabs_n; i++)
		bytes += s->slabs[i].size;
	for (survey_dim d = 0; d < DIMS; d++)
		bytes += s->dict[d].room * sizeof(struct names_one) + s->dict[d].table_room * sizeof(u32);
	return bytes + s->dict[DIM_UNIT].room * (2 * sizeof(u32) + sizeof *s->has);
}

/* --- codes and names --- */

static const str cells[CELLS + 1] = {
	STR_INIT("コア・要・定型"),       STR_INIT("コア・要・非定型"),       STR_INIT("コア・不要・定型"),
	STR_INIT("コア・不要・非定型"),   STR_INIT("ノンコア・要・定型"),     STR_INIT("ノンコア・要・非定型"),
	STR_INIT("ノンコア・不要・定型"), STR_INIT("ノンコア・不要・非定型"), STR_INIT("")
};

size_t survey_names(const survey *s, survey_dim d)
{
	return dim_named(d) ? s->dict[d].n : d == DIM_CELL ? CELLS + 1 : 3;
}

str survey_name(const survey *s, survey_dim d, u32 code)
{
	CHECK(code < survey_names(s, d));
	if (dim_named(d))
		return s->dict[d].at[code].name;
	if (d == DIM_CELL)
		return cells[code];
	return survey_said((survey_axis)(d - DIM_CORE), (survey_say)code);
}

bool survey_code(const survey *s, survey_dim d, u32 parent, str name, u32 *ret)
{
	if (!dim_named(d)) {
		for (u32 c = 0; c < survey_names(s, d); c++)
			if (str_eq(survey_name(s, d, c), name)) {
				*ret = c;
				return true;
			}
		return false;
	}
	const names *x = &s->dict[d];
	if (!x->table_room)
		return false;
	u32 found = x->table[place_of(x, d == DIM_SECTION || d == DIM_UNIT ? parent : 0, name)];
	if (!found)
		return false;
	*ret = found - 1;
	return true;
}

u32 survey_parent(const survey *s, survey_dim d, u32 code)
{
	CHECK((d == DIM_SECTION || d == DIM_UNIT) && code < s->dict[d].n);
	return s->dict[d].at[code].parent;
}

column column_of(survey_dim d)
{
	static const column of[DIMS] = { C_CATEGORY, C_UNIT,   C_UNIT, C_UNIT, C_WORK, C_STEP, C_JOB, C_BASIS,
					 C_MEDIUM,   C_SYSTEM, C_SAY,  C_SAY,  C_SAY,  C_SAY,  C_SAY };
	return of[d];
}

#define CORE(i) ((i) % 3)
#define EXPERTISE(i) ((i) / 3 % 3)
#define ROUTINE(i) ((i) / 9 % 3)
#define AWAY(i) ((i) / 27)
#define CELL(i)                                                                                                        \
	(CORE(i) == 0 || EXPERTISE(i) == 0 || ROUTINE(i) == 0                                                          \
		 ? CELL_NONE                                                                                           \
		 : (CORE(i) - 1) * 4 + (EXPERTISE(i) - 1) * 2 + (ROUTINE(i) - 1))
#define NINE(OF, i) OF(i), OF(i + 1), OF(i + 2), OF(i + 3), OF(i + 4), OF(i + 5), OF(i + 6), OF(i + 7), OF(i + 8)
#define ALL_SAYS(OF)                                                                                                   \
	{                                                                                                              \
		NINE(OF, 0), NINE(OF, 9), NINE(OF, 18), NINE(OF, 27), NINE(OF, 36), NINE(OF, 45), NINE(OF, 54),        \
			NINE(OF, 63), NINE(OF, 72)                                                                     \
	}

const u32 *column_map(const survey *s, survey_dim d)
{
	static const u32 of_say[5][SAYS] = { ALL_SAYS(CELL), ALL_SAYS(CORE), ALL_SAYS(EXPERTISE), ALL_SAYS(ROUTINE),
					     ALL_SAYS(AWAY) };
	if (d == DIM_BUREAU)
		return s->unit_bureau;
	if (d == DIM_SECTION)
		return s->unit_section;
	return d >= DIM_CELL ? of_say[d - DIM_CELL] : NULL;
}

size_t column_codes(const survey *s, column c)
{
	CHECK(c <= C_SAY);
	return c == C_SAY ? SAYS : s->dict[named[c]].n;
}

void row_item(const survey *s, size_t row, survey_item *ret)
{
	const slab *in = &s->slabs[row / SLAB_ROWS];
	size_t r = row % SLAB_ROWS, k = r / BLOCK_ROWS, b = r % BLOCK_ROWS;
	u32 unit = column_at(in, C_UNIT, r), say = column_at(in, C_SAY, r);
	*ret = (survey_item){
		.number = column_at(in, C_NUMBER, r),
		.bureau = survey_name(s, DIM_BUREAU, s->unit_bureau[unit]),
		.section = survey_name(s, DIM_SECTION, s->unit_section[unit]),
		.unit = survey_name(s, DIM_UNIT, unit),
		.category = survey_name(s, DIM_CATEGORY, column_at(in, C_CATEGORY, r)),
		.work = survey_name(s, DIM_WORK, column_at(in, C_WORK, r)),
		.step = survey_name(s, DIM_STEP, column_at(in, C_STEP, r)),
		.job = survey_name(s, DIM_JOB, column_at(in, C_JOB, r)),
		.count = column_at(in, C_COUNT, r),
		.each = column_at(in, C_EACH, r),
		.axis = { (survey_say)CORE(say), (survey_say)EXPERTISE(say), (survey_say)ROUTINE(say) },
		.away = (survey_say)AWAY(say),
		.basis = survey_name(s, DIM_BASIS, column_at(in, C_BASIS, r)),
		.medium = survey_name(s, DIM_MEDIUM, column_at(in, C_MEDIUM, r)),
		.system = survey_name(s, DIM_SYSTEM, column_at(in, C_SYSTEM, r)),
	};
	for (size_t m = 0; m < 12; m++)
		switch (in->month_width[k]) {
		case 0:
			break;
		case 1:
			ret->month[m] = ((const u8 *)in->month[k])[b * 12 + m];
			break;
		case 2:
			ret->month[m] = ((const uint16_t *)in->month[k])[b * 12 + m];
			break;
		default:
			ret->month[m] = ((const u32 *)in->month[k])[b * 12 + m];
		}
}
