// node bench/peer/work.mjs duckdb|sqlite ROWS TURNS
// The views of bench/work.c over the same rows, in DuckDB (@duckdb/node-api) or SQLite (better-sqlite3), in memory. Names are small numbers here, which is the best case of both; DuckDB's
// time is that until the result lies in memory, without making it values of JavaScript. JSON to standard output, as bench/work writes it.
const [, , engine, rowsText, turnsText] = process.argv;
const rows = Number(rowsText), turns = Number(turnsText);
if (!["duckdb", "sqlite"].includes(engine) || !(rows > 0) || !(turns > 0)) {
	console.error("usage: work.mjs duckdb|sqlite ROWS TURNS");
	process.exit(2);
}

// --- the rows, by the arithmetic of bench/work.c ---
const div = engine === "duckdb" ? "//" : "/";
const h = (k) => `((i * ${1000003 + 7919 * k * k} + ${15485863 * k}) % 2147483647)`;
const r = (k) => `(${h(k)} * ${h(k)} % 2147483647)`;
const axis = (shift) => `CASE WHEN ${r(9)} % 97 = 0 THEN 0 ELSE 1 + ${r(9)} ${div} ${shift} % 2 END`;
const first = `SELECT i, ${r(1)} % 1474 AS unit, CASE WHEN ${r(2)} % 590 < 69 THEN 0 WHEN ${r(2)} % 590 < 167 THEN 1 ELSE 2 END AS category,
	${r(3)} % 65 AS work, ${r(4)} % 12 AS step, ${r(5)} % 3 AS job, ${r(6)} % 4 AS basis, ${r(7)} % 3 AS medium, ${r(8)} % 4 AS system,
	${axis(1)} AS core, ${axis(2)} AS expertise, ${axis(4)} AS routine, 1 + ${r(10)} % 2 AS away,
	(1 + ${r(11)} % 1500) * CASE WHEN ${r(13)} % 50 = 0 THEN 20 ELSE 1 END AS times, 1 + ${r(12)} % 60 AS each_minutes FROM numbers`;
const month = (m) => `times ${div} 12 + CASE WHEN (${m} + i) % 12 < times % 12 THEN 1 ELSE 0 END`;
const columns = [["number", "UINTEGER", "i"], ["unit", "USMALLINT", "unit"], ["section", "USMALLINT", "unit % 354"], ["bureau", "UTINYINT", "unit % 354 % 21"],
	...["category", "work", "step", "job", "basis", "medium", "system", "core", "expertise", "routine", "away"].map((c) => [c, "UTINYINT", c]),
	["cell", "UTINYINT", "CASE WHEN core = 0 THEN 8 ELSE (core - 1) * 4 + (expertise - 1) * 2 + routine - 1 END"],
	["times", "INTEGER", "times"], ["each_minutes", "INTEGER", "each_minutes"], ["minutes", "UINTEGER", "times * each_minutes"],
	...Array.from({ length: 12 }, (_, m) => [`m${m}`, "INTEGER", month(m)])];
const numbers = engine === "duckdb" ? `numbers AS (SELECT range AS i FROM range(1, ${rows + 1}))` :
	`RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < ${rows})`;
const create = engine === "duckdb" ?
	`CREATE TABLE item AS WITH ${numbers}, r AS (${first.replaceAll("(i *", "(i::BIGINT *")}) SELECT ${columns.map(([n, t, e]) => `CAST(${e} AS ${t}) AS ${n}`).join(", ")} FROM r` :
	`CREATE TABLE item AS WITH ${numbers.replace("RECURSIVE ", "")}, r AS MATERIALIZED (${first}) SELECT ${columns.map(([n, , e]) => `${e} AS ${n}`).join(", ")} FROM r`;

// --- the views; the last of a view's statements gives what is checked ---
const where = "category = 0 AND bureau = 3 AND step IN (0, 2) AND away = 1";
const views = {
	categories: ["SELECT category, count(*), sum(minutes) FROM item GROUP BY category"],
	cells: ["SELECT cell, count(*), sum(minutes) FROM item GROUP BY cell"],
	sections: ["SELECT section, count(*), sum(minutes), sum(CASE WHEN cell = 6 THEN minutes ELSE 0 END) FROM item GROUP BY section"],
	heat: ["SELECT section, work, count(*), sum(minutes) FROM item GROUP BY section, work"],
	months: [`SELECT category, ${Array.from({ length: 12 }, (_, m) => `sum(m${m} * each_minutes)`).join(", ")} FROM item GROUP BY category`],
	rows: [`SELECT count(*) FROM item WHERE ${where}`, `SELECT * FROM item WHERE ${where} ORDER BY minutes DESC, number LIMIT 50`],
};
const line = (a, b, x, y) => (BigInt(a) * 1009n + BigInt(b) * 9176n + 1n) * (BigInt(x) % 1000003n + 7n) + (BigInt(y) % 1000000007n) * (BigInt(a) + 3n * BigInt(b) + 1n);
function check(view, results) {
	let sum = 0n;
	const last = results[results.length - 1];
	if (view === "rows") sum += line(results[0][0][0], 0, 0, 0);
	last.forEach((v, k) => {
		if (view === "rows") sum += line(k, 0, 0, v[0]);
		else if (view === "heat") sum += line(v[0], v[1], v[2], v[3]);
		else if (view === "months") v.slice(1).forEach((x, m) => { sum += line(v[0], m, 0, x); });
		else sum += line(v[0], 0, v[1], v[2]) + (view === "sections" ? line(v[0], 1, 0, v[3]) : 0n);
	});
	return String(sum % (1n << 53n));
}

// --- the engines ---
async function duckdb() {
	const { DuckDBInstance } = await import("@duckdb/node-api");
	const connection = await (await DuckDBInstance.create(":memory:")).connect();
	await connection.run(create);
	return {
		memory: async () => Number((await connection.runAndReadAll("SELECT sum(memory_usage_bytes) FROM duckdb_memory()")).getRows()[0][0]),
		run: (sql) => connection.run(sql),
		read: async (sql) => (await connection.runAndReadAll(sql)).getRows(),
	};
}
async function sqlite() {
	const { default: Database } = await import("better-sqlite3");
	const db = new Database(":memory:");
	db.exec(create);
	return {
		memory: async () => Number(db.pragma("page_count", { simple: true })) * Number(db.pragma("page_size", { simple: true })),
		run: (sql) => db.prepare(sql).raw().all(),
		read: async (sql) => db.prepare(sql).raw().all(),
	};
}

const db = await (engine === "duckdb" ? duckdb() : sqlite());
const out = { rows, megabytes: Math.round((await db.memory()) / 1048576 * 10) / 10 };
for (const [view, statements] of Object.entries(views)) {
	const took = [];
	for (let t = -1; t < turns; t++) { // one more before, for the caches
		const from = performance.now();
		for (const sql of statements) {
			const result = db.run(sql);
			if (engine === "duckdb") await result;
		}
		if (t >= 0) took.push(performance.now() - from);
	}
	took.sort((a, b) => a - b);
	out[`${view}_ms`] = Math.round(took[Math.floor(turns / 2)] * 1000) / 1000;
	const results = [];
	for (const sql of statements) results.push(await db.read(sql));
	out[`${view}_check`] = check(view, results);
}
console.log(JSON.stringify(out).replace(/"(\d+)"/g, "$1"));
