/*
 * The counter: prepared at home → at the desk → on the resident's screen → confirmed → printed. As a clerk works it all day: with a scanner, by keyboard alone,
 * without scripts, beside a second clerk, with a My Number card; every page readable.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as virtual from '../card/virtual.mjs';
import { OFFICE, accessible, fits, serve } from './support.mjs';

const SHOTS = process.env.MADOGUCHI_SHOTS; /* a folder: pictures to look at */
const CITY = process.env.MADOGUCHI_CITY ?? 'kitakyushu';
const CARD_PORT = 17801;
const STAFF = { viewport: { width: 1366, height: 768 } };
const NAME = '髙橋　﨑子';
let city;
before(async () => { city = await serve({ limits: 'off', city: CITY }); });
after(() => city?.stop());

const go = (page, act) => Promise.all([page.waitForNavigation(), act()]);
const path = (page) => new URL(page.url()).pathname;
const ANSWERS = /\/counter\/kokurakita\/filling\/[a-z0-9]+\/answers/;
async function picture(page, name) {
	if (!SHOTS)
		return;
	mkdirSync(SHOTS, { recursive: true });
	await page.screenshot({ path: join(SHOTS, `counter-${name}.png`) });
}
async function eventually(what, condition, ms = 8000) {
	for (const end = Date.now() + ms; ;) {
		if (await condition())
			return;
		assert.ok(Date.now() < end, `not within ${ms} ms: ${what}`);
		await new Promise((done) => setTimeout(done, 50));
	}
}

/* A page of a clerk; what goes wrong in its scripts fails the test. */
async function atCounter({ login = 'clerk', ...options } = {}) {
	const page = await city.desk({ ...STAFF, ...options });
	page.on('pageerror', (e) => { throw e; });
	await city.signIn(page, login);
	return page;
}

/* A new filling for a move. */
async function begin(page, { desk = '8', paper } = {}) {
	await page.goto(`${city.base}/counter/${OFFICE}?desk=${desk}${paper ? `&find=${encodeURIComponent(paper)}` : ''}`);
	if (paper)
		await page.locator('#cs-new input[name=paper]').first().check();
	else
		await page.check('#event-hikkoshi');
	await go(page, () => page.click('.cs-begin button'));
	assert.match(path(page), ANSWERS);
}
/* Does it, and waits until it is saved and what came back stands there. */
async function saved(page, act) {
	const count = () => page.evaluate(() => Number(document.getElementById('cf').dataset.saves || 0));
	const before = await count();
	await act();
	await eventually('saved', async () => await count() > before);
	await page.waitForTimeout(30);
}
const row = (page, fact) => page.locator(`#row-f-${fact}`);
const focused = (page) => page.evaluate(() => document.activeElement?.closest('.cf-row')?.dataset.fact ?? document.activeElement?.id);

async function pdfText(page, address) {
	const answered = await page.context().request.get(address.startsWith('http') ? address : city.base + address);
	assert.equal(answered.status(), 200);
	assert.equal(answered.headers()['content-type'], 'application/pdf');
	const folder = mkdtempSync(join(tmpdir(), 'madoguchi-pdf-')), file = join(folder, 'a.pdf');
	writeFileSync(file, await answered.body());
	const text = execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' });
	rmSync(folder, { recursive: true });
	return text;
}

/* Joins a screen to a desk; the page of the screen. */
async function screenOf(clerk, desk = '8') {
	const screen = await city.desk({ viewport: { width: 1280, height: 800 } });
	await screen.goto(`${city.base}/counter/${OFFICE}/${desk}/screen`);
	const code = await screen.locator('.fs-code').innerText();
	await picture(screen, 'screen-code');
	await accessible(screen, 'the code of a screen');
	await clerk.goto(`${city.base}/counter/${OFFICE}?desk=${desk}`);
	await clerk.click('#cs-desk summary');
	await clerk.fill('#screen', code);
	await go(clerk, () => clerk.locator('#screen').press('Enter'));
	await eventually('the screen belongs to the desk', async () => await screen.locator('.fs-code').count() === 0);
	return screen;
}

/* Prepared at home: a move, its first answers; the path of the preparation. */
async function prepared() {
	const phone = await city.phone();
	await phone.goto(`${city.base}/prepare/list?event=hikkoshi`);
	await go(phone, () => phone.click('.prep-dock button'));
	const home = /^\/prepare\/p\/[a-z0-9]{26}/.exec(path(phone))[0];
	await phone.goto(`${city.base}${home}/q?ask=todoke-hito`);
	await phone.locator('.prep-form .choices input').first().check();
	await go(phone, () => phone.click('.prep-dock button:not([name])'));
	await phone.goto(`${city.base}${home}/q?ask=shimei`);
	await phone.fill('.prep-form input[name$="shimei"]', NAME);
	await phone.fill('.prep-form input[name$="kana"]', 'タカハシ　サキコ');
	for (const [part, value] of [['y', '1985'], ['m', '4'], ['d', '1']])
		await phone.fill(`.prep-form input[name$="seinengappi.${part}"]`, value);
	await phone.locator('.prep-form input[name="f-seibetsu"]').nth(1).check();
	await go(phone, () => phone.click('.prep-dock button:not([name])'));
	await phone.context().close();
	return home;
}

/* --- the whole way ------------------------------------------------------------------------------------------------------------ */

test('from_the_preparation_at_home_to_the_print', async () => {
	const home = await prepared();
	/* the visit: booked, come, called */
	const clerk = await atCounter();
	await city.atDesk('8', 'open');
	await city.api('POST', '/api/v1/tickets', { office: OFFICE, services: ['kokuho'] });
	await city.atDesk('8', 'call-next');
	const screen = await screenOf(clerk);
	/* from the desk's page by its link, and the QR by the scanner: a keyboard that ends with Enter */
	await clerk.goto(`${city.base}/desk/${OFFICE}/8`);
	await picture(clerk, 'desk');
	await accessible(clerk, 'the desk');
	await go(clerk, () => clerk.keyboard.press('k'));
	assert.equal(await clerk.evaluate(() => document.activeElement.id === 'q' || document.activeElement === document.body), true);
	await picture(clerk, 'start');
	await accessible(clerk, 'the start');
	await clerk.focus('#q');
	await clerk.keyboard.type(`${city.base}${home}`);
	await go(clerk, () => clerk.keyboard.press('Enter'));
	assert.match(path(clerk), ANSWERS);
	assert.equal(await clerk.inputValue('#f-shimei'), NAME);
	assert.match(await row(clerk, 'shimei').locator('.cf-origin').innerText(), /本人/);
	/* a correction, which stays to be seen */
	await clerk.fill('#f-kana', 'タカハシ　サキ');
	await saved(clerk, () => clerk.locator('#f-kana').press('Enter'));
	await eventually('the correction is shown', async () => await row(clerk, 'kana').locator('del').count() === 1);
	assert.match(await row(clerk, 'kana').locator('del').innerText(), /サキコ/);
	await clerk.fill('#f-seinengappi', 'S60.4.2');
	await saved(clerk, () => clerk.locator('#f-seinengappi').press('Enter'));
	await picture(clerk, 'answers');
	/* on the screen that faces the resident */
	assert.equal(await screen.locator('.fs-line').count(), 0);
	await saved(clerk, () => clerk.keyboard.press('F8'));
	await eventually('it is on the screen', async () => await screen.locator('.fs-line').count() > 2);
	assert.match(await screen.locator('.fs').innerText(), /髙橋/);
	await screen.waitForTimeout(200);
	await picture(screen, 'screen');
	await accessible(screen, 'the screen');
	await fits(screen);
	assert.ok((await screen.locator('.fs-yes').boundingBox()).height >= 80);
	/* one line is wrong: the clerk sees which, and mends it */
	await screen.locator('.fs-line', { hasText: 'フリガナ' }).locator('.fs-wrong').click();
	await eventually('the clerk is told', async () => /フリガナ/.test(await clerk.locator('#strip').innerText()));
	await eventually('the row says so', async () => await clerk.locator('#row-f-kana.pointed').count() === 1);
	await clerk.fill('#f-kana', 'タカハシ　サキコ');
	await saved(clerk, () => clerk.locator('#f-kana').press('Enter'));
	await eventually('the screen has it', async () => /サキコ/.test(await screen.locator('.fs').innerText()));
	await screen.waitForTimeout(300);
	await screen.click('.fs-yes');
	await eventually('thanked', async () => await screen.locator('.fs-thanks').count() === 1);
	assert.doesNotMatch(await screen.content(), /髙橋|サキコ/);
	await eventually('the clerk sees the confirmation at once', async () => await clerk.locator('#strip .good').count() === 1, 3000);
	await eventually('blank again', async () => await screen.locator('.fs-wait').count() === 1, 15000);
	await picture(clerk, 'confirmed');
	await accessible(clerk, 'the questions');
	/* printed: in a window of its own */
	const [paper] = await Promise.all([clerk.context().waitForEvent('page'), clerk.keyboard.press('F9')]);
	let address;
	await eventually('a packet was made', async () => {
		address = await clerk.locator('#strip a[href$=".pdf"]').first().getAttribute('href').catch(() => null);
		return address;
	});
	await paper.close().catch(() => {});
	const text = await pdfText(clerk, address);
	assert.match(text, /髙橋/);
	assert.match(text, /サキコ/);
	assert.match(text, /住民異動届/);
	/* the record of the visit */
	await clerk.goto(`${city.base}/desk/${OFFICE}/8`);
	const ticket = await clerk.locator('a[href*="/ticket/"]').first().getAttribute('href');
	await clerk.goto(city.base + ticket);
	await go(clerk, () => clerk.locator('.staff-links a').first().click());
	const record = await clerk.locator('main').innerText();
	assert.match(record, /北方 一郎/);
	assert.match(record, /住民異動届/);
	assert.match(record, /[0-9a-f]{64}/);
	await picture(clerk, 'record');
	await accessible(clerk, 'the record');
	await clerk.context().close();
	await screen.context().close();
	/* nothing personal in the log of the server */
	assert.doesNotMatch(city.log(), /髙橋|サキコ|タカハシ/);
});

/* --- by keyboard ----------------------------------------------------------------------------------------------------------------- */

test('a_filling_goes_by_keyboard_alone_and_nothing_jumps', async () => {
	const page = await atCounter();
	await page.goto(`${city.base}/counter/${OFFICE}?desk=8`);
	assert.equal(await page.evaluate(() => document.activeElement.id), 'q');
	await page.evaluate(() => document.activeElement.blur());
	const key = await page.locator('#event-hikkoshi').getAttribute('data-key');
	await page.keyboard.press(key);
	assert.ok(await page.isChecked('#event-hikkoshi'));
	await go(page, () => page.keyboard.press('b'));
	assert.equal(await focused(page), 'todoke-hito');
	await saved(page, () => page.keyboard.press('1'));
	assert.equal(await page.locator('#row-f-todoke-hito input:checked').count(), 1);
	await eventually('questions about a proxy are gone', async () => await page.locator('#row-f-dairi-shimei').count() === 0);
	/* each answer: the row of the hand stays where it is on the screen */
	for (const [fact, typed] of [['shimei', '北九　花子'], ['kana', 'キタキュウ　ハナコ'], ['seinengappi', 'H2.5.6']]) {
		await page.focus(`#f-${fact}`);
		const before = await row(page, fact).boundingBox();
		await page.keyboard.type(typed);
		await saved(page, () => page.keyboard.press('Enter'));
		const behind = await row(page, fact).boundingBox();
		assert.ok(Math.abs(before.y - behind.y) < 2 || before.y > 600, `${fact} moved from ${before.y} to ${behind.y}`);
		assert.notEqual(await focused(page), fact);
	}
	await eventually('the preview shows it', async () => /北九/.test(await page.locator('#preview').innerHTML()) ||
		await page.locator('#preview .filled').count() > 5);
	/* ? says that it is not known; F2 goes to what is still empty */
	await page.focus('#f-denwa');
	await page.keyboard.type('?');
	await saved(page, () => page.keyboard.press('Enter'));
	await eventually('not known', async () => page.isChecked('#f-denwa-u'));
	await page.keyboard.press('F2');
	const at = await focused(page);
	assert.ok(await page.locator(`#row-f-${at}[data-missing]`).count(), `${at} is empty`);
	await page.keyboard.press('F4');
	assert.equal(await focused(page), 'cf-filter');
	await page.keyboard.type('フリガナ');
	await page.keyboard.press('Enter');
	assert.match(await focused(page), /kana/);
	/* a wrong date is told beside it, and nothing else is lost */
	await page.fill('#cf-filter', '');
	await page.fill('#f-seinengappi', 'S64.1.8');
	await saved(page, () => page.locator('#f-seinengappi').press('Enter'));
	await eventually('told', async () => await row(page, 'seinengappi').locator('.error').count() === 1);
	assert.equal(await page.inputValue('#f-seinengappi'), 'S64.1.8');
	await page.reload();
	assert.match(await page.inputValue('#f-seinengappi'), /1990-05-06|H2|平成2/);
	await page.context().close();
});

test('without_scripts_everything_but_the_card_works', async () => {
	const page = await atCounter({ javaScript: false });
	await begin(page);
	await page.locator('#f-todoke-hito input').first().check();
	await page.fill('#f-shimei', '北九　太郎');
	await go(page, () => page.click('.cf-save button'));
	assert.equal(await page.inputValue('#f-shimei'), '北九　太郎');
	/* leave a paper out, and back */
	const papers = await page.locator('.cf-place li').count();
	await go(page, () => page.locator('.cf-leave').last().click());
	assert.equal(await page.locator('.cf-place li').count(), papers - 1);
	await page.locator('#cf-out summary').click();
	await go(page, () => page.locator('#cf-out button').first().click());
	assert.equal(await page.locator('.cf-place li').count(), papers);
	/* the screen, with a browser without scripts as well: it asks again by itself */
	const screen = await city.desk({ javaScript: false });
	await screen.goto(`${city.base}/counter/${OFFICE}/9/screen`);
	assert.match(await screen.content(), /http-equiv="refresh"/);
	await screen.context().close();
	await page.context().close();
});

test('two_clerks_at_one_preparation_are_told_and_lose_nothing', async () => {
	const home = await prepared();
	const [one, two] = [await atCounter(), await atCounter({ login: 'clerk2' })];
	for (const [page, desk] of [[one, '8'], [two, '9']]) {
		await page.goto(`${city.base}/counter/${OFFICE}?desk=${desk}`);
		await page.fill('#q', city.base + home);
		await go(page, () => page.press('#q', 'Enter'));
	}
	assert.match(await two.locator('#strip').innerText(), /北方 一郎/);
	await one.fill('#f-denwa', '093-582-0001');
	await saved(one, () => one.press('#f-denwa', 'Enter'));
	await two.fill('#f-denwa', '093-582-0002');
	await saved(two, () => two.press('#f-denwa', 'Enter'));
	await eventually('told', async () => /0001/.test(await row(two, 'denwa').locator('.cf-notes').innerText()));
	assert.match(await two.inputValue('#f-denwa'), /0002/);
	await one.reload();
	assert.match(await one.inputValue('#f-denwa'), /0001/);
	await picture(two, 'both');
	await one.context().close();
	await two.context().close();
});

/* --- cards --------------------------------------------------------------------------------------------------------------------------- */

/* What the page expects of madoguchi-card, where there is no virtual reader: its protocol, with one card. */
async function standIn(facts, { left = 3 } = {}) {
	const tokens = new Set();
	const server = http.createServer(async (req, res) => {
		const origin = req.headers.origin;
		res.setHeader('Access-Control-Allow-Origin', origin ?? '');
		res.setHeader('Access-Control-Allow-Headers', 'content-type');
		res.setHeader('Access-Control-Allow-Private-Network', 'true');
		res.setHeader('Content-Type', 'application/json');
		const answer = (status, body) => { res.statusCode = status; res.end(JSON.stringify(body)); };
		if (req.method === 'OPTIONS')
			return answer(204, {});
		if (req.url === '/hello') {
			const token = String(Math.random());
			tokens.add(token);
			return answer(200, { program: 'madoguchi-card', version: 1, token, seconds: 60, reader: 'card' });
		}
		let text = '';
		for await (const piece of req)
			text += piece;
		const asked = JSON.parse(text);
		if (!tokens.delete(asked.token))
			return answer(403, { error: { code: 'card_token', message: { ja: '期限切れ' } } });
		if (req.url === '/tries')
			return answer(200, { left, by: asked.by });
		if (asked.code !== '1234')
			return answer(422, { error: { code: 'card_wrong', left: --left, message: { ja: `暗証番号が違います。あと${left}回です。` } } });
		return answer(200, { facts, notes: [] });
	});
	await new Promise((done) => server.listen(CARD_PORT, '127.0.0.1', done));
	return { stop: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }) };
}

async function readCard(page, code = '1234') {
	await page.keyboard.press('F7');
	await page.waitForSelector('#cf-card-read:not([disabled])');
	await page.fill('#card-code', code);
}

test('a_card_fills_what_is_empty_and_where_it_differs_the_clerk_chooses', async () => {
	const page = await atCounter();
	await begin(page);
	await saved(page, () => page.keyboard.press('1'));
	/* without the program: said, in words */
	await page.keyboard.press('F7');
	await eventually('told', async () => /動いていません/.test(await page.locator('#cf-card-said').innerText()));
	await picture(page, 'card-absent');
	await accessible(page, 'the card, absent');
	await page.click('#cf-card-stop');
	await page.fill('#f-shimei', '北九　花代');
	await saved(page, () => page.press('#f-shimei', 'Enter'));
	const program = await standIn({ shimei: '北九　花子', juusho: '北九州市小倉北区城内１－１', seinengappi: '1960-04-01', seibetsu: '女' });
	await readCard(page, '9999');
	await page.click('#cf-card-read');
	await eventually('a wrong PIN is told with what is left', async () => /あと2回/.test(await page.locator('#cf-card-said').innerText()));
	assert.equal(await page.inputValue('#card-code'), '');
	await page.waitForSelector('#cf-card-read:not([disabled])');
	await page.fill('#card-code', '1234');
	await go(page, () => page.press('#card-code', 'Enter'));
	await picture(page, 'card');
	await accessible(page, 'what the card says');
	assert.match(await page.locator('.co-table .differs').innerText(), /花代[\s\S]*花子/);
	await page.uncheck('#o-shimei');
	await go(page, () => page.click('.co button[type=submit]'));
	assert.equal(await page.inputValue('#f-shimei'), '北九　花代');
	assert.match(await page.inputValue('#f-juusho'), /城内/);
	assert.match(await row(page, 'juusho').locator('.cf-origin').innerText(), /カード/);
	assert.equal(await page.locator('#row-f-seibetsu input:checked').count(), 1);
	await program.stop();
	await page.context().close();
});

test('a_virtual_card_is_read_through_the_real_program', { skip: virtual.missing() }, async () => {
	const service = await virtual.pcscd();
	const card = await new virtual.Card({ shimei: '北九　花子' }).insert(service);
	const program = await virtual.serve(service, { origin: city.base, args: ['--port', String(CARD_PORT)] });
	try {
		assert.equal(program.port, CARD_PORT);
		const page = await atCounter();
		await begin(page);
		await saved(page, () => page.keyboard.press('1'));
		await readCard(page, card.pin ?? '1234');
		await go(page, () => page.press('#card-code', 'Enter'));
		await go(page, () => page.click('.co button[type=submit]'));
		assert.match(await page.inputValue('#f-shimei'), /北九/);
		assert.match(await row(page, 'shimei').locator('.cf-origin').innerText(), /カード/);
		await page.context().close();
	} finally {
		await program.stop();
		await card.remove().catch(() => {});
		await service.stop();
	}
});

/* --- an earlier paper, the report ----------------------------------------------------------------------------------------------------- */

test('an_earlier_packet_is_read_by_its_number_and_the_report_has_the_times', async () => {
	const page = await atCounter({ login: 'floor' });
	await begin(page);
	await saved(page, () => page.keyboard.press('1'));
	await page.fill('#f-shimei', '若松　次郎');
	await saved(page, () => page.press('#f-shimei', 'Enter'));
	const [paper] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('F9')]);
	let said;
	await eventually('printed', async () => {
		said = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(await page.locator('#strip').innerText());
		return said;
	});
	await paper.close().catch(() => {});
	await page.goto(`${city.base}/counter/${OFFICE}?desk=8`);
	await page.fill('#q', said[0]);
	await go(page, () => page.press('#q', 'Enter'));
	assert.match(path(page), /\/file$/);
	assert.match(await page.locator('.co-table').innerText(), /若松/);
	await picture(page, 'file');
	await accessible(page, 'an earlier packet');
	await go(page, () => page.click('.co button[type=submit]'));
	assert.match(await row(page, 'shimei').locator('.cf-origin').innerText(), /控え/);
	await page.goto(`${city.base}/counter/${OFFICE}/report`);
	await picture(page, 'report');
	await accessible(page, 'the report');
	assert.match(await page.locator('main').innerText(), /引越し/);
	const csv = await (await page.context().request.get(`${city.base}/counter/${OFFICE}/report.csv`)).text();
	assert.match(csv, /,event:hikkoshi,(counter|home),/);
	await page.context().close();
});

test('the_pages_fit_and_are_readable_in_english_and_plain_japanese_and_enlarged', async () => {
	for (const [lang, viewport] of [['en', STAFF.viewport], ['ja-easy', STAFF.viewport], ['ja', { width: 683, height: 384 }]]) {
		const page = await atCounter({ lang, viewport });
		await page.goto(`${city.base}/counter/${OFFICE}`);
		await accessible(page, `start ${lang} ${viewport.width}`);
		await fits(page, `start ${lang} ${viewport.width}`);
		await begin(page, { paper: lang === 'en' ? 'residence' : '転入' });
		await accessible(page, `answers ${lang} ${viewport.width}`);
		await fits(page, `answers ${lang} ${viewport.width}`);
		await picture(page, `answers-${lang}-${viewport.width}`);
		await page.context().close();
	}
});
