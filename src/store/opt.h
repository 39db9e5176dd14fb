/*
 * A value that may be missing: NULL in the database. Bytes that may be missing are an opt_str, too.
 */
#ifndef STORE_OPT_H
#define STORE_OPT_H

#include "base/str.h"

typedef struct opt_i64 {
	bool some;
	i64 value;
} opt_i64;

typedef struct opt_str {
	bool some;
	str value;
} opt_str;

typedef struct opt_f64 {
	bool some;
	double value;
} opt_f64;

#define SOME_I64(v) ((opt_i64){ true, (v) })
#define SOME_STR(v) ((opt_str){ true, (v) })
#define SOME_F64(v) ((opt_f64){ true, (v) })
#define NONE_I64 ((opt_i64){ false, 0 })
#define NONE_STR ((opt_str){ false, STR_NONE })
#define NONE_F64 ((opt_f64){ false, 0 })

#endif
