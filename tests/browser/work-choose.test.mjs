/* Choosing: candidates in their order, what can be done away from the counter, scenarios made, compared, changed and removed; with and without JavaScript. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { LANGUAGES, accessible, fits, serve } from './support.mjs';

const SHOTS = process.env.MADOGUCHI_SHOTS; /* a folder: pictures to look at */
let city;
before(async () => {
	city = await serve({ limits: 'off' });
	city.run(['work', 'rehearse', '--round', '2026', '--items', '2000', '--seed', '3']);
	city.run(['work', 'member', '--login', 'clerk', '--bureau', '小倉北区役所', '--parts', 'see']);
});
after(() => city?.stop());

async function picture(page, name) {
	if (!SHOTS)
		return;
	mkdirSync(SHOTS, { recursive: true });
	await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
}
const number = (text) => Number(text.replace(/[^0-9.]/g, ''));
const column = (table, n) => table.locator(`tbody tr td:nth-of-type(${n})`).allInnerTexts();

test('candidates stand in the order of hours × share × ease, every factor is shown, and each leads to its rows', async () => {
	const page = await city.desk();
	await city.signIn(page, 'admin');
	await page.goto(`${city.base}/work/choose?round=2026`);
	await picture(page, 'choose-desk');
	const table = page.locator('table.work-table');
	const heads = await table.locator('thead th').allInnerTexts();
	const at = (name) => heads.findIndex((h) => h.startsWith(name));
	const scores = [];
	for (const row of await table.locator('tbody tr').all()) {
		const cells = await row.locator('th, td').allInnerTexts();
		const factors = heads.map((h, i) => (h.startsWith('移しやすさ：') ? number(cells[i]) / 100 : null)).filter((x) => x !== null);
		assert.ok(factors.length >= 2, 'the sample city says how easily steps, media … move');
		const ease = factors.reduce((a, b) => a * b, 1), shown = number(cells[at('移しやすさ') + factors.length]) / 100;
		assert.ok(Math.abs(ease - shown) < 0.04, `the product of ${factors} is ${shown}`); /* each is rounded to a percent */
		const score = number(cells[at('掛けた時間')]), away = number(cells[at('現場以外でできる時間')]);
		assert.ok(Math.abs(away * shown - score) <= 0.01 * away + 1, `${away} × ${shown} is ${score}`);
		scores.push(score);
	}
	assert.deepEqual(scores, [...scores].sort((a, b) => b - a));
	/* the rows of the first add up to its hours */
	const first = table.locator('tbody tr').first();
	const items = number((await first.locator('td').nth(1).innerText()));
	await Promise.all([page.waitForURL(/\/work\/rows\?/), first.locator('th a').click()]);
	assert.match(await page.locator('main').innerText(), new RegExp(`${items}`));
	/* works that people gave one name are one candidate; there is none yet, so all stand for themselves */
	await page.goto(`${city.base}/work/choose?round=2026&by=common`);
	const common = await page.locator('table.work-table tbody th').allInnerTexts();
	await page.goto(`${city.base}/work/choose?round=2026&by=work`);
	assert.deepEqual(common, await page.locator('table.work-table tbody th').allInnerTexts());
	/* narrowed down, the address says to what */
	await page.goto(`${city.base}/work/choose?round=2026&category=${encodeURIComponent('窓口')}&by=work`);
	await accessible(page, 'candidates of the counter');
	assert.ok((await page.locator('.work-chip').allInnerTexts()).some((t) => t.includes('窓口')));
	const csv = await page.request.get(`${city.base}/work/choose.csv?round=2026&by=work`);
	assert.equal(csv.status(), 200);
	assert.ok((await csv.text()).startsWith('\uFEFF順位,業務,'));
});

test('the share of counter work that can be done elsewhere is worked out from the answers', async () => {
	const page = await city.desk();
	await city.signIn(page, 'admin');
	await page.goto(`${city.base}/work/choose/share?round=2026`);
	await picture(page, 'share-desk');
	await accessible(page, 'share');
	const said = await page.locator('.wc-lead').innerText();
	const share = Number(/（([0-9.]+)%）/.exec(said)[1]);
	/* by the rows themselves */
	const rows = city.run(['work', 'export', '--round', '2026']);
	const [head, ...every] = rows.replace(/^\uFEFF/, '').trim().split('\r\n').map((l) => l.split(','));
	const of = (name) => head.indexOf(name), lines = every.filter((l) => l[of('区分')] === '窓口');
	let all = 0, away = 0;
	for (const l of lines) {
		const minutes = Number(l[of('年間件数')]) * Number(l[of('分毎件')]);
		all += minutes;
		away += l[of('現場以外可')] === '可' ? minutes : 0;
	}
	assert.ok(lines.length > 100);
	assert.ok(Math.abs(share - 100 * away / all) < 0.051, `${share} % said, ${100 * away / all} % by the rows`);
	/* the same three tables as a file, whole */
	const csv = (await (await page.request.get(city.base + await page.locator('a[href*="share.csv"]').getAttribute('href'))).text());
	assert.ok(csv.startsWith('\uFEFF区分,'));
	const table = csv.trim().split('\r\n').slice(1).map((l) => l.split(','));
	const counter = table.filter((l) => l[0].startsWith('窓口'));
	const whole = counter.find((l) => l[1] === '区分');
	for (const dim of ['作業', '業務'])
		assert.ok(Math.abs(counter.filter((l) => l[1] === dim).reduce((n, l) => n + Number(l[4]), 0) - Number(whole[4])) < 0.01 * counter.length, dim);
	assert.ok(Math.abs(Number(whole[6]) - away / all) < 0.0001);
	/* the made-up survey's share lies within what was published, and the page says so */
	assert.ok(share >= 60 && share <= 70, `${share} %`);
	assert.match(await page.locator('.wc-published').innerText(), /その範囲にあります/);
});

for (const javaScript of [true, false])
	test(`a scenario is made, compared, changed and removed ${javaScript ? 'with' : 'without'} JavaScript`, async () => {
		const page = await city.desk({ javaScript });
		const go = (act, url) => Promise.all([page.waitForURL(url), act()]);
		await city.signIn(page, 'admin');
		await page.goto(`${city.base}/work/choose?round=2026&category=${encodeURIComponent('窓口')}&step=${encodeURIComponent('受付')}&step=${encodeURIComponent('形式審査')}`);
		await go(() => page.click('.work-actions a.button'), /choose\/make/);
		assert.match(await page.locator('main').innerText(), /受付/);
		/* a mistake loses nothing */
		await page.fill('#name', '受付と形式審査を集約');
		await page.fill('#low', '80');
		await page.fill('#likely', '７０');
		await page.fill('#note', '根拠：聞き取り');
		/* nor do other conditions: one taken away, one more, another level */
		const typed = async (when) => assert.deepEqual(await Promise.all(['#name', '#low', '#likely', '#note'].map((id) => page.inputValue(id))),
			['受付と形式審査を集約', '80', '７０', '根拠：聞き取り'], when);
		await page.check('#base-all');
		await go(() => page.locator('.wc-conditions .work-chip button').last().click(), /choose\/conditions\?/);
		await typed('a condition less');
		assert.equal(await page.isChecked('#base-all'), true);
		assert.equal(await page.locator('.wc-conditions .work-chip').count(), 2);
		await page.check('#base-away');
		const items = number((await page.locator('.wc-conditions [role=status]').innerText()).split('項目')[0]);
		await page.selectOption('#f-step', '形式審査');
		await page.selectOption('#f-bureau', '小倉北区役所');
		await page.locator('.work-conditions-do button').click();
		await page.waitForFunction(() => document.querySelectorAll('.wc-conditions .work-chips button').length === 3).catch(() => page.waitForTimeout(500));
		await typed('a bureau more');
		assert.ok(number((await page.locator('.wc-conditions [role=status]').innerText()).split('項目')[0]) < items);
		if (javaScript) {
			await picture(page, 'scenario-conditions-desk');
			await accessible(page, 'conditions open');
		}
		await page.locator('.wc-conditions button.link').first().click(); /* the whole city again */
		await page.waitForURL(/choose\/conditions\?/);
		await typed('another level');
		await page.click('.wc-form .actions button');
		await page.waitForSelector('#error');
		if (javaScript)
			await accessible(page, 'a form with a mistake');
		assert.equal(await page.inputValue('#note'), '根拠：聞き取り');
		assert.equal(await page.inputValue('#low'), '80');
		await page.fill('#low', '50%');
		await page.fill('#likely', '７０');
		await page.fill('#high', '90');
		await page.fill('#place', '集約センター');
		await go(() => page.click('.wc-form .actions button'), /scenarios\?/);
		/* another of the whole counter, all hours */
		await page.goto(`${city.base}/work/choose/make?round=2026&category=${encodeURIComponent('窓口')}`);
		await page.fill('#name', '窓口すべて');
		await page.check('#base-all');
		await go(() => page.click('.wc-form .actions button'), /scenarios\?/);
		const table = page.locator('table.wc-beside');
		assert.deepEqual((await table.locator('thead th').allInnerTexts()).map((t) => t.replace(/\s*直す.*$/s, '')).slice(1), ['受付と形式審査を集約', '窓口すべて']);
		const row = async (name) => (await table.locator('tbody tr', { has: page.locator(`th:text-is("${name}")`) }).locator('td').allInnerTexts());
		const base = await row('もとにする時間'), moved = await row('移る時間（年間）');
		for (const [i, percents] of [[50, 70, 90], [50, 70, 90]].entries()) {
			const hours = number(base[i].split(' ')[0]);
			const [likely, span] = moved[i].split('\n');
			assert.ok(Math.abs(number(likely) - hours * percents[1] / 100) <= 1, `${percents[1]} % of ${hours} is ${likely}`);
			const [low, high] = span.split('–');
			assert.ok(Math.abs(number(low) - hours * percents[0] / 100) <= 1 && Math.abs(number(high) - hours * percents[2] / 100) <= 1);
		}
		/* bureaus add up */
		const bureaus = [];
		for (const r of await table.locator('tr.wc-bureau').all())
			bureaus.push(number((await r.locator('td').allInnerTexts())[1].replace('–', '0')));
		assert.ok(bureaus.length >= 7, 'the counters of all wards');
		assert.ok(Math.abs(bureaus.reduce((a, b) => a + b, 0) - number(moved[1].split('\n')[0])) <= bureaus.length);
		if (javaScript) {
			await picture(page, 'scenarios-desk');
			await accessible(page, 'side by side');
		}
		const csv = await (await page.request.get(`${city.base}/work/choose/scenarios.csv?round=2026`)).text();
		assert.equal(csv.trim().split('\r\n').length, 3);
		assert.match(csv, /集約センター/);
		/* changed: the conditions are there, what was written stays */
		await go(() => table.locator('thead a').first().click(), /scenario\/\d+\?/);
		assert.equal(await page.inputValue('#place'), '集約センター');
		assert.equal(await page.inputValue('#likely'), '70');
		if (javaScript) {
			await picture(page, 'scenario-desk');
			await accessible(page, 'changing one');
		}
		await page.fill('#likely', '75');
		await go(() => page.click('.wc-form .actions button'), /scenarios\?/);
		assert.match((await row('移る割合'))[0], /^75%/);
		/* both removed */
		for (let n = 2; n > 0; n--) {
			await go(() => page.locator('table.wc-beside thead a').first().click(), /scenario\/\d+\?/);
			if (javaScript)
				await page.click('.wc-drop summary');
			else
				await page.evaluate(() => 0).catch(() => 0);
			const drop = page.locator('.wc-drop button');
			if (!(await drop.isVisible()))
				await page.locator('.wc-drop summary').click();
			await go(() => drop.click(), /told=dropped/);
		}
		assert.equal(await page.locator('table.wc-beside').count(), 0);
	});

test('who may see only a bureau sees its sums, and may not make scenarios; who may nothing sees nothing', async () => {
	const page = await city.desk();
	await city.signIn(page, 'clerk');
	await page.goto(`${city.base}/work/choose?round=2026`);
	assert.equal(await page.locator('.work-part').count(), 1);
	assert.equal(await page.locator('.work-actions a.button').count(), 0);
	const part = number(await page.locator('.work-figures strong').first().innerText());
	assert.equal((await page.goto(`${city.base}/work/choose/make?round=2026`)).status(), 403);
	const other = await city.desk();
	await city.signIn(other, 'admin');
	await other.goto(`${city.base}/work/choose?round=2026`);
	assert.ok(part > 0 && part < number(await other.locator('.work-figures strong').first().innerText()));
	const none = await city.desk();
	await city.signIn(none, 'clerk2');
	assert.equal((await none.goto(`${city.base}/work/choose?round=2026`)).status(), 403);
	assert.equal((await none.goto(`${city.base}/work/choose/scenarios?round=2026`)).status(), 403);
});

for (const lang of LANGUAGES)
	test(`on a phone, in ${lang}`, async () => {
		const page = await city.phone({ lang });
		await city.signIn(page, 'admin');
		/* all pages in one language; in the others the two with the most words */
		for (const path of lang !== 'ja' ? ['/work/choose?round=2026', '/work/choose/make?round=2026'] : ['/work/choose?round=2026', '/work/choose/share?round=2026', '/work/choose/scenarios?round=2026', '/work/choose/make?round=2026']) {
			await page.goto(city.base + path);
			await fits(page);
			await accessible(page, `${path} in ${lang}`);
			await picture(page, `phone-${lang}-${path.split('/').pop().split('?')[0]}`);
		}
	});
