/* The procedure guide: as a resident answers it on a phone, with and without JavaScript; what is taken along; a clerk's page. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eventually } from './hall.mjs';
import { mailSink } from './sink.mjs';
import { LANGUAGES, accessible as readable, fits, serve } from './support.mjs';

const SHOTS = process.env.MADOGUCHI_SHOTS; /* a folder: pictures to look at */
let city, sink;
before(async () => {
	sink = await mailSink();
	city = await serve({ limits: 'off', settings: { MADOGUCHI_SMTP: `smtp://127.0.0.1:${sink.port}`, MADOGUCHI_MAIL_FROM: 'madoguchi@city.example' } });
});
after(async () => {
	await city?.stop();
	await sink?.stop();
});

/* The bar at the lower edge lies over what is scrolled beneath it, which a reader scrolls on; so axe looks at a screen as high as the page. */
async function accessible(page, what) {
	const was = page.viewportSize();
	const height = await page.evaluate(() => document.documentElement.scrollHeight);
	await page.setViewportSize({ width: was.width, height: Math.max(was.height, height) });
	await readable(page, what);
	await page.setViewportSize(was);
}

async function picture(page, name) {
	if (!SHOTS)
		return;
	mkdirSync(SHOTS, { recursive: true });
	await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}

const begin = async (page, event = 'shougai') => {
	await page.goto(`${city.base}/guide`);
	await Promise.all([page.waitForURL(/\/guide\/q\//), page.click(`#event-${event}`)]);
};
const token = (page) => new URL(page.url()).pathname.split('/')[3];
const go = (page, act) => Promise.all([page.waitForNavigation(), act()]);
const title = async (page) => (await page.locator('main h1').first().innerText()).trim();
const said = (page) => page.locator('.guide-said').first();
async function answers(page) {
	await said(page).evaluate((d) => { d.open = true; });
	const all = {};
	for (const row of await said(page).locator('dl > div').all())
		all[(await row.locator('dt').innerText()).trim()] = (await row.locator('dd').first().innerText()).trim();
	return all;
}

/* Answers the page: the first answer, whatever is asked; a birthday of 1950. */
async function answer(page) {
	if (await page.locator('.guide-button').count())
		return go(page, () => page.locator('.guide-button').first().click());
	for (const group of await page.locator('.guide-form fieldset').all()) {
		const box = group.locator('input[type=radio], input[type=checkbox]').first();
		if (await box.count())
			await box.check();
	}
	for (const [part, value] of [['y', '1950'], ['m', '4'], ['d', '1']])
		for (const input of await page.locator(`.guide-form input[name$=".${part}"]`).all())
			await input.fill(value);
	return go(page, () => page.locator('.guide-form button[type=submit]').first().click());
}

/*
 * A page in every language on a telephone; in Japanese also on a narrow one, on a desk's screen and enlarged to 200 %: not too wide, and readable,
 * which axe says of the four that differ in more than their width; of `long` lists, whose items are all alike, once.
 */
async function everywhere(path, { login, long = false } = {}) {
	const phone = { width: 390, height: 844 };
	const ways = [...LANGUAGES.map((lang) => [lang, phone]), ['ja', { width: 320, height: 640 }], ['ja', { width: 1280, height: 900 }],
		['ja', { width: 640, height: 450 }]];
	for (const [lang, viewport] of ways) {
		const page = await city.phone({ lang, viewport });
		if (login)
			await city.signIn(page, login);
		await page.goto(city.base + path);
		for (const d of await page.locator('details:not([data-menu])').all())
			await d.evaluate((e) => { e.open = true; });
		const what = `${path.slice(0, 30)} ${lang} ${viewport.width}`;
		if (lang === 'ja' && viewport === phone || !long && (lang !== 'ja' || viewport.width > 1000))
			await accessible(page, what);
		await fits(page, what);
		await page.context().close();
	}
}

/* A dozen schemes: every part of the pages, and not a hundred times each. */
const aDozen = async () => {
	const { schemes } = await city.api('GET', '/api/v1/guide/schemes');
	const step = Math.max(1, Math.floor(schemes.length / 12));
	return '/guide/begin?' + schemes.filter((_, i) => i % step === 0).slice(0, 12).map((s) => `scheme=${s.id}`).join('&');
};

async function aResult(page, questions = 4) {
	await begin(page);
	for (let i = 0; i < questions; i++)
		await answer(page);
	await page.goto(`${city.base}/guide/r/${token(page)}`);
	return token(page);
}

/* --- the start, lists, search -------------------------------------------------------------------------------------------- */

test('the_start_shows_the_eight_life_events_and_leads_to_the_first_question', async () => {
	const page = await city.phone({ javaScript: false });
	await page.goto(`${city.base}/guide`);
	assert.equal(await page.locator('.guide-cards li').count(), 8);
	for (const card of await page.locator('.guide-cards a').all())
		assert.ok((await card.boundingBox()).height >= 48);
	await begin(page, 'shougai');
	assert.match(await title(page), /手帳/);
	await page.context().close();
});

test('the_home_page_leads_to_the_guide', async () => {
	const page = await city.phone({ javaScript: false });
	await page.goto(`${city.base}/`);
	await go(page, () => page.click('.home-do a[href="/guide"]'));
	assert.equal(new URL(page.url()).pathname, '/guide');
	await page.context().close();
});

test('what_happened_can_be_said_in_words', async () => {
	const page = await city.phone();
	await page.goto(`${city.base}/guide`);
	await page.fill('#q', '母が亡くなった');
	await go(page, () => page.click('.guide-search button'));
	assert.match(await page.locator('.guide-hits .guide-cards a').first().innerText(), /おくやみ/);
	await page.fill('#q', 'zzzzzzzz');
	await go(page, () => page.click('.guide-search button'));
	assert.match(await page.locator('.guide-hits').innerText(), /見つかりませんでした/);
	await accessible(page);
	await page.context().close();
});

test('every_scheme_has_a_page_with_its_conditions_its_source_and_that_it_is_a_sample', async () => {
	const page = await city.desk({ javaScript: false });
	const { schemes } = await city.api('GET', '/api/v1/guide/schemes');
	for (const by of ['event', 'field', 'name']) {
		await page.goto(`${city.base}/guide/schemes?by=${by}`);
		const shown = new Set(await page.locator('.guide-items a').evaluateAll((all) => all.map((a) => a.pathname.split('/')[3])));
		assert.equal(shown.size, schemes.length, by);
	}
	for (const s of schemes.slice(0, 3)) {
		await page.goto(`${city.base}/guide/scheme/${s.id}`);
		const text = await page.locator('main').innerText();
		assert.ok(text.includes(s.name) && text.includes('根拠') && text.includes('見本'), s.id);
		await go(page, () => page.click('main .button'));
		assert.match(page.url(), /\/guide\/[qr]\//);
	}
	assert.equal((await page.goto(`${city.base}/guide/scheme/nothing`)).status(), 404);
	await page.context().close();
});

/* --- questions ------------------------------------------------------------------------------------------------------------ */

for (const javaScript of [false, true]) {
	const how = javaScript ? 'with' : 'without';
	test(`back_forward_and_reload_just_work_${how}_javascript`, async () => {
		const page = await city.phone({ javaScript });
		await begin(page);
		const questions = [await title(page)], addresses = [page.url()];
		for (let i = 0; i < 4; i++) {
			await answer(page);
			questions.push(await title(page));
			addresses.push(page.url());
		}
		assert.equal(new Set(addresses).size, 5);
		for (let i = 3; i >= 0; i--) {
			await page.goBack();
			assert.equal(await title(page), questions[i]);
		}
		await page.goForward();
		assert.equal(await title(page), questions[1]);
		await page.reload();
		assert.equal(await title(page), questions[1]);
		assert.equal(page.url(), addresses[1]);
		/* the same address anywhere else is the same page: nothing is kept in the browser */
		const other = await city.phone({ javaScript });
		await other.goto(addresses[3]);
		assert.equal(await title(other), questions[3]);
		await other.context().close();
		await page.context().close();
	});

	test(`an_earlier_answer_is_changed_and_no_later_one_is_lost_${how}_javascript`, async () => {
		const page = await city.phone({ javaScript });
		await begin(page);
		for (let i = 0; i < 5; i++)
			await answer(page);
		const before = await answers(page), labels = Object.keys(before);
		assert.ok(labels.length >= 5);
		/* by the link of the page, not the browser: back to the very first question */
		for (let i = 0; i < 20 && await page.locator('.guide-top a[href*="?ask="]').count(); i++)
			await go(page, () => page.click('.guide-top .back-link a'));
		assert.equal(await page.locator('.guide-top a[href*="?ask="]').count(), 0);
		assert.equal(await page.locator('.guide-button.chosen').count(), 1, 'what was said is marked');
		await go(page, () => page.locator('.guide-button').nth(1).click());
		const now = await answers(page);
		assert.deepEqual(Object.keys(now).slice(1).filter((l) => labels.includes(l)).every((l) => now[l] === before[l]), true);
		assert.notEqual(now[labels[0]], before[labels[0]]);
		/* and back again: all that was said is there */
		await page.goto(`${city.base}/guide/r/${token(page)}`);
		await said(page).evaluate((d) => { d.open = true; });
		await go(page, () => said(page).locator('dl a').first().click());
		assert.match(page.url(), /from=r/);
		await go(page, () => page.locator('.guide-button').first().click());
		assert.match(page.url(), /\/guide\/r\//, 'from the result one comes back to it');
		assert.deepEqual(await answers(page), before);
		await page.context().close();
	});
}

test('nothing_needs_to_be_known', async () => {
	const page = await city.phone({ javaScript: false });
	await begin(page);
	let n = 0;
	for (; n < 60 && !page.url().includes('/guide/r/'); n++) {
		const unknown = page.locator('.guide-button.unknown');
		await go(page, () => (unknown.count().then((c) => c ? unknown.click() : page.click('button[name=skip]'))));
	}
	assert.ok(n < 60, 'the questions come to an end');
	assert.match(page.url(), /\/guide\/r\//);
	for (const value of Object.values(await answers(page)))
		assert.equal(value, 'わからない');
	assert.ok(await page.locator('.guide-tally .open strong').innerText() !== '0');
	await page.context().close();
});

test('it_says_why_it_asks_and_what_is_known_so_far', async () => {
	const page = await city.desk();
	await begin(page);
	const why = page.locator('.guide-why');
	const n = Number(/(\d+)件/.exec(await why.locator('summary').innerText())[1]);
	await why.locator('summary').click();
	assert.equal(await why.locator('li').count(), n);
	for (let i = 0; i < 4; i++)
		await answer(page);
	const sofar = page.locator('.guide-sofar');
	const may = Number(await sofar.locator('.sofar-part.yes .n').innerText());
	assert.ok(may > 0);
	const first = await sofar.locator('.sofar-part.yes li a').first();
	const name = await first.innerText();
	await go(page, () => first.click());
	assert.equal(await page.locator(':target .found-name').innerText().then((t) => t.includes(name)), true);
	assert.equal(await page.locator(':target > details').evaluate((d) => d.open), true);
	assert.equal(await page.locator('.guide-tally .yes strong').innerText(), String(may));
	await page.context().close();
});

test('on_a_phone_a_bar_below_counts_and_opens', async () => {
	const page = await city.phone({ javaScript: false });
	await begin(page);
	for (let i = 0; i < 3; i++)
		await answer(page);
	assert.equal(await page.locator('.guide-sofar').isVisible(), false);
	const bar = page.locator('#guide-bar');
	const box = await bar.boundingBox();
	assert.ok(Math.abs(box.y + box.height - 844) < 2, 'at the lower edge of the screen');
	assert.match(await bar.innerText(), /使える\s*\d+/);
	await bar.locator('summary').click();
	assert.ok(await bar.locator('li').first().isVisible());
	await go(page, () => bar.locator('.button').click());
	assert.match(page.url(), /\/guide\/r\//);
	await page.context().close();
});

test('what_cannot_be_read_comes_back_as_typed_with_what_to_do', async () => {
	const page = await city.phone();
	await begin(page);
	for (let i = 0; i < 10 && !await page.locator('.guide-form input[name$=".y"]').count(); i++)
		await answer(page);
	await page.locator('input[name$=".y"]').fill('1950');
	await page.locator('input[name$=".m"]').fill('13');
	await page.locator('input[name$=".d"]').fill('1');
	const here = page.url();
	const [response] = await go(page, () => page.locator('.guide-form button[type=submit]').first().click());
	assert.equal(response.status(), 422);
	assert.equal(await page.locator('input[name$=".m"]').inputValue(), '13');
	assert.equal(new URL(page.url()).pathname, new URL(here).pathname);
	assert.ok(await page.locator('#error a').count());
	await accessible(page);
	await page.locator('input[name$=".m"]').fill('1２'); /* of any width */
	await go(page, () => page.locator('.guide-form button[type=submit]').first().click());
	assert.ok(Object.values(await answers(page)).some((v) => v.includes('1950') && v.includes('12月1日')));
	await page.context().close();
});

test('the_whole_way_can_be_gone_by_keys', async () => {
	const page = await city.desk();
	await page.goto(`${city.base}/guide`);
	for (let i = 0; i < 40 && !await page.evaluate(() => document.activeElement.id === 'event-shougai'); i++)
		await page.keyboard.press('Tab');
	await go(page, () => page.keyboard.press('Enter'));
	for (let i = 0; i < 40 && !await page.evaluate(() => document.activeElement.classList.contains('guide-button')); i++)
		await page.keyboard.press('Tab');
	await go(page, () => page.keyboard.press('Enter'));
	assert.equal(Object.keys(await answers(page)).length, 1);
	await page.goto(`${city.base}/guide/begin?event=shougai`);
	await go(page, () => page.keyboard.press('1')); /* or by its number */
	assert.equal(Object.keys(await answers(page)).length, 1);
	await page.context().close();
});

test('a_link_that_is_not_ours_is_kindly_refused', async () => {
	const page = await city.phone();
	await begin(page);
	await answer(page);
	const own = token(page);
	const altered = own.slice(0, 20) + (own[20] === 'A' ? 'B' : 'A') + own.slice(21);
	for (const path of [`q/${altered}`, `r/${altered}`, `r/${altered}/paper`, `r/${altered}/guide.pdf`, 'r/x', 'q/%E8%91%9B']) {
		const response = await page.goto(`${city.base}/guide/${path}`);
		assert.equal(response.status(), 410, path);
		assert.match(await page.locator('main').innerText(), /最初から/);
	}
	await accessible(page);
	await page.context().close();
});

test('nobody_learns_the_address_of_a_result', async () => {
	const page = await city.phone();
	const own = await aResult(page);
	for (const path of [`q/${own}`, `r/${own}`, `r/${own}/paper`, `r/${own}/guide.pdf`]) {
		const response = await page.request.get(`${city.base}/guide/${path}`);
		assert.equal(response.headers()['referrer-policy'], 'no-referrer', path);
		assert.equal(response.headers()['cache-control'], 'no-store', path);
	}
	const cookies = (await page.context().cookies()).map((c) => c.value).join();
	assert.ok(!cookies.includes(own));
	const kept = execFileSync('sqlite3', [join(city.folder, 'city.db'), '.dump'], { encoding: 'utf8', maxBuffer: 1 << 28 });
	assert.ok(!kept.includes(own), 'nothing of it is in the database');
	await page.context().close();
});

/* All that may have been written: the server's log and every byte of the database, what was deleted in it as well. */
function written() {
	const files = readdirSync(city.folder).filter((name) => name.startsWith('city.db'));
	return [city.log(), ...files.map((name) => readFileSync(join(city.folder, name), 'latin1'))].join('\n');
}

test('what_was_answered_is_written_nowhere', async () => {
	const page = await city.phone();
	const tokens = [];
	await begin(page, 'shougai');
	for (let i = 0; i < 4; i++) {
		tokens.push(token(page));
		await answer(page);
	}
	const own = token(page), forged = own.slice(0, -1) + (own.endsWith('A') ? 'B' : 'A');
	tokens.push(own, forged);
	for (const [path, status] of [[`guide/r/${own}`, 200], [`guide/r/${own}/paper`, 200], [`guide/r/${own}/guide.pdf`, 200], [`guide/r/${own}/book`, 200],
		[`guide/r/${forged}`, 410], [`guide/r/${own}/nothing`, 404], [`counter-guide/${own}`, 303], [`guide/r/${own.repeat(40)}`, 410]]) {
		const response = await page.request.get(`${city.base}/${path}`, { maxRedirects: 0 });
		assert.equal(response.status(), status, path.slice(0, 20));
	}
	await page.request.post(`${city.base}/guide/q/${own}`, { form: { ask: 'f-techou', 'f-techou': 'yes' }, maxRedirects: 0 });
	const all = written();
	for (const one of tokens)
		assert.ok(!all.includes(one), 'an address is in the log or in a file');
	await page.context().close();
});

/* --- the result ------------------------------------------------------------------------------------------------------------- */

test('a_result_says_why_in_words_and_signs', async () => {
	const page = await city.phone({ javaScript: false });
	await aResult(page, 6);
	await picture(page, 'result-phone');
	assert.match(await page.locator('main').innerText(), /見本です/);
	const first = page.locator('#may ~ .guide-founds .guide-found').first();
	await first.locator('summary').first().click();
	assert.ok(await first.locator('.guide-terms').first().isVisible(), 'details open without JavaScript');
	assert.match(await first.locator('.guide-terms li').first().innerText(), /あてはまる/);
	assert.match(await first.innerText(), /根拠/);
	assert.match(await first.innerText(), /見本です。担当課/);
	assert.equal(await page.locator('.guide-found').count(), await page.locator('.guide-found .sample').count(), 'every sample says so');
	const open = page.locator('#open ~ .guide-founds .guide-found').first();
	await open.locator('summary').first().click();
	await go(page, () => open.locator('.guide-lack').first().click());
	assert.match(page.url(), /ask=.*from=r/);
	await page.context().close();
});

test('what_is_due_first_comes_first', async () => {
	const page = await city.phone({ javaScript: false });
	const { schemes } = await city.api('GET', '/api/v1/guide/schemes');
	const all = await city.api('POST', '/api/v1/guide/judge', { answers: {} });
	assert.equal(all.must.length + all.may.length + all.open_must.length + all.open_may.length + all.no.length, schemes.length);
	const own = await aResult(page, 8);
	const dues = await page.locator('.guide-found .found-tags').allInnerTexts();
	const days = dues.map((t) => /(\d+)年(\d+)月(\d+)日.*まで/.exec(t)).filter(Boolean).map((m) => new Date(m[1], m[2] - 1, m[3]).getTime());
	assert.deepEqual(days, [...days].sort((a, b) => a - b));
	assert.ok(own);
	await page.context().close();
});

test('the_link_of_a_result_is_copied_and_it_says_so', async () => {
	const page = await city.desk();
	await begin(page);
	await answer(page);
	await page.goto(page.url().replace('/guide/q/', '/guide/r/').replace(/\?.*/, ''));
	await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	const button = page.locator('[data-copy-from="link"]');
	const said = await button.getAttribute('data-copied'), was = await button.innerText();
	await button.click();
	await eventually(async () => await button.innerText() === said);
	assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await page.inputValue('#link'));
	await eventually(async () => await button.innerText() === was);
	await page.context().close();
});

test('a_visit_is_booked_for_all_of_it', async () => {
	const page = await city.phone();
	await aResult(page, 4);
	await go(page, () => page.click('.guide-do .button'));
	assert.ok(await page.locator('.guide-services li').count() >= 1);
	await accessible(page);
	await go(page, () => page.locator('.links a').first().click());
	assert.match(page.url(), /\/book\/[a-z]+\/times\?service=/);
	assert.ok(await page.locator('.day-strip').count(), 'times to choose');
	await page.context().close();
});

test('all_of_it_is_booked_and_what_is_done_elsewhere_is_told', async () => {
	const page = await city.phone({ javaScript: false });
	await aResult(page, 4);
	const sure = await page.locator('.guide-found.duty, .guide-found.yes').count();
	await go(page, () => page.click('.guide-do .button'));
	const apart = await page.locator('#apart ~ ul > li').count(), services = await page.locator('.guide-services li').count();
	assert.ok(apart > 0 && apart < sure, `${apart} of ${sure} are done elsewhere`);
	await go(page, () => page.locator('.links a').first().click());
	const wanted = new URL(page.url()).searchParams.getAll('service');
	assert.ok(wanted.length >= 1 && wanted.length <= services);
	await go(page, () => page.click('.slot-list .slot:not([disabled]) >> nth=0'));
	await page.fill('#name', '小倉 花子');
	await page.fill('#contact', '093-582-0000');
	await go(page, () => page.click('form .button.wide'));
	assert.match(page.url(), /\/b\/[0-9A-Z]{10}/);
	await page.context().close();
});

test('who_knows_nothing_gets_a_short_page_and_a_code_all_the_same', async () => {
	const page = await city.phone({ javaScript: false });
	await begin(page, 'shougai');
	let asked = 0;
	for (; page.url().includes('/guide/q/') && asked < 80; asked++)
		await go(page, () => page.locator('.guide-button.unknown, button[name=skip]').first().click());
	assert.match(page.url(), /\/guide\/r\//, 'it comes to an end');
	const own = token(page), link = `${city.base}/guide/r/${own}`;
	assert.ok(link.length > 250, 'many answers');
	const size = (await (await page.request.get(link)).body()).length;
	assert.ok(size < 400_000, `${size} bytes`);
	assert.ok(await page.locator('section .guide-short li').count() > 50);
	await page.locator('.guide-rest').evaluate((d) => { d.open = true; });
	await fits(page);
	await page.goto(`${link}/paper`);
	const shot = join(city.folder, 'qr-many.png');
	await page.locator('.paper-qr div.qr').screenshot({ path: shot, scale: 'css' });
	assert.equal(execFileSync('zbarimg', ['-q', '--raw', '--oneshot', shot], { encoding: 'utf8' }).trim(), link);
	await page.context().close();
});

test('the_paper_holds_everything_and_a_code_that_opens_it_again', async () => {
	const page = await city.desk();
	const own = await aResult(page, 5);
	const names = (await page.locator('.guide-found.yes .found-name').allInnerTexts()).map((n) => n.split('：').pop().trim());
	await page.goto(`${city.base}/guide/r/${own}/paper`);
	await picture(page, 'paper');
	const text = await page.locator('main').innerText();
	for (const name of names.slice(0, 10))
		assert.ok(text.includes(name), name);
	await page.emulateMedia({ media: 'print' });
	assert.equal(await page.locator('.no-print:visible').count(), 0);
	assert.equal(await page.locator('.site-foot').isVisible(), false);
	assert.ok(await page.locator('.paper-qr svg').isVisible());
	await page.emulateMedia({ media: 'screen' });
	const shot = join(city.folder, 'qr.png');
	await page.locator('.paper-qr div.qr').screenshot({ path: shot, scale: 'css' });
	const read = execFileSync('zbarimg', ['-q', '--raw', '--oneshot', shot], { encoding: 'utf8' }).trim();
	assert.equal(read, `${city.base}/guide/r/${own}`);
	await page.context().close();
});

for (const lang of LANGUAGES)
	test(`the_pdf_can_be_searched_in_${lang}`, async () => {
		const page = await city.phone({ lang });
		const own = await aResult(page, 5);
		const names = (await page.locator('.guide-found.yes .found-name').allTextContents()).map((n) => n.split('：').pop().trim());
		const response = await page.request.get(`${city.base}/guide/r/${own}/guide.pdf`);
		assert.equal(response.headers()['content-type'], 'application/pdf');
		const file = join(city.folder, `guide-${lang}.pdf`);
		writeFileSync(file, await response.body());
		const squeezed = (s) => s.replace(/\s/g, '');
		const text = squeezed(execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' }));
		for (const name of names.slice(0, 8))
			assert.ok(text.includes(squeezed(name)), `${name} in ${text.slice(0, 400)}`);
		const info = execFileSync('pdfinfo', [file], { encoding: 'utf8' });
		assert.match(info, /Tagged:\s+yes/);
		assert.match(info, /A4/);
		execFileSync('pdftoppm', ['-r', '120', '-png', file, file]);
		const last = execFileSync('sh', ['-c', `ls '${file}'-*.png | tail -n 1`], { encoding: 'utf8' }).trim();
		const read = execFileSync('zbarimg', ['-q', '--raw', '--oneshot', last], { encoding: 'utf8' }).trim();
		assert.equal(read, `${city.base}/guide/r/${own}`);
		await page.context().close();
	});

test('it_is_sent_by_mail_and_the_address_is_forgotten', async () => {
	const page = await city.phone();
	const own = await aResult(page);
	await page.fill('#mail', 'hanako');
	await go(page, () => page.click('#mail ~ button'));
	assert.equal(await page.inputValue('#mail'), 'hanako');
	assert.equal(await page.getAttribute('#mail', 'aria-invalid'), 'true');
	await accessible(page);
	await page.fill('#mail', 'hanako@example.jp');
	await go(page, () => page.click('#mail ~ button'));
	assert.match(await page.locator('.notice.good').innerText(), /送りました/);
	const [mail] = await sink.wait('hanako@example.jp');
	assert.ok(mail.text.includes(`/guide/r/${own}`));
	await city.restart({ now: '2026-11-24T10:40:00+09:00' });
	await eventually(() => !execFileSync('sqlite3', [join(city.folder, 'city.db'), '.dump'], { encoding: 'utf8', maxBuffer: 1 << 28 }).includes('hanako@example.jp'));
	await city.away(); /* the journal is emptied */
	const left = written();
	assert.ok(!left.includes('hanako@example.jp') && !left.includes(own), 'a byte of it is left in a file');
	await city.back({ now: '2026-11-24T10:40:00+09:00' });
	await page.context().close();
});

/* --- at the counter ------------------------------------------------------------------------------------------------------------ */

test('a_clerk_answers_by_keys_and_the_result_grows_beside', async () => {
	const page = await city.desk();
	await city.signIn(page, 'clerk');
	await page.goto(`${city.base}/counter-guide`);
	await go(page, () => page.locator('.gd-tiles a', { hasText: '障害' }).first().click());
	await picture(page, 'counter-0');
	const before = page.url();
	await page.keyboard.press('ArrowDown');
	const judged = () => page.waitForResponse((r) => r.request().method() === 'GET' && r.url().includes('/counter-guide/'));
	await Promise.all([judged(), page.keyboard.press('y')]);
	await page.waitForFunction((was) => location.href !== was, before);
	await page.waitForFunction(() => Number(document.querySelector('.gd-tally .yes strong').textContent) > 0);
	const yes = await page.locator('.gd-tally .yes strong').innerText();
	assert.equal(await page.evaluate(() => document.activeElement.closest('.gd-row') !== null), true, 'the next question has the focus');
	/* a date is typed and Enter pressed */
	await page.locator('.gd-row input[type=text]').first().fill('昭和25年4月1日');
	await Promise.all([judged(), page.keyboard.press('Enter')]);
	await page.waitForFunction(() => document.querySelectorAll('.gd-row.answered').length >= 2);
	await picture(page, 'counter-1');
	await page.reload();
	assert.ok(await page.locator('.gd-row.answered').count() >= 2);
	assert.ok(Number(await page.locator('.gd-tally .yes strong').innerText()) >= Number(yes) - 5);
	await page.fill('#gd-filter', '難病');
	const shown = await page.locator('.gd-row:visible legend').allInnerTexts();
	assert.ok(shown.length > 0 && shown.every((t) => t.includes('難病')), shown.join());
	await page.fill('#gd-filter', '');
	await page.locator('body').click({ position: { x: 5, y: 5 } });
	await go(page, () => page.keyboard.press('p'));
	assert.match(page.url(), /\/paper$/);
	await page.context().close();
});

test('a_clerk_needs_no_javascript', async () => {
	const page = await city.desk({ javaScript: false });
	await city.signIn(page, 'clerk');
	await page.goto(`${city.base}/counter-guide`);
	await go(page, () => page.locator('.gd-tiles a', { hasText: '障害' }).first().click());
	await page.locator('.gd-row').first().locator('input').first().check();
	await go(page, () => page.click('#gd-form .actions button'));
	assert.equal(await page.locator('.gd-row.answered').count(), 1, 'what was not asked stays unasked');
	await page.locator('.gd-row input[type=text]').first().fill('昭和99年1月1日');
	const [response] = await go(page, () => page.click('#gd-form .actions button'));
	assert.equal(response.status(), 422);
	assert.equal(await page.locator('.gd-row.wrong input[type=text]').inputValue(), '昭和99年1月1日');
	assert.equal(await page.locator('.gd-row').first().locator('input').first().isChecked(), true);
	await page.context().close();
});

test('a_clerk_opens_what_a_resident_brings', async () => {
	const phone = await city.phone();
	const own = await aResult(phone, 5), told = await answers(phone);
	const page = await city.desk();
	await city.signIn(page, 'clerk');
	await page.goto(`${city.base}/counter-guide`);
	await page.fill('#gd-link', `${city.base}/guide/r/${own}`);
	await go(page, () => page.keyboard.press('Enter'));
	assert.equal(new URL(page.url()).pathname, `/counter-guide/${own}`);
	assert.equal(await page.locator('.gd-row.answered').count(), Object.keys(told).length);
	await page.goto(`${city.base}/counter-guide`);
	await page.fill('#gd-link', 'https://elsewhere.example/x');
	const [response] = await go(page, () => page.keyboard.press('Enter'));
	assert.equal(response.status(), 422);
	assert.equal(await page.inputValue('#gd-link'), 'https://elsewhere.example/x');
	await accessible(page);
	/* nobody else has the clerk's page */
	assert.equal((await phone.goto(`${city.base}/counter-guide/${own}`)).url().includes('/sign-in'), true);
	await phone.context().close();
	await page.context().close();
});

/* --- for programs --------------------------------------------------------------------------------------------------------------- */

test('programs_are_told_the_same', async () => {
	const { events } = await city.api('GET', '/api/v1/guide/events');
	assert.equal(events.length, 8);
	const { facts } = await city.api('GET', '/api/v1/guide/facts');
	const asked = facts.find((f) => f.type === 'yesno' && !f.computed);
	const first = await city.api('POST', '/api/v1/guide/judge', { events: ['shougai'] });
	assert.ok(first.next.facts.length && first.next.waiting.length);
	const second = await city.api('POST', '/api/v1/guide/judge', { events: ['shougai'], answers: { [first.next.facts[0].id]: null, [asked.id]: true } });
	assert.ok(second.progress.asked >= 1);
	assert.ok(!second.next || second.next.facts[0].id !== first.next.facts[0].id);
	const one = await city.api('GET', `/api/v1/guide/schemes/${first.open_may[0].id}`);
	assert.ok(one.ways.length && one.source && one.confirmed === false);
	for (const wrong of [{ events: ['nothing'] }, { answers: { nothing: 1 } }, { answers: { seinengappi: '昭和64年1月8日' } }, { as_of: 'soon' }, { answers: [] }])
		await assert.rejects(city.api('POST', '/api/v1/guide/judge', wrong), { status: 422 }, JSON.stringify(wrong));
	await assert.rejects(city.api('GET', '/api/v1/guide/schemes?event=nothing'), { status: 422 });
	await assert.rejects(city.api('GET', '/api/v1/guide/schemes/nothing'), { status: 404 });
});

/* --- for everybody ---------------------------------------------------------------------------------------------------------------- */

test('the_start_is_for_everybody', () => everywhere('/guide'));
test('the_search_is_for_everybody', () => everywhere(`/guide/search?q=${encodeURIComponent('手帳')}`));
test('the_lists_are_for_everybody', async () => {
	await everywhere('/guide/schemes?by=field', { long: true });
	const { schemes } = await city.api('GET', '/api/v1/guide/schemes');
	await everywhere(`/guide/scheme/${schemes[0].id}`);
});
test('questions_results_and_papers_are_for_everybody', async () => {
	const page = await city.phone();
	await page.goto(city.base + await aDozen());
	await everywhere(new URL(page.url()).pathname);
	for (let i = 0; i < 12 && await page.locator('.guide-button').count(); i++)
		await answer(page); /* as far as a page with several controls */
	if (page.url().includes('/guide/q/'))
		await everywhere(new URL(page.url()).pathname);
	for (let i = 0; i < 3 && page.url().includes('/guide/q/'); i++)
		await answer(page);
	const own = token(page);
	await page.context().close();
	await everywhere(`/guide/r/${own}`);
	await everywhere(`/guide/r/${own}/paper`);
	await everywhere(`/guide/r/${own}/book`);
});
test('the_clerks_pages_are_for_everybody', async () => {
	const page = await city.phone();
	await page.goto(city.base + await aDozen());
	await answer(page);
	const own = token(page);
	await page.context().close();
	await everywhere('/counter-guide', { login: 'clerk' });
	await everywhere(`/counter-guide/${own}`, { login: 'clerk' });
});
