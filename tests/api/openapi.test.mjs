// The API is used from beginning to end, and every answer is held against assets/openapi.json.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { serve } from "../browser/support.mjs";

const doc = JSON.parse(readFileSync("assets/openapi.json", "utf8"));
const ajv = new Ajv({ strict: false, allErrors: true });
formats(ajv);
ajv.addSchema(doc, "doc");
const seen = new Set();
let s;
before(async () => {
	s = await serve({ now: "2026-11-25T09:30:00+09:00", accounts: [{ login: "clerk", name: "北方 一郎", role: "clerk" }, { login: "admin", name: "守恒 四郎", role: "admin" }] });
	s.staff = s.token();
});
after(() => s.stop());

// One request; the answer must be as the description of this path and status says, with no field that it does not know.
async function call(method, path, { body, staff = false, headers = {}, raw } = {}) {
	const res = await fetch(s.base + path, {
		method,
		headers: { ...(body || raw ? { "content-type": "application/json" } : {}), ...(staff ? { authorization: `Bearer ${s.staff}` } : {}), ...headers },
		body: raw ?? (body && JSON.stringify(body)),
	});
	const type = res.headers.get("content-type").split(";")[0];
	const json = type === "application/json" ? await res.json() : await res.text();
	const pattern = Object.keys(doc.paths).find((p) => new RegExp(`^${p.replace(/{[^}]+}/g, "[^/?]+")}(\\?|$)`).test(path) && doc.paths[p][method.toLowerCase()]);
	if (pattern) {
		const responses = doc.paths[pattern][method.toLowerCase()].responses;
		const key = responses[res.status] ? String(res.status) : "default";
		assert.ok(res.status >= 400 || key !== "default", `${method} ${path}: ${res.status} is not described`);
		const at = `doc#/paths/${encodeURIComponent(pattern.replace(/~/g, "~0").replace(/\//g, "~1"))}/${method.toLowerCase()}/responses/${key}/content/${type.replace("/", "~1")}/schema`;
		const valid = ajv.getSchema(at);
		assert.ok(valid(json), `${method} ${path}: ${ajv.errorsText(valid.errors)}\n${JSON.stringify(json)}`);
		if (res.status < 400) seen.add(`${method.toLowerCase()} ${pattern}`);
	}
	return { status: res.status, json, headers: res.headers };
}

// A body that is too large is refused by its length alone, before it is sent.
const announce = (length) =>
	new Promise((ok, no) => {
		const { hostname, port } = new URL(s.base);
		const socket = connect(port, hostname, () =>
			socket.write(`POST /api/v1/bookings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`));
		let text = "";
		socket.on("data", (d) => (text += d)).on("end", () => ok(text)).on("error", no);
	});

const office = "kokurakita";
const slots = async (service) => (await call("GET", `/api/v1/offices/${office}/slots?service=${service}`)).json.slots;

test("offices, services and slots are listed", async () => {
	const { offices } = (await call("GET", "/api/v1/offices")).json;
	for (const ward of ["moji", "kokurakita", "kokuraminami", "wakamatsu", "yahatahigashi", "yahatanishi", "tobata"])
		assert.ok(offices.some((o) => o.id === ward && o.kind === "ward"), ward);
	assert.ok((await call("GET", `/api/v1/offices/${office}/services`)).json.services.length >= 12);
	const list = await slots("juumin");
	assert.ok(list.length > 100);
	assert.ok(list.every((x, i) => x.left > 0 && (i === 0 || x.start > list[i - 1].start)));
	assert.match(list[0].start, /\+09:00$/);
});

test("names come in the language that was asked for", async () => {
	const name = async (l) => (await call("GET", "/api/v1/offices", { headers: { "accept-language": l } })).json.offices.find((o) => o.id === "moji").name;
	assert.equal(await name("ja"), "門司区役所");
	assert.equal(await name("en"), "Moji Ward Office");
});

test("a booking is made, read, moved, cancelled", async () => {
	const list = await slots("juumin");
	const made = await call("POST", "/api/v1/bookings", { body: { office, service: "juumin", start: list[3].start, name: "葛󠄀城 髙子", contact: "093-582-0001" } });
	assert.equal(made.status, 201);
	assert.equal(made.json.state, "booked");
	assert.equal(made.headers.get("location"), `/api/v1/bookings/${made.json.code}`);
	assert.equal((await call("GET", `/api/v1/bookings/${made.json.code}`)).json.name, "葛󠄀城 髙子");
	const moved = await call("POST", `/api/v1/bookings/${made.json.code}/move`, { body: { start: list[9].start } });
	assert.equal(moved.json.start, list[9].start);
	assert.equal((await slots("juumin")).find((x) => x.start === list[3].start).left, list[3].left);
	assert.equal((await call("DELETE", `/api/v1/bookings/${made.json.code}`)).json.state, "cancelled");
	assert.equal((await call("DELETE", `/api/v1/bookings/${made.json.code}`)).json.state, "cancelled");
	assert.equal((await call("POST", `/api/v1/bookings/${made.json.code}/move`, { body: { start: list[9].start } })).json.error.code, "booking_over");
});

test("a place that is gone is refused by name, and one place is sold once", async () => {
	const [slot] = (await slots("shougai")).filter((x) => x.left === 1);
	const body = (n) => ({ office, service: "shougai", start: slot.start, name: "山田", contact: `a${n}@example.jp` });
	const all = await Promise.all([...Array(8).keys()].map((n) => call("POST", "/api/v1/bookings", { body: body(n) })));
	assert.equal(all.filter((r) => r.status === 201).length, 1);
	for (const r of all.filter((x) => x.status !== 201)) assert.deepEqual([r.status, r.json.error.code], [409, "slot_full"]);
});

test("what is sent twice with one Idempotency-Key is done once", async () => {
	const list = await slots("juumin");
	const body = { office, service: "juumin", start: list[20].start, name: "山田", contact: "093-582-0002" };
	const headers = { "idempotency-key": "a key of mine" };
	const both = await Promise.all([1, 2].map(() => call("POST", "/api/v1/bookings", { body, headers })));
	assert.deepEqual(both.map((r) => r.status), [201, 201]);
	assert.equal(both[0].json.code, both[1].json.code);
	const other = await call("POST", "/api/v1/bookings", { body: { ...body, name: "田中" }, headers });
	assert.deepEqual([other.status, other.json.error.code], [422, "idempotency_mismatch"]);
});

test("one who is booked checks in on the day and gets one ticket", async () => {
	const late = (await slots("juumin")).find((x) => x.start.startsWith("2026-11-27"));
	const book = async (start, n, staff) =>
		(await call("POST", "/api/v1/bookings", { staff, body: { office, service: "juumin", start, name: "山田", contact: `b${n}@example.jp` } })).json.code;
	// by telephone: staff give away what is too near for the web
	const code = await book("2026-11-25T10:00:00+09:00", 1, true);
	const ticket = await call("POST", `/api/v1/bookings/${code}/check-in`);
	assert.equal(ticket.status, 201);
	assert.match(ticket.json.number, /^A\d{3}$/);
	assert.equal((await call("POST", `/api/v1/bookings/${code}/check-in`)).json.code, ticket.json.code);
	const early = await call("POST", `/api/v1/bookings/${await book(late.start, 2)}/check-in`);
	assert.deepEqual([early.status, early.json.error.code], [409, "too_early"]);
});

test("a walk-in waits, is called, served, transferred, done", async () => {
	const ticket = await call("POST", "/api/v1/tickets", { body: { office: "moji", services: ["shoumei"] } });
	assert.equal(ticket.status, 201);
	const { wait } = ticket.json;
	assert.ok(wait.p10 <= wait.p50 && wait.p50 <= wait.p90);
	const status = (await call("GET", "/api/v1/offices/moji/status")).json;
	assert.equal(status.services.find((x) => x.service === "shoumei").waiting, 1);
	// a desk that serves certificates
	let desk;
	for (const d of status.desks) {
		await call("POST", `/api/v1/desks/${d.id}/open`, { staff: true });
		const called = await call("POST", `/api/v1/desks/${d.id}/call-next`, { staff: true });
		if (called.status === 200) {
			desk = called.json;
			break;
		}
		assert.equal(called.json.error.code, "nobody_waiting");
	}
	assert.equal(desk.ticket.number, ticket.json.number);
	const act = (action, body) => call("POST", `/api/v1/desks/${desk.id}/${action}`, { staff: true, body });
	assert.equal((await act("recall")).json.ticket.calls, 2);
	assert.equal((await call("POST", `/api/v1/tickets/${ticket.json.code}/leave`)).json.error.code, "not_allowed_now");
	assert.equal((await act("serve")).json.ticket.state, "serving");
	assert.equal((await act("park")).json.ticket, null);
	const resumed = await act("resume", { ticket: ticket.json.code });
	assert.equal(resumed.json.ticket.state, "serving");
	const stale = await act("done", { rev: resumed.json.rev - 1 });
	assert.deepEqual([stale.status, stale.json.error.code], [409, "stale"]);
	assert.equal((await call("GET", `/api/v1/desks/${desk.id}`, { staff: true })).json.rev, resumed.json.rev);
	assert.equal((await act("done", { rev: resumed.json.rev })).json.state, "open");
	assert.equal((await call("GET", `/api/v1/tickets/${ticket.json.code}`)).json.state, "done");
	assert.equal((await act("break", { until: "2026-11-25T13:00:00+09:00" })).json.state, "break");
	assert.equal((await act("close")).json.state, "closed");
});

test("all offices say at once how busy they are", async () => {
	const { offices } = (await call("GET", "/api/v1/status")).json;
	assert.ok(offices.length >= 10 && offices.every((o) => o.services.length > 0));
});

test("offices are compared by wait and travel", async () => {
	const { offices } = (await call("GET", "/api/v1/compare?service=juumin&travel=moji.20_tobata.1")).json;
	assert.ok(offices.length >= 7);
	assert.deepEqual([400, 422].includes((await call("GET", "/api/v1/compare")).status), true);
});

test("who waits for a booking is offered what comes free", async () => {
	const day = "2026-11-26", service = "kourei", at = "moji";
	const { slots: free } = (await call("GET", `/api/v1/offices/${at}/slots?service=${service}&from=${day}&to=${day}`)).json;
	const codes = [];
	for (const [n, { start }] of free.entries())
		codes.push((await call("POST", "/api/v1/bookings", { staff: true, body: { office: at, service, start, name: "山田", contact: `w${n}@example.jp` } })).json.code);
	const wish = { office: at, services: [service], from: day, to: day, times: ["morning"], name: "待 花子", contact: "wait@example.jp" };
	const joined = await call("POST", "/api/v1/waitlist", { body: wish });
	assert.equal(joined.status, 201);
	const { code } = joined.json;
	assert.equal(joined.headers.get("location"), `/api/v1/waitlist/${code}`);
	assert.deepEqual([joined.json.state, joined.json.ahead, joined.json.start], ["waiting", 0, null]);
	assert.equal((await call("POST", `/api/v1/waitlist/${code}/accept`)).json.error.code, "offer_over");
	await call("DELETE", `/api/v1/bookings/${codes.at(-1)}`); /* in the afternoon: not wanted */
	assert.equal((await call("GET", `/api/v1/waitlist/${code}`)).json.state, "waiting");
	await call("DELETE", `/api/v1/bookings/${codes[1]}`);
	const offered = (await call("GET", `/api/v1/waitlist/${code}`)).json;
	assert.deepEqual([offered.state, offered.start, offered.booking], ["offered", free[1].start, null]);
	assert.equal((await call("POST", `/api/v1/waitlist/${code}/accept`, { body: { start: free[2].start } })).json.error.code, "offer_over");
	const accepted = await call("POST", `/api/v1/waitlist/${code}/accept`, { body: { start: offered.start } });
	assert.equal(accepted.json.state, "accepted");
	assert.equal((await call("GET", `/api/v1/bookings/${accepted.json.booking}`)).json.start, offered.start);
	const two = (await call("POST", "/api/v1/waitlist", { body: { ...wish, contact: "other@example.jp" } })).json;
	await call("DELETE", `/api/v1/bookings/${codes[2]}`);
	assert.equal((await call("POST", `/api/v1/waitlist/${two.code}/decline`)).json.state, "waiting");
	assert.equal((await call("DELETE", `/api/v1/waitlist/${two.code}`)).json.state, "left");
	for (const [change, error, where] of [[{ times: ["noon"] }, "invalid", "times"], [{ days: ["26.11."] }, "invalid", "days"],
		[{ services: [] }, "required", "services"], [{ contact: "x" }, "bad_contact", "contact"]]) {
		const r = await call("POST", "/api/v1/waitlist", { body: { ...wish, ...change } });
		assert.deepEqual([r.json.error.code, r.json.error.fields[0].field], [error, where]);
	}
	assert.equal((await call("GET", "/api/v1/waitlist/AAAAAAAAAA")).status, 404);
});

test("who waits may leave", async () => {
	const { code } = (await call("POST", "/api/v1/tickets", { body: { office, services: ["juumin", "kokuho"] } })).json;
	assert.equal((await call("POST", `/api/v1/tickets/${code}/leave`)).json.state, "left");
});

test("a desk obeys staff alone", async () => {
	const no = await call("POST", "/api/v1/desks/moji-1/open");
	assert.deepEqual([no.status, no.json.error.code], [401, "sign_in"]);
	const wrong = await fetch(`${s.base}/api/v1/desks/moji-1/open`, { method: "POST", headers: { authorization: "Bearer nonsense" } });
	assert.equal(wrong.status, 401);
	assert.equal((await call("POST", "/api/v1/desks/nowhere-1/open", { staff: true })).status, 404);
	assert.equal((await call("POST", "/api/v1/desks/moji-1/dance", { staff: true })).status, 404);
});

test("wrong input is refused with the field and in words", async () => {
	const start = (await slots("juumin"))[30].start;
	const good = { office, service: "juumin", start, name: "山田", contact: "093-582-0009" };
	for (const [change, code, where] of [
		[{ name: "" }, "bad_name", "name"],
		[{ contact: "電話" }, "bad_contact", "contact"],
		[{ start: "2026-11-30T10:00:00" }, "invalid", "start"],
		[{ start: 5 }, "invalid", "start"],
		[{ office: undefined }, "required", "office"],
		[{ service: undefined }, "required", "services"],
		[{ office: "atlantis" }, "not_found"],
		[{ service: "fishing" }, "not_found"],
		[{ start: "2026-11-29T10:00:00+09:00" }, "slot_not_offered"],
	]) {
		const r = await call("POST", "/api/v1/bookings", { body: { ...good, ...change } });
		assert.equal(r.json.error?.code, code, JSON.stringify(change) + JSON.stringify(r.json));
		if (where) assert.equal(r.json.error.fields[0].field, where);
		assert.ok(r.json.error.message.length > 5);
	}
	assert.equal((await call("POST", "/api/v1/bookings", { raw: "{" })).json.error.code, "bad_json");
	assert.equal((await call("POST", "/api/v1/bookings", { raw: '{"office":"a","office":"b"}' })).json.error.code, "bad_json");
	assert.match(await announce(3_000_000), /^HTTP\/1\.1 413 /);
	assert.equal((await call("POST", "/api/v1/bookings", { raw: "a=b", headers: { "content-type": "application/x-www-form-urlencoded" } })).status, 415);
	assert.equal((await call("GET", "/api/v1/bookings/AAAAAAAAAA")).status, 404);
	assert.equal((await call("GET", `/api/v1/offices/${office}/slots`)).json.error.code, "required");
	assert.equal((await call("PUT", "/api/v1/bookings")).status, 405);
});

test("what was said about waits is published, and nothing of a day that is not over", async () => {
	const { json } = await call("GET", "/api/v1/accuracy");
	assert.deepEqual(json.weeks, []);
	assert.match((await call("GET", `/api/v1/accuracy.csv?office=${office}&to=2026-11-25`)).json, /^office,week,kind,called,/);
	assert.equal((await call("GET", "/api/v1/accuracy?office=nowhere")).status, 404);
	assert.equal((await call("GET", "/api/v1/accuracy?from=1999-01-01")).status, 422);
	assert.equal((await call("GET", "/api/v1/accuracy?from=yesterday")).status, 422);
});

test("an event is heard, and replayed to who missed it", async () => {
	const { event } = (await call("GET", "/api/v1/offices/tobata/status")).json;
	const read = async (headers, query, until) => {
		const stop = new AbortController();
		const res = await fetch(`${s.base}/events/offices/tobata${query}`, { headers, signal: stop.signal });
		assert.match(res.headers.get("content-type"), /text\/event-stream/);
		let text = "";
		const timer = setTimeout(() => stop.abort(), 5000);
		for await (const chunk of res.body) {
			text += Buffer.from(chunk).toString();
			if (text.includes(until)) break;
		}
		clearTimeout(timer);
		stop.abort();
		return text;
	};
	const live = read({}, `?after=${event}`, '"arrived"');
	await call("POST", "/api/v1/tickets", { body: { office: "tobata", services: ["shoumei"] } });
	const text = await live;
	const id = Number(/^id: (\d+)$/m.exec(text)[1]);
	assert.ok(!text.includes((await call("GET", "/api/v1/offices/tobata/status")).json.code ?? "\u0000"));
	await call("POST", "/api/v1/tickets", { body: { office: "tobata", services: ["shoumei"] } });
	const again = await read({ "last-event-id": String(id) }, "", '"arrived"');
	assert.equal(Number(/^id: (\d+)$/m.exec(again)[1]), id + 1);
});

test("who waits for two services at once is one of the people", async () => {
	const look = async () => (await call("GET", `/api/v1/offices/${office}/status`)).json;
	const waiting = (s) => ["inkan", "mynumber"].map((id) => s.services.find((x) => x.service === id).waiting);
	const was = await look();
	const made = await call("POST", "/api/v1/tickets", { body: { office, services: ["inkan", "mynumber"] } });
	assert.deepEqual(made.json.services.map((x) => x.state), ["waiting", "waiting"]);
	const is = await look();
	assert.deepEqual(waiting(is), waiting(was).map((n) => n + 1));
	assert.equal(is.people, was.people + 1);
});

test("one ticket for a journey: its steps, their order, and when it will be over", async () => {
	const { journeys } = (await call("GET", `/api/v1/offices/${office}/journeys`)).json;
	const moving = journeys.find((j) => j.id === "tennyuu");
	assert.ok(moving.questions.some((q) => q.id === "kokuho"));
	assert.deepEqual(moving.steps.find((x) => x.service === "kokuho").after, ["juumin"]);
	const made = await call("POST", "/api/v1/tickets", { body: { office, journey: "tennyuu", yes: ["kokuho", "kodomo"] } });
	assert.equal(made.status, 201);
	assert.deepEqual(made.json.services.map((x) => [x.seq, x.service, x.after, x.state]),
		[[1, "juumin", [], "waiting"], [2, "kokuho", [1], "planned"], [3, "kodomo", [1], "planned"]]);
	const shown = (await call("GET", `/api/v1/tickets/${made.json.code}`)).json;
	assert.equal(shown.journey, "tennyuu");
	for (const t of [made.json, shown])
		assert.ok(t.arrived < t.end.p10 && t.end.p10 <= t.end.p50 && t.end.p50 <= t.end.p90);
	assert.equal((await call("POST", "/api/v1/tickets", { body: { office, journey: "nanimo" } })).status, 404);
	assert.equal((await call("POST", `/api/v1/tickets/${made.json.code}/leave`)).json.services[2].state, "left");
});

test("the guide judges answers and keeps none", async () => {
	const { events } = (await call("GET", "/api/v1/guide/events")).json;
	assert.ok(events.some((e) => e.id === "okuyami"));
	const { facts } = (await call("GET", "/api/v1/guide/facts")).json;
	assert.ok(facts.some((f) => f.id === "seinengappi"));
	const all = (await call("GET", "/api/v1/guide/schemes")).json.schemes, some = (await call("GET", "/api/v1/guide/schemes?event=shougai")).json.schemes;
	assert.ok(some.length > 50 && some.length < all.length);
	assert.equal((await call("GET", `/api/v1/guide/schemes/${some[0].id}`)).json.id, some[0].id);
	assert.equal((await call("GET", "/api/v1/guide/schemes/nanimo")).status, 404);
	const judge = async (answers) => (await call("POST", "/api/v1/guide/judge", { body: { events: ["shougai"], answers } })).json;
	const asked = await judge({}), told = await judge({ [asked.next.facts[0].id]: null });
	assert.notEqual(told.next.facts[0].id, asked.next.facts[0].id);
	const adult = await judge({ seinengappi: "昭和56年11月2日", techou: "はい" });
	const child = await judge({ seinengappi: "2016-11-02", techou: "yes" });
	const ids = (list) => list.map((x) => x.id);
	assert.ok(ids(adult.no).includes("tokubetsu-jidou-fuyou") && !ids(child.no).includes("tokubetsu-jidou-fuyou"));
	assert.equal((await call("POST", "/api/v1/guide/judge", { body: { answers: { seinengappi: "昭和64年1月8日" } } })).status, 422);
});

test("papers: what is missing, each fact once, and the packet as PDF", async () => {
	const { papers } = (await call("GET", "/api/v1/papers")).json;
	assert.ok(papers.length > 0);
	const ids = papers.slice(0, 3).map((p) => p.id);
	const look = async (answers) => (await call("POST", "/api/v1/papers/missing", { body: { papers: ids, answers } })).json;
	const facts = (l) => l.pages.flatMap((p) => p.facts.map((f) => f.id));
	const answers = {};
	const asked = new Set();
	let l = await look(answers);
	for (let page = 0; l.pages.length; page++) {
		assert.ok(page < 100);
		assert.equal(new Set(facts(l)).size, facts(l).length);
		for (const f of l.pages[0].facts) {
			assert.ok(!asked.has(f.id), `${f.id} is asked twice`);
			asked.add(f.id);
			answers[f.id] = null;
		}
		l = await look(answers);
	}
	assert.ok(asked.size > 3);
	const wrong = await call("POST", "/api/v1/papers/missing", { body: { papers: ids, answers: { seinengappi: "昭和64年1月8日", nanimo: "x" } } });
	assert.equal(wrong.status, 422);
	assert.deepEqual(wrong.json.error.fields.map((f) => f.field), ["seinengappi", "nanimo"]);
	assert.equal((await call("POST", "/api/v1/papers/missing", { body: { papers: ["nanimo"] } })).status, 422);
	assert.equal((await call("POST", "/api/v1/papers/missing", { body: { events: Array(401).fill("okuyami") } })).status, 422);
	assert.equal((await call("POST", "/api/v1/papers/missing", { raw: JSON.stringify({ papers: ids, link: "x".repeat(300000) }) })).status, 413);
	const body = { papers: ids, answers: { shimei: "葛󠄀城　髙子" }, number: "A-1", office, link: `${s.base}/prepare` };
	const made = await call("POST", "/api/v1/papers/make", { body });
	assert.equal(made.status, 200);
	assert.match(made.json, /^%PDF-1\.[4-7]/);
	assert.equal(made.headers.get("cache-control"), "no-store");
	assert.equal((await call("POST", "/api/v1/papers/make", { body: { ...body, only: "nanimo" } })).status, 404);
	assert.equal((await call("POST", "/api/v1/papers/make", { body: { ...body, office: "nanimo" } })).status, 422);
});

test("towns and readings are proposed", async () => {
	assert.deepEqual((await call("GET", "/api/v1/postal/803-0814")).json, { postal: "8030814", loaded: false, towns: [] });
	assert.equal((await call("GET", "/api/v1/postal/123")).status, 422);
	assert.equal((await call("POST", "/api/v1/kana", { body: { name: "山田　太郎" } })).json.kana, "ヤマダ　タロウ");
});

test("figures of the program are there for who watches it", async () => {
	const { status, json } = await call("GET", "/api/v1/metrics", { headers: { authorization: `Bearer ${s.token("admin")}` } });
	assert.equal(status, 200);
	assert.match(json, /^madoguchi_\w+/m);
	assert.equal((await call("GET", "/api/v1/metrics")).status, 401);
});

test("the sums of a work survey are told to whoever may see all of it", async () => {
	s.run(["work", "rehearse", "--round", "2026", "--items", "300"]);
	const path = "/api/v1/work/rounds/2026/report", admin = { authorization: `Bearer ${s.token("admin")}` };
	const { status, json } = await call("GET", path, { headers: admin });
	assert.equal(status, 200);
	assert.deepEqual(json, JSON.parse(s.run(["work", "report", "--round", "2026", "--json"])));
	assert.equal(json.cells.length, 8);
	assert.equal((await call("GET", path)).status, 401);
	assert.equal((await call("GET", path, { staff: true })).status, 403);
	assert.equal((await call("GET", "/api/v1/work/rounds/nanimo/report", { headers: admin })).status, 404);
});

test("every operation that is described was used", () => {
	for (const [path, methods] of Object.entries(doc.paths))
		for (const method of Object.keys(methods))
			if (!path.startsWith("/events/")) assert.ok(seen.has(`${method} ${path}`), `${method} ${path} was never answered`);
});
