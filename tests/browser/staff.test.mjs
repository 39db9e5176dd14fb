/* The desks, bookings on the telephone, the floor and the statistics, as clerks and floor managers use them. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LANGUAGES, OFFICE, accessible, fits, fontOf, serve } from './support.mjs';

let city;
before(async () => { city = await serve({ limits: 'off' }); });
after(() => city?.stop());

const at = (desk) => `${city.base}/desk/${OFFICE}/${desk}`;
const take = (...services) => city.api('POST', '/api/v1/tickets', { office: OFFICE, services });
const number = (page) => page.locator('#person .number').innerText();
const action = (page, name) => page.locator(`#actions button[name=action][value=${name}]`).first();

/* A clerk at an open desk. */
async function clerkAt(desk, login = 'clerk', options = {}) {
	const page = await city.desk(options);
	await city.signIn(page, login);
	await page.goto(at(desk));
	if (await action(page, 'open').count())
		await press(page, 'open');
	return page;
}

/* Presses a button and waits for the page that comes. */
async function press(page, name) {
	await Promise.all([page.waitForNavigation(), action(page, name).click()]);
}

async function key(page, k) {
	await Promise.all([page.waitForNavigation(), page.keyboard.press(k)]);
}

async function eventually(what, within = 3000) {
	const end = Date.now() + within;
	for (;;) {
		const got = await what().catch(() => null);
		if (got)
			return got;
		assert.ok(Date.now() < end, `not within ${within} ms: ${what}`);
		await new Promise((done) => setTimeout(done, 20));
	}
}

/* Everybody who waits is served or gone, and the desk is closed: the next test begins with an empty house. */
async function empty(page) {
	for (let i = 0; i < 100; i++) {
		if (await page.locator('#person .number').count())
			await press(page, 'done');
		else if (await action(page, 'call-next').isEnabled())
			await press(page, 'call-next');
		else
			break;
	}
	await press(page, 'close');
	await page.context().close();
}

test('two_clerks_who_call_at_once_never_call_the_same_person', async () => {
	for (let i = 0; i < 10; i++)
		await take('juumin');
	const one = await clerkAt('3'), two = await clerkAt('4', 'clerk2');
	const called = [];
	for (let i = 0; i < 5; i++) {
		await Promise.all([key(one, 'n'), key(two, 'n')]);
		called.push(await number(one), await number(two));
		await Promise.all([press(one, 'done'), press(two, 'done')]);
	}
	assert.equal(new Set(called).size, 10, called.join(' '));
	await empty(one);
	await empty(two);
});

test('the_keys_do_what_their_hints_say', async () => {
	const first = await take('juumin'), second = await take('juumin');
	const page = await clerkAt('3');
	await key(page, 'n');
	assert.equal(await number(page), first.number);
	await key(page, 'r');
	assert.match(await page.locator('#person').innerText(), /呼び出し2回/);
	await key(page, 'u');
	assert.equal(await page.locator('#person .number').count(), 0);
	assert.match(await page.locator('#queue li').first().innerText(), new RegExp(first.number));
	await key(page, 'n');
	await key(page, 'm');
	assert.match(await page.locator('#aside').innerText(), new RegExp(first.number));
	await key(page, 'n');
	assert.equal(await number(page), second.number);
	await key(page, 's');
	await key(page, 'p');
	assert.match(await page.locator('#aside').innerText(), new RegExp(second.number));
	await Promise.all([page.waitForNavigation(), page.locator('#aside button[name=resume]').click()]);
	assert.equal(await number(page), second.number);
	await key(page, 'd');
	await Promise.all([page.waitForNavigation(), page.locator('#aside button[name=back]').click()]);
	assert.match(await page.locator('#queue li').first().innerText(), new RegExp(`${first.number}[^]*戻り`));
	/* while somebody types, a key is a letter */
	await key(page, 'n');
	await page.locator('#note').pressSequentially('dsmn');
	assert.equal(await number(page), first.number);
	await Promise.all([page.waitForNavigation(), page.locator('#notes button').click()]);
	assert.equal(await page.locator('#note').inputValue(), 'dsmn');
	await key(page, 'd');
	/* menus: by key, arrow and Escape */
	await page.keyboard.press('w');
	await page.keyboard.press('ArrowDown');
	await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
	assert.match(await number(page), /^[A-Z]\d{3}$/);
	await page.keyboard.press('t');
	assert.ok(await page.locator('#menu-transfer .menu-box').isVisible());
	await page.keyboard.press('Escape');
	assert.ok(!await page.locator('#menu-transfer .menu-box').isVisible());
	await key(page, 'd');
	await page.keyboard.press('b');
	await Promise.all([page.waitForNavigation(), page.locator('button[name=break][value="15"]').click()]);
	assert.match(await page.locator('#person').innerText(), /10:1\d まで休憩中/);
	await key(page, 'o');
	await empty(page);
});

test('buttons_stay_where_they_are_whatever_happens', async () => {
	await take('juumin', 'kokuho');
	const page = await clerkAt('3');
	const places = () => page.evaluate(() => ['.desk-primary', '[value=recall]', '[value=park]', '.desk-buttons.four', '#queue']
		.map((s) => { const b = document.querySelector(s).getBoundingClientRect(); return [Math.round(b.x), Math.round(b.y)]; }).join(' '));
	const open = await places();
	await key(page, 'n');
	assert.equal(await places(), open);
	await key(page, 's');
	assert.equal(await places(), open);
	/* an error as well has its place */
	await page.evaluate(() => { document.querySelector('#actions [name=rev]').value = '0'; });
	await key(page, 'd');
	assert.match(await page.locator('#error').innerText(), /対応を始める/);
	assert.equal(await places(), open);
	await key(page, 'd');
	await empty(page);
});

test('an_old_page_does_nothing_and_says_what_happened', async () => {
	const one = await take('juumin'), two = await take('juumin');
	const page = await clerkAt('3'), old = await clerkAt('3', 'clerk', { javaScript: false });
	await press(page, 'call-next');
	/* the same clerk's other window still shows the state before */
	await press(old, 'call-next');
	assert.match(await old.locator('#error').innerText(), /すでに「呼ぶ」/);
	assert.equal(await number(old), one.number);
	assert.equal(await number(page), one.number);
	/* somebody whom another desk has called meanwhile */
	const other = await clerkAt('4', 'clerk2', { javaScript: false });
	await press(page, 'done');
	await press(page, 'call-next');
	assert.equal(await number(page), two.number);
	await Promise.all([other.waitForNavigation(), other.locator(`#queue button[name=call][value="${two.code}"]`).click()]);
	assert.match(await other.locator('#error').innerText(), new RegExp(`${two.number} の方は、先に3番窓口`));
	assert.equal(await other.locator('#person .number').count(), 0);
	await press(page, 'done');
	await old.context().close();
	await empty(page);
	await empty(other);
});

test('a_desk_of_somebody_else_is_refused_with_the_name_and_closed_by_the_floor', async () => {
	const mine = await clerkAt('3'), old = await clerkAt('3', 'clerk', { javaScript: false });
	const other = await city.desk();
	await city.signIn(other, 'clerk2');
	await other.goto(at('3'));
	assert.match(await other.locator('#actions').innerText(), /北方 一郎さんが使っています/);
	assert.equal(await other.locator('#actions button').count(), 0);
	/* nor by a request that no page of ours makes */
	await other.goto(at('4'));
	const csrf = await other.locator('input[name=csrf]').first().inputValue();
	const forced = await other.request.post(at('3'), { form: { csrf, rev: '1', action: 'close' }, maxRedirects: 0 });
	assert.equal(forced.status(), 409);
	assert.match(await forced.text(), /北方 一郎さんが使っています/);
	const manager = await city.desk();
	await city.signIn(manager, 'floor');
	await manager.goto(`${city.base}/floor/${OFFICE}`);
	manager.on('dialog', (d) => d.accept());
	await Promise.all([manager.waitForNavigation(), manager.locator('#desks button[value=close]').click()]);
	await eventually(async () => /窓口は閉じています/.test(await mine.locator('#person').innerText()));
	/* who did not see it learns who it was */
	await press(old, 'back-office');
	assert.match(await old.locator('#error').innerText(), /三萩野 三奈さんが「閉じる」/);
	await Promise.all([mine, old, other, manager].map((p) => p.context().close()));
});

test('a_transfer_keeps_the_place_in_the_line', async () => {
	const first = await take('juumin');
	const later = await take('koseki');
	const page = await clerkAt('3');
	await key(page, 'n');
	await key(page, 's');
	await page.keyboard.press('t');
	assert.match(await page.locator('#menu-transfer').innerText(), /戸籍[^]*待ち1人/);
	await Promise.all([page.waitForNavigation(), page.locator('button[name=transfer][value=koseki]').click()]);
	assert.equal(await page.locator('#person .number').count(), 0);
	const koseki = await clerkAt('5', 'clerk2');
	assert.match(await koseki.locator('#queue li').nth(0).innerText(), new RegExp(first.number));
	assert.match(await koseki.locator('#queue li').nth(1).innerText(), new RegExp(later.number));
	await empty(koseki);
	await empty(page);
});

test('the_floor_shows_a_call_within_a_second', async () => {
	const ticket = await take('juumin');
	const manager = await city.desk();
	await city.signIn(manager, 'floor');
	await manager.goto(`${city.base}/floor/${OFFICE}`);
	const page = await clerkAt('3');
	await eventually(async () => /北方/.test(await manager.locator('#desks').innerText()));
	const begun = Date.now();
	await action(page, 'call-next').click();
	await eventually(async () => (await manager.locator('#desks').innerText()).includes(ticket.number));
	const took = Date.now() - begun;
	assert.ok(took < 1000, `took ${took} ms`);
	await page.waitForLoadState();
	await empty(page);
	/* tickets of one service, then of the office, are stopped and started */
	const form = manager.locator('#services form', { has: manager.locator('input[value=zei]') });
	await Promise.all([manager.waitForNavigation(), form.locator('button[value=stop]').click()]);
	await assert.rejects(take('zei'), /service_closed/);
	await Promise.all([manager.waitForNavigation(), form.locator('button[value=start]').click()]);
	manager.on('dialog', (d) => d.accept());
	await Promise.all([manager.waitForNavigation(), manager.locator('#services header button').click()]);
	await assert.rejects(take('juumin'), /tickets_stopped/);
	/* staff still give one, with priority */
	await manager.selectOption('#service', 'juumin');
	await manager.check('#priority');
	await manager.fill('#name', '小倉 花子');
	await Promise.all([manager.waitForNavigation(), manager.locator('button[value=take]').click()]);
	const given = /[A-Z]\d{3}/.exec(await manager.locator('#error').innerText())[0];
	await Promise.all([manager.waitForNavigation(), manager.locator('#services header button').click()]);
	const ordinary = await take('juumin');
	await manager.goto(`${city.base}/floor/${OFFICE}`);
	await manager.locator('#people-juumin summary').click();
	assert.match(await manager.locator('#people-juumin').innerText(), new RegExp(`${given}[^]*小倉 花子[^]*優先`));
	const desk = await clerkAt('3');
	assert.match(await desk.locator('#queue li').first().innerText(), new RegExp(given));
	assert.match(await desk.locator('#queue li').nth(1).innerText(), new RegExp(ordinary.number));
	await empty(desk);
	await manager.context().close();
});

test('a_booking_is_taken_found_moved_and_received_with_the_telephone_in_one_hand', async () => {
	const page = await city.desk();
	await city.signIn(page);
	await page.goto(`${city.base}/bookings/${OFFICE}`);
	await page.keyboard.press('n');
	await page.waitForURL(/\/new$/);
	await page.getByLabel('引越しの届出').check();
	await page.click('main form .button');
	await page.locator('.slot', { hasText: '10:30' }).click();
	await page.click('button[name=make]');
	assert.equal(await page.locator('#name').getAttribute('aria-invalid'), 'true');
	await page.fill('#name', '若松　太郎');
	await page.fill('#contact', '電話はありません');
	await page.click('button[name=make]');
	assert.equal(await page.locator('#contact').getAttribute('aria-invalid'), 'true');
	assert.equal(await page.locator('#name').inputValue(), '若松　太郎');
	await page.fill('#contact', '');
	await page.click('button[name=make]');
	await page.waitForURL(/made=/);
	const code = /[A-Z2-9]{5}-[A-Z2-9]{5}/.exec(await page.locator('#error').innerText())[0];
	for (const find of ['若松太郎', code.toLowerCase()]) {
		await page.fill('#find', find);
		await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
		assert.equal(await page.locator('#bookings tbody tr').count(), 1, find);
	}
	await page.fill('#find', '門司');
	await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
	assert.equal(await page.locator('#bookings tbody tr').count(), 0);
	await page.goto(`${city.base}/bookings/${OFFICE}`);
	await page.locator('#bookings a', { hasText: '変更' }).click();
	await page.locator('.slot', { hasText: '11:00' }).click();
	await page.waitForURL(/moved=/);
	assert.match(await page.locator('#bookings tbody tr').innerText(), /11:00[^]*若松/);
	await page.locator('button[value=check-in]').click();
	await page.waitForURL(/in=/);
	const given = /[A-Z]\d{3}/.exec(await page.locator('#error').innerText())[0];
	await page.fill('#find', given);
	await Promise.all([page.waitForURL(/\/ticket\//), page.keyboard.press('Enter')]);
	assert.match(await page.locator('#history').innerText(), /予約の受付[^]*北方 一郎/);
	page.on('dialog', (d) => d.accept());
	await Promise.all([page.waitForNavigation(), page.locator('button[value=leave]').click()]);
	assert.match(await page.locator('#history').innerText(), /お帰りになった/);
	await page.context().close();
});

test('the_statistics_open_in_a_japanese_spreadsheet', async () => {
	const page = await city.desk();
	await city.signIn(page, 'floor');
	await page.goto(`${city.base}/stats/${OFFICE}`);
	const visits = Number(await page.locator('.stats-tiles strong').first().innerText());
	assert.ok(visits >= 10, `${visits} people`);
	assert.ok(await page.locator('svg.chart rect').count() >= 2);
	for (const [link, head] of [['集計をCSVで保存', '日付,手続き,件数,完了'], ['明細をCSVで保存', '日付,来庁の通し番号,手続きの順,手続き,窓口,結果']]) {
		const address = await page.locator('a', { hasText: link }).getAttribute('href');
		const answer = await page.request.get(city.base + address);
		assert.equal(answer.headers()['content-type'], 'text/csv; charset=utf-8');
		assert.match(answer.headers()['content-disposition'], /^attachment; filename="kokurakita-\w+-2026-11-24-2026-11-24\.csv"$/);
		const body = await answer.body();
		assert.deepEqual([...body.subarray(0, 3)], [0xef, 0xbb, 0xbf], 'begins with a BOM');
		const text = body.subarray(3).toString('utf8'), lines = text.split('\r\n');
		assert.ok(text.endsWith('\r\n') && !text.replaceAll('\r\n', '').includes('\n'), 'every line ends in CRLF');
		assert.ok(lines[0].startsWith(head), lines[0]);
		const columns = lines[0].split(',').length;
		assert.ok(lines.length > 2 && lines.slice(0, -1).every((l) => l.split(',').length === columns));
		assert.ok(!/若松|小倉 花子/.test(text), 'nobody is named');
		if (link.startsWith('明細'))
			assert.equal(new Set(lines.slice(1, -1).map((l) => l.split(',')[1])).size, visits);
	}
	/* a range of more than a year is refused, and what was typed is kept */
	const answer = await page.goto(`${city.base}/stats/${OFFICE}?from=2020-01-01&to=2026-11-24`);
	assert.equal(answer.status(), 422);
	assert.match(await page.locator('#error').innerText(), /366日/);
	assert.equal(await page.locator('#from').inputValue(), '2020-01-01');
	await page.context().close();
});

test('a_clerk_sees_neither_the_floor_nor_the_statistics', async () => {
	const page = await city.desk();
	await city.signIn(page);
	for (const path of [`/floor/${OFFICE}`, `/stats/${OFFICE}`, `/stats/${OFFICE}/steps.csv`, '/desk/moji', '/desk/moji/1', '/bookings/moji'])
		assert.equal((await page.request.get(city.base + path)).status(), 403, path);
	await page.context().close();
});

test('the_whole_day_at_a_desk_works_without_javascript', async () => {
	const first = await take('juumin'), second = await take('juumin');
	const page = await clerkAt('3', 'clerk', { javaScript: false });
	await press(page, 'call-next');
	assert.equal(await number(page), first.number);
	await press(page, 'recall');
	await press(page, 'serve');
	await page.locator('#menu-transfer summary').click();
	await Promise.all([page.waitForNavigation(), page.locator('button[name=transfer][value=juumin]').click()]);
	await press(page, 'call-next');
	assert.equal(await number(page), first.number);
	await press(page, 'missed');
	await press(page, 'call-next');
	assert.equal(await number(page), second.number);
	await press(page, 'park');
	await Promise.all([page.waitForNavigation(), page.locator('#aside button[name=resume]').click()]);
	await press(page, 'done');
	await Promise.all([page.waitForNavigation(), page.locator('#aside button[name=back]').click()]);
	await page.locator('#menu-break summary').click();
	await Promise.all([page.waitForNavigation(), page.locator('button[name=break][value="0"]').click()]);
	await press(page, 'open');
	assert.equal(await page.locator('meta[http-equiv=refresh]').getAttribute('content'), '30');
	await empty(page);
});

test('every_staff_page_is_accessible_in_every_language_and_size', async () => {
	const booking = await city.api('POST', '/api/v1/bookings', { office: OFFICE, service: 'juumin',
		start: '2026-11-24T10:30:00+09:00', name: '山田 花子', contact: '093-582-0000' }, city.token());
	const ticket = await take('juumin', 'kokuho');
	await take('nenkin');
	const page = await clerkAt('3');
	await key(page, 'n');
	const paths = [`/desk/${OFFICE}`, `/desk/${OFFICE}/3`, `/desk/${OFFICE}/4`, `/desk/${OFFICE}/ticket/${ticket.code}`,
		`/bookings/${OFFICE}`, `/bookings/${OFFICE}/new`, `/bookings/${OFFICE}/new?service=juumin`, `/bookings/${OFFICE}/move/${booking.code}`,
		`/floor/${OFFICE}`, `/stats/${OFFICE}`, `/stats/${OFFICE}?from=2026-11-01&to=2026-11-24`];
	for (const lang of LANGUAGES) {
		const viewer = await city.desk({ lang });
		await city.signIn(viewer, 'floor');
		for (const path of paths) {
			await viewer.goto(city.base + path);
			await accessible(viewer, `${lang} ${path}`);
			await fits(viewer, `${lang} ${path}`);
		}
		await viewer.setViewportSize({ width: 820, height: 1180 });
		for (const path of paths) {
			await viewer.goto(city.base + path);
			await fits(viewer, `${lang} ${path} on a tablet`);
		}
		await viewer.context().close();
	}
	for (const name of await fontOf(page, '#person .person-service'))
		assert.match(name, /IPA|Noto Sans (CJK )?JP|BIZ UD|Hiragino|Meiryo/);
	await page.keyboard.press('t');
	await accessible(page, 'the menu of a transfer');
	await page.keyboard.press('Escape');
	await empty(page);
	const admin = await city.desk();
	await city.signIn(admin, 'admin');
	for (const path of ['/desk', '/floor', '/stats']) {
		await admin.goto(city.base + path);
		await accessible(admin, path);
		assert.ok(await admin.locator('.office-links a').count() >= 10);
	}
	await admin.context().close();
});
