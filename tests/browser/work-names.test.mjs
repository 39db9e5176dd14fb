/*
 * The same work under other names: groups at a threshold, a common name given, taken back, names parted and joined; wards compared; a taxonomy out and one of another city in.
 * Without JavaScript, by keyboard, and for those who see only a part.
 */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { accessible, LANGUAGES, PASSWORD, serve } from './support.mjs';

let city;
const shots = process.env.MADOGUCHI_SHOTS;
async function shot(page, name) {
	if (!shots)
		return;
	mkdirSync(shots, { recursive: true });
	await page.screenshot({ path: join(shots, `names-${name}.png`), fullPage: true });
}

before(async () => {
	city = await serve();
	city.run(['work', 'rehearse', '--round', '2026', '--items', '6000']);
});
after(() => city?.stop());

const boss = async (options) => {
	const page = await city.desk(options);
	await city.signIn(page, 'admin');
	return page;
};
const number = (text) => Number(text.replace(/[^0-9.]/g, ''));

test('the threshold moves groups: the lower, the fewer; its curve leads there', async () => {
	const page = await boss();
	await page.goto(`${city.base}/work/names?round=2026`);
	assert.equal(await page.inputValue('#alike'), '0.50');
	await accessible(page);
	await shot(page, 'list');
	const counts = (await page.locator('.names-count').allTextContents()).map(number);
	assert.equal(counts.length, 14);
	for (let i = 1; i < counts.length; i++)
		assert.ok(counts[i] >= counts[i - 1], `${counts}`);
	assert.ok(counts[0] < counts.at(-1));
	await page.fill('#alike', '0.6');
	await page.selectOption('#show', 'open');
	await page.click('.names-form button[type=submit]');
	assert.equal(new URL(page.url()).searchParams.get('alike'), '0.6');
	assert.equal(await page.locator('.names-bar.here').count(), 1);
	const strict = number((await page.textContent('.names-summary')).split('、')[0]);
	await page.locator('.names-curve a').first().click();
	assert.equal(new URL(page.url()).searchParams.get('alike'), '0.25');
	assert.equal(await page.inputValue('#show'), 'open');
	const loose = number((await page.textContent('.names-summary')).split('、')[0]);
	assert.ok(loose > 0 && strict > 0 && loose !== strict);
	/* each row's parts are what the group's page shows */
	const row = page.locator('.names-table tbody tr').first();
	const names = number(await row.locator('td').nth(1).textContent());
	await row.locator('a').click();
	assert.equal(await page.locator('input[name=member]').count(), names);
	await page.context().close();
});

test('a common name is given, stays when the threshold moves, and is taken back, without JavaScript', async () => {
	const page = await boss({ javaScript: false });
	await page.goto(`${city.base}/work/names?round=2026&show=open&find=住民票`);
	await page.locator('.names-table tbody a').first().click();
	await page.waitForURL(/group/);
	const seen = await boss(); /* axe needs JavaScript */
	await seen.goto(page.url());
	await accessible(seen);
	await shot(seen, 'group');
	const all = await page.locator('input[name=member]').count();
	assert.ok(all >= 2);
	assert.equal(await page.locator('input[name=member]:checked').count(), all);
	await page.fill('#name', '');
	await page.click('button[value=settle]');
	assert.match(await page.textContent('[role=alert]'), /入力してください/);
	await page.fill('#name', '住民票の写しを交付する');
	await page.click('button[value=settle]');
	assert.match(page.url(), /common=1/);
	assert.match(await page.textContent('h1'), /住民票の写しを交付する/);
	await seen.goto(page.url());
	await accessible(seen);
	await shot(seen, 'settled');
	await seen.context().close();
	for (const alike of ['0.25', '0.9']) {
		await page.goto(`${city.base}/work/names?round=2026&show=settled&alike=${alike}`);
		const row = page.locator('.names-table tbody tr');
		assert.equal(await row.count(), 1);
		assert.equal(number(await row.locator('td').nth(1).textContent()), all);
	}
	/* one more joins, one leaves, the name changes, and the last change is undone */
	await page.locator('.names-table tbody a').click();
	const near = page.locator('input[name=near]');
	if (await near.count()) {
		await near.first().check();
		await page.click('button[value=add]');
		assert.equal(await page.locator('input[name=member]').count(), all + 1);
		await page.click('.names-done button');
		assert.match(await page.textContent('.names-changes'), /取り消しました/);
		await page.goto(`${city.base}/work/names/group?round=2026&common=1`);
		assert.equal(await page.locator('input[name=member]').count(), all);
	}
	await page.fill('#name', '住民票の写し');
	await page.click('button[value=rename]');
	assert.match(await page.textContent('h1'), /^住民票の写し\s/);
	await page.locator('input[name=member]').first().check();
	await page.click('button[value=leave]');
	assert.equal(await page.locator('input[name=member]').count(), all - 1);
	await page.click('button[value=dissolve]');
	assert.match(page.url(), /\/work\/names\?/);
	await page.click('.names-done button');
	await page.goto(`${city.base}/work/names/group?round=2026&common=1`);
	assert.match(await page.textContent('h1'), /^住民票の写し\s/);
	await page.context().close();
});

test('names are parted and joined by the keyboard, and stay so', async () => {
	const page = await boss();
	await page.goto(`${city.base}/work/names?round=2026&show=open&find=戸籍&alike=0.25`);
	await page.locator('.names-table tbody a').first().click();
	const values = await page.locator('input[name=member]').evaluateAll((all) => all.map((one) => one.value));
	assert.ok(values.length >= 2);
	/* all but the last are unticked: it is other work */
	for (let i = 0; i < values.length - 1; i++) {
		await page.locator('input[name=member]').nth(i).focus();
		await page.keyboard.press('Space');
	}
	await page.locator('button[value=part]').focus();
	await page.keyboard.press('Enter');
	await page.waitForURL(/done=/);
	const left = await page.locator('input[name=member]').evaluateAll((all) => all.map((one) => one.value));
	assert.ok(!left.includes(values.at(-1)));
	assert.match(await page.textContent('.names-done'), /保存しました/);
	/* it is near, and comes back when somebody says that it is the same */
	const back = page.locator('input[name=near]').filter({ has: page.locator(':scope') });
	const near = await back.evaluateAll((all) => all.map((one) => one.value));
	assert.ok(near.includes(values.at(-1)), `${near}`);
	await back.nth(near.indexOf(values.at(-1))).check();
	await page.click('button[value=join]');
	await page.goto(`${city.base}/work/names/group?round=2026&alike=0.9&of=${encodeURIComponent(values[0].split('\t')[0])}`);
	const joined = await page.locator('input[name=member]').evaluateAll((all) => all.map((one) => one.value));
	assert.ok(joined.includes(values.at(-1)), 'what people joined is one at every threshold');
	await page.context().close();
});

test('wards are compared: what is more by volume and by minutes adds up, and what else differs is told', async () => {
	const page = await boss();
	await page.goto(`${city.base}/work/names?round=2026&find=住民票&alike=0.25`);
	await page.locator('.names-table tbody a').first().click();
	const rows = page.locator('.names-wards tbody tr');
	assert.ok(await rows.count() >= 2);
	assert.equal(await page.locator('figure.chart-both svg').count(), 2);
	const hours = (text) => (text.includes('−') ? -1 : 1) * number(text);
	for (const row of await rows.all()) {
		const cells = await row.locator('td').allTextContents();
		assert.ok(Math.abs(hours(cells[4]) - hours(cells[5]) - hours(cells[6])) <= 2, `${cells}`);
	}
	assert.match(await page.textContent('.names-traits'), /か所のうち|おもに同じ/);
	await accessible(page);
	await shot(page, 'wards');
	const phone = await city.phone();
	await city.signIn(phone, 'admin');
	await phone.goto(page.url());
	await accessible(phone);
	await shot(phone, 'wards-phone');
	assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth) <= 390);
	await phone.goto(`${city.base}/work/names?round=2026`);
	await accessible(phone);
	await shot(phone, 'list-phone');
	assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth) <= 390);
	await phone.context().close();
	await page.context().close();
});

test('by work and step, in three languages', async () => {
	for (const lang of LANGUAGES) {
		const page = await boss({ lang });
		await page.goto(`${city.base}/work/names?round=2026&by=step`);
		assert.ok(await page.locator('.names-table tbody tr').count() > 10);
		await accessible(page);
		await page.locator('.names-table tbody a').first().click();
		assert.ok(await page.locator('.names-step').count() > 0);
		if (lang === 'en') {
			await accessible(page);
			await shot(page, 'step-en');
		}
		await page.context().close();
	}
});

test('our taxonomy goes out without names of units, and another city\'s comes in and is mapped', async () => {
	const page = await boss();
	await page.goto(`${city.base}/work/names/taxonomy?round=2026`);
	await accessible(page);
	const [file] = await Promise.all([page.waitForEvent('download'), page.click('a[download]')]);
	const text = readFileSync(await file.path(), 'utf8');
	const ours = JSON.parse(text);
	assert.equal(ours.format, 'madoguchi-work-taxonomy');
	assert.ok(ours.works.some((work) => work.name === '住民票の写し' && work.minutes_each.p50 > 0));
	assert.doesNotMatch(text, /区役所|課"|係"/);
	/* a broken one says where, and the page stays */
	const put = async (value) => {
		const path = join(city.folder, 'theirs.json');
		writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
		await page.setInputFiles('#file', path);
		await page.click('form[enctype] button');
	};
	await put({ ...ours, works: [{ id: '1', name: 'x', minutes_each: { p50: -1 } }] });
	assert.match(await page.textContent('[role=alert]'), /works\[0\]\.minutes_each\.p50/);
	await accessible(page);
	await put('{"format":');
	assert.match(await page.textContent('[role=alert]'), /1:/);
	const theirs = { ...ours, city: { name: '隣の市' }, axes: { core: ours.axes.core, expertise: 'other' }, works: [
		{ id: 'a', name: '住民票写しの交付事務', cases: 1000, minutes_each: { p10: 2, p50: 5, p90: 9 }, by_axis: { core: { no: { cases: 900, p50: 4 } } } },
		{ id: 'b', name: '道路占用許可', cases: 10, minutes_each: { p50: 60 } }] };
	await put(theirs);
	assert.match(await page.textContent('h1'), /隣の市/);
	await accessible(page);
	await shot(page, 'map');
	const row = page.locator('.names-map tbody tr').filter({ hasText: '住民票写しの交付事務' });
	assert.equal(await row.count(), 1);
	assert.equal(await page.locator('.names-map tbody tr').filter({ hasText: '道路占用許可' }).count(), 0);
	assert.match(await row.locator('td').nth(3).textContent(), /5分/);
	await row.locator('button[value=same]').click();
	assert.match(await page.locator('.names-map tbody tr').first().textContent(), /取り消す/);
	/* with no axis in the same version nothing is compared */
	await page.goto(`${city.base}/work/names/taxonomy?round=2026`);
	await put({ ...theirs, axes: { core: '1999' } });
	assert.match(await page.textContent('.notice.warn'), /比べません/);
	assert.equal(await page.locator('.names-map tbody td').nth(3).textContent(), '–');
	await page.click('details.names-drop summary');
	await page.click('button[value=drop]');
	assert.equal(await page.locator('tbody tr').count(), 1);
	await page.context().close();
});

test('who sees a part sees its names and decides nothing; who sees none is told so', async () => {
	const none = await city.desk();
	await city.signIn(none, 'clerk2');
	const answer = await none.goto(`${city.base}/work/names?round=2026`);
	assert.equal(answer.status(), 403);
	city.run(['work', 'member', '--login', 'clerk', '--parts', 'see', '--bureau', '門司区役所']);
	const page = await city.desk();
	await city.signIn(page, 'clerk');
	await page.goto(`${city.base}/work/names?round=2026&show=all&find=予算の編成`);
	assert.equal(await page.locator('.names-table').count(), 0); /* the finance bureau's */
	await page.goto(`${city.base}/work/names?round=2026`);
	assert.ok(await page.locator('.names-table tbody tr').count() > 0);
	await accessible(page);
	await page.locator('.names-table tbody a').first().click();
	assert.equal(await page.locator('button[value=settle], input[name=member]').count(), 0);
	const refused = await page.request.post(`${city.base}/work/names/undo`, { form: { change: '1', csrf: await page.locator('input[name=csrf]').first().inputValue() } });
	assert.equal(refused.status(), 403);
	await none.context().close();
	await page.context().close();
});
