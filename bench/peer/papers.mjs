// The same sheets as bench/papers.c, with pdf-lib or pdfkit: lines and texts at their places, a text made smaller until it fits, a subset of the
// same font in each document. By the process's own time. Prints one line of JSON.
//
//     build/bench/papers sheets 40 > SHEETS
//     node papers.mjs pdf-lib|pdfkit SHEETS FONT SECONDS
import { readFileSync } from "node:fs";
import fontkit from "@pdf-lib/fontkit";
import { PDFDocument, rgb } from "pdf-lib";
import PDFKit from "pdfkit";

const [which, sheetsFile, fontFile, seconds] = process.argv.slice(2);
const MM = 72 / 25.4, PACKET = 20;
const people = readFileSync(sheetsFile, "utf8").split("\n").filter(Boolean).map((l) => JSON.parse(l));
const fontBytes = readFileSync(fontFile);
const cpu = () => { const u = process.cpuUsage(); return (u.user + u.system) / 1e6; };

// Size and left edge of a text in its box: one line, as large as it may be.
const fit = (m, width) => {
	const room = (m.at[2] - 1.6) * MM;
	const size = Math.max(6, Math.min(m.size, Math.floor((m.size * room) / width * 4) / 4));
	const w = (width * size) / m.size;
	return { size, x: m.at[0] * MM + (m.centre ? (m.at[2] * MM - w) / 2 : 0.8 * MM) };
};

const make = {
	async "pdf-lib"(marks, sheets) {
		const doc = await PDFDocument.create();
		doc.registerFontkit(fontkit);
		doc.setTitle("届出書");
		const font = await doc.embedFont(fontBytes, { subset: true });
		for (let s = 0; s < sheets; s++) {
			const page = doc.addPage([210 * MM, 297 * MM]);
			for (const m of marks) {
				const [x, y, w, h] = m.at;
				if (m.line) {
					page.drawLine({ start: { x: x * MM, y: (297 - y) * MM }, end: { x: (x + w) * MM, y: (297 - y) * MM }, thickness: 0.15 * MM, color: rgb(0, 0, 0) });
				} else {
					const f = fit(m, font.widthOfTextAtSize(m.text, m.size));
					page.drawText(m.text, { x: f.x, y: (297 - y - h / 2) * MM - 0.365 * f.size, size: f.size, font });
				}
			}
		}
		return (await doc.save()).length;
	},
	pdfkit(marks, sheets) {
		return new Promise((done) => {
			let bytes = 0;
			const doc = new PDFKit({ autoFirstPage: false, info: { Title: "届出書" }, font: fontBytes });
			doc.on("data", (d) => { bytes += d.length; });
			doc.on("end", () => done(bytes));
			doc.font(fontBytes);
			for (let s = 0; s < sheets; s++) {
				doc.addPage({ size: [210 * MM, 297 * MM], margin: 0 });
				for (const m of marks) {
					const [x, y, w, h] = m.at;
					if (m.line) {
						doc.moveTo(x * MM, y * MM).lineTo((x + w) * MM, y * MM).lineWidth(0.15 * MM).stroke();
					} else {
						const f = fit(m, doc.fontSize(m.size).widthOfString(m.text));
						doc.fontSize(f.size).text(m.text, f.x, (y + h / 2) * MM + 0.365 * f.size, { lineBreak: false, baseline: "alphabetic" });
					}
				}
			}
			doc.end();
		});
	},
}[which];

const measure = async (sheets) => {
	const begin = cpu();
	let n = 0, bytes = 0;
	do {
		bytes = await make(people[(n / sheets) % people.length], sheets);
		n += sheets;
	} while (cpu() - begin < Number(seconds));
	return { rate: n / (cpu() - begin), bytes };
};
await measure(1); // until the compiler has seen it
const one = await measure(1), packet = await measure(PACKET);
console.log(JSON.stringify({
	pages_per_second: +one.rate.toFixed(1), page_bytes: one.bytes,
	packet_pages_per_second: +packet.rate.toFixed(1), packet_ms: +((PACKET * 1000) / packet.rate).toFixed(1), packet_bytes: packet.bytes,
}));
