/*
 * How fast filled forms become PDF: bench/run.sh has it beside pdf-lib and pdfkit (bench/peer/papers.mjs), which draw the same sheet.
 *
 *     build/bench/papers sheets N                 what stands on the sheets of N people, one a line as JSON: the peers draw the same
 *     build/bench/papers SECONDS                  one core: single sheets, each a document; packets of 20 sheets
 *     build/bench/papers packet FILE              one packet, to be looked at
 *
 * A sheet has 120 marks: 35 lines, 50 printed labels, 35 places filled with letters that change from person to person, so that no cache knows them
 * all; a packet is of one person. What is measured is the whole: setting the text, finding its size, writing the file with its fonts.
 */
#include "base/buf.h"
#include "print/drawing.h"
#include "print/pdf.h"

#define LINES 35
#define LABELS 50
#define FILLED 35
#define PACKET 20

typedef struct mark {
	draw_box at;
	bool line;
	str text;
	draw_style style;
} mark;

/* Names, places, sentences: what people write. */
static const char *const words[] = { "山田　花子",
				     "髙橋 﨑之助",
				     "葛󠄀城 太郎",
				     "福岡県北九州市小倉北区城内1番1号",
				     "昭和35年4月1日",
				     "093-582-0000",
				     "ヤマダ　ハナコ",
				     "世帯主",
				     "北九州市門司区",
				     "長男",
				     "令和8年11月21日",
				     "転入",
				     "会社員",
				     "勅使河原龍之介",
				     "同上",
				     "福岡銀行小倉支店" };
static const char *const labels[] = { "氏名",   "フリガナ", "生年月日",     "住所",       "電話番号", "世帯主との続柄",
				      "届出人", "異動日",   "前の住所",     "新しい住所", "本籍",     "筆頭者の氏名",
				      "備考",   "受付印",   "国民健康保険", "介護保険" };

/* Kanji that differ from sheet to sheet, as names and towns do. */
static str varied(arena *a, size_t n, const char *word)
{
	buf b = buf_new(a, 400);
	buf_put(&b, str_of(word));
	for (int i = 0; i < 3; i++) {
		u32 c = 0x4E00 + (u32)((n * 37 + (size_t)i * 911) % 3000);
		buf_format(&b, "%c%c%c", 0xE0 | (int)(c >> 12), 0x80 | (int)(c >> 6 & 63), 0x80 | (int)(c & 63));
	}
	return buf_str(&b);
}

static size_t make_marks(arena *a, size_t person, mark *m)
{
	size_t n = 0;
	for (size_t i = 0; i < LINES; i++)
		m[n++] = (mark){ .line = true, .at = { 15, 28 + (double)i * 7.4, 180, 0 } };
	for (size_t i = 0; i < LABELS; i++)
		m[n++] = (mark){ .at = { i < 25 ? 15 : 105, 28 + (double)(i % 25) * 7.4, 28, 7.4 },
				 .text = str_of(labels[i % COUNT(labels)]),
				 .style = { .size = 10, .least = 6, .align = DRAW_CENTRE } };
	for (size_t i = 0; i < FILLED; i++)
		m[n++] = (mark){ .at = { i < 25 ? 45 : 135, 28 + (double)(i % 25) * 7.4, 60, 7.4 },
				 .text = varied(a, person * FILLED + i, words[i % COUNT(words)]),
				 .style = { .size = 11, .least = 6, .role = DRAW_FILLED } };
	return n;
}

static drawing *draw_sheet(arena *a, size_t person)
{
	mark m[LINES + LABELS + FILLED];
	size_t n = make_marks(a, person, m);
	drawing *f = drawing_new(a, 210, 297);
	for (size_t i = 0; i < n; i++) {
		if (m[i].line)
			draw_line(f, m[i].at.x, m[i].at.y, m[i].at.x + m[i].at.w, m[i].at.y, &DRAW_THIN);
		else
			draw_text(f, m[i].at, m[i].text, &m[i].style);
	}
	return f;
}

static str make_packet(arena *a, size_t person, size_t sheets)
{
	static const pdf_about about = { .title = STR_INIT("届出書"), .lang = LANG_JA, .made = 1795226400000 };
	pdf *p = pdf_new(a, &about);
	str bytes = STR_NONE;
	for (size_t i = 0; i < sheets; i++)
		pdf_sheet(p, draw_sheet(a, person), STR("届出書"));
	const err *e = pdf_draw(p, &bytes);
	if (e) {
		fprintf(stderr, "papers: %.*s\n", STR_ARG(e->detail));
		exit(1);
	}
	return bytes;
}

static double cpu_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Documents of so many sheets for a while; sheets a second of the process's own time. */
static double measure(double seconds, size_t sheets, size_t *ret_bytes)
{
	double begin = cpu_seconds(), now;
	size_t n = 0;
	do {
		arena *a = arena_new(256 << 20);
		*ret_bytes = make_packet(a, n / sheets, sheets).len;
		arena_free(a);
		n += sheets;
		now = cpu_seconds();
	} while (now - begin < seconds);
	return (double)n / (now - begin);
}

static void print_sheet(arena *a, size_t person)
{
	mark m[LINES + LABELS + FILLED];
	size_t n = make_marks(a, person, m);
	for (size_t i = 0; i < n; i++)
		printf("%c{\"line\":%s,\"at\":[%g,%g,%g,%g],\"text\":\"%.*s\",\"size\":%g,\"centre\":%s}%s",
		       i ? ',' : '[', m[i].line ? "true" : "false", m[i].at.x, m[i].at.y, m[i].at.w, m[i].at.h,
		       STR_ARG(m[i].text), m[i].style.size, m[i].style.align == DRAW_CENTRE ? "true" : "false",
		       i + 1 < n ? "" : "]\n");
}

int main(int argc, char **argv)
{
	str what = str_of(argc > 1 ? argv[1] : "3");
	arena *a = arena_new(256 << 20);
	if (argc > 2 && str_eq(what, STR("sheets"))) {
		for (size_t i = 0; i < (size_t)strtoul(argv[2], NULL, 10); i++)
			print_sheet(a, i);
	} else if (argc > 2) {
		str bytes = make_packet(a, 0, PACKET);
		FILE *f = fopen(argv[2], "w");
		if (!f || fwrite(bytes.at, 1, bytes.len, f) != bytes.len || fclose(f))
			return 1;
	} else {
		double seconds = strtod(what.at, NULL);
		size_t one, packet;
		measure(seconds / 10, 1, &one); /* the first document opens the fonts */
		double singly = measure(seconds, 1, &one), together = measure(seconds, PACKET, &packet);
		printf("{\"pages_per_second\":%.1f,\"page_bytes\":%zu,\"packet_pages_per_second\":%.1f,\"packet_ms\":%.1f,"
		       "\"packet_bytes\":%zu}\n",
		       singly, one, together, PACKET * 1000.0 / together, packet);
	}
	arena_free(a);
	return 0;
}
