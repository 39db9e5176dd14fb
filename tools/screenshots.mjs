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
const token = run(["token", "new", "--login", "floor", "--name", "pictures"]).trim().split(/\s+/).pop();

// a working day at 10:20, so that booked people, walk-ins and open desks are all there
const server = spawn("build/madoguchi", ["serve", ...common, "--listen", "127.0.0.1:0", "--limits", "off", "--now", "2026-11-25T10:05:00+09:00"],
	{ stdio: ["ignore", "pipe", "inherit"] });
const base = await new Promise((ok, no) => {
	server.once("exit", (code) => no(new Error(`the server ended: ${code}`)));
	server.stdout.once("data", (d) => ok(d.toString().trim().replace(/\/$/, "")));
});
const api = async (method, path, body, staff) => {
	const res = await fetch(base + "/api/v1" + path, {
		method, headers: { "content-type": "application/json", ...(staff ? { authorization: `Bearer ${token}` } : {}) },
		body: body && JSON.stringify(body),
	});
	return res.json();
};

const office = "kokurakita";
for (const d of [1, 2, 3, 5, 6]) await api("POST", `/desks/${office}-${d}/open`, {}, true);
let ticket;
for (let i = 0; i < 26; i++)
	ticket = await api("POST", "/tickets", { office, services: [["juumin"], ["shoumei"], ["kokuho"], ["mynumber"], ["juumin", "kodomo"], ["koseki"]][i % 6] });
for (const d of [1, 2, 3, 5]) {
	await api("POST", `/desks/${office}-${d}/call-next`, {}, true);
	if (d < 3) await api("POST", `/desks/${office}-${d}/serve`, {}, true);
}
const slots = (await api("GET", `/offices/${office}/slots?service=juumin`)).slots ?? [];
const booking = await api("POST", "/bookings", { office, service: "juumin", start: slots[9].start, name: "北九 州子", contact: "093-582-0000" });

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
	await shot("kiosk", `/kiosk/${office}/services`, 1080, 1920).catch(() => shot("kiosk", `/kiosk/${office}`, 1080, 1920));
	await shot("display", `/display/${office}`, 1920, 1080);
	await shot("desk", `/desk/${office}/1`, 1280, 900, { login: "floor" });
	await shot("floor", `/floor/${office}`, 1280, 900, { login: "floor" });
	await shot("statistics", `/stats/${office}`, 1280, 900, { login: "floor" });
	await shot("manage", `/manage/office/${office}`, 1280, 900, { login: "admin" });
	await shot("status", "/status", 390, 844, { scale: 2 });
} finally {
	await browser.close();
	server.removeAllListeners("exit");
	server.kill("SIGTERM");
	rmSync(dir, { recursive: true, force: true });
}
