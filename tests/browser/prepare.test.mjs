/*
 * Papers prepared at home, on a telephone 360 wide, with and without JavaScript: from the guide's result to a booking; the code on another device; two windows; every
 * page readable in three languages.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { LANGUAGES, OFFICE, accessible as readable, fits, serve } from './support.mjs';

const PHONE = { viewport: { width: 360, height: 740 } };
let city;
before(async () => {
	city = await serve({ limits: 'off', accounts: [] });
	city.run(['postal', 'import', 'cities/kitakyushu/postal-sample.csv']);
});
after(() => city?.stop());

/* The buttons at the lower edge lie over what is scrolled beneath them; so axe looks at a screen as high as the page. */
async function accessible(page, what) {
	const was = page.viewportSize();
	const height = await page.evaluate(() => document.documentElement.scrollHeight);
	await page.setViewportSize({ width: was.width, height: Math.max(was.height, height) });
	await readable(page, what);
	await page.setViewportSize(was);
}

const go = (page, act) => Promise.all([page.waitForNavigation(), act()]);
const path = (page) => new URL(page.url()).pathname;
const home = (page) => /^\/prepare\/p\/[a-z0-9]{26}/.exec(path(page))[0];
const next = (page) => go(page, () => page.click('.prep-dock button:not([name])'));

/* The papers of an event, or of what else the address of the list says; to the page of the preparation. */
async function begin(page, list = 'event=hikkoshi') {
	await page.goto(`${city.base}/prepare/list?${list}`);
	await go(page, () => page.click('.prep-dock button'));
	return home(page);
}

const KNOWN = { yuubin: '803-0814', juusho: '北九州市小倉北区大手町1-1', denwa: '093-582-0000', kana: 'キタキュウ　ハナコ', shimei: '北九　花子' };

/* One control of any kind, filled with something that it takes. */
async function fill(field) {
	const choice = field.locator('.choices input').first();
	if (await choice.count())
		return choice.check();
	const date = field.locator('.field-number input');
	if (await date.count()) {
		const birth = /seinengappi/.test(await date.first().getAttribute('name'));
		const parts = birth ? ['1985', '4', '1'] : ['2026', '11', '24'];
		for (let i = 0; i < await date.count(); i++)
			await date.nth(i).fill(parts[i]);
		return null;
	}
	const input = field.locator('.field-line input, textarea').first();
	if (!await input.count())
		return null;
	const name = await input.getAttribute('name');
	const known = Object.keys(KNOWN).find((k) => name.includes(k));
	return input.fill(known ? KNOWN[known] : await input.getAttribute('inputmode') ? '3' : '見本');
}

/* Every control of a page of questions. */
async function fillAll(page) {
	for (const field of await page.locator('.prep-form > .field').all()) {
		const cells = await field.locator('.field-row .field').all();
		for (const cell of cells.length ? cells : [field])
			await fill(cell);
	}
}

/* Answers page by page until it comes to looking through; what cannot be answered so is put off. Returns how many pages. */
async function answer(page, each = async () => {}) {
	for (let n = 1; ; n++) {
		assert.ok(n < 80, 'the questions come to an end');
		if (path(page).endsWith('/link')) {
			await go(page, () => page.click('button[value=noted]'));
			continue;
		}
		if (!path(page).endsWith('/q'))
			return n;
		await each(n);
		await fillAll(page);
		await next(page);
		if (await page.locator('#error').count())
			await go(page, () => page.click('button[name=later]'));
	}
}

/* The text of the PDF under that address, in the order in which it was written. */
async function pdfText(page, address) {
	const answered = await page.context().request.get(city.base + address);
	assert.equal(answered.status(), 200);
	assert.equal(answered.headers()['content-type'], 'application/pdf');
	const folder = mkdtempSync(join(tmpdir(), 'madoguchi-pdf-')), file = join(folder, 'a.pdf');
	writeFileSync(file, await answered.body());
	const text = execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8' });
	rmSync(folder, { recursive: true });
	return text;
}

for (const javaScript of [true, false]) {
	test(`from_the_guides_result_to_papers_and_a_booking_${javaScript ? 'with' : 'without'}_scripts`, async () => {
		const page = await city.phone({ ...PHONE, javaScript });
		await page.goto(`${city.base}/guide`);
		await go(page, () => page.click('#event-hikkoshi'));
		await go(page, () => page.locator('.guide-button').first().click()); /* ほかの市区町村から北九州市へ */
		const token = path(page).split('/')[3];
		await page.goto(`${city.base}/guide/r/${token}`);
		await go(page, () => page.locator('a[href*="/prepare/list?guide="]').click());
		await page.waitForSelector('text=引き継ぎます');
		await page.check('input[value=juumin-idou]');
		await go(page, () => page.click('.prep-dock button'));
		const mine = home(page);
		assert.match(await page.locator('.prep-papers').first().innerText(), /住民異動届/);
		await page.locator('.prep-box summary', { hasText: 'ここまでの答え' }).click();
		assert.match(await page.locator('.prep-said').first().innerText(), /ガイドの答え/);
		/* it is not asked again */
		await page.goto(`${city.base}${mine}/q`);
		await answer(page, async () => {
			assert.doesNotMatch(await page.locator('.prep-form').innerText(), /どのような引越しですか/);
			await fits(page);
		});
		assert.equal(path(page), `${mine}/check`);
		const text = await pdfText(page, `${mine}/papers.pdf`);
		assert.match(text, /住民異動届/);
		assert.match(text.replace(/\s/g, ''), /北九花子/);
		await go(page, () => page.locator('a', { hasText: '書類を受け取る' }).first().click());
		const number = await page.locator('.prep-code .code').innerText();
		assert.match(number, /^[2-9A-Z]{6}$/);
		/* a visit for all of it */
		await go(page, () => page.click(`a[href="${mine}/book"]`));
		await go(page, () => page.locator(`a[href^="/book/${OFFICE}/times?service=juumin"]`).click());
		await go(page, () => page.click('.slot-earliest'));
		await page.fill('#name', '北九 花子');
		await page.fill('#contact', '093-582-0000');
		await go(page, () => page.click('main form[action*="/hold/"] button[type=submit] >> nth=0'));
		assert.match(path(page), /^\/b\/[0-9A-Z]{10}$/);
		assert.match(await page.locator('.prep-aside').innerText(), /つけました/);
		await page.goto(city.base + path(page));
		assert.match(await page.locator('.prep-aside').innerText(), /予約についています/); /* and stays there */
		await go(page, () => page.click('.prep-aside a'));
		assert.equal(path(page), `${mine}/done`);
		assert.match(await page.locator('#visit').innerText(), /予約についています/);
		await page.context().close();
	});
}

test('link_and_code_open_it_on_another_device_and_nothing_else_does', async () => {
	const page = await city.phone(PHONE), other = await city.phone({ ...PHONE, javaScript: false });
	const mine = await begin(page);
	await page.goto(`${city.base}${mine}/q`);
	await page.locator('.choices input').first().check();
	await next(page);
	assert.equal(path(page), `${mine}/link`);
	const link = await page.inputValue('#link'), code = await page.locator('.prep-code .code').innerText();
	assert.equal(link, city.base + mine);
	assert.match(code, /^[2-9A-Z]{4}-[2-9A-Z]{4}$/);
	await go(page, () => page.click('button[value=noted]'));
	await page.goto(`${city.base}${mine}/link`);
	assert.equal(await page.locator('.prep-code').count(), 0); /* once */

	await other.goto(link);
	assert.equal(await other.locator('#code').count(), 1);
	assert.equal((await other.context().request.get(`${city.base}${mine}/papers.pdf`)).headers()['content-type'], 'text/html; charset=utf-8');
	await other.fill('#code', 'AAAA-AAAA');
	await go(other, () => other.click('main button[type=submit]'));
	assert.match(await other.locator('#code-error').innerText(), /違います/);
	await other.fill('#code', code.toLowerCase().replace('-', ' '));
	await go(other, () => other.click('main button[type=submit]'));
	assert.equal(path(other), mine);
	await other.goto(`${city.base}/prepare`);
	assert.equal(await other.locator(`a[href="${mine}"]`).count(), 1);

	/* forgotten there, it asks again; deleted here, it is gone there */
	await other.goto(`${city.base}${mine}/forget`);
	await go(other, () => other.click('main button[type=submit]'));
	await other.goto(link);
	assert.equal(await other.locator('#code').count(), 1);
	await page.goto(`${city.base}${mine}/delete`);
	await go(page, () => page.click('main button[type=submit]'));
	assert.match(await page.locator('.notice').first().innerText(), /消しました/);
	await other.goto(link);
	assert.match(await other.locator('h1').innerText(), /見つかりません/);
	await page.context().close();
	await other.context().close();
});

test('an_answer_is_checked_when_its_field_is_left_and_again_when_it_is_sent', async () => {
	const page = await city.phone(PHONE);
	const mine = await begin(page);
	await page.goto(`${city.base}${mine}/q?ask=shimei`);
	await page.fill('[name=f-kana]', 'abc');
	await page.locator('[name=f-shimei]').focus();
	await page.waitForSelector('#f-kana-error');
	assert.match(await page.locator('#f-kana-error').innerText(), /カタカナで/);
	assert.equal(await page.locator('[name=f-kana]').getAttribute('aria-invalid'), 'true');
	await accessible(page, 'told while typing');
	await page.fill('[name=f-kana]', 'キタキュウ');
	await page.locator('[name=f-shimei]').focus();
	await page.waitForSelector('#f-kana-error', { state: 'detached' });
	await page.fill('[name=f-kana]', 'abc');
	await page.fill('[name=f-shimei]', '北九　花子');
	await next(page);
	assert.match(await page.locator('.notice.bad').innerText(), /カタカナで/);
	assert.equal(await page.inputValue('[name=f-shimei]'), '北九　花子'); /* as it was typed */
	await page.context().close();
});

for (const javaScript of [true, false]) {
	test(`address_and_reading_are_proposed_${javaScript ? 'with' : 'without'}_scripts_and_never_counted_as_answered`, async () => {
		const page = await city.phone({ ...PHONE, javaScript });
		const mine = await begin(page);
		const press = (what) => javaScript ? page.click(`[data-assist=${what}]`) : go(page, () => page.click(`[data-assist=${what}]`));
		await page.goto(`${city.base}${mine}/q?ask=juusho`);
		await page.fill('[name=f-yuubin]', '８０３ー０８１４');
		await press('postal');
		await page.waitForSelector('text=番地と建物名を書き足してください');
		assert.match(await page.inputValue('[name=f-juusho]'), /小倉北区大手町$/);
		await page.goto(`${city.base}${mine}/q?ask=shimei`);
		await page.fill('[name=f-shimei]', '北九州　花子');
		await press('kana');
		await page.waitForSelector('text=正しいか確かめてください');
		assert.equal(await page.inputValue('[name=f-kana]'), 'キタキュウシュウ　ハナコ');
		page.on('dialog', (d) => d.accept()); /* it is not saved: the page asks before it goes */
		await page.goto(`${city.base}${mine}`);
		assert.equal(await page.locator('text=キタキュウシュウ').count(), 0);
		await page.context().close();
	});
}

test('two_windows_are_told_of_each_other_with_both_values', async () => {
	const page = await city.phone(PHONE);
	const mine = await begin(page);
	const second = await page.context().newPage();
	for (const p of [page, second])
		await p.goto(`${city.base}${mine}/q?ask=shimei`);
	for (const [p, name] of [[page, '北九　花子'], [second, '北九　華子']]) {
		await fillAll(p);
		await p.fill('[name=f-shimei]', name);
		await next(p);
	}
	assert.match(await second.locator('#error').innerText(), /「北九　花子」/);
	assert.equal(await second.inputValue('[name=f-shimei]'), '北九　華子');
	await accessible(second, 'both values');
	await next(second);
	await page.goto(`${city.base}${mine}/q?ask=shimei`);
	assert.equal(await page.inputValue('[name=f-shimei]'), '北九　華子');
	await page.context().close();
});

test('rows_of_a_table_come_and_go_without_scripts_and_lose_nothing', async () => {
	const page = await city.phone({ ...PHONE, javaScript: false });
	const mine = await begin(page);
	await page.goto(`${city.base}${mine}/q?ask=kazoku`);
	await page.fill('[name="f-kazoku.1.shimei"]', '北九　太郎');
	await go(page, () => page.click('button[name="f-kazoku.add"]'));
	assert.equal(await page.inputValue('[name="f-kazoku.1.shimei"]'), '北九　太郎');
	await page.fill('[name="f-kazoku.2.shimei"]', '北九　次郎');
	await go(page, () => page.click('button[name="f-kazoku.remove"][value="1"]'));
	assert.equal(await page.inputValue('[name="f-kazoku.1.shimei"]'), '北九　次郎');
	await next(page);
	await page.goto(`${city.base}${mine}/q?ask=kazoku`);
	assert.equal(await page.inputValue('[name="f-kazoku.1.shimei"]'), '北九　次郎');
	assert.equal(await page.locator('[name="f-kazoku.2.shimei"]').count(), 0);
	await page.context().close();
});

test('days_later_and_after_a_restart_everything_is_there_and_until_when_is_said', async () => {
	const page = await city.phone(PHONE);
	const mine = await begin(page);
	await page.goto(`${city.base}${mine}/q`);
	await page.locator('.choices input').first().check();
	await next(page);
	assert.match(await page.locator('.prep-slip').innerText(), /12月24日（木）まで保存/);
	await city.restart({ now: '2026-12-10T10:00:00+09:00' });
	await page.goto(`${city.base}${mine}`);
	assert.match(await page.locator('main').innerText(), /12月24日（木）まで保存/);
	await page.locator('.prep-box summary', { hasText: 'ここまでの答え' }).click();
	assert.match(await page.locator('.prep-said').innerText(), /本人/);
	await city.restart({});
	await page.context().close();
});

test('every_page_is_readable_in_three_languages_and_fits', async () => {
	for (const lang of LANGUAGES) {
		const page = await city.phone({ ...PHONE, lang });
		const mine = await begin(page, 'event=okuyami');
		await page.goto(`${city.base}${mine}/q`);
		await page.locator('.choices input').first().check();
		await next(page);
		const pages = ['/prepare', '/prepare/list', '/prepare/list?q=%E5%8D%B0%E9%91%91', '/prepare/list?event=hikkoshi', mine, `${mine}/q`, `${mine}/q?ask=shimei`,
			`${mine}/q?ask=kazoku`, `${mine}/link`, `${mine}/check`, `${mine}/paper/johyou-seikyuu`, `${mine}/done`, `${mine}/add`, `${mine}/forget`,
			`${mine}/delete`, `${mine}/book`];
		for (const address of pages) {
			await page.goto(city.base + address);
			for (const d of await page.locator('main details').all())
				await d.evaluate((e) => { e.open = true; });
			await fits(page, `${address} ${lang}`);
			if (lang !== 'ja-easy' || address.startsWith(mine))
				await accessible(page, `${address} ${lang}`);
		}
		const stranger = await city.phone({ ...PHONE, lang });
		for (const address of [mine, '/prepare/p/00000000000000000000000000']) {
			await stranger.goto(city.base + address);
			await fits(stranger, address);
			await accessible(stranger, `${address} ${lang}`);
		}
		await stranger.context().close();
		await page.context().close();
	}
});

test('no_name_that_was_typed_is_in_the_files_of_the_database_or_in_the_log', async () => {
	const page = await city.phone({ ...PHONE, javaScript: false });
	const mine = await begin(page);
	await page.goto(`${city.base}${mine}/q?ask=shimei`);
	await fillAll(page);
	await page.fill('[name=f-shimei]', '鰐淵　弥一郎'); /* in no definition */
	await page.fill('[name=f-kana]', 'ワニブチ　ヤイチロウ');
	await next(page);
	assert.equal(await page.locator('#error').count(), 0);
	await page.context().request.get(`${city.base}${mine}/papers.pdf`);
	await page.goto(`${city.base}${mine}/done`);
	const files = readdirSync(city.folder).filter((f) => f.startsWith('city.db') && !f.endsWith('.key'));
	assert.ok(files.includes('city.db'));
	for (const name of files) {
		const bytes = readFileSync(join(city.folder, name));
		for (const secret of ['鰐淵', 'ワニブチ', mine.split('/')[3]])
			assert.equal(bytes.indexOf(secret), -1, `${secret} in ${name}`);
	}
	for (const secret of ['鰐淵', 'ワニブチ', mine.split('/')[3]])
		assert.ok(!city.log().includes(secret), `${secret} in the log`);
	await page.context().close();
});
