/* The waiting list: joining on a phone, an offer that arrives while the page is open, an answer, and the next person. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mkdirSync } from 'node:fs';
import { accessible, fits, LANGUAGES, serve } from './support.mjs';

const OFFICE = 'moji', DAY = '2026-11-25', SERVICE = 'koseki'; /* one place every half hour */
const shots = process.env.SCREENSHOTS;

let city, booked = {};
before(async () => {
	if (shots)
		mkdirSync(shots, { recursive: true });
	city = await serve({ limits: 'off', accounts: [
		{ login: 'clerk', name: '門司 一郎', role: 'clerk', office: OFFICE },
		{ login: 'admin', name: '守恒 四郎', role: 'admin' },
		{ login: 'elsewhere', name: '小倉 二葉', role: 'clerk', office: 'kokurakita' }] });
	await fill(DAY);
});
after(() => city?.stop());

const path = (page) => new URL(page.url()).pathname;
const shot = (page, name) => (shots ? page.screenshot({ path: `${shots}/${name}.png`, fullPage: true }) : null);
const at = (time, day = DAY) => `${day}T${time}:00+09:00`;
const cancel = (time) => city.api('DELETE', `/api/v1/bookings/${booked[time]}`);

/* Every place of the day is taken. */
async function fill(day) {
	const { slots } = await city.api('GET', `/api/v1/offices/${OFFICE}/slots?service=${SERVICE}&from=${day}&to=${day}`);
	for (const { start } of slots) {
		const { code } = await city.api('POST', '/api/v1/bookings', { office: OFFICE, services: [SERVICE], start,
			name: '予約 太郎', contact: '093-582-0000' });
		booked[start.slice(11, 16)] = code;
	}
}

/* By what is on the pages: the full day, its link, the form. */
async function join(page, name, contact) {
	await page.goto(`${city.base}/book/${OFFICE}/times?service=${SERVICE}&day=${DAY}`);
	await page.click(`a[href*="/book/${OFFICE}/wait"]`);
	assert.equal(await page.inputValue('#from'), DAY);
	assert.equal(await page.inputValue('#to'), DAY);
	await page.fill('#name', name);
	await page.fill('#contact', contact);
	await page.click('form .button.wide');
	assert.match(path(page), /^\/w\/[0-9A-Z]{10}$/);
	return path(page);
}

test('what_comes_free_is_offered_on_the_open_page_and_accepted_with_one_tap', async () => {
	const giver = await city.phone(), taker = await city.phone(), next = await city.phone({ javaScript: false });
	await join(taker, '門司 花子', '093-331-1881');
	await shot(taker, 'waiting');
	assert.match(await taker.locator('.waiting-ahead').innerText(), /0人/);
	const third = await join(next, '待 次郎', 'jiro@example.jp');
	assert.match(await next.locator('.waiting-ahead').innerText(), /1人/);
	/* somebody cancels in another browser */
	await giver.goto(`${city.base}/b/${booked['14:00']}/cancel`);
	await giver.click('form .button.danger');
	await taker.locator('.waiting-answer').waitFor();
	assert.match(await taker.locator('.waiting-state').innerText(), /空きが出ました[^]*14:00[^]*までにお返事ください/);
	await accessible(taker);
	await fits(taker);
	await shot(taker, 'offered');
	/* nobody else gets it meanwhile */
	await giver.goto(`${city.base}/book/${OFFICE}/times?service=${SERVICE}&day=${DAY}`);
	assert.equal(await giver.locator('.slot:not([disabled])').count(), 0);
	await taker.click('.waiting-answer button[value=accept]');
	assert.equal(await taker.locator('h1').innerText(), '予約できました');
	assert.match(await taker.locator('.slip').innerText(), /11月25日（水） 14:00[^]*門司 花子 様/);
	/* and the other still waits, as the first */
	await next.goto(city.base + third);
	assert.match(await next.locator('.waiting-ahead').innerText(), /0人/);
	/* without JavaScript, as well: leave */
	await next.click('.waiting-leave');
	await shot(next, 'leave');
	await next.click('form .button.danger');
	assert.match(await next.locator('.waiting-headline').innerText(), /やめました/);
	for (const p of [giver, taker, next])
		await p.context().close();
});

test('who_does_not_answer_or_says_no_lets_it_go_to_the_next', async () => {
	const first = await city.phone(), second = await city.phone({ javaScript: false }), third = await city.phone();
	const one = await join(first, '一 花子', '090-1111-0001'), two = await join(second, '二 花子', '090-1111-0002');
	const three = await join(third, '三 花子', '090-1111-0003');
	await cancel('15:00');
	await first.locator('.waiting-answer').waitFor();
	await second.goto(city.base + two);
	assert.equal(await second.locator('.waiting-answer').count(), 0);
	await first.click('.waiting-answer button[value=decline]');
	await second.goto(city.base + two);
	assert.match(await second.locator('.waiting-when').innerText(), /15:00/);
	/* the second does not look: an hour and a minute later it is the third's */
	await city.restart({ now: '2026-11-24T11:10:00+09:00' });
	await third.goto(city.base + three);
	await third.locator('.waiting-answer').waitFor({ timeout: 15000 });
	await second.goto(city.base + two);
	assert.equal(await second.locator('.waiting-answer').count(), 0);
	await third.click('.waiting-answer button[value=accept]');
	assert.match(await third.locator('.slip').innerText(), /15:00/);
	for (const [page, where] of [[first, one], [second, two]]) {
		await page.goto(`${city.base}${where}/leave`);
		await page.click('form .button.danger');
		await page.context().close();
	}
	await third.context().close();
});

test('a_booking_waits_for_an_earlier_time_and_moves_there', async () => {
	const page = await city.phone();
	await page.goto(`${city.base}/b/${booked['16:00']}`);
	await shot(page, 'booking');
	await page.click(`a[href$="/earlier"]`);
	assert.equal(await page.locator('#name').count(), 0);
	assert.equal(await page.inputValue('#to'), DAY);
	await accessible(page);
	await page.fill('#from', DAY); /* today there are places */
	await shot(page, 'earlier');
	await page.click('form .button.wide');
	await page.locator('.waiting-state').waitFor();
	await cancel('10:00');
	await page.locator('.waiting-answer').waitFor();
	assert.match(await page.locator('#waiting').innerText(), /10:00[^]*いまの予約[^]*16:00/);
	await shot(page, 'offered-earlier');
	await page.click('.waiting-answer button[value=accept]');
	assert.equal(path(page), `/b/${booked['16:00']}`);
	assert.match(await page.locator('.slip-when').innerText(), /10:00/);
	await page.context().close();
	await fill(DAY); /* 16:00 again */
});

test('a_form_with_mistakes_keeps_what_was_typed', async () => {
	const page = await city.phone();
	await page.goto(`${city.base}/book/${OFFICE}/wait?service=${SERVICE}&day=${DAY}`);
	await page.fill('#from', '2026-12-01');
	await page.fill('#to', '2026-11-26');
	for (const part of [1, 2, 4])
		await page.uncheck(`#part-${part}`);
	await page.fill('#name', '門司 花子');
	await page.fill('#contact', 'nobody@nowhere');
	await page.click('form .button.wide');
	assert.equal(await page.locator('#error a').count(), 3);
	assert.equal(await page.inputValue('#from'), '2026-12-01');
	assert.equal(await page.inputValue('#name'), '門司 花子');
	assert.equal(await page.isChecked('#part-1'), false);
	await accessible(page);
	await shot(page, 'mistakes');
	await page.goto(`${city.base}/book/${OFFICE}/wait?service=none`);
	assert.equal(await page.locator('form #name').count(), 0); /* not found */
	await page.context().close();
});

test('staff_see_who_waits_call_them_and_answer_for_them', async () => {
	const staff = await city.desk(), phone = await city.phone();
	await city.signIn(staff);
	await staff.goto(`${city.base}/waitlist`);
	await staff.goto(`${city.base}/waitlist/${OFFICE}`);
	/* somebody without mail calls */
	await staff.click('.staff-links .button');
	await staff.check(`#service-${SERVICE}`);
	await accessible(staff);
	await staff.click('form .button >> nth=0');
	await staff.fill('#from', DAY);
	await staff.fill('#to', DAY);
	await staff.fill('#name', '電話 三郎');
	await staff.fill('#contact', '093-331-1881');
	await accessible(staff);
	await shot(staff, 'staff-join');
	await staff.click('form .button.wide');
	assert.equal(path(staff), `/waitlist/${OFFICE}`);
	await cancel('11:00');
	const row = staff.locator('tr', { hasText: '電話 三郎' });
	await row.locator('button[value=accept]').waitFor();
	assert.match(await row.innerText(), /連絡してください[^]*11:00/);
	assert.equal(await row.locator('a[href="tel:0933311881"]').count(), 1);
	await row.locator('button[value=phoned]').click();
	assert.match(await row.innerText(), /電話済み/);
	await accessible(staff);
	await shot(staff, 'staff-list');
	await row.locator('button[value=accept]').click();
	assert.equal(await row.count(), 0);
	await staff.goto(`${city.base}/bookings/${OFFICE}?day=${DAY}`);
	assert.match(await staff.locator('tr', { hasText: '電話 三郎' }).innerText(), /11:00/);
	/* nobody else sees the list */
	assert.equal((await phone.goto(`${city.base}/waitlist/${OFFICE}`)).url().includes('/sign-in'), true);
	const other = await city.desk();
	await city.signIn(other, 'elsewhere');
	assert.equal((await other.goto(`${city.base}/waitlist/${OFFICE}`)).status(), 403);
	for (const p of [staff, phone, other])
		await p.context().close();
});

for (const lang of LANGUAGES)
	test(`the_pages_can_be_read_by_everybody_in_${lang}`, async () => {
		await fill(DAY);
		const page = await city.phone({ lang });
		await page.goto(`${city.base}/book/${OFFICE}/times?service=${SERVICE}&day=${DAY}`);
		await accessible(page);
		await shot(page, `times-${lang}`);
		await page.goto(`${city.base}/book/${OFFICE}/wait?service=${SERVICE}&day=${DAY}`);
		await page.click('.wish-days summary');
		await accessible(page);
		await fits(page);
		await shot(page, `join-${lang}`);
		await page.fill('#name', 'Hanako');
		await page.fill('#contact', '090-2222-0003');
		await page.click('form .button.wide');
		const where = path(page);
		await accessible(page);
		await fits(page);
		await cancel({ ja: '12:00', 'ja-easy': '12:30', en: '13:00' }[lang]);
		await page.locator('.waiting-answer').waitFor();
		await accessible(page);
		await fits(page);
		await shot(page, `offered-${lang}`);
		await page.goto(`${city.base}${where}/leave`);
		await accessible(page);
		await page.click('form .button.danger');
		await accessible(page);
		await shot(page, `left-${lang}`);
		await page.context().close();
	});

test('the_settings_and_what_overbooking_would_do_are_shown_before_publication', async () => {
	const admin = await city.desk();
	await city.signIn(admin, 'admin');
	await admin.goto(`${city.base}/manage/office/${OFFICE}/waiting`);
	assert.equal(await admin.inputValue('[name="waiting_list.offer"]'), '60');
	await accessible(admin);
	await shot(admin, 'manage-waiting');
	await admin.goto(`${city.base}/manage/office/${OFFICE}/services/${SERVICE}`);
	await admin.fill(`[name="services.${SERVICE}.overbook"]`, '50');
	await admin.fill(`[name="services.${SERVICE}.booking.0.places"]`, '16');
	await admin.click('.sticky button[value=preview]');
	/* nothing is known yet: 5 of 100 do not come; 0.95^17 = 42 % */
	assert.match(await admin.locator('#overbook').innerText(), /5%が来ない[^]*16人の枠：17人まで予約を受けます。100枠のうち42枠/);
	await accessible(admin);
	await shot(admin, 'manage-overbook');
	await admin.click('form[action="/manage/publish"] button.button');
	await admin.goto(`${city.base}/stats/${OFFICE}`);
	assert.match(await admin.locator('#overbook').innerText(), /17人まで/);
	await accessible(admin);
	await admin.context().close();
});
