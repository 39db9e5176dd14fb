// madoguchi-card with a real pcscd, virtual readers and virtual cards (virtual.mjs).
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import http from "node:http";
import net from "node:net";
import { readFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { pcscd, Card, HANAKO, run, serve, missing, factsFile, tlv, sleep, until, PROGRAM } from "./virtual.mjs";

const CITY = "https://city.example";
const lacks = missing();
let service;

before(async () => {
	assert.equal(lacks, undefined, `these tests need a virtual reader: ${lacks}`);
	service = await pcscd();
});
after(() => service?.stop());

/** A card on the first reader while `body` runs. Whatever happened, no command may have asked for a My Number. */
async function withCard(options, body) {
	const card = await new Card(options).insert(service);
	try {
		await body(card);
	} finally {
		await card.remove();
	}
	harmless(card.sent);
}

const KNOWN = [/^00a4040c0ad3921000310001010408$/, /^00a4020c0200(02|11|15)$/, /^00200080$/, /^002000800(4(3\d){4}|e(3\d){14})$/, /^00b0[0-7].{5}$/];

function harmless(sent) {
	for (const c of sent) assert.ok(KNOWN.some((k) => k.test(c)), `sent to the card: ${c}`);
	assert.ok(!sent.some((c) => /^00a4....020001/.test(c) || /^00b08/.test(c)), "the file of the My Number was asked for");
}

const read = (code, ...more) => run(service, ["read", "--pin-stdin", ...more], `${code}\n`);

// --- the command line ----------------------------------------------------------------------------------------------------

test("help and wrong usage", async () => {
	const help = await run(undefined, ["--help"]);
	assert.equal(help.code, 0);
	for (const word of ["readers", "tries", "read --pin-stdin", "serve --origin", "Exit codes"]) assert.ok(help.out.includes(word), word);
	for (const args of [[], ["sing"], ["read"], ["read", "--pin", "1234"], ["read", "--pin-stdin", "1234"], ["serve"], ["tries", "--wait", "x"],
		["serve", "--origin", "http://city.example"], ["serve", "--origin", "*"], ["serve", "--origin", CITY, "--port", "70000"]]) {
		const r = await run(service, args, "1234\n");
		assert.equal(r.code, 2, args.join(" "));
		assert.ok(!r.err.includes("1234"), "a number that was typed stands in a message");
	}
});

test("readers are listed, and a card is waited for", async () => {
	assert.deepEqual(await run(service, ["readers"]), { code: 0, out: "Virtual PCD 00 00\tempty\nVirtual PCD 00 01\tempty\n", err: "" });
	assert.equal((await run(service, ["tries"])).code, 5);
	assert.equal((await run(service, ["tries", "--wait", "1"])).code, 5);
	const waiting = run(service, ["tries", "--wait", "10"]);
	await sleep(500);
	const card = await new Card().insert(service, 1);
	const r = await waiting;
	await card.remove();
	assert.deepEqual({ code: r.code, out: r.out }, { code: 0, out: "3\n" });
});

test("the PIN gives the four facts, and the tries are asked before", async () => {
	await withCard({}, async (card) => {
		const r = await read("1234");
		assert.equal(r.code, 0, r.err);
		assert.deepEqual(JSON.parse(r.out), {
			facts: { shimei: "北九　花子", juusho: HANAKO.juusho, seinengappi: "1960-04-01", seibetsu: "女" },
			notes: [],
		});
		const verify = card.sent.findIndex((c) => c.startsWith("0020008004"));
		assert.equal(card.sent[verify - 1], "00200080");
		assert.equal(card.left, 3);
	});
});

test("the front's 14 digits give the same, on a counter of their own", async () => {
	await withCard({}, async (card) => {
		assert.equal((await run(service, ["read", "--front-stdin"], "35040120309999\n")).code, 9);
		assert.equal(card.frontLeft, 9);
		assert.equal(card.left, 3);
		assert.equal((await run(service, ["tries", "--front"])).out, "9\n");
		const r = await run(service, ["read", "--front-stdin"], "３５０４０１ 2030 1234\n");
		assert.equal(JSON.parse(r.out).facts.shimei, "北九　花子");
	});
});

test("asking for the tries spends none", async () => {
	await withCard({}, async (card) => {
		for (let i = 0; i < 5; i++) assert.equal((await run(service, ["tries"])).out, "3\n");
		assert.equal(card.left, 3);
	});
});

test("three wrong PINs lock the card for good, the last one only when it is said", async () => {
	await withCard({}, async (card) => {
		let r = await read("0000");
		assert.equal(r.code, 9);
		assert.match(r.err, /あと2回/);
		r = await read("0001", "--lang", "en");
		assert.equal(r.code, 9);
		assert.match(r.err, /locked: 1\./);
		r = await read("1234"); // even the right one
		assert.equal(r.code, 10);
		assert.equal(card.left, 1);
		r = await read("0002", "--last-try");
		assert.equal(r.code, 11);
		assert.match(r.err, /窓口で再設定/);
		const sent = card.sent.length;
		r = await read("1234", "--last-try");
		assert.equal(r.code, 11);
		assert.ok(!card.sent.slice(sent).some((c) => c.startsWith("0020008004")), "a locked card was given a PIN");
		await sleep(1500); // no time brings it back
		assert.equal((await run(service, ["tries"])).out, "0\n");
	});
});

test("what is not four digits costs no try", async () => {
	await withCard({}, async (card) => {
		for (const code of ["", "12", "12345", "abcd", "35040120301234"]) {
			const r = await read(code);
			assert.equal(r.code, 2, code);
			assert.match(r.err, /まだ回数は減っていません/);
		}
		assert.equal(card.left, 3);
		assert.equal(card.sent.length, 0);
	});
});

test("a right PIN is forgotten when the card was read: it is powered down", async () => {
	await withCard({}, async (card) => {
		assert.equal((await read("1234")).code, 0);
		await until("the card lost its state", () => !card.open && !card.application);
	});
});

test("another card, and ones that talk nonsense", async () => {
	await withCard({ other: true }, async () => {
		const r = await read("1234");
		assert.equal(r.code, 8);
		assert.match(r.err, /マイナンバーカードではない/);
	});
	for (const [on, answer] of [["00b0", "6f00"], ["00b0", "ffffffffffffff9000"], ["00b0", "ff2082ffffdf21089000"], ["00b0", "9000"],
		["00200080", "9000"], ["00a4020c020002", "6a82"], ["00b0", "ff201000019000"]]) {
		await withCard({ hook: (hex) => (hex.startsWith(on) ? Buffer.from(answer, "hex") : undefined) }, async (card) => {
			const r = await read("1234");
			assert.equal(r.code, 12, `${on} → ${answer}: ${r.err}`);
			assert.ok(card.left === 3);
		});
	}
});

test("lengths of two and three bytes, filler behind, an address that needs them", async () => {
	const juusho = "福岡県北九州市小倉北区城内１番１号　" + "とても長い建物の名前".repeat(10) + "１０１号室";
	for (const long of [1, 2, 3]) {
		const file = factsFile({ ...HANAKO, juusho }, { long, filler: Buffer.alloc(40, 0xff) });
		await withCard({ file }, async () => assert.equal(JSON.parse((await read("1234")).out).facts.juusho, juusho));
	}
	const twice = tlv(0xff20, Buffer.concat([tlv(0xdf22, "a"), tlv(0xdf22, "b")]));
	await withCard({ file: twice }, async () => assert.equal((await read("1234")).code, 12));
});

test("what the card does not know is left out and said", async () => {
	await withCard({ seinengappi: "19200000", seibetsu: "9", shimei: "〓田　花子" }, async () => {
		const r = JSON.parse((await read("1234")).out);
		assert.deepEqual(r.facts, { shimei: "〓田　花子", juusho: HANAKO.juusho });
		assert.deepEqual(r.notes.map((n) => [n.fact, n.code]), [["shimei", "placeholder"], ["seinengappi", "unknown_day"], ["seibetsu", "other"]]);
		assert.ok(r.notes.every((n) => n.message.ja && n.message["ja-easy"] && n.message.en));
	});
});

test("a card that is taken away midway", async () => {
	for (const on of ["00a404", "00200080", "00a4020c020002", "00b0000008", "00b00008"]) {
		const card = await new Card({ hook: (hex) => (hex.startsWith(on) ? "remove" : undefined) }).insert(service);
		const r = await read("1234");
		await card.remove();
		assert.equal(r.code, 7, `${on}: ${r.err}`);
		assert.equal(r.out, "");
		assert.match(r.err, /カードが離れました/);
		harmless(card.sent);
	}
});

test("two cards, no service, no reader", async () => {
	const second = await new Card().insert(service, 1);
	try {
		await withCard({}, async () => {
			assert.equal((await read("1234")).code, 13);
			assert.equal((await read("1234", "--reader", "00 01")).code, 0);
		});
	} finally {
		await second.remove();
	}
	const nowhere = { env: { ...process.env, PCSCLITE_CSOCK_NAME: "/nonexistent/pcscd.comm" } };
	let r = await run(nowhere, ["tries"]);
	assert.equal(r.code, 3);
	assert.match(r.err, /pcscd/);
	const bare = await pcscd({ readers: false });
	try {
		r = await run(bare, ["read", "--pin-stdin"], "1234\n");
		assert.equal(r.code, 4, r.err);
	} finally {
		await bare.stop();
	}
});

test("a card that another program has is not taken, and this one holds it alone", async () => {
	let goOn, waiting = false;
	const held = new Promise((done) => (goOn = done));
	const hook = async (hex) => {
		if (!hex.startsWith("00a404")) return undefined;
		waiting = true;
		await held; // the first program waits for an answer, and has the card
		return undefined;
	};
	await withCard({ hook }, async () => {
		const first = read("1234");
		await until("the first program has the card", () => waiting);
		const second = await read("1234");
		goOn();
		assert.equal((await first).code, 0);
		assert.equal(second.code, 6, second.err);
		assert.match(second.err, /ほかのソフト/);
	});
});

test("no core dump, memory locked, no PIN in the arguments, no other process of the user looks in", async () => {
	const program = await serve(service, { origin: CITY });
	try {
		const status = readFileSync(`/proc/${program.pid}/status`, "latin1");
		const locked = Number(/VmLck:\s+(\d+)/.exec(status)[1]);
		const said = program.said().includes("memory not locked");
		assert.ok(locked >= 256 || said, `${locked} KB are locked, and nothing was said`);
		assert.match(readFileSync(`/proc/${program.pid}/limits`, "latin1"), /Max core file size\s+0\s+0/);
	} finally {
		await program.stop();
	}
});

// --- the page ------------------------------------------------------------------------------------------------------------

function ask(port, method, path, { origin = CITY, host, body, type = "application/json", headers = {}, address = "127.0.0.1" } = {}) {
	return new Promise((done, fail) => {
		const all = { Host: host ?? `127.0.0.1:${port}`, ...headers };
		if (origin) all.Origin = origin;
		const bytes = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
		if (bytes !== undefined) Object.assign(all, { "Content-Type": type, "Content-Length": Buffer.byteLength(bytes) });
		const r = http.request({ host: address, port, method, path, headers: all, setHost: false }, (a) => {
			let text = "";
			a.on("data", (b) => (text += b));
			a.on("end", () => done({ status: a.statusCode, headers: a.headers, text, json: text && JSON.parse(text) }));
		});
		r.on("error", fail);
		r.end(bytes);
	});
}

async function withPage(body, origin = CITY) {
	const program = await serve(service, { origin });
	try {
		await body(program);
	} finally {
		await program.stop();
	}
	return program.said();
}

const hello = async (p) => (await ask(p.port, "GET", "/hello")).json;
const send = async (p, path, more) => ask(p.port, "POST", path, { body: { token: (await hello(p)).token, ...more } });

test("the page of the city reads a card, and nothing of it is left anywhere", async (t) => {
	const said = await withPage(async (p) => {
		assert.equal((await hello(p)).reader, "empty");
		await withCard({}, async (card) => {
			const h = await hello(p);
			assert.equal(h.reader, "card");
			assert.equal(card.sent.length, 0);
			assert.deepEqual((await send(p, "/tries", {})).json, { left: 3, by: "pin" });
			const r = await send(p, "/read", { code: "1234" });
			assert.equal(r.status, 200);
			assert.equal(r.headers["access-control-allow-origin"], CITY);
			assert.equal(r.headers["cache-control"], "no-store");
			assert.equal(r.json.facts.shimei, "北九　花子");
			const front = await send(p, "/read", { by: "front", birth: "1960-04-01", expires: "2030", security: "1234" });
			assert.equal(front.json.facts.seinengappi, "1960-04-01");
		});
		// the memory of the program, wherever it may be written: neither PIN nor facts; only root can look
		if (process.getuid() !== 0) {
			assert.throws(() => readFileSync(`/proc/${p.pid}/maps`), /EACCES/);
			t.diagnostic("not root, so the program's memory was not looked through");
			return;
		}
		const memory = await dumped(p.pid);
		assert.notEqual(memory.indexOf(Buffer.from(CITY)), -1, "what the program must know is not found either: the test looks in the wrong place");
		for (const secret of ["北九　花子", HANAKO.juusho, '"code":"1234"', "19600401", "35040120301234", "002000800431323334"]) {
			assert.equal(memory.indexOf(secret.startsWith("0020") ? Buffer.from(secret, "hex") : Buffer.from(secret)), -1, `left in memory: ${secret}`);
		}
	});
	assert.ok(!/1234|花子|城内|1960/.test(said.replace(/^listening.*$/m, "").replace(/^\S+T\S+/gm, "")), said);
});

/** All that a process may write to, as root sees it. */
async function dumped(pid) {
	const { openSync, readSync, closeSync } = await import("node:fs");
	const fd = openSync(`/proc/${pid}/mem`, "r");
	const parts = [];
	for (const line of readFileSync(`/proc/${pid}/maps`, "latin1").split("\n")) {
		const m = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line);
		if (!m) continue;
		const from = BigInt(`0x${m[1]}`), to = BigInt(`0x${m[2]}`);
		const part = Buffer.alloc(Number(to - from));
		try {
			readSync(fd, part, 0, part.length, from);
			parts.push(part);
		} catch { /* guard pages */ }
	}
	closeSync(fd);
	return Buffer.concat(parts);
}

test("no other page gets anything", async () => {
	await withPage(async (p) => {
		await withCard({}, async (card) => {
			const token = (await hello(p)).token;
			for (const origin of ["", "null", "https://evil.example", "https://city.example:8443", `http://127.0.0.1:${p.port}`])
				for (const [method, path] of [["GET", "/hello"], ["POST", "/read"], ["POST", "/tries"], ["OPTIONS", "/read"]]) {
					const r = await ask(p.port, method, path, { origin, body: method === "POST" ? { token, code: "1234" } : undefined });
					assert.equal(r.status, 403);
					assert.equal(r.headers["access-control-allow-origin"], undefined);
				}
			assert.equal((await ask(p.port, "GET", "/hello", { host: `evil.example:${p.port}` })).status, 403);
			for (const type of ["text/plain", "application/x-www-form-urlencoded"])
				assert.equal((await ask(p.port, "POST", "/read", { type, body: { token, code: "1234" } })).status, 415);
			assert.equal((await ask(p.port, "POST", "/read", { body: { token: "0".repeat(64), code: "1234" } })).json.error.code, "card_token");
			assert.equal((await ask(p.port, "POST", "/read", { body: "x".repeat(2000) })).status, 413);
			assert.equal(card.sent.length, 0);
		});
	});
});

test("a wrong code over the page: what is left, a pause, the last try only when it is said", async () => {
	await withPage(async (p) => {
		await withCard({}, async (card) => {
			let r = await send(p, "/read", { code: "0000" });
			assert.equal(r.status, 422);
			assert.equal(r.json.error.code, "card_wrong");
			assert.equal(r.json.error.left, 2);
			assert.match(r.json.error.message.ja, /あと2回/);
			r = await send(p, "/read", { code: "1234" });
			assert.equal(r.status, 429);
			await sleep(1000 * r.json.error.seconds + 100);
			r = await send(p, "/read", { code: "0000" });
			assert.equal(r.json.error.left, 1);
			await sleep(4100);
			r = await send(p, "/read", { code: "1234" });
			assert.equal(r.json.error.code, "card_last");
			assert.equal(card.left, 1);
			r = await send(p, "/read", { code: "1234", last: true });
			assert.equal(r.status, 200);
			assert.equal(card.left, 3);
		});
	});
});

test("only loopback is listened on, both kinds of address, and a slow client holds nobody up for long", async () => {
	await withPage(async (p) => {
		const sockets = readFileSync("/proc/net/tcp", "latin1") + readFileSync("/proc/net/tcp6", "latin1");
		const hex = p.port.toString(16).toUpperCase().padStart(4, "0");
		const listening = sockets.split("\n").map((l) => l.trim().split(/\s+/)).filter((w) => w[3] === "0A" && w[1]?.endsWith(`:${hex}`)).map((w) => w[1]);
		assert.ok(listening.length >= 1);
		for (const at of listening) assert.ok([`0100007F:${hex}`, `00000000000000000000000001000000:${hex}`].includes(at), at);
		if (listening.length > 1)
			assert.equal((await ask(p.port, "GET", "/hello", { address: "::1", host: `[::1]:${p.port}` })).status, 200);
		const slow = net.connect(p.port, "127.0.0.1");
		slow.on("error", () => {});
		slow.write("GET /hello HT");
		await sleep(100);
		const began = Date.now();
		assert.equal((await ask(p.port, "GET", "/hello")).status, 200);
		assert.ok(Date.now() - began < 3000);
		slow.destroy();
		// and those that say nothing hold nobody up at all
		const silent = Array.from({ length: 8 }, () => net.connect(p.port, "127.0.0.1").on("error", () => {}));
		await sleep(100);
		const then = Date.now();
		assert.equal((await ask(p.port, "GET", "/hello")).status, 200);
		assert.ok(Date.now() - then < 1000);
		for (const s of silent) s.destroy();
	});
});

test("another user of the machine is not heard", { skip: process.getuid() !== 0 && "only root can be somebody else" }, async () => {
	const said = await withPage(async (p) => {
		const script = `require("http").get({host:"127.0.0.1",port:${p.port},path:"/hello",headers:{Origin:"${CITY}"}},(r)=>{console.log(r.statusCode)}).on("error",(e)=>console.log(e.code))`;
		const child = spawn(process.execPath, ["-e", script], { uid: 65534, gid: 65534, cwd: "/" });
		let out = "";
		child.stdout.on("data", (b) => (out += b));
		await new Promise((done) => child.on("close", done));
		assert.match(out, /ECONNRESET|EPIPE|socket hang up/i, out);
	});
	assert.match(said, /another user/);
});

test("the preflights of browsers", async () => {
	await withPage(async (p) => {
		const r = await ask(p.port, "OPTIONS", "/read", {
			headers: { "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type", "Access-Control-Request-Private-Network": "true" },
		});
		assert.equal(r.status, 204);
		assert.equal(r.headers["access-control-allow-private-network"], "true");
		assert.equal(r.headers["access-control-allow-headers"], "content-type");
		assert.equal(r.headers["access-control-allow-origin"], CITY);
	});
});
