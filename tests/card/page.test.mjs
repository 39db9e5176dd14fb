// What a page in Chromium can have of madoguchi-card: the city hall's everything, any other nothing.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import http from "node:http";
import { chromium } from "playwright-core";
import { pcscd, Card, serve, missing, sleep } from "./virtual.mjs";

const lacks = missing();
let service, program, card, browser, city, other;

/** A site whose only page may connect to the program, as the counter's does. */
function site(port) {
	const server = http.createServer((_, answer) => {
		answer.setHeader("Content-Type", "text/html; charset=utf-8");
		answer.setHeader("Content-Security-Policy", `default-src 'self' 'unsafe-inline'; connect-src 'self' http://127.0.0.1:${port}; form-action *; img-src *`);
		answer.end("<!doctype html><title>counter</title><p>counter");
	});
	return new Promise((done) => server.listen(0, "127.0.0.1", () => done({ server, port: server.address().port })));
}

before(async () => {
	assert.equal(lacks, undefined, `these tests need a virtual reader: ${lacks}`);
	service = await pcscd();
	// the city's port is not known before the program's, nor the other way round: a free one first
	const first = http.createServer();
	const port = await new Promise((done) => first.listen(0, "127.0.0.1", () => done(first.address().port)));
	await new Promise((done) => first.close(done));
	program = await serve(service, { origin: `http://127.0.0.1:${port}` });
	city = await site(program.port);
	await new Promise((done) => city.server.close(done));
	await new Promise((done) => city.server.listen(port, "127.0.0.1", done));
	city.base = `http://127.0.0.1:${port}/`;
	other = await site(program.port);
	other.base = `http://127.0.0.1:${other.port}/`;
	card = await new Card().insert(service);
	browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
});
after(async () => {
	await browser?.close();
	await card?.remove();
	await program?.stop();
	city?.server.close();
	other?.server.close();
	await service?.stop();
});

/** fetch() in the page; { status, json } or { error }. */
async function fetched(page, path, body, options = {}) {
	return page.evaluate(async ([url, body, options]) => {
		try {
			const r = await fetch(url, {
				credentials: "omit",
				...(body ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : {}),
				...options,
			});
			return { status: r.status, type: r.type, json: await r.json().catch(() => null) };
		} catch (e) {
			return { error: e.name };
		}
	}, [`${program.url}${path}`, body, options]);
}

test("the city hall's page greets, asks for the tries and reads the card", async () => {
	const page = await browser.newPage();
	await page.goto(city.base);
	const hello = (await fetched(page, "/hello")).json;
	assert.equal(hello.reader, "card");
	assert.deepEqual((await fetched(page, "/tries", { token: hello.token })).json, { left: 3, by: "pin" });
	const { token } = (await fetched(page, "/hello")).json;
	const r = await fetched(page, "/read", { token, code: "1234" });
	assert.equal(r.status, 200);
	assert.equal(r.json.facts.shimei, "北九　花子");
	const again = await fetched(page, "/read", { token, code: "1234" });
	assert.equal(again.json.error.code, "card_token"); // an error can be read, too
	await page.close();
});

test("another site's page gets nothing, whichever way it asks", async () => {
	const page = await browser.newPage();
	await page.goto(other.base);
	const before = card.sent.length;
	assert.deepEqual(await fetched(page, "/hello"), { error: "TypeError" });
	assert.deepEqual(await fetched(page, "/read", { token: "0".repeat(64), code: "0000" }), { error: "TypeError" });
	const blind = await fetched(page, "/read", undefined, { method: "POST", mode: "no-cors", body: '{"token":"","code":"0000"}' });
	assert.equal(blind.json, null);
	assert.ok(blind.error || blind.type === "opaque");
	await page.evaluate((url) => new Promise((done) => {
		const image = new Image();
		image.onerror = image.onload = done;
		image.src = url;
	}), `${program.url}/hello`);
	// a form, into a window of its own: what is shown there is a refusal
	const popup = page.waitForEvent("popup");
	await page.evaluate((url) => {
		const form = document.createElement("form");
		Object.assign(form, { method: "post", action: url, target: "_blank", enctype: "text/plain" });
		form.innerHTML = `<input name='{"code":"0000","x":"' value='"}'>`;
		document.body.append(form);
		form.submit();
	}, `${program.url}/read`);
	const shown = await popup;
	await shown.waitForLoadState();
	assert.match(await shown.locator("body").innerText(), /forbidden/);
	await sleep(200);
	assert.equal(card.sent.length, before);
	assert.equal(card.left, 3);
	await page.close();
});
