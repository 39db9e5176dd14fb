/*
 * A resident moves in: one number for several counters, at the machine and on the phone, also without JavaScript; and what the
 * clerks see of it. 2026-11-24 is a Tuesday.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LANGUAGES, OFFICE, accessible, fits, serve } from './support.mjs';

let city;
before(async () => { city = await serve({ limits: 'off' }); });
after(() => city?.stop());

const lines = (page) => page.locator('.visit-steps li').evaluateAll((all) => all.map((li) => [li.className.split(' ')[0],
	li.querySelector('.what').firstChild.textContent]));
const open = async (...desks) => { for (const d of desks) await city.atDesk(d, 'open'); };
const close = async (...desks) => { for (const d of desks) await city.atDesk(d, 'close'); };
const codeOf = (page) => new URL(page.url()).pathname.split('/').pop();

for (const javaScript of [true, false])
	test(`at the machine, ${javaScript ? 'with' : 'without'} JavaScript: what happened, the questions, the steps, one number`, async () => {
		const page = await city.desk({ viewport: { width: 1080, height: 1920 }, javaScript });
		await page.goto(`${city.base}/kiosk/${OFFICE}`);
		await page.locator('#journeys').click();
		await page.locator('#journey-tennyuu').click();
		await page.locator('#yes-kokuho').check();
		await page.locator('#yes-kodomo').check();
		await page.locator('.take').click();
		await page.waitForSelector('.visit-steps');
		assert.deepEqual(await lines(page), [['waits', '引越しの届出（転入・転出・転居）'], ['later', '国民健康保険'], ['later', '児童手当・子ども医療']]);
		assert.match(await page.locator('.visit-end').innerText(), /\d+:\d\d〜\d+:\d\dごろに終わります/);
		assert.match(await page.locator('.visit-steps li').nth(1).innerText(), /「引越しの届出」のあと/);
		/* another answer: nothing of what was said is lost */
		await page.locator('.kiosk-foot a').click();
		assert.equal(await page.locator('#yes-kokuho').isChecked(), true);
		await page.locator('#yes-kodomo').uncheck();
		await page.locator('.take').click();
		await page.waitForSelector('.visit-steps');
		assert.equal(await page.locator('.visit-steps li').count(), 2);
		await page.locator('.take').click();
		await page.waitForSelector('.given');
		assert.match(await page.locator('.slip .number').innerText(), /^A\d{3}$/);
		assert.match(await page.locator('.visit-end').innerText(), /ごろに終わります/);
		await page.context().close();
	});

test('on the phone without JavaScript: next, side by side, done, and when all is over', async () => {
	const page = await city.phone({ javaScript: false });
	await page.goto(`${city.base}/status/${OFFICE}`);
	await page.locator(`a[href="/journey/${OFFICE}"]`).click();
	await page.locator('#journey-tennyuu').click();
	await page.locator('#yes-kokuho').check();
	await page.locator('#yes-kodomo').check();
	await page.locator('main form button').click();
	await fits(page);
	await page.locator('form[method=post] button').click();
	const code = codeOf(page), number = await page.locator('.number').innerText();
	const at = async (...want) => {
		await page.reload();
		assert.deepEqual((await lines(page)).map(([css]) => css), want);
		assert.equal(await page.locator('.number').innerText(), number);
	};
	await at('waits', 'later', 'later');
	const first = await page.locator('#visit-end').innerText();
	await open('4', '8', '12');
	await city.atDesk('4', 'call', { ticket: code });
	await at('now', 'later', 'later');
	await city.atDesk('4', 'done');
	await at('done', 'waits', 'waits');
	assert.equal(await page.locator('.visit-steps .here').count(), 2);
	await city.atDesk('8', 'call', { ticket: code });
	await at('done', 'now', 'waits');
	assert.match(await page.locator('.visit-steps li').nth(2).innerText(), /順番はそのままです/);
	/* the other counter passes this person over */
	await assert.rejects(city.atDesk('12', 'call', { ticket: code }), { status: 409 });
	await city.atDesk('8', 'done');
	await city.atDesk('12', 'call', { ticket: code });
	await city.atDesk('12', 'done');
	await at('done', 'done', 'done');
	assert.match(await page.locator('.ticket-headline').innerText(), /お疲れさまでした/);
	assert.match(first, /ごろに終わります/);
	await close('4', '8', '12');
	await page.context().close();
});

test('the clerk sees the rest of the way of whoever is at the desk, and who is at another', async () => {
	const take = () => city.api('POST', '/api/v1/tickets', { office: OFFICE, journey: 'kekkon', yes: ['juumin'] });
	const mine = await take(), other = await take();
	const page = await city.desk();
	await city.signIn(page);
	await open('5', '3');
	await city.atDesk('5', 'call', { ticket: mine.code });
	await page.goto(`${city.base}/desk/${OFFICE}/5`);
	assert.match(await page.locator('.person-journey').innerText(), /結婚した.*ごろに終わります/);
	assert.deepEqual((await lines(page)).map(([css]) => css), ['now', 'waits']);
	await accessible(page);
	await page.goto(`${city.base}/desk/${OFFICE}/3`);
	const queue = page.locator('#queue');
	assert.match(await queue.innerText(), new RegExp(`${mine.number}[\\s\\S]*ほかの窓口にいます`));
	assert.ok(!(await queue.locator('.row.first').innerText()).includes(mine.number));
	assert.ok((await queue.locator('ol.queue').innerText()).includes(other.number));
	await accessible(page);
	await city.atDesk('5', 'done');
	await close('5', '3');
	await page.context().close();
});

test('staff give a ticket for a journey and see it', async () => {
	const page = await city.desk();
	await city.signIn(page);
	await page.goto(`${city.base}/journey/${OFFICE}/shussei?go=1`);
	await page.locator('form[method=post] button').click();
	assert.match(page.url(), /\/desk\/kokurakita\/ticket\//);
	assert.equal(await page.locator('.visit-steps li').count(), 2);
	await page.context().close();
});

test('axe finds nothing, and nothing is wider than the phone, in any language', async () => {
	for (const lang of LANGUAGES) {
		const page = await city.phone({ lang });
		for (const path of [`/journey/${OFFICE}`, `/journey/${OFFICE}/okuyami`, `/journey/${OFFICE}/okuyami?go=1&yes=koseki&yes=kaigo&yes=nenkin&yes=shoumei`, `/journey/${OFFICE}/okuyami?go=1`]) {
			await page.goto(city.base + path);
			await accessible(page);
			await fits(page);
		}
		await page.goto(`${city.base}/journey/${OFFICE}/tennyuu?go=1&yes=kokuho`);
		await page.locator('form[method=post] button').click();
		await page.waitForSelector('.ticket');
		await accessible(page);
		await fits(page);
		await page.context().close();
	}
});

test('an administrator changes the order, a ring is told at its field, and residents see the new steps', async () => {
	const page = await city.desk();
	await city.signIn(page, 'admin');
	await page.goto(`${city.base}/manage`);
	await page.locator('a[href="/manage/journeys"]').click();
	await accessible(page);
	await page.locator('a[href="/manage/journeys/shussei"]').click();
	await accessible(page);
	const after = (row, service) => page.locator(`[id="journeys.shussei.steps.${row}.after-${service}"]`);
	assert.equal(await after(1, 'koseki').isChecked(), true);
	await after(0, 'kodomo').check();
	await page.locator('.sticky button[value=preview]').click();
	assert.match(await page.locator('#error').innerText(), /順番が輪になっています/);
	assert.equal(await after(0, 'kodomo').isChecked(), true, 'nothing typed is lost');
	await after(0, 'kodomo').uncheck();
	await after(3, 'kodomo').check();
	await page.locator('.sticky button[value=preview]').click();
	assert.match(await page.locator('table.changes').innerText(), /赤ちゃんが生まれた[\s\S]*保育所[\s\S]*先に終えるものはない[\s\S]*児童手当[\s\S]*のあと/);
	await page.locator('form[action="/manage/publish"] .actions button').first().click();
	assert.match(await page.locator('.notice.good').innerText(), /公開しました（第2版）/);
	const resident = await city.phone({ javaScript: false });
	await resident.goto(`${city.base}/journey/${OFFICE}/shussei?go=1&yes=hoikusho`);
	assert.deepEqual((await lines(resident)).map(([css]) => css), ['waits', 'later', 'later']);
	assert.match(await resident.locator('.visit-steps li').nth(2).innerText(), /「児童手当・子ども医療」のあと/);
	/* a new one */
	await page.goto(`${city.base}/manage/new-journey`);
	await page.fill('[id="new.id"]', 'tenkyo');
	await page.fill('[id="new.name.ja"]', '市内で引っ越した');
	await page.selectOption('[id="new.steps.0.service"]', 'juumin');
	await page.locator('button[value^="add:new.steps"]').click();
	await page.selectOption('[id="new.steps.1.service"]', 'mynumber');
	await page.locator('[id="new.steps.1.after-juumin"]').check();
	await page.fill('[id="new.steps.1.ask.ja"]', 'カードをお持ちですか');
	await page.locator('.sticky button[value=preview]').click();
	await page.locator('form[action="/manage/publish"] .actions button').first().click();
	assert.match(await page.locator('.notice.good').innerText(), /公開しました（第3版）/);
	await resident.goto(`${city.base}/journey/${OFFICE}/tenkyo`);
	assert.match(await resident.locator('.journey-questions').innerText(), /カードをお持ちですか/);
	await page.context().close();
	await resident.context().close();
});
