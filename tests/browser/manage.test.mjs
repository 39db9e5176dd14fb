/*
 * Settings without code, as an administrator changes them. 2026-11-24 is a Tuesday.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { LANGUAGES, OFFICE, PASSWORD, accessible, fits, fontOf, serve } from './support.mjs';

const HOURS = `/manage/office/${OFFICE}/hours`;
const PREVIEW = '.sticky button[value=preview]';
const PUBLISH = 'form[action="/manage/publish"] .actions button >> nth=0';
let city, admin;

before(async () => {
	city = await serve({ limits: 'off' });
	city.run(['staff', 'add', '--login', 'admin2', '--name', '徳力 五郎', '--role', 'admin', '--password-stdin'], PASSWORD + '\n');
	city.run(['staff', 'add', '--login', 'moji', '--name', '門司 六', '--role', 'admin', '--office', 'moji', '--password-stdin'],
		PASSWORD + '\n');
	admin = await city.desk();
	await city.signIn(admin, 'admin');
	await book('kokuho', '2026-12-08T10:00');
});
after(() => city.stop());

/* 9:00, 9:30 … that can be booked on a day */
async function times(service, day, office = OFFICE) {
	const { slots } = await city.api('GET', `/api/v1/offices/${office}/slots?service=${service}&from=${day}&to=${day}`);
	return slots.filter((s) => s.left > 0).map((s) => s.start.slice(11, 16));
}

function book(service, start, office = OFFICE) {
	return city.api('POST', '/api/v1/bookings',
		{ office, services: [service], start: `${start}:00+09:00`, name: '山田 花子', contact: '093-582-0000' });
}

const text = (page, selector) => page.locator(selector).first().innerText();

test('hours_that_are_published_change_what_residents_can_book', async () => {
	assert.ok((await times('juumin', '2026-11-30')).includes('16:00'));
	await admin.goto(city.base + HOURS);
	await admin.fill('[id="week.1"]', '8:30-15:00');
	await admin.click(PREVIEW);
	/* the booking rules stick out of the new hours; one button makes them fit */
	assert.match(await text(admin, '.notice.bad'), /引越し/);
	await admin.click('button[value=fit]');
	assert.match(await text(admin, 'h1'), /公開前の確認/);
	const changes = await text(admin, 'table.changes');
	assert.match(changes, /開庁時間（月）\s+8:30〜17:15\s+8:30〜15:00/);
	assert.match(changes, /予約枠/);
	assert.match(await text(admin, 'table.calendar'), /15:00/);
	/* nothing is published by looking */
	assert.ok((await times('juumin', '2026-11-30')).includes('16:00'));
	await admin.click(PUBLISH);
	assert.match(await text(admin, '.notice.good'), /公開しました（第2版）/);
	const monday = await times('juumin', '2026-11-30');
	assert.equal(monday.at(-1), '14:30');
	assert.equal((await times('juumin', '2026-12-01')).at(-1), '16:00');
	const resident = await city.phone();
	await resident.goto(`${city.base}/book/${OFFICE}/times?service=juumin&day=2026-11-30`);
	assert.match(await text(resident, 'main'), /14:30/);
	assert.doesNotMatch(await text(resident, 'main'), /15:30/);
});

test('closing_a_day_shows_its_bookings_and_keeps_them', async () => {
	const mine = await book('juumin', '2026-12-03T10:00'), other = await book('juumin', '2026-12-04T10:00');
	await admin.goto(city.base + HOURS);
	await admin.fill('[id="closures.0.from"]', '2026-12-03');
	await admin.fill('[id="closures.0.reason.ja"]', '庁舎の工事');
	await admin.click(PREVIEW);
	const lost = await text(admin, 'table.lost');
	const code = (c) => new RegExp(c.slice(0, 5));
	assert.match(lost, code(mine.code));
	assert.doesNotMatch(lost, code(other.code));
	assert.match(lost, /12月3日（木） 10:00/);
	assert.doesNotMatch(await admin.content(), /山田|093-582/, 'names and contacts stay with the desk');
	assert.ok(await admin.isChecked('#affected-keep'));
	/* somebody books meanwhile: publishing asks again */
	const late = await book('juumin', '2026-12-03T11:00');
	await admin.click(PUBLISH);
	assert.match(await text(admin, '.notice.warn'), /一覧を見直してください/);
	assert.match(await text(admin, 'table.lost'), code(late.code));
	await admin.click(PUBLISH);
	assert.match(await text(admin, '.notice.good'), /2件/);
	assert.deepEqual(await times('juumin', '2026-12-03'), []);
	const resident = await city.phone();
	await resident.goto(`${city.base}/b/${mine.code}`);
	assert.match(await text(resident, 'main'), /12月3日/);
	const clerk = await city.desk();
	await city.signIn(clerk, 'clerk');
	await clerk.goto(`${city.base}/manage/kept/${OFFICE}`);
	assert.match(await text(clerk, 'table.lost'), code(mine.code));
	assert.doesNotMatch(await text(clerk, 'table.lost'), code(other.code));
	await clerk.goto(`${city.base}/bookings/${OFFICE}?day=2026-12-03`);
	assert.equal(await clerk.locator('#bookings .badge:has-text("枠の変更あり")').count(), 2);
	await clerk.goto(`${city.base}/bookings/${OFFICE}?day=2026-12-04`);
	assert.equal(await clerk.locator('#bookings tbody tr').count(), 1);
	assert.equal(await clerk.locator('#bookings .badge:has-text("枠の変更あり")').count(), 0);
	/* the next change does not ask about them again */
	await admin.fill('[id="closures.1.from"]', '2026-12-10');
	await admin.click(PREVIEW);
	assert.equal(await admin.locator('table.lost').count(), 0);
	assert.match(await text(admin, '#h-lost ~ .help'), /2件/);
});

test('publishing_can_be_given_up_at_the_sight_of_the_bookings', async () => {
	await admin.goto(`${city.base}/manage/office/${OFFICE}/services`);
	await admin.click('button[aria-label^="国民健康保険"]:has-text("削除")');
	await admin.click(PREVIEW);
	/* desks still serve it */
	assert.match(await text(admin, '.notice.bad'), /取り扱|扱わない|窓口/);
	await admin.goto(city.base + HOURS);
	await admin.fill('[id="closures.1.from"]', '2026-12-08');
	await admin.click(PREVIEW);
	await admin.check('#affected-stop');
	await admin.click(PUBLISH);
	assert.equal(new URL(admin.url()).pathname, '/manage');
	assert.ok((await times('kokuho', '2026-12-08')).length > 0);
});

for (const javaScript of [true, false])
	test(`wrong_input_keeps_everything_typed_${javaScript ? 'with' : 'without'}_javascript`, async () => {
		const page = await city.desk({ javaScript });
		await city.signIn(page, 'admin');
		await page.goto(city.base + HOURS);
		await page.fill('[id="week.2"]', '9時から5時');
		await page.fill('[id="week.6"]', '9:00-12:00');
		await page.fill('[id="closures.1.reason.ja"]', 'まだ日にちのない休み');
		await page.fill('[id="closures.1.from"]', '2027-01-20');
		await page.click(PREVIEW);
		assert.equal(await page.inputValue('[id="week.2"]'), '9時から5時');
		assert.equal(await page.inputValue('[id="week.6"]'), '9:00-12:00');
		assert.equal(await page.inputValue('[id="closures.1.reason.ja"]'), 'まだ日にちのない休み');
		assert.equal(await page.getAttribute('[id="week.2"]', 'aria-invalid'), 'true');
		assert.equal(await page.getAttribute('#error a', 'href'), '#week.2');
		/* rearranging rows keeps it as well, and says nothing of mistakes */
		await page.click('button[value="remove:closures:1"]');
		assert.equal(await page.inputValue('[id="week.2"]'), '9時から5時');
		assert.equal(await page.locator('#error').count(), 0);
		assert.equal(await page.inputValue('[id="closures.1.reason.ja"]'), '');
	});

test('two_administrators_see_each_others_changes', async () => {
	const second = await city.desk();
	await city.signIn(second, 'admin2');
	const texts = `${city.base}/manage/office/moji/texts`;
	await admin.goto(texts);
	await second.goto(texts);
	await second.fill('[id="phone"]', '093-331-1881');
	await second.click(PREVIEW);
	await second.click(PUBLISH);
	await admin.fill('[id="notice.ja"]', '年末は混み合います。');
	await admin.click(PREVIEW);
	const stale = await text(admin, '.notice.warn');
	assert.match(stale, /徳力 五郎/);
	assert.match(stale, /093-331-1881/);
	const mine = await text(admin, '#h-changes ~ .scroll');
	assert.match(mine, /年末は混み合います。/);
	assert.match(mine, /電話番号/, 'that publishing would take the other change back is said');
	/* starting again from what is in force keeps both */
	await admin.click('.notice.warn a.button');
	assert.equal(await admin.inputValue('[id="phone"]'), '093-331-1881');
	await admin.fill('[id="notice.ja"]', '年末は混み合います。');
	/* the other one is quicker once more, between preview and publication */
	await admin.click(PREVIEW);
	await second.goto(texts);
	await second.fill('[id="notice.en"]', 'Busy at the end of the year.');
	await second.fill('[id="notice.ja"]', '年末はこみます。');
	await second.click(PREVIEW);
	await second.click(PUBLISH);
	await admin.click(PUBLISH);
	assert.match(await text(admin, '.notice.warn'), /Busy at the end of the year/);
	/* and may publish all the same, having seen it */
	await admin.click(PUBLISH);
	assert.match(await text(admin, '.notice.good'), /公開しました/);
	assert.equal(await admin.inputValue('[id="notice.en"]'), '');
});

test('an_old_version_is_restored_as_a_new_one', async () => {
	await admin.goto(`${city.base}/manage/history?path=offices/moji.yaml`);
	await admin.click('table a:below(thead) >> text=門司区役所 >> nth=-1');
	assert.match(await text(admin, 'h1'), /第1版/);
	await admin.goto(`${city.base}/manage/history/version?path=offices/moji.yaml&version=2`);
	assert.match(await text(admin, 'table.changes'), /電話番号\s+\S*\s+093-331-1881/);
	await accessible(admin);
	await admin.goto(`${city.base}/manage/history/version?path=offices/moji.yaml&version=1`);
	await admin.click('form[action="/manage/preview"] .button');
	assert.match(await text(admin, '#h-changes ~ p'), /第1版/);
	await admin.click(PUBLISH);
	assert.match(await text(admin, '.notice.good'), /第5版/);
	await admin.goto(`${city.base}/manage/office/moji/texts`);
	assert.equal(await admin.inputValue('[id="notice.ja"]'), '');
});

test('several_forms_are_published_together', async () => {
	/* a new desk and the service that it is for: neither holds without the other */
	await admin.goto(`${city.base}/manage/office/orio/services`);
	const free = await admin.locator('[id="add.service"] option').nth(1).getAttribute('value');
	await admin.selectOption('[id="add.service"]', free);
	await admin.click(PREVIEW);
	assert.match(await text(admin, '.notice.bad'), /窓口がなくなります|受け付ける窓口/);
	await admin.click('.notice.bad .onward button');
	assert.match(await text(admin, 'h1'), /窓口と担当/);
	await admin.fill('[id^="desks."][id$=".id"]', '9');
	const row = (await admin.locator('table.skills tbody tr').count()) - 1;
	await admin.check(`[id="desks.${row}.services-${free}"]`);
	await admin.click(PREVIEW);
	assert.match(await text(admin, 'table.changes'), /9番窓口/);
	await admin.click(PUBLISH);
	const { services } = await city.api('GET', '/api/v1/offices/orio/services');
	assert.ok(services.some((s) => s.id === free));
});

test('a_service_is_added_to_the_city_and_removed_again', async () => {
	await admin.goto(`${city.base}/manage/new-service`);
	await admin.click(PREVIEW);
	assert.ok(await admin.locator('#error li').count() >= 3);
	await admin.fill('[id="new.id"]', 'Nenmatsu!');
	await admin.fill('[id="new.name.ja"]', '年末調整の相談');
	await admin.fill('[id="new.letter"]', 'z');
	await admin.click(PREVIEW);
	assert.equal(await admin.inputValue('[id="new.id"]'), 'Nenmatsu!');
	await admin.fill('[id="new.id"]', 'nenmatsu');
	await admin.click(PREVIEW);
	assert.equal(await admin.getAttribute('#error a', 'href'), '#new.letter');
	await admin.fill('[id="new.letter"]', 'Z');
	await admin.click(PREVIEW);
	assert.match(await text(admin, 'table.changes'), /年末調整の相談/);
	await admin.click('text=戻って直す');
	await admin.fill('[id="services.nenmatsu.name.en"]', 'Year-end adjustment');
	await admin.click(PREVIEW);
	await admin.click(PUBLISH);
	assert.equal(new URL(admin.url()).pathname, '/manage/services/nenmatsu');
	assert.equal(await admin.inputValue('[id="services.nenmatsu.name.en"]'), 'Year-end adjustment');
	await admin.click('button[value=remove]');
	await admin.click(PUBLISH);
	assert.equal((await admin.goto(`${city.base}/manage/services/nenmatsu`)).status(), 404);
	/* one that offices still offer stays */
	await admin.goto(`${city.base}/manage/services/juumin`);
	await admin.click('button[value=remove]');
	assert.match(await text(admin, '.notice.bad'), /まだこのサービスを扱っている/);
});

test('the_call_order_and_the_desks_are_moved_by_buttons', async () => {
	await admin.goto(`${city.base}/manage/office/tobata/calling`);
	await admin.click('button[value="up:order:1"]');
	assert.equal(await text(admin, '[id="order.0"] legend'), '優先の人');
	await admin.click(PREVIEW);
	assert.match(await text(admin, 'table.changes'), /優先の人 → 予約の人（5分前から）/);
	await admin.click('text=戻って直す');
	assert.equal(await text(admin, '[id="order.0"] legend'), '優先の人', 'going back keeps what was changed');
});

test('a_desk_that_is_open_is_not_taken_away_under_the_clerk', async () => {
	const token = city.token('admin');
	await city.api('POST', '/api/v1/desks/kokurakita-1/open', {}, token);
	await admin.goto(`${city.base}/manage/office/kokurakita/desks`);
	await admin.click('button[value="remove:desks:0"]');
	await admin.click(PREVIEW);
	assert.match(await text(admin, '.notice.bad'), /1番窓口は、いま使われています/);
	assert.equal(await admin.locator(PUBLISH).count(), 0);
	await accessible(admin);
	await city.api('POST', '/api/v1/desks/kokurakita-1/close', {}, token);
	await admin.goto(`${city.base}/manage/office/kokurakita/desks`);
	await admin.click('button[value="remove:desks:0"]');
	await admin.click(PREVIEW);
	assert.equal(await admin.locator('.notice.bad').count(), 0);
	assert.equal(await admin.locator(PUBLISH).count(), 1);
});

test('the_printer_is_asked_and_prints_a_test', async () => {
	const got = [];
	const printer = createServer((socket) => {
		socket.on('data', (data) => {
			got.push(data);
			/* DLE EOT n asks for the state: all is well */
			for (let i = 0; i + 2 < data.length; i++)
				if (data[i] === 0x10 && data[i + 1] === 0x04)
					socket.write(Buffer.from([0x12]));
		});
		socket.on('error', () => {});
	});
	await new Promise((done) => printer.listen(0, '127.0.0.1', done));
	const page = `${city.base}/manage/office/shimagou/devices`;
	await admin.goto(page);
	await admin.fill('[id="printer"]', '192.168.1.50');
	await admin.click(PREVIEW);
	assert.match(await text(admin, '#error'), /tcp:\/\/192\.168\.1\.50:9100/);
	await admin.fill('[id="printer"]', `tcp://127.0.0.1:${printer.address().port}`);
	await admin.click(PREVIEW);
	await admin.click(PUBLISH);
	await admin.click('form[action$="/devices/look"] button');
	assert.match(await text(admin, '#printer-state .notice.good'), /使えます/);
	await admin.click('form[action$="/devices/test"] button');
	assert.match(await text(admin, '#printer-state .notice.good'), /試し印刷を送りました/);
	assert.ok(Buffer.concat(got).length > 2000, 'a picture of a ticket');
	await accessible(admin);
	await new Promise((done) => printer.close(done));
	await admin.goto(page);
	await admin.click('form[action$="/devices/look"] button');
	assert.match(await text(admin, '#printer-state .notice.bad'), /電源、紙、アドレス/);
});

test('only_administrators_change_settings_and_only_of_their_offices', async () => {
	const clerk = await city.desk(), one = await city.desk();
	await city.signIn(clerk, 'clerk');
	assert.equal((await clerk.goto(city.base + '/manage')).status(), 403);
	await city.signIn(one, 'moji');
	assert.equal((await one.goto(`${city.base}/manage/office/moji/hours`)).status(), 200);
	for (const path of [HOURS, '/manage/city', '/manage/services', '/manage/services/juumin', '/manage/export',
		'/manage/history/version?path=city.yaml&version=1'])
		assert.equal((await one.goto(city.base + path)).status(), 403, path);
	/* nor by a form that names another file */
	await one.goto(`${city.base}/manage/office/moji/texts`);
	await one.fill('[id="phone"]', '093-331-0000');
	await one.click(PREVIEW);
	await one.evaluate(() => { document.querySelector('input[name=path]').value = 'city.yaml'; });
	await one.click(PUBLISH);
	assert.match(await text(one, 'h1'), /403/);
});

test('what_was_published_is_in_the_log_and_can_be_taken_away', async () => {
	await admin.goto(`${city.base}/manage/audit`);
	assert.match(await text(admin, 'table'), /publish\s+offices\/moji\.yaml/);
	await admin.goto(`${city.base}/manage/audit?chain=${OFFICE}`);
	assert.match(await text(admin, 'table'), /keep-bookings/);
	const [download] = await Promise.all([admin.waitForEvent('download'), admin.goto(`${city.base}/manage/export`).catch(() => {})]);
	const { execFileSync } = await import('node:child_process');
	const list = execFileSync('tar', ['-tf', await download.path()], { encoding: 'utf8' }).trim().split('\n');
	assert.ok(list.includes('city.yaml') && list.includes(`offices/${OFFICE}.yaml`), list.join());
	assert.match(city.run(['audit', 'verify']), /\d/);
});

const PAGES = ['/manage', HOURS, `/manage/office/${OFFICE}/services`, `/manage/office/${OFFICE}/services/mynumber`,
	`/manage/office/${OFFICE}/desks`, `/manage/office/${OFFICE}/calling`, `/manage/office/${OFFICE}/texts`,
	`/manage/office/${OFFICE}/devices`, '/manage/services', '/manage/services/juumin', '/manage/new-service', '/manage/city',
	'/manage/history', '/manage/history/version?path=offices/moji.yaml&version=1', '/manage/audit', `/manage/kept/${OFFICE}`];

for (const lang of LANGUAGES)
	test(`every_page_is_accessible_${lang}`, async () => {
		/* as long as its forms: a box that is half behind the bar at the bottom is there after a turn of the wheel */
		const page = await city.desk({ lang, viewport: { width: 1280, height: 3000 } });
		await city.signIn(page, 'admin');
		for (const path of PAGES) {
			const answer = await page.goto(city.base + path);
			assert.equal(answer.status(), 200, path);
			await accessible(page, `${path} ${lang}`);
			await fits(page, `${path} ${lang}`);
		}
		/* the form with mistakes, and the preview */
		await page.goto(city.base + HOURS);
		await page.fill('[id="week.2"]', '25:00');
		await page.click(PREVIEW);
		await accessible(page, `mistakes ${lang}`);
		await page.fill('[id="week.2"]', '8:30-17:15');
		await page.locator('[id^="closures."][id$=".from"]').last().fill('2026-12-08');
		await page.click(PREVIEW);
		assert.equal(await page.locator('table.lost').count(), 1);
		await accessible(page, `preview ${lang}`);
		await fits(page, `preview ${lang}`);
	});

test('settings_fit_a_phone', async () => {
	const page = await city.phone();
	await city.signIn(page, 'admin');
	for (const path of PAGES) {
		await page.goto(city.base + path);
		await fits(page, path);
	}
});

test('a_japanese_font_is_there', async () => {
	await admin.goto(city.base + '/manage');
	assert.match((await fontOf(admin, 'h1')).join(), /IPAex|Noto|Hiragino|BIZ|Gothic/);
});
