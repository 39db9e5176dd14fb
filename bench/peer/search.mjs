// The same documents and queries as bench/search.c, with MiniSearch: pairs of neighbouring characters as its terms, as it knows no words
// of Japanese. Prints the same line of JSON.
//
//     node search.mjs DOCS QUERIES TURNS
import { readFileSync } from "node:fs";
import MiniSearch from "minisearch";

const [docsFile, queriesFile, turns] = process.argv.slice(2);
const cpu = () => { const u = process.cpuUsage(); return u.user + u.system; };
const lines = (f) => readFileSync(f, "utf8").split("\n").filter(Boolean);
const tokenize = (s) => {
	const terms = [];
	for (const w of s.normalize("NFKC").toLowerCase().split(/[\s\p{P}]+/u)) {
		if (/^[a-z0-9]+$/.test(w) || w.length === 1) terms.push(w);
		else for (let i = 0; i + 1 < w.length; i++) terms.push(w.slice(i, i + 2));
	}
	return terms;
};
const docs = lines(docsFile).map((l, id) => { const [name, ...rest] = l.split("\t"); return { id, name, about: rest.join(" ") }; });
let begun = cpu();
const index = new MiniSearch({ fields: ["name", "about"], tokenize, searchOptions: { boost: { name: 4 } } });
index.addAll(docs);
const made = cpu() - begun;
const took = [];
let found = 0;
for (let t = Number(turns); t > 0; t--)
	for (const q of lines(queriesFile)) {
		begun = process.hrtime.bigint();
		found += index.search(q).slice(0, 10).length > 0;
		took.push(Number(process.hrtime.bigint() - begun) / 1000);
	}
const sum = took.reduce((a, b) => a + b, 0);
took.sort((a, b) => a - b);
console.log(JSON.stringify({
	docs: docs.length, make_ms: +(made / 1000).toFixed(1), queries: took.length, found,
	mean_us: +(sum / took.length).toFixed(1), p99_us: +took[Math.floor((took.length * 99) / 100)].toFixed(1),
}));
