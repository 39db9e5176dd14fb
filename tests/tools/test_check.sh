#!/bin/sh
# Plants one breach after another in a small tree of its own and looks whether tools/check.sh names it.
# Run from the project's folder; exits 1 when something was not caught.
check=$PWD/tools/check.sh
tree=$(mktemp -d) || exit 2
trap 'rm -rf "$tree"' EXIT
cd "$tree" || exit 2
passed=0 failed=0

# A tree that keeps the law: six layers, two modules of which one may use the other.
new_tree() {
	rm -rf ./*
	mkdir -p src/base src/text src/store src/http src/fields src/card src/kit/templates src/modules/visits/templates src/modules/guide src/city \
		tools assets build
	echo '# nobody' >layers.txt
	echo 'guide: visits' >>layers.txt
	echo 'body {}' >assets/app.css
	for f in base/base text/html store/store http/http fields/fields card/card kit/kit modules/visits/visits modules/visits/queue modules/guide/guide city/city; do
		echo '' >"src/$f.h"
	done
	printf '#include "base/base.h"\nint base_one(void);\nint base_one(void) { return 1; }\n' >src/base/base.c
	printf '#include "text/html.h"\n#include "base/base.h"\nstatic const char *const names[] = { "a", "b" };\n' >src/text/html.c
	printf 'const char *text_name(int i);\nconst char *text_name(int i) { static const int to[] = { 1, 0 }; return names[to[i]]; }\n' >>src/text/html.c
	printf '#include "text/html.h"\n#include <sqlite3.h>\n' >src/store/store.c
	printf '#include "card/card.h"\n#include "fields/fields.h"\n#include <winscard.h>\n' >src/card/pcsc.c
	printf '#include "store/store.h"\n#include "http/http.h"\n' >src/kit/kit.c
	printf '#include "kit/kit.h"\n#include "modules/visits/queue.h"\n' >src/modules/visits/visits.c
	printf '#include "modules/visits/visits.h"\n#include "kit/kit.h"\n' >src/modules/guide/guide.c
	printf '#include "modules/visits/queue.h"\n#include "modules/guide/guide.h"\n' >src/city/city.c
	printf '{template a() include "modules/visits/visits.h"}<link href="{asset "app.css"}">{/template}\n' >src/modules/visits/templates/a.html
	printf '#include "tool.h"\n#include "base/base.h"\n' >tools/gen.c
	compile
}

compile() {
	for c in src/base/base.c src/text/html.c; do
		o=build/${c#src/}
		mkdir -p "$(dirname "$o")"
		cc -g -Isrc -c -o "${o%.c}.o" "$c" || exit 2
	done
}

# says NAME EXPECTED: the check fails and says so, with nothing else
says() {
	out=$("$check" "$tree" 2>&1); code=$?
	if [ $code -eq 1 ] && printf '%s\n' "$out" | grep -qF -- "$2" && printf '%s\n' "$out" | grep -q '^check: 1 breaches$'; then
		echo "[       OK ] $1"; passed=$((passed + 1))
	else
		echo "[  FAILED  ] $1"; echo "expected: $2"; echo "got ($code): $out"; failed=$((failed + 1))
	fi
	new_tree
}

new_tree
if out=$("$check" "$tree" 2>&1); then
	echo "[       OK ] a_tree_that_keeps_the_law_passes"; passed=1
else
	echo "[  FAILED  ] a_tree_that_keeps_the_law_passes"; echo "$out"; failed=1
fi

echo '#include "text/html.h"' >>src/base/base.h
says base_stands_on_nothing 'src/base/base.h:2: base may not know text ("text/html.h")'

echo '#include "http/http.h"' >>src/store/store.c
says store_and_http_do_not_know_each_other 'src/store/store.c:3: store may not know http'

echo '  #  include "modules/visits/visits.h"' >>src/kit/kit.c
says kit_knows_no_module 'src/kit/kit.c:3: kit may not know modules/visits'

echo '#include "city/city.h"' >>src/modules/visits/visits.c
says a_module_does_not_know_the_city 'src/modules/visits/visits.c:3: modules/visits may not know city'

echo '#include "modules/guide/guide.h"' >>src/modules/visits/visits.c
says a_module_uses_another_only_where_it_is_written_down 'src/modules/visits/visits.c:3: module visits may not use module guide'

echo '#include "modules/visits/queue.h"' >>src/modules/guide/guide.c
says a_modules_other_headers_are_its_own 'src/modules/guide/guide.c:3: "modules/visits/queue.h" is private'

sed -i 's|include "modules/visits/visits.h"|include "modules/guide/guide.h"|' src/modules/visits/templates/a.html
says a_template_keeps_the_law_too 'src/modules/visits/templates/a.html:1: module visits may not use module guide'

echo '#include "visits.h"' >>src/modules/visits/visits.c
says an_include_is_named_from_src 'src/modules/visits/visits.c:3: "visits.h" is named from src/'

echo '#include "util/util.h"' >>src/kit/kit.c
says a_folder_that_is_no_layer_is_noticed 'src/kit/kit.c:3: "util/util.h" is in no layer'

echo '#include "http/http.h"' >>src/card/pcsc.c
says the_card_program_knows_nothing_of_the_server 'src/card/pcsc.c:4: card may not know http ("http/http.h")'

echo '#include "card/card.h"' >>src/city/city.c
says nobody_stands_on_the_card_program 'src/city/city.c:3: city may not know card ("card/card.h")'

printf '#include "card/card.h"\n#include <winscard.h>\n' >src/card/main.c
says only_one_file_knows_the_readers 'src/card/main.c:2: only src/card/pcsc.c knows this library'

echo '#include <sqlite3.h>' >>src/kit/kit.c
says only_store_knows_sqlite 'src/kit/kit.c:3: only store knows this library'

echo '#include <libxml/parser.h>' >>src/kit/kit.c
says only_one_file_knows_libxml 'src/kit/kit.c:3: only src/text/xml.c knows this library'

echo '#include <bid_functions.h>' >>src/kit/kit.c
says only_one_file_knows_the_decimal_library 'src/kit/kit.c:3: only src/rules/decimal.c knows this library'

echo '#include "text/html.h"' >>tools/gen.c
says a_tool_stands_on_base 'tools/gen.c:3: a tool stands on base alone'

echo 'guide visits' >>layers.txt
says a_malformed_line_of_layers_is_noticed 'layers.txt:3: a line is'

printf 'static int counter;\nint base_next(void);\nint base_next(void) { return counter++; }\n' >>src/base/base.c
compile
says a_writable_static_is_found_at_its_line 'src/base/base.c:4: counter can be written'

printf 'int base_next(void);\nint base_next(void) { static _Thread_local int n = 1; return n++; }\n' >>src/base/base.c
compile
says a_static_inside_a_function_is_found_too 'n can be written'

printf 'extern const char *words[2];\nconst char *words[2] = { "a", "b" };\n' >>src/base/base.c
compile
says a_table_whose_pointers_can_be_changed_is_found 'words can be written'

rm -r build/base build/text
says nothing_compiled_is_not_a_pass 'nothing was compiled'

touch -d '+1 minute' src/base/base.c
says an_object_older_than_its_source_is_not_believed 'src/base/base.c:1: newer than its object'

sed -i 's/app.css/ap.css/' src/modules/visits/templates/a.html
says an_asset_that_is_not_there_is_noticed 'src/modules/visits/templates/a.html:1: no asset is called ap.css'

yes '' | head -n 701 >src/city/city.c
says a_file_that_has_grown_too_long_is_noticed 'src/city/city.c:701: 701 lines'

yes '' | head -n 301 >src/city/city.h
says a_header_that_has_grown_too_long_is_noticed 'src/city/city.h:301: a header of 301 lines'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
