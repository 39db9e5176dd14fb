#!/bin/sh
# The law of the house, for the tree in $1 (default: here). Prints file:line: message for each breach, exits 1.
#
#   layers     base ← text ← {store http print sim send rules fields reading survey chart flow alike} ← defs ← kit ← modules ← city; a file includes only what stands to its left
#              card, a program of its own, stands on base, text and fields alone, and nothing stands on card
#   modules    another module's public header only where layers.txt says so, its other headers never
#   libraries  SQLite and libpq are known to store alone, libmicrohttpd to http alone, libcurl to send alone, MeCab to reading alone, libxml2 to text/xml.c alone;
#              Intel's decimal library to rules/decimal.c alone, libqpdf to print/background.c alone,
#              PC/SC to card/pcsc.c alone
#   statics    no object of ours holds writable data: looked up in what was compiled, so build first
#   assets     a page names only assets that are there
#   sizes      a .c file has at most 700 lines (a warning from 600), a header 300
cd "${1:-.}" || exit 2
found=$(mktemp) && warned=$(mktemp) || exit 2
trap 'rm -f "$found" "$warned"' EXIT

# --- layers, modules, libraries: what #include lines and the templates' includes say ---
sources=$(find src tools -name '*.[ch]' -o -path '*/templates/*.html' | sort)
[ -n "$sources" ] || { echo "check: no sources below $PWD" >&2; exit 2; }
[ -f layers.txt ] || { echo "layers.txt:1: missing"; exit 1; }
# shellcheck disable=SC2086
awk '
function layer(path,   part) {
	split(path, part, "/")
	return part[1] == "modules" ? "modules/" part[2] : part[1]
}
function rank(l) {
	if (l ~ /^modules\//) return 6
	return l == "base" ? 1 : l == "text" ? 2 : l ~ /^(store|http|print|sim|send|rules|fields|reading|survey|chart|flow|alike)$/ ? 3 : l ~ /^(defs|card)$/ ? 4 : l == "kit" ? 5 : l == "city" ? 7 : 0
}
function wrong(text) { print FILENAME ":" FNR ": " text }
function check(path,   mine, theirs, other, public) {
	if (FILENAME ~ /\/test_/ && path ~ /^\.\.\/\.\.\/tests\//)
		return
	if (FILENAME ~ /^tools\//) {
		if (path ~ /\// && layer(path) != "base")
			wrong("a tool stands on base alone, not on " path)
		return
	}
	mine = layer(substr(FILENAME, 5))
	if (path !~ /\//) {
		wrong("\"" path "\" is named from src/: \"" mine "/" path "\"")
		return
	}
	theirs = layer(path)
	if (!rank(theirs)) {
		wrong("\"" path "\" is in no layer")
	} else if (mine != theirs && mine ~ /^modules\// && theirs ~ /^modules\//) {
		other = substr(theirs, 9)
		public = theirs "/" other ".h"
		if (!((substr(mine, 9), other) in allowed))
			wrong("module " substr(mine, 9) " may not use module " other ": layers.txt has no such line")
		else if (path != public)
			wrong("\"" path "\" is private to module " other "; use \"" public "\"")
	} else if (mine == "card" ? theirs !~ /^(base|text|fields|card)$/ : theirs == "card") {
		wrong(mine " may not know " theirs " (\"" path "\")")
	} else if (mine != theirs && rank(theirs) >= rank(mine)) {
		wrong(mine " may not know " theirs " (\"" path "\")")
	}
}
FILENAME == "layers.txt" {
	line = $0
	sub(/#.*/, "", line)
	if (line !~ /[^ \t]/) next
	if (line !~ /^[a-z_0-9]+:( +[a-z_0-9]+)+ *$/) { wrong("a line is `module: other other`"); next }
	n = split(line, word, /[: ]+/)
	for (i = 2; i <= n; i++) if (word[i] != "") allowed[word[1], word[i]] = 1
	next
}
/^[ \t]*#[ \t]*include[ \t]*"/ { split($0, q, "\""); check(q[2]) }
/^[ \t]*#[ \t]*include[ \t]*</ && FILENAME !~ /\/test_/ {
	owner = /<(sqlite3|libpq-fe)\.h>/ ? "store" : /<microhttpd\.h>/ ? "http" : /<curl\/curl\.h>/ ? "send" : /<mecab\.h>/ ? "reading" : ""
	file = /<libxml\// ? "src/text/xml.c" : /<bid_(functions|conf)\.h>/ ? "src/rules/decimal.c" : /<qpdf\// ? "src/print/background.c" : ""
	if (/<(PCSC\/)?(winscard|wintypes|pcsclite|reader)\.h>/) file = "src/card/pcsc.c"
	if (file != "" && FILENAME != file) wrong("only " file " knows this library")
	if (owner != "" && layer(substr(FILENAME, 5)) != owner) wrong("only " owner " knows this library")
}
FILENAME ~ /\.html$/ && match($0, /\{template [^}]*\}/) {
	n = split(substr($0, RSTART, RLENGTH), q, "\"")
	for (i = 2; i <= n; i += 2) check(q[i])
}
' layers.txt $sources >>"$found" || { echo "check: awk failed, so nothing was looked at" >&2; exit 2; }

# --- assets that pages name ---
# shellcheck disable=SC2086
grep -nHoE '\{asset "[^"]*"|asset_url\("[^"]*"' $(printf '%s\n' $sources | grep -E '^src/.*\.(html|c)$') /dev/null |
	grep -v '/test_' | while IFS=: read -r file line text; do
	name=${text#*\"}; name=${name%\"}
	[ -f "assets/$name" ] || echo "$file:$line: no asset is called $name"
done >>"$found"

# --- sizes ---
for f in $sources; do
	n=$(wc -l <"$f")
	case $f in
	*.h) [ "$n" -le 300 ] || echo "$f:301: a header of $n lines; 300 are enough" >>"$found" ;;
	*.c)
		if [ "$n" -gt 700 ]; then echo "$f:701: $n lines; split it by use case" >>"$found"
		elif [ "$n" -gt 600 ]; then echo "$f:601: $n lines; 600 are enough" >>"$warned"
		fi ;;
	esac
done

# --- statics: objects of the release build whose source is still there ---
objects=$(find build -name '*.o' -not -path 'build/asan/*' -not -path 'build/tsan/*' -not -path 'build/fuzz/*' -not -name 'test_*' 2>/dev/null)
seen=0
for o in $objects; do
	path=${o#build/}
	case $path in
	gen/*.html.o | gen/*.sql.o) from=build/${path%.o}.c source=${path#gen/} source=src/${source%.o} ;;
	gen/*) from=build/${path%.o}.c source=$from ;;
	*) from=src/${path%.o}.c source=$from ;;
	esac
	[ -f "$source" ] || continue # left over from what was renamed
	[ -f "$from" ] || continue
	seen=$((seen + 1))
	[ ! "$from" -nt "$o" ] || { echo "$from:1: newer than its object: run make first" >>"$found"; continue; }
	# what has a size in .data, .bss or their thread-local kin; .data.rel.ro is constant, filled in by the loader
	objdump -t "$o" | awk '
		/^[0-9a-f]+ / && split(substr($0, 26), word, /[ \t]+/) >= 3 {
			section = word[1]
			writable = section ~ /^\.(data|bss|tdata|tbss)(\.|$)/ && section !~ /^\.data\.rel\.ro/
			if ((writable || section == "*COM*") && substr($0, 18, 7) !~ /d/ && word[2] !~ /^0+$/)
				print word[3]
		}' | while read -r symbol; do
		place=$(nm -l "$o" | awk -v s="$symbol" '$3 == s || $2 == s { print $4 ? $4 : $3 }' | head -n 1)
		case $place in *:*) place=${place#"$PWD/"} ;; *) place=$from:1 ;; esac
		echo "$place: ${symbol%%.*} can be written: state belongs into a struct that somebody passes"
	done >>"$found"
done
[ "$seen" -gt 0 ] || echo "build:1: nothing was compiled, so statics cannot be looked up: run make first" >>"$found"

sort -u "$warned" | sed 's/$/ (warning)/'
sort -u "$found"
if [ -s "$found" ]; then echo "check: $(sort -u "$found" | wc -l) breaches"; exit 1; fi
echo "check: $(echo "$sources" | wc -l) files and $seen objects keep the law"
