/* What a resident does: look, book, change, check in, wait. On a phone, with and without JavaScript, in three languages. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, fits, fontOf, LANGUAGES, OFFICE, SATURDAY, serve } from './support.mjs';

let city;
before(async () => { city = await serve({ limits: 'off', accounts: [{ login: 'clerk', name: '北方 一郎', role: 'clerk', office: OFFICE }] }); });
after(() => city?.stop());

const heading = (page) => page.locator('h1').innerText();
const path = (page) => new URL(page.url()).pathname;

/* From the start page to the form, by what is on the pages. */
async function hold(page, services = ['juumin']) {
	await page.goto(city.base + '/');
	await page.click('a[href="/book"]');
	await page.click(`a[href="/book/${OFFICE}"]`);
	for (const s of services)
		await page.check(`#service-${s}`);
	await page.click('form .button');
	await page.click('.slot-list .slot:not([disabled]) >> nth=0');
	assert.match(path(page), new RegExp(`^/book/${OFFICE}/hold/[0-9A-Z]{10}$`));
}

async function book(page, services) {
	await hold(page, services);
	await page.fill('#name', '北九 花子');
	await page.fill('#contact', '093-582-0000');
	await page.click('form .button.wide');
	assert.match(path(page), /^\/b\/[0-9A-Z]{10}$/);
	return path(page);
}

async function takeTicket(services = ['juumin']) {
	return city.api('POST', '/api/v1/tickets', { office: OFFICE, services });
}

test('japanese_text_is_drawn_in_a_japanese_font', async () => {
	const page = await city.phone();
	await page.goto(city.base + '/');
	const fonts = await fontOf(page, 'h1');
	assert.ok(fonts.length > 0);
	for (const font of fonts)
		assert.match(font, /Gothic|Noto Sans (CJK )?JP|Hiragino|Meiryo|IPA|BIZ/i);
	await page.context().close();
});

for (const javaScript of [true, false])
	test(`a_visit_for_two_services_is_booked_${javaScript ? 'with' : 'without'}_javascript`, async () => {
		const page = await city.phone({ javaScript });
		const booking = await book(page, ['juumin', 'koseki']);
		assert.equal(await heading(page), '予約できました');
		const slip = await page.locator('.slip').innerText();
		assert.match(slip, /令和8年11月24日（火） \d+:\d\d/);
		assert.match(slip, /小倉北区役所/);
		assert.match(slip, /引越しの届出/);
		assert.match(slip, /戸籍の届出/);
		assert.match(slip, /北九 花子 様/);
		assert.equal(await page.locator('.slip .code').innerText(), booking.slice(3, 8) + '-' + booking.slice(8));
		assert.equal(await page.locator('.slip .qr svg').count(), 1);
		assert.ok(await page.locator('.bring-list li').count() > 1);
		await page.context().close();
	});

test('a_form_with_mistakes_keeps_what_was_typed_and_names_each_mistake', async () => {
	const page = await city.phone();
	await hold(page);
	await page.fill('#contact', 'nobody@nowhere');
	await page.fill('#note', '車いすで行きます');
	await page.click('form .button.wide');
	assert.equal(await page.inputValue('#contact'), 'nobody@nowhere');
	assert.equal(await page.inputValue('#note'), '車いすで行きます');
	assert.equal(await page.getAttribute('#name', 'aria-invalid'), 'true');
	assert.equal(await page.getAttribute('#contact', 'aria-invalid'), 'true');
	assert.equal(await page.getAttribute('#note', 'aria-invalid'), null);
	assert.equal(await page.evaluate(() => document.activeElement.id), 'error');
	assert.equal(await page.locator('#error a').count(), 2);
	await accessible(page);
	await page.click('#error a >> nth=0');
	assert.equal(await page.evaluate(() => document.activeElement.id), 'name');
	await page.context().close();
});

test('going_on_without_a_service_says_so_on_the_same_page', async () => {
	const page = await city.phone();
	await page.goto(`${city.base}/book/${OFFICE}`);
	await page.click('form .button');
	assert.match(await page.locator('#error').innerText(), /手続きを1つ以上選んでください/);
	assert.equal(await page.locator('.service-choice input').count() > 5, true);
	await page.context().close();
});

test('a_day_strip_leads_to_other_days_and_weeks_and_back', async () => {
	const page = await city.phone({ javaScript: false });
	await page.goto(`${city.base}/book/${OFFICE}/times?service=juumin`);
	assert.match(await page.locator('#slot-day-title').innerText(), /11月24日（火）/);
	await page.click('.day-strip a[aria-label^="11月26日"]');
	assert.match(await page.locator('#slot-day-title').innerText(), /11月26日（木）/);
	await page.click('a[rel=next]');
	assert.match(await page.locator('#week').innerText(), /11月29日 〜 12月5日/);
	assert.equal(await page.locator('.day-strip .here').count(), 1);
	await page.click('a[rel=prev]');
	assert.match(await page.locator('#week').innerText(), /11月22日 〜 11月28日/);
	assert.equal(await page.locator('a[rel=prev]').count(), 0);
	await page.context().close();
});

test('a_time_that_somebody_took_meanwhile_is_refused_and_the_others_are_shown', async () => {
	const page = await city.phone();
	await page.goto(`${city.base}/book/${OFFICE}/times?service=koseki`);
	const slot = page.locator('.slot-list .slot:not([disabled])').first();
	const start = await slot.getAttribute('value'), time = await slot.locator('.time').innerText();
	for (;;)
		try {
			await city.api('POST', '/api/v1/bookings', { office: OFFICE, service: 'koseki', start, name: '先客', contact: '093-581-1111' });
		} catch (e) {
			assert.equal(e.status, 409);
			break;
		}
	const answer = page.waitForResponse((r) => r.request().method() === 'POST');
	await slot.click();
	assert.equal((await answer).status(), 409);
	assert.match(await page.locator('#error').innerText(), /たったいま埋まりました/);
	const full = page.locator('.slot[disabled]', { hasText: time });
	assert.match(await full.innerText(), /満席/);
	assert.ok(await page.locator('.slot-list .slot:not([disabled])').count() > 0);
	await page.context().close();
});

test('choosing_another_time_gives_the_held_place_back', async () => {
	const page = await city.phone();
	await page.goto(`${city.base}/book/${OFFICE}/times?service=kokuho&day=2026-11-25`);
	const first = page.locator('.slot-list .slot').first();
	const left = await first.innerText();
	await first.click();
	assert.match(await page.locator('#countdown').innerText(), /^(10:00|9:\d\d)$/);
	const other = await city.phone();
	await other.goto(`${city.base}/book/${OFFICE}/times?service=kokuho&day=2026-11-25`);
	assert.notEqual(await other.locator('.slot-list .slot').first().innerText(), left);
	await page.click('.other-way button');
	assert.equal(path(page), `/book/${OFFICE}/times`);
	await page.goto(`${city.base}/book/${OFFICE}/times?service=kokuho&day=2026-11-25`);
	assert.equal(await page.locator('.slot-list .slot').first().innerText(), left);
	await page.context().close();
	await other.context().close();
});

test('a_booking_is_found_by_its_code_however_it_is_typed', async () => {
	const page = await city.phone({ javaScript: false });
	const booking = await book(page, ['juumin']), code = booking.slice(3);
	const wide = Array.from(code, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('');
	for (const typed of [code.toLowerCase(), `${code.slice(0, 5)}-${code.slice(5)}`, ` ${wide} `, `${city.base}/b/${code}`]) {
		await page.goto(city.base + '/b');
		await page.fill('#code', typed);
		await page.click('form .button');
		assert.equal(path(page), booking, typed);
	}
	await page.goto(city.base + '/b');
	await page.fill('#code', 'K7Q2M-9XYZA');
	await page.click('form .button');
	assert.match(await page.locator('#error').innerText(), /見つかりませんでした/);
	assert.equal(await page.inputValue('#code'), 'K7Q2M-9XYZA');
	await page.context().close();
});

test('a_booking_is_moved_and_the_calendar_file_follows', async () => {
	const page = await city.phone({ javaScript: false });
	const booking = await book(page, ['juumin']);
	const ics = async () => (await page.request.get(city.base + booking + '/calendar.ics')).text();
	const was = await ics();
	await page.click(`a[href="${booking}/move"]`);
	await page.click('.day-strip a[aria-label^="11月27日"]');
	await page.click('.slot-list .slot:not([disabled]) >> nth=1');
	assert.equal(path(page), booking);
	assert.match(await page.locator('.slip').innerText(), /11月27日（金）/);
	const is = await ics(), line = (text, name) => new RegExp(`^${name}[:;](.*)$`, 'm').exec(text)[1].trim();
	assert.equal(line(is, 'UID'), line(was, 'UID'));
	assert.ok(Number(line(is, 'SEQUENCE')) > Number(line(was, 'SEQUENCE')));
	assert.match(line(is, 'DTSTART'), /20261127T/);
	await page.context().close();
});

test('a_cancelled_booking_says_so_and_offers_to_book_again', async () => {
	const page = await city.phone({ javaScript: false });
	const booking = await book(page, ['juumin']);
	await page.click(`a[href="${booking}/cancel"]`);
	assert.equal(await heading(page), '予約を取り消しますか');
	await page.click('.button.danger');
	assert.equal(path(page), booking);
	assert.match(await page.locator('main').innerText(), /この予約は取り消されています/);
	assert.equal(await page.locator('.slip .qr').count(), 0);
	await page.click('main .actions .button');
	assert.equal(path(page), `/book/${OFFICE}/times`);
	await page.context().close();
});

test('pages_with_a_code_are_not_kept_and_not_told_to_others', async () => {
	const { code } = await takeTicket();
	const headers = (await fetch(`${city.base}/t/${code}`)).headers;
	assert.equal(headers.get('cache-control'), 'no-store');
	assert.match(headers.get('x-robots-tag'), /noindex/);
	assert.match(headers.get('referrer-policy'), /^(same-origin|no-referrer)$/);
	assert.match(headers.get('content-security-policy'), /default-src 'none'/);
});

test('a_ticket_follows_the_queue_from_waiting_to_thanks', async () => {
	const before = await takeTicket(['koseki']), mine = await takeTicket(['koseki', 'kodomo']);
	const page = await city.phone();
	await page.goto(`${city.base}/t/${mine.code}`);
	assert.equal(await page.locator('.number').innerText(), mine.number);
	assert.match(await page.locator('.ticket-wait').innerText(), /1人[\s\S]*約[\d時間分]+〜[\d時間]+分/);
	assert.match(await page.locator('.ticket-detail.near').innerText(), /あと1人です。窓口の近くでお待ちください/);
	assert.equal(await page.locator('.visit-steps li').count(), 2);
	await accessible(page);

	const state = (phase) => page.waitForSelector(`#ticket[data-phase=${phase}]`);
	await city.atDesk(5, 'open');
	await city.atDesk(5, 'call-next');
	await page.waitForFunction(() => document.querySelector('.ticket-detail')?.innerText.startsWith('次にお呼びします'));
	await city.atDesk(5, 'done');
	const called = await city.atDesk(5, 'call-next');
	assert.equal(called.ticket.number, mine.number);
	await state('called');
	assert.equal(await page.locator('.ticket-desk').innerText(), '5番窓口');
	assert.match(await page.locator('.ticket-place').innerText(), /1階/);
	assert.match(await page.title(), /5番窓口へ/);
	assert.match(await page.locator('#ticket-said').innerText(), /5番窓口/);
	await page.waitForTimeout(1300); /* the flash of a change has gone */
	await accessible(page);
	await city.atDesk(5, 'serve');
	await state('serving');
	await city.atDesk(5, 'done');
	await state('waiting');
	await city.atDesk(12, 'open');
	await city.atDesk(12, 'call-next');
	await state('called');
	await city.atDesk(12, 'done');
	await page.waitForSelector('.ticket-next');
	assert.match(await page.locator('.ticket-headline').innerText(), /お疲れさまでした/);
	await city.atDesk(12, 'close');
	await city.atDesk(5, 'close');
	assert.notEqual(before.number, mine.number);
	await page.context().close();
});

test('an_alarm_rings_only_after_a_tap_and_again_for_each_call', async () => {
	const mine = await takeTicket(['kaigo']);
	const page = await city.phone();
	await page.addInitScript(() => {
		window.rung = [];
		HTMLMediaElement.prototype.play = function () { window.rung.push('chime'); return Promise.resolve(); };
		navigator.vibrate = () => window.rung.push('vibration');
	});
	await page.goto(`${city.base}/t/${mine.code}`);
	const rung = () => page.evaluate(() => window.rung.splice(0).join());
	assert.equal(await rung(), '');
	await page.click('#alarm-button');
	assert.equal(await rung(), 'chime,vibration');
	assert.equal(await page.getAttribute('#alarm-button', 'aria-pressed'), 'true');
	await city.atDesk(11, 'open');
	await city.atDesk(11, 'call-next');
	await page.waitForFunction(() => window.rung.length === 2);
	assert.equal(await rung(), 'chime,vibration');
	await city.atDesk(11, 'recall');
	await page.waitForFunction(() => window.rung.length === 2);
	await city.atDesk(11, 'done');
	await city.atDesk(11, 'close');
	await page.context().close();
});

test('without_javascript_a_ticket_loads_itself_again', async () => {
	const mine = await takeTicket(['kodomo']);
	const page = await city.phone({ javaScript: false });
	await page.goto(`${city.base}/t/${mine.code}`);
	assert.equal(await page.locator('noscript meta[http-equiv=refresh]').getAttribute('content'), '20');
	assert.equal(await page.locator('#alarm-button').isVisible(), false);
	await city.atDesk(12, 'open');
	await city.atDesk(12, 'call-next');
	await page.reload();
	assert.match(await page.locator('.ticket-desk').innerText(), /12番窓口/);
	await city.atDesk(12, 'missed');
	await page.reload();
	assert.match(await page.locator('.ticket-state').innerText(), /いらっしゃいませんでした[\s\S]*\d+:\d\dまでに/);
	await city.atDesk(12, 'close');
	await page.context().close();
});

test('somebody_who_leaves_the_queue_is_asked_first_and_is_not_called', async () => {
	const mine = await takeTicket(['shougai']);
	const page = await city.phone({ javaScript: false });
	await page.goto(`${city.base}/t/${mine.code}`);
	await page.click('.ticket-leave a');
	assert.equal(await heading(page), '順番待ちを取りやめますか');
	await page.click('.button.secondary');
	assert.equal(await page.getAttribute('#ticket', 'data-phase'), 'waiting');
	await page.click('.ticket-leave a');
	await page.click('.button.danger');
	assert.equal(path(page), `/t/${mine.code}`);
	assert.match(await page.locator('.ticket-headline').innerText(), /取りやめました/);
	assert.equal((await city.api('GET', `/api/v1/tickets/${mine.code}`)).state, 'left');
	await page.context().close();
});

test('how_busy_it_is_shows_every_office_and_the_waits_of_each_service', async () => {
	await takeTicket(['hoikusho']);
	const page = await city.phone({ javaScript: false });
	await page.goto(`${city.base}/status`);
	assert.equal(await page.locator('.status-row').count(), (await city.api('GET', '/api/v1/offices')).offices.length);
	await page.click(`a[href="/status/${OFFICE}"]`);
	const row = page.locator('.status-table tr', { hasText: '保育所' });
	assert.match(await row.innerText(), /1人[\s\S]*約\d+分?〜/);
	await page.context().close();
});

for (const lang of LANGUAGES)
	test(`every_page_is_accessible_and_fits_the_screen_in_${lang}`, async () => {
		const plain = await city.phone({ javaScript: false });
		const booking = await book(plain, ['juumin', 'koseki']);
		await hold(plain);
		const held = path(plain), { code } = await takeTicket(['juumin', 'inkan']);
		const paths = ['/', '/book', `/book/${OFFICE}`, `/book/${OFFICE}/times`, `/book/${OFFICE}/times?service=juumin&service=koseki`,
			held, '/b', booking, `${booking}?new=1`, `${booking}/move`, `${booking}/cancel`, `/t/${code}`, `/t/${code}/leave`,
			'/status', `/status/${OFFICE}`, '/b/K7Q2M9XYZA'];
		const phone = await city.phone({ lang }), desk = await city.desk({ lang });
		for (const p of paths) {
			await phone.goto(city.base + p);
			assert.equal(await phone.getAttribute('html', 'lang'), lang === 'en' ? 'en' : 'ja');
			await accessible(phone, `${lang} ${p} on a phone`);
			await fits(phone, `${lang} ${p} on a phone`);
			await desk.goto(city.base + p);
			await fits(desk, `${lang} ${p} on a desk`);
			if (lang === 'ja') /* the languages differ in length, which a phone shows first */
				await accessible(desk, `${lang} ${p} on a desk`);
		}
		await phone.context().close();
		await desk.context().close();
		await plain.context().close();
	});

test('limits_on_holds_and_on_guessing_are_told_plainly', async () => {
	const strict = await serve({ accounts: [] });
	try {
		const page = await strict.phone({ javaScript: false });
		for (let i = 0; i < 6; i++) {
			await page.goto(`${strict.base}/book/${OFFICE}/times?service=juumin&day=2026-11-2${5 + i % 3}`);
			await page.click(`.slot-list .slot:not([disabled]) >> nth=${i}`);
		}
		assert.match(await page.locator('#error').innerText(), /入力の途中になっている予約が多すぎます/);
		for (let i = 0; i < 31; i++)
			await fetch(`${strict.base}/t/K7Q2M9XYZA`);
		assert.equal((await fetch(`${strict.base}/b/K7Q2M9XYZA`)).status, 429);
	} finally {
		await strict.stop();
	}
});

test('a_hold_that_ran_out_says_so_and_keeps_the_services', async () => {
	const later = await serve({ accounts: [] });
	try {
		const page = await later.phone({ javaScript: false });
		await page.goto(`${later.base}/book/${OFFICE}/times?service=juumin&service=koseki`);
		await page.click('.slot-earliest');
		await page.fill('#name', '北九 花子');
		await page.fill('#contact', '093-582-0000');
		await later.restart({ now: '2026-11-24T10:20:00+09:00' });
		await page.click('form .button.wide');
		assert.equal(await heading(page), '時間が過ぎました');
		await page.click('main .button');
		assert.equal(new URL(page.url()).search, '?service=juumin&service=koseki');
	} finally {
		await later.stop();
	}
});

test('a_booked_person_checks_in_on_arrival_and_not_before', async () => {
	const later = await serve({ accounts: [] });
	try {
		const { slots } = await later.api('GET', `/api/v1/offices/${OFFICE}/slots?service=juumin&from=2026-11-25&to=2026-11-25`);
		const start = slots.find((s) => s.start.includes('T11:')).start;
		const { code } = await later.api('POST', '/api/v1/bookings',
			{ office: OFFICE, service: 'juumin', start, name: '北九 花子', contact: '093-582-0000' });
		const page = await later.phone({ javaScript: false });
		await page.goto(`${later.base}/b/${code}`);
		assert.equal(await page.locator('.check-in').count(), 0);
		assert.match(await page.locator('.slip').innerText(), /受付は 11月25日（水） \d+:\d\d から/);
		await later.restart({ now: '2026-11-25T10:50:00+09:00' });
		await page.reload();
		await page.click('.check-in .button');
		assert.match(path(page), /^\/t\/[0-9A-Z]{10}$/);
		const ticket = path(page);
		await page.goto(`${later.base}/b/${code}`);
		assert.match(await page.locator('main').innerText(), /受付は済んでいます/);
		await page.click('main .actions .button');
		assert.equal(path(page), ticket);
	} finally {
		await later.stop();
	}
});

test('a_booking_that_nobody_came_for_can_still_be_used_that_day', async () => {
	const later = await serve({ accounts: [] });
	try {
		const { slots } = await later.api('GET', `/api/v1/offices/${OFFICE}/slots?service=juumin&from=2026-11-25&to=2026-11-25`);
		const { code } = await later.api('POST', '/api/v1/bookings',
			{ office: OFFICE, service: 'juumin', start: slots[0].start, name: '北九 花子', contact: '093-582-0000' });
		await later.restart({ now: '2026-11-25T15:00:00+09:00' });
		const page = await later.phone({ javaScript: false });
		for (let i = 0; i < 40; i++) { /* time's work is done every five seconds */
			await page.goto(`${later.base}/b/${code}`);
			if (await page.locator('.notice').count())
				break;
			await page.waitForTimeout(500);
		}
		assert.match(await page.locator('.notice').innerText(), /受付がなかったため[\s\S]*いまからでも受付できます/);
		await page.click('.check-in .button');
		assert.match(path(page), /^\/t\//);
	} finally {
		await later.stop();
	}
});

test('on_a_day_off_the_office_says_why_and_when_it_opens', async () => {
	const shut = await serve({ now: SATURDAY, accounts: [] });
	try {
		const page = await shut.phone({ javaScript: false });
		await page.goto(`${shut.base}/status`);
		const row = await page.locator('.status-row').first().innerText();
		assert.match(row, /閉まっています/);
		assert.match(row, /次は 11月30日（月） 8:30 から/);
	} finally {
		await shut.stop();
	}
});
