#!/bin/sh
# tools/deps.sh run|test|bench|list
# What madoguchi needs of Debian 12, in one place. Installs what is missing, and does nothing when nothing is.
# A word with a colon is PACKAGE:COMMAND: a command that is there already, from wherever, is as good as the package.
set -eu

run="gcc:gcc make:make pkg-config:pkg-config libc6-dev libmicrohttpd-dev libsqlite3-dev libpq-dev libjansson-dev
	libyaml-dev libsodium-dev libqrencode-dev libical-dev libpango1.0-dev libicu-dev libcurl4-openssl-dev libxml2-dev libintelrdfpmath-dev zlib1g-dev libharfbuzz-dev libqpdf-dev libpcsclite-dev libmecab-dev mecab-ipadic-utf8
	fonts-ipaexfont fonts-ipamj-mincho fonts-hanazono poppler-utils:pdftocairo curl:curl ca-certificates"
test="$run libcmocka-dev clang:clang libclang-rt-dev clang-format:clang-format postgresql sqlite3:sqlite3 nodejs:node
	npm:npm chromium:chromium zbar-tools:zbarimg poppler-utils:pdftotext qpdf:qpdf pcscd vsmartcard-vpcd openssl:openssl"
bench="$test g++:g++ python3:python3"

case "${1:-}" in
run) want=$run ;;
test) want=$test ;;
bench) want=$bench ;;
list) printf '%s\n' $bench | sed 's/:.*//' | sort; exit 0 ;;
*) echo "usage: tools/deps.sh run|test|bench|list" >&2; exit 2 ;;
esac

missing=""
for w in $want; do
	package=${w%%:*} command=""
	[ "$package" = "$w" ] || command=${w#*:}
	if [ -n "$command" ] && command -v "$command" >/dev/null 2>&1; then continue; fi
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

command -v apt-get >/dev/null 2>&1 || {
	echo "tools/deps.sh: this is not Debian; please install what corresponds to:$missing" >&2
	exit 1
}
as=""
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null 2>&1 || {
		echo "tools/deps.sh: some packages are missing. As root: apt-get install --no-install-recommends$missing" >&2
		exit 1
	}
	as="sudo"
fi
echo "installing:$missing" >&2
install() {
	$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}
# The lists may be absent, or too old to find a package.
if ! apt-cache show $missing >/dev/null 2>&1 || ! install 2>/dev/null; then
	$as env DEBIAN_FRONTEND=noninteractive apt-get update -qq
	install || { echo "tools/deps.sh: could not install$missing" >&2; exit 1; }
fi
