/*
 * What browser tests share: a server of their own, on a free port with a database of its own, and Chromium.
 *
 *     const city = await serve({ now: '2026-11-24T10:00:00+09:00' });   // a Tuesday; all clocks of the test start there
 *     const page = await city.phone();                                  // or city.desk(); { javaScript: false, lang: 'en' }
 *     await page.goto(city.base + '/');
 *     await accessible(page);                                           // no violations of WCAG, by axe
 *     await city.stop();
 *
 * Accounts (password PASSWORD): clerk, clerk2 and floor of kokurakita, admin of all offices. city.token() makes an API token.
 * MADOGUCHI_BIN names another program than build/madoguchi.
 */
import assert from 'node:assert/strict';
import { spawn, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const program = process.env.MADOGUCHI_BIN ?? join(root, 'build/madoguchi');

export const OFFICE = 'kokurakita';
export const TUESDAY = '2026-11-24T10:00:00+09:00'; /* an ordinary working day */
export const SATURDAY = '2026-11-28T10:00:00+09:00';
export const PASSWORD = 'correct horse battery';
export const LANGUAGES = ['ja', 'ja-easy', 'en'];
const ACCOUNTS = [
	{ login: 'clerk', name: '北方 一郎', role: 'clerk', office: OFFICE },
	{ login: 'clerk2', name: '城野 二葉', role: 'clerk', office: OFFICE },
	{ login: 'floor', name: '三萩野 三奈', role: 'floor', office: OFFICE },
	{ login: 'admin', name: '守恒 四郎', role: 'admin' },
];

/* The first line that the server writes is its address. */
function listening(child) {
	return new Promise((done, failed) => {
		let out = '', log = '';
		child.stdout.on('data', (text) => {
			out += text;
			const found = /^http:\/\/\S+/m.exec(out);
			if (found)
				done(found[0].replace(/\/$/, ''));
		});
		child.stderr.on('data', (text) => { log += text; });
		child.on('exit', (code) => failed(new Error(`the server ended with ${code}: ${log}`)));
	});
}

function ended(child) {
	return child.exitCode !== null || child.signalCode ? Promise.resolve() : new Promise((done) => child.on('exit', done));
}

/*
 * now: when the server's clock starts. settings: more of them, as in the environment: { MADOGUCHI_SMTP: … }. limits: 'off' where
 * a test does more than a resident may. accounts: none, for tests that need no staff and want to start at once.
 */
export async function serve({ now = TUESDAY, limits = 'on', accounts = ACCOUNTS, city = 'kitakyushu', settings = {} } = {}) {
	const folder = mkdtempSync(join(tmpdir(), 'madoguchi-browser-'));
	const data = ['--city', join(root, 'cities', city), '--db', `sqlite:${join(folder, 'city.db')}`];
	const run = (args, input = '') => execFileSync(program, [...args, ...data], { cwd: root, input, encoding: 'utf8' });
	for (const { login, name, role, office } of accounts)
		run(['staff', 'add', '--login', login, '--name', name, '--role', role, ...(office ? ['--office', office] : []),
			'--password-stdin'], PASSWORD + '\n');

	const tokens = {};
	let child, browser, log = '';
	async function start(at, port = 0) {
		child = spawn(program, ['serve', ...data, '--listen', `127.0.0.1:${port}`, '--limits', limits, '--now', at],
			{ cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...settings } });
		const logged = child;
		logged.stderr.on('data', (text) => { log += text; });
		logged.stdout.on('data', (text) => { log += text; });
		return listening(child);
	}
	async function end() {
		child.kill('SIGTERM');
		await ended(child);
	}
	async function view({ javaScript = true, lang = 'ja', ...size }) {
		browser ??= await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
			args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--mute-audio'] });
		const context = await browser.newContext({ javaScriptEnabled: javaScript, locale: lang === 'en' ? 'en' : 'ja', ...size });
		context.setDefaultTimeout(10000);
		if (lang !== 'ja')
			await context.addCookies([{ name: 'lang', value: lang, url: base }]);
		return context.newPage();
	}
	const base = await start(now);
	return {
		base, folder, run,
		/* Everything that the servers of this database have written so far. */
		log: () => log,
		phone: (options = {}) => view({ viewport: { width: 390, height: 844 }, hasTouch: true, ...options }),
		desk: (options = {}) => view({ viewport: { width: 1280, height: 900 }, ...options }),
		/* The server goes, and comes back where it was; pages that are open see both. */
		away: end,
		async back({ now: at = now } = {}) {
			assert.equal(await start(at, Number(new URL(base).port)), base);
		},
		/* Like a power cut: nothing is finished and nobody is told. */
		async killed() {
			child.kill('SIGKILL');
			await ended(child);
		},
		/* The same data at another time. */
		async restart(options) {
			await this.away();
			await this.back(options);
		},
		/* A clerk's command by the API: atDesk('8', 'call-next') */
		async atDesk(id, action, body = {}) {
			tokens.clerk ??= this.token('clerk');
			return this.api('POST', `/api/v1/desks/${OFFICE}-${id}/${action}`, body, tokens.clerk);
		},
		token: (login = 'clerk') => /\S+\s*$/.exec(run(['token', 'new', '--login', login, '--name', `test-${Date.now()}`]))[0].trim(),
		/* A call of the JSON API: its body; an answer of 400 and more throws, with `status`. */
		async api(method, path, body, token) {
			const answer = await fetch(base + path, { method,
				headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
				body: body === undefined ? undefined : JSON.stringify(body) });
			const text = await answer.text();
			if (!answer.ok)
				throw Object.assign(new Error(`${method} ${path}: ${answer.status} ${text}`), { status: answer.status });
			return text ? JSON.parse(text) : null;
		},
		async signIn(page, login = 'clerk') {
			await page.goto(`${base}/sign-in`);
			await page.fill('#login', login);
			await page.fill('#password', PASSWORD);
			await Promise.all([page.waitForURL((url) => url.pathname !== '/sign-in'), page.click('main button[type=submit]')]);
		},
		async stop() {
			await browser?.close();
			await end();
			if (existsSync(folder))
				rmSync(folder, { recursive: true });
		},
	};
}

/* No violation of WCAG 2.2 A and AA and of axe's best practices. */
export async function accessible(page, what = page.url()) {
	const { violations } = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
	assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`), [], what);
}

/* Nothing is wider than the screen. */
export async function fits(page, what = page.url()) {
	const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
	assert.ok(content <= screen, `${what} is ${content} wide on a screen of ${screen}`);
}

/* The font in which an element's text is really drawn. */
export async function fontOf(page, selector) {
	const session = await page.context().newCDPSession(page);
	await session.send('DOM.enable');
	await session.send('CSS.enable');
	const { root: top } = await session.send('DOM.getDocument');
	const { nodeId } = await session.send('DOM.querySelector', { nodeId: top.nodeId, selector });
	const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId });
	return fonts.map((f) => f.familyName);
}
