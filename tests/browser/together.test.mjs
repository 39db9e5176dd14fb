/* One morning in one hall, all at once: two clerks, a ticket machine, the screen in the lobby, and two phones. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { OFFICE, serve } from './support.mjs';

let city, token;
before(async () => {
	city = await serve({ now: '2026-11-24T09:40:00+09:00' });
	token = city.token('admin');
});
after(() => city?.stop());

/* Waits until the page says it; what is live must come without anybody's doing. */
async function says(page, selector, pattern, within = 3000) {
	const end = Date.now() + within;
	for (;;) {
		/* a page that is just being left has no text */
		const text = await page.locator(selector).allInnerTexts().then((all) => all.join('\n'), () => '');
		if (pattern.test(text))
			return text;
		assert.ok(Date.now() < end, `${page.url()} says ${JSON.stringify(text)}, not ${pattern}`);
		await page.waitForTimeout(50);
	}
}

const desk = (n, action, body = {}) => city.api('POST', `/api/v1/desks/${OFFICE}-${n}/${action}`, body, token);

test('a_call_is_seen_by_everyone_whom_it_concerns_and_made_once', async () => {
	const status = await city.api('GET', `/api/v1/offices/${OFFICE}/status`);
	/* two desks that serve the same thing */
	const labels = Object.fromEntries(status.desks.map((d) => [d.id, d.label]));

	/* a resident booked at home comes and checks in on the phone */
	const booking = await city.api('POST', '/api/v1/bookings', { office: OFFICE, service: 'juumin',
		start: '2026-11-24T10:00:00+09:00', name: '北九 州子', contact: '093-582-0000' }, token);
	const phone = await city.phone();
	await phone.goto(`${city.base}/b/${booking.code}`);
	await phone.locator('form[action$="/check-in"] button').click();
	await phone.waitForURL(/\/t\//);
	const booked = /[A-Z]\d{3}/.exec(await phone.locator('main').innerText())[0];

	/* a walk-in has a ticket from the machine, and looks at it on another phone */
	const kiosk = await city.desk({ viewport: { width: 1080, height: 1920 } });
	await kiosk.goto(`${city.base}/kiosk/${OFFICE}`);
	assert.match(await kiosk.locator('main').innerText(), /番号札/);
	const walkIn = await city.api('POST', '/api/v1/tickets', { office: OFFICE, services: ['juumin'] });
	const second = await city.phone();
	await second.goto(`${city.base}/t/${walkIn.code}`);
	await says(second, 'main', new RegExp(walkIn.number));

	const lobby = await city.desk({ viewport: { width: 1920, height: 1080 } });
	await lobby.goto(`${city.base}/display/${OFFICE}`);

	/* both clerks look at the same queue and call in the same moment */
	const clerks = [await city.desk(), await city.desk()];
	await city.signIn(clerks[0], 'clerk');
	await city.signIn(clerks[1], 'clerk2');
	const serving = [];
	for (const id of Object.keys(labels)) {
		await desk(id.slice(OFFICE.length + 1), 'open').catch(() => {});
		const called = await desk(id.slice(OFFICE.length + 1), 'call-next').catch(() => null);
		if (called) {
			await desk(id.slice(OFFICE.length + 1), 'undo');
			serving.push(id.slice(OFFICE.length + 1));
		}
		await desk(id.slice(OFFICE.length + 1), 'close');
		if (serving.length === 2)
			break;
	}
	assert.equal(serving.length, 2, 'two desks serve this');
	for (const [i, page] of clerks.entries()) {
		await page.goto(`${city.base}/desk/${OFFICE}/${serving[i]}`);
		await page.locator('form:has([data-key=o]) [data-key=o], [data-key=o], form[action$="/open"] button').first().click();
		await says(page, 'main', /次の方を呼ぶ/);
	}
	await Promise.all(clerks.map((page) => page.keyboard.press('n')));
	const seen = [];
	for (const page of clerks) {
		await says(page, 'main', /対応を始める/);
		seen.push(/[A-Z]\d{3}/.exec(await page.locator('main').innerText())[0]);
	}
	assert.deepEqual([...seen].sort(), [booked, walkIn.number].sort(), 'each clerk has another person');

	/* everyone sees it, without touching anything */
	await says(lobby, 'main', new RegExp(booked));
	await says(lobby, 'main', new RegExp(walkIn.number));
	const deskOf = (number) => labels[`${OFFICE}-${serving[seen.indexOf(number)]}`];
	await says(phone, 'main', new RegExp(deskOf(booked)));
	await says(second, 'main', new RegExp(deskOf(walkIn.number)));

	/* one is served and goes; the other did not come */
	await clerks[0].keyboard.press('s');
	await clerks[0].locator('main').getByText('対応を始める').waitFor({ state: 'hidden' });
	await clerks[0].keyboard.press('d');
	await says(clerks[0], 'main', /受付できます/);
	await clerks[1].keyboard.press('m');
	await says(clerks[1], 'main', /受付できます/);
	const done = seen[0] === booked ? phone : second;
	await says(done, 'main', /終わり|終了|お疲れ/);
});
