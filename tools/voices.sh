#!/bin/sh
# Makes assets/sound: the chime and the spoken pieces of a call, for screens whose browser has no voice of its own.
#
#     apt-get install espeak-ng sox lame libsox-fmt-mp3
#     tools/voices.sh
#
# A development tool: what it makes is committed, and neither the build nor the server needs any of it. How the pieces are
# named and joined: docs/printers.md, "Spoken calls". Every piece is checked: neither silent nor too long, and as loud as the others.
# Where espeak-ng reads kana wrongly (ダブリュー, ろっぴゃく) the sounds are written out in its own notation, [[…]].
set -eu
cd "$(dirname "$0")/.."
out=assets/sound
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf "$out"
mkdir -p "$out/ja" "$out/en"

# finish NAME SECONDS: $work/raw.wav → trimmed, equally loud, small
finish() {
	sox "$work/raw.wav" -r 22050 -c 1 "$work/cut.wav" highpass 90 \
		silence 1 0.01 0.5% reverse silence 1 0.01 0.5% fade t 0.01 reverse fade t 0.005 \
		pad 0.01 0.03 norm -1
	lame --quiet -m m --cbr -b 32 -q 0 "$work/cut.wav" "$out/$1.mp3"
	length=$(soxi -D "$work/cut.wav")
	rms=$(sox "$out/$1.mp3" -n stat 2>&1 | sed -n 's/^RMS .*amplitude: *//p')
	awk -v l="$length" -v m="$2" -v r="$rms" 'BEGIN { exit !(l > 0.15 && l < m && r > 0.04) }' || {
		echo "voices.sh: $1 is $length s at RMS $rms" >&2
		exit 1
	}
}

# say LANGUAGE PIECE TEXT [SECONDS]
say() {
	case $1 in
	ja) espeak-ng -v ja -s 150 -p 58 -w "$work/raw.wav" "$3" ;;
	en) espeak-ng -v en-us -s 140 -p 55 -w "$work/raw.wav" "$3" ;;
	esac
	finish "$1/$2" "${4:-1.6}"
}

# ピンポーン: two bell tones a third apart, each with its octave, dying away
sox -n -r 22050 -c 1 "$work/high.wav" synth 1.6 sine 659.25 sine 1318.5 remix 1v0.8,2v0.2 fade l 0.005 1.6 1.55
sox -n -r 22050 -c 1 "$work/low.wav" synth 2.0 sine 523.25 sine 1046.5 remix 1v0.8,2v0.2 fade l 0.005 2.0 1.95 pad 0.6 0
sox -m "$work/high.wav" "$work/low.wav" "$work/raw.wav" norm -1
lame --quiet -m m --cbr -b 48 -q 0 "$work/raw.wav" "$out/chime.mp3"

# 番号の文字: エーの… The comma keeps the voice up, because a number follows.
while read -r letter kana; do
	say ja "$letter" "$kana、"
	say en "$letter" "$letter,"
done <<-'LETTERS'
	a エーの
	b ビーの
	c シーの
	d ディーの
	e イーの
	f エフの
	g ジーの
	h エイチの
	i アイの
	j ジェーの
	k ケーの
	l エルの
	m エムの
	n エヌの
	o オーの
	p ピーの
	q キューの
	r アールの
	s エスの
	t ティーの
	u ユーの
	v ブイの
	w [[d'abur`_ju:no]]
	x エックスの
	y ワイの
	z ゼットの
LETTERS

# 0–999 are hundreds, tens and ones one after another; English has words of its own up to nineteen.
while read -r n kana; do
	say ja "n$n" "$kana、"
done <<-'NUMBERS'
	0 ゼロ
	1 いち
	2 にい
	3 さん
	4 よん
	5 ごお
	6 ろく
	7 なな
	8 はち
	9 きゅう
	10 じゅう
	20 にじゅう
	30 さんじゅう
	40 よんじゅう
	50 ごじゅう
	60 ろくじゅう
	70 ななじゅう
	80 はちじゅう
	90 きゅうじゅう
	100 ひゃく
	200 にひゃく
	300 さんびゃく
	400 よんひゃく
	500 ごひゃく
	600 [[r`opp_j'aku]]
	700 ななひゃく
	800 [[happ_j'aku]]
	900 きゅうひゃく
NUMBERS
for n in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 30 40 50 60 70 80 90 100 200 300 400 500 600 700 800 900; do
	say en "n$n" "$n,"
done

say ja holder "ばんの ばんごおふだを、おもちのかた、" 4
say ja come "ばんの まどぐちえ、おこしください。" 4
say ja counter "まどぐちえ、おこしください。" 4
say en ticket "Ticket number," 2
say en come "please come to counter," 3
say en counter "please come to the counter." 3

echo "$(find "$out" -name '*.mp3' | wc -l) pieces, $(find "$out" -name '*.mp3' -printf '%s\n' | awk '{ n += $1 } END { print n }') bytes"
