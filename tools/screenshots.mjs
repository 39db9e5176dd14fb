// make screenshots: the pictures of the README, taken from a server of their own with a morning's life in it.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const dir = mkdtempSync(join(tmpdir(), "madoguchi-shots-"));
const common = ["--city", "cities/kitakyushu", "--db", `sqlite:${join(dir, "x.db")}`];
const run = (args, input) => execFileSync("build/madoguchi", [...args, ...common], { input, encoding: "utf8" });
for (const [login, name] of [["clerk", "窓口 花子"], ["clerk2", "窓口 太郎"], ["floor", "フロア 次郎"], ["admin", "管理 三郎"]])
	run(["staff", "add", "--login", login, "--name", name, "--role", login.replace(/2$/, ""), "--password-stdin"], "sample-password-for-pictures");
// three weeks before it, so that the pages that learn have something to show
run(["visits", "rehearse", "--office", "kokurakita", "--days", "15", "--now", "2026-11-25T08:00:00+09:00"]);
run(["work", "rehearse", "--round", "2026"]);
const token = run(["token", "new", "--login", "floor", "--name", "pictures"]).trim().split(/\s+/).pop();

// A morning at the counters, in steps of some minutes: the server is started anew at each, with its clock set.
let server, base;
const open = async (now, port = 0) => {
	server = spawn("build/madoguchi", ["serve", ...common, "--listen", `127.0.0.1:${port}`, "--limits", "off", "--now", now],
		{ stdio: ["ignore", "pipe", "ignore"] });
	base = await new Promise((ok, no) => {
		server.once("exit", (code) => no(new Error(`the server ended: ${code}`)));
		server.stdout.once("data", (d) => ok(d.toString().trim().replace(/\/$/, "")));
	});
};
const close = () => new Promise((ok) => {
	server.removeAllListeners("exit");
	server.once("exit", ok);
	server.kill("SIGTERM");
});
const api = async (method, path, body, staff) => {
	const res = await fetch(base + "/api/v1" + path, {
		method, headers: { "content-type": "application/json", ...(staff ? { authorization: `Bearer ${token}` } : {}) },
		body: body && JSON.stringify(body),
	});
	return res.json();
};

const office = "kokurakita", day = "2026-11-25", desks = [1, 2, 3, 4, 5, 6, 7, 8];
const wanted = [["juumin"], ["shoumei"], ["kokuho"], ["shoumei"], ["mynumber"], ["juumin", "kodomo"], ["koseki"], ["shoumei"], ["kaigo"], ["inkan"]];
// the same day every time: numbers that look like chance and are not
let seed = 7;
const chance = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
let ticket, booking;
for (let minute = 8 * 60 + 32; minute <= 10 * 60 + 20; minute += 6) {
	await open(`${day}T${String(minute / 60 | 0).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}:00+09:00`);
	for (const d of desks) {
		if (minute < 8 * 60 + 36) await api("POST", `/desks/${office}-${d}/open`, {}, true);
		const last = minute + 6 > 10 * 60 + 20;
		if (chance() < (last ? 0.3 : 0.55)) await api("POST", `/desks/${office}-${d}/done`, {}, true);
		const called = await api("POST", `/desks/${office}-${d}/call-next`, {}, true);
		if (!called.error && chance() < (last ? 0.3 : 0.9)) await api("POST", `/desks/${office}-${d}/serve`, {}, true);
	}
	for (let i = 0, n = 2 + chance() * 5 | 0; i < n; i++)
		ticket = await api("POST", "/tickets", { office, services: wanted[chance() * wanted.length | 0] });
	if (!booking) {
		for (const time of ["10:30", "11:00", "11:30"])
			booking = await api("POST", "/bookings", { office, service: "juumin", start: `${day}T${time}:00+09:00`, name: "北九 州子", contact: "093-582-0000" }, true);
		const slots = (await api("GET", `/offices/${office}/slots?service=juumin`)).slots;
		booking = await api("POST", "/bookings", { office, service: "juumin", start: slots[20].start, name: "北九 州子", contact: "093-582-0000" });
	}
	if (minute + 6 <= 10 * 60 + 20) await close();
}

const out = "docs/images";
mkdirSync(out, { recursive: true });
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
const shot = async (name, path, width, height, { login, scale = 1, fullPage = false } = {}) => {
	const page = await (await browser.newContext({ viewport: { width, height }, locale: "ja-JP", deviceScaleFactor: scale })).newPage();
	if (login) {
		await page.goto(base + "/sign-in");
		await page.fill("input[name=login]", login);
		await page.fill("input[type=password]", "sample-password-for-pictures");
		await page.click("main button[type=submit]");
	}
	const res = await page.goto(base + path);
	if (!res.ok()) throw new Error(`${path}: ${res.status()}`);
	await page.waitForTimeout(600);
	await page.screenshot({ path: join(out, name + ".png"), fullPage });
	await page.context().close();
};
try {
	await shot("home", "/", 390, 844, { scale: 2 });
	await shot("book", `/book/${office}/times?service=juumin`, 390, 844, { scale: 2 });
	await shot("booking", `/b/${booking.code}`, 390, 844, { scale: 2 });
	await shot("ticket", `/t/${ticket.code}`, 390, 844, { scale: 2 });
	await shot("kiosk", `/kiosk/${office}/services`, 1080, 1920);
	await shot("display", `/display/${office}`, 1920, 1080);
	await shot("desk", `/desk/${office}/3`, 1280, 900, { login: "floor" });
	await shot("floor", `/floor/${office}`, 1280, 900, { login: "floor" });
	await shot("statistics", `/stats/${office}`, 1280, 900, { login: "floor" });
	await shot("manage", `/manage/office/${office}/desks`, 1280, 900, { login: "admin" });
	await shot("status", "/status", 390, 844, { scale: 2 });
	const journey = await api("POST", "/tickets", { office, journey: "tennyuu", yes: ["mynumber", "kokuho", "kodomo"] });
	await shot("journey", `/t/${journey.code}`, 390, 844, { scale: 2 });
	await shot("accuracy", "/accuracy", 390, 844, { scale: 2 });
	await shot("busy", `/busy/${office}`, 390, 844, { scale: 2 });
	await shot("compare", "/compare?service=juumin&travel=kokuraminami.20_tobata.15_moji.25", 390, 844, { scale: 2 });
	// the guide after a few answers, and a clerk's page of the same
	const asked = await (await browser.newContext({ locale: "ja-JP" })).newPage();
	await asked.goto(base + "/guide/begin?event=shougai");
	for (let i = 0; i < 6; i++) {
		for (const group of await asked.locator(".guide-form fieldset:not(.guide-tap)").all())
			if (await group.locator("input[type=radio]").count()) await group.locator("input[type=radio]").nth(1).check();
		for (const [part, value] of [["y", "1975"], ["m", "4"], ["d", "1"]])
			for (const input of await asked.locator(`.guide-form input[name$=".${part}"]`).all()) await input.fill(value);
		await Promise.all([asked.waitForNavigation(), asked.locator(".guide-form button[type=submit]").first().click()]);
	}
	const token_of_guide = new URL(asked.url()).pathname.split("/").pop();
	await asked.context().close();
	await shot("guide", `/guide/q/${token_of_guide}`, 390, 844, { scale: 2 });
	await shot("guide-result", `/guide/r/${token_of_guide}`, 390, 844, { scale: 2 });
	await shot("counter-guide", `/counter-guide/${token_of_guide}`, 1280, 900, { login: "clerk" });
	// papers: a question at home, a sheet as it will be printed, the same in a clerk's hands, the screen beside, the editor
	const go = (page, act) => Promise.all([page.waitForNavigation(), act()]);
	const phone = await (await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "ja-JP", deviceScaleFactor: 2 })).newPage();
	await phone.goto(base + "/prepare/list?event=hikkoshi");
	await go(phone, () => phone.click(".prep-dock button"));
	const home = /^\/prepare\/p\/[a-z0-9]{26}/.exec(new URL(phone.url()).pathname)[0];
	const answers = {
		"todoke-hito": async () => phone.locator(".prep-form .choices input").first().check(),
		hikkoshi: async () => phone.locator('.prep-form input[name="f-hikkoshi"]').first().check(),
		shimei: async () => {
			await phone.fill('.prep-form input[name$="shimei"]', "北九　州子");
			await phone.fill('.prep-form input[name$="kana"]', "キタキュウ　シュウコ");
			for (const [part, value] of [["y", "1985"], ["m", "4"], ["d", "1"]]) await phone.fill(`.prep-form input[name$="seinengappi.${part}"]`, value);
			await phone.locator('.prep-form input[name="f-seibetsu"]').nth(1).check();
			await phone.screenshot({ path: join(out, "prepare.png") });
		},
		yuubin: async () => {
			await phone.fill('.prep-form input[name$="yuubin"]', "803-0814");
			await phone.fill('.prep-form input[name$="juusho"]', "北九州市小倉北区大手町1-1");
			await phone.fill('.prep-form input[name$="denwa"]', "093-582-0000");
		},
	};
	for (const [fact, answer] of Object.entries(answers)) {
		await phone.goto(`${base}${home}/q?ask=${fact}`);
		await answer();
		await go(phone, () => phone.click(".prep-dock button:not([name])"));
	}
	await phone.goto(`${base}${home}/paper/juumin-idou`);
	await phone.waitForTimeout(400);
	await phone.screenshot({ path: join(out, "paper.png") });
	await phone.context().close();
	const clerk = await (await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "ja-JP" })).newPage();
	await clerk.goto(base + "/sign-in");
	await clerk.fill("input[name=login]", "clerk");
	await clerk.fill("input[type=password]", "sample-password-for-pictures");
	await go(clerk, () => clerk.click("main button[type=submit]"));
	await clerk.goto(`${base}/counter/${office}?desk=8`);
	await clerk.focus("#q");
	await clerk.keyboard.type(base + home);
	await go(clerk, () => clerk.keyboard.press("Enter"));
	await clerk.waitForTimeout(800);
	await clerk.screenshot({ path: join(out, "counter.png") });
	await clerk.context().close();
	await shot("papers-manage", "/manage/papers/paper/juumin-idou", 1366, 900, { login: "admin" });
	await shot("work", "/work?round=2026", 1280, 900, { login: "admin" });
	await shot("staffing", `/staffing/${office}`, 1280, 1100, { login: "floor" });
} finally {
	await browser.close();
	await close();
	rmSync(dir, { recursive: true, force: true });
}
