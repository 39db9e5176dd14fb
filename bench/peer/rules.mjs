// Eligibility judged by json-logic-engine (compiled) or feelin, of npm's registry, on the workload that madoguchi judges:
//
//     node rules.mjs jsonlogic|feelin schemes.csv people.jsonl PEOPLE out.jsonl
//
// Writes for each person what `madoguchi rules match` writes, so that results can be compared, and prints one line of JSON: people
// a second of this process's CPU time, judging alone and with reading and writing.
//
// Neither knows a fact that nobody asked, so what is needed for it is built around them as cheaply as was found: a condition on
// an absent fact is not evaluated; with json-logic, people who were asked everything get a scheme's conditions as one `and`.
import { readFileSync, writeFileSync } from "node:fs";

const [engine, table, people, count, out] = process.argv.slice(2);
const cpu = () => { const u = process.cpuUsage(); return (u.user + u.system) / 1e6; };

// RFC 4180, as far as the workload has it
function csv(text) {
	const rows = [];
	for (const line of text.trim().split(/\r?\n/)) {
		const row = [];
		for (const m of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g))
			row.push(m[1] !== undefined ? m[1].replaceAll('""', '"') : m[2]);
		rows.push(row);
	}
	return rows;
}
const [header, ...rows] = csv(readFileSync(table, "utf8"));
const facts = header.slice(1);
const schemes = rows.map((r) => ({ id: r[0], tests: facts.map((f, i) => [f, r[i + 1]]).filter((t) => t[1]) }));

// the four forms of cells that the workload has
function logic(fact, cell) {
	const v = { var: fact };
	let m;
	if (cell === "true" || cell === "false") return { "===": [v, cell === "true"] };
	if ((m = /^\[(\d+)\.\.(\d+)\]$/.exec(cell))) return { "<=": [Number(m[1]), v, Number(m[2])] };
	if ((m = /^(<=|>=) (\d+)$/.exec(cell))) return { [m[1]]: [v, Number(m[2])] };
	if ((m = /^>= date\("(\d{4}-\d\d-\d\d)"\)$/.exec(cell))) return { ">=": [v, m[1]] };
	if (/^"[^"]*"(, "[^"]*")*$/.test(cell)) return { in: [v, cell.slice(1, -1).split('", "')] };
	throw new Error(`not a cell of this workload: ${cell}`);
}

async function jsonlogic() {
	const { LogicEngine } = await import("json-logic-engine");
	const e = new LogicEngine();
	for (const s of schemes) {
		const tests = s.tests.map(([f, c]) => logic(f, c));
		s.plain = e.build({ and: tests });
		s.each = s.tests.map(([f, c]) => [f, e.build(logic(f, c))]);
	}
	return (person, yes, unknown) => {
		if (Object.keys(person).length === facts.length) {
			for (const s of schemes) if (s.plain(person)) yes.push(s.id);
			return;
		}
		for (const s of schemes) {
			let open = false, fails = false;
			for (const [f, test] of s.each) {
				if (!(f in person)) open = true;
				else if (!test(person)) { fails = true; break; }
			}
			if (!fails) (open ? unknown : yes).push(s.id);
		}
	};
}

async function feelin() {
	const { evaluate, unaryTest } = await import("feelin");
	const plain = (r) => (r !== null && typeof r === "object" && "value" in r ? r.value : r);
	const dates = new Map();
	const value = (x) => {
		if (typeof x !== "string" || !/^\d{4}-\d\d-\d\d$/.test(x)) return x;
		if (!dates.has(x)) dates.set(x, plain(evaluate(`date("${x}")`, {})));
		return dates.get(x);
	};
	return (person, yes, unknown) => {
		for (const s of schemes) {
			let open = false, fails = false;
			for (const [f, c] of s.tests) {
				if (!(f in person)) open = true;
				else if (plain(unaryTest(c, { "?": value(person[f]) })) !== true) { fails = true; break; }
			}
			if (!fails) (open ? unknown : yes).push(s.id);
		}
	};
}

const judge = await (engine === "feelin" ? feelin() : jsonlogic());
const begun = cpu();
const lines = readFileSync(people, "utf8").split("\n").slice(0, Number(count)).filter(Boolean);
const who = lines.map((l) => JSON.parse(l));
const cold = cpu();
for (const p of who.slice(0, 200)) judge(p, [], []); // the engine's compiler warms up outside of the measure
const warming = cpu() - cold;
const results = who.map(() => [[], []]);
const from = cpu();
who.forEach((p, i) => judge(p, results[i][0], results[i][1]));
const judging = cpu() - from;
writeFileSync(out, results.map(([yes, unknown]) => `{"yes":${JSON.stringify(yes)},"unknown":${JSON.stringify(unknown)}}\n`).join(""));
const all = cpu() - begun - warming;
console.log(JSON.stringify({ engine, people: who.length, per_second: who.length / judging, per_second_in_all: who.length / all }));
