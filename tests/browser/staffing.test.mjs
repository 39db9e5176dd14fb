/* Staffing, as a floor manager uses it: tomorrow's arrivals and waits, a roster tried and saved, one more desk, what would help now. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { LANGUAGES, OFFICE, TUESDAY, accessible, fits, serve } from './support.mjs';

let city;
const TOMORROW = '2026-11-25', HOLIDAY = '2027-01-11';
const here = (query = `?day=${TOMORROW}`) => `${city.base}/staffing/${OFFICE}${query}`;

/* Two hundred weekdays of a ward office: busier on Mondays, most people before noon. */
function history() {
	const rows = ['date,time,service,count'];
	const a_day = { shoumei: 62, juumin: 34, mynumber: 26, kokuho: 22, zei: 18, kodomo: 12 };
	let seed = 7;
	const chance = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
	for (let t = Date.UTC(2026, 1, 2); t < Date.UTC(2026, 10, 24); t += 86400000) {
		const date = new Date(t), weekday = date.getUTCDay();
		if (weekday === 0 || weekday === 6)
			continue;
		for (let q = 34; q < 69; q++) {
			const shape = Math.exp(-(((q - 44) / 6) ** 2)) + 0.7 * Math.exp(-(((q - 59) / 5) ** 2)) + 0.2;
			for (const [service, n] of Object.entries(a_day)) {
				const mean = (n * shape * (weekday === 1 ? 1.25 : 1)) / 22, count = Math.floor(mean) + (chance() < mean % 1 ? 1 : 0);
				if (count)
					rows.push(`${date.toISOString().slice(0, 10)},${String(q >> 2).padStart(2, '0')}:${String((q % 4) * 15).padStart(2, '0')},${service},${count}`);
			}
		}
	}
	return rows.join('\n') + '\n';
}

before(async () => {
	city = await serve({ limits: 'off' });
	const file = join(city.folder, 'history.csv');
	writeFileSync(file, history());
	assert.match(city.run(['visits', 'counts', '--office', OFFICE, '--load', file, '--now', TUESDAY]), /^(\d+) of \1 days/);
});
after(() => city?.stop());

async function manager(options = {}) {
	const page = await city.desk(options);
	await city.signIn(page, 'floor');
	await page.goto(here());
	return page;
}

const press = (page, selector) => Promise.all([page.waitForNavigation(), page.locator(selector).click()]);
const tile = async (page, n) => (await page.locator('.tiles .tile strong').nth(n).innerText()).replace(/\s+/g, ' ');
const desk = (page, id, what) => page.locator(`#${what}-${id}`);

test('tomorrow_is_shown_in_every_language_on_every_screen', async () => {
	const compared = here(`?day=${TOMORROW}&desk=5&from=11:00&to=14:30&target=60`);
	for (const [i, lang] of LANGUAGES.entries()) {
		const page = await manager({ lang });
		const people = Number(await tile(page, 0));
		assert.ok(people > 120 && people < 260, `${people} people`);
		assert.equal(await page.locator('svg.chart').count(), 3);
		for (const width of [390, 820, 1280]) {
			await page.setViewportSize({ width, height: 900 });
			await page.goto(compared);
			await page.locator('#quarters > summary').click();
			await fits(page, `${lang} ${width}`);
			if (width === [1280, 390, 820][i])
				await accessible(page, `${lang} ${width}, compared`);
		}
		await page.goto(here());
		await fits(page);
		await accessible(page, lang);
		await page.goto(here(`?day=${HOLIDAY}`));
		assert.equal(await page.locator('svg.chart').count(), 0);
		await accessible(page, `${lang}, closed`);
		await page.context().close();
	}
});

test('a_roster_is_tried_and_nothing_is_kept', async () => {
	for (const javaScript of [true, false]) {
		const page = await manager({ javaScript });
		/* the desks for moving close at noon: who comes then waits for those who are left */
		await desk(page, '3', 'closes').fill('1200');
		await desk(page, '4', 'closes').fill('12:00');
		await press(page, 'button[value=try]');
		assert.match(await page.locator('#compared').innerText(), /→/);
		assert.match(await tile(page, 4), /122\.5時間 → .*112時間/);
		assert.equal(await desk(page, '3', 'closes').inputValue(), '12:00');
		assert.equal(await page.locator('.roster tr.changed').count(), 2);
		assert.match(await page.locator('#roster .badge').innerText(), /保存していません/);
		await press(page, '#compared a');
		assert.equal(await desk(page, '3', 'closes').inputValue(), '17:15');
		await page.context().close();
	}
});

test('a_wrong_time_is_told_at_its_desk_and_nothing_typed_is_lost', async () => {
	for (const javaScript of [false, true]) {
		const page = await manager({ javaScript });
		await desk(page, '3', 'closes').fill('7:00');
		await desk(page, '5', 'opens').fill('soon');
		await desk(page, '6', 'break').fill('12:00');
		await desk(page, '6', 'back').fill('13:00');
		await press(page, 'button[value=save]');
		assert.match(await page.locator('#wrong-3').innerText(), /後/);
		assert.match(await page.locator('#wrong-5').innerText(), /8:30/);
		assert.equal(await page.locator('.roster .error').count(), 2);
		assert.equal(await desk(page, '3', 'closes').inputValue(), '7:00');
		assert.equal(await desk(page, '5', 'opens').inputValue(), 'soon');
		assert.equal(await desk(page, '6', 'back').inputValue(), '13:00');
		if (javaScript) /* axe is a script */
			await accessible(page);
		await page.goto(here());
		assert.equal(await page.locator('#roster .badge.good').count(), 0);
		await page.context().close();
	}
});

test('a_plan_is_saved_for_its_day_and_removed_again', async () => {
	const page = await manager({ javaScript: false }), other = await manager({ javaScript: false });
	await desk(page, '1', 'break').fill('12:00');
	await desk(page, '1', 'back').fill('13:00');
	await desk(page, '13', 'opens').fill('');
	await desk(page, '13', 'closes').fill('');
	await press(page, 'button[value=save]');
	assert.match(page.url(), /done=saved/);
	assert.match(await page.locator('#roster .badge.good').innerText(), /保存した計画/);
	assert.equal(await desk(page, '1', 'back').inputValue(), '13:00');
	assert.equal(await desk(page, '13', 'opens').inputValue(), '');
	/* somebody who saw the day without a plan does not overwrite it unseen, and keeps what was typed */
	await desk(other, '2', 'closes').fill('16:00');
	await press(other, 'button[value=save]');
	assert.match(await other.locator('#error').innerText(), /ほかの操作/);
	assert.equal(await desk(other, '2', 'closes').inputValue(), '16:00');
	await page.goto(here('?day=2026-11-26'));
	assert.equal(await page.locator('#roster .badge.good').count(), 0);
	await page.goto(here());
	await press(page, 'button[value=drop]');
	assert.equal(await page.locator('#roster .badge.good').count(), 0);
	await page.context().close();
	await other.context().close();
});

test('one_more_desk_is_shown_beside_the_roster_of_the_day', async () => {
	const page = await manager({ javaScript: false });
	/* one desk for moving, then the second from 10 to 16 */
	await desk(page, '4', 'opens').fill('');
	await desk(page, '4', 'closes').fill('');
	await desk(page, '5', 'opens').fill('');
	await desk(page, '5', 'closes').fill('');
	await press(page, 'button[value=save]');
	await page.selectOption('#desk', '4');
	await page.fill('#from', '10:00');
	await page.fill('#to', '16:00');
	await press(page, '.what-if button');
	const row = page.locator('.what-services tr', { hasText: '引越し' });
	const [was, is] = (await row.locator('td').last().innerText()).split('→').map((s) => s.trim());
	const minutes = (s) => Number(/(\d+)時間/.exec(s)?.[1] ?? 0) * 60 + Number(/(\d+)分/.exec(s)?.[1] ?? 0);
	assert.ok(minutes(is) + 5 < minutes(was), `${was} → ${is}`);
	assert.equal(await page.locator('.chart .before').count(), 2);
	assert.equal(await desk(page, '4', 'opens').inputValue(), '10:00');
	await page.goto(here(`?day=${TOMORROW}&desk=4&from=16:00&to=10:00`));
	assert.match(await page.locator('#error').innerText(), /見直して/);
	await page.goto(here());
	await press(page, 'button[value=drop]');
	await page.context().close();
});

test('a_week_goes_out_as_csv_and_comes_back_with_its_mistakes_named', async () => {
	const page = await manager();
	const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.staff-title a[download]').click()]);
	const file = join(city.folder, 'week.csv');
	await download.saveAs(file);
	const { readFileSync } = await import('node:fs');
	const text = readFileSync(file, 'utf8');
	assert.match(text, /^\ufeffdate,desk,opens,closes,break_from,break_to\r\n/);
	assert.match(text, /2026-11-27,14,08:30,17:15,,\r\n/);
	writeFileSync(file, 'date,desk,opens,closes,break_from,break_to\r\n2026-11-26,1,9:00,16:00,12:00,13:00\r\n' +
		'2026-11-26,99,9:00,16:00,,\r\n2026-11-26,2,9:00,8:00,,\r\n2026-11-20,2,9:00,16:00,,\r\n');
	await page.setInputFiles('#file', file);
	await press(page, '#import button');
	assert.match(await page.locator('#error').innerText(), /1日分、1行.*3行は読み込めません/);
	const mistakes = await page.locator('#mistakes li').allInnerTexts();
	assert.equal(mistakes.length, 3);
	assert.match(mistakes[0], /^3行目 2列目.*99/);
	assert.match(mistakes[1], /^4行目 4列目.*8:00/);
	assert.match(mistakes[2], /^5行目 1列目.*2026-11-20/);
	await accessible(page);
	await page.goto(here('?day=2026-11-26'));
	assert.match(await page.locator('#roster .badge').innerText(), /保存した計画/);
	assert.equal(await desk(page, '1', 'back').inputValue(), '13:00');
	assert.equal(await desk(page, '2', 'opens').inputValue(), '');
	writeFileSync(file, 'not,a,roster\n');
	await page.setInputFiles('#file', file);
	await press(page, '#import button');
	assert.match(await page.locator('#error').innerText(), /1:1/);
	await page.context().close();
});

test('the_smallest_roster_is_a_staircase_and_a_file', async () => {
	const page = await manager({ javaScript: false });
	await page.selectOption('#target', '60');
	await press(page, '#needed button');
	assert.match(await page.locator('#needed > p').first().innerText(), /必要 [\d.]+ 窓口時間、予定 122.5 窓口時間/);
	assert.equal(await page.locator('#needed svg.chart .line').count(), 1);
	const json = await (await page.request.get(here(`/needed.json?day=${TOMORROW}&target=60`))).json();
	assert.equal(json.reached, true);
	assert.ok(json.needed_desk_hours > 10 && json.needed_desk_hours < 122);
	const sum = json.quarters.reduce((n, q) => n + q.desks.length, 0) / 4;
	assert.ok(Math.abs(sum - json.needed_desk_hours) < 0.01);
	const csv = await (await page.request.get(here(`/needed.csv?day=${TOMORROW}&target=60`))).text();
	assert.equal(csv.trim().split('\r\n').length, json.quarters.length + 1);
	/* one minute cannot be kept: the page says for whom not, and what can */
	await page.goto(here(`?day=${TOMORROW}&target=1`));
	assert.match(await page.locator('#needed').innerText(), /1分以内になりません[^]*分以内なら/);
	await page.context().close();
});

test('the_floor_says_which_desk_would_help_now_and_leads_to_it', async () => {
	await city.atDesk('3', 'open');
	for (let i = 0; i < 9; i++)
		await city.api('POST', '/api/v1/tickets', { office: OFFICE, services: ['juumin'] });
	const page = await manager();
	await page.goto(`${city.base}/floor/${OFFICE}`);
	assert.equal(await page.locator('#hints').count(), 1); /* its place is there before it has anything to say */
	const high = (await page.locator('#hints').boundingBox()).y;
	for (let i = 0; i < 30 && (await page.locator('#hints li').count()) === 0; i++) {
		await new Promise((done) => setTimeout(done, 1000));
		await page.reload();
	}
	assert.match(await page.locator('#hints li').first().innerText(), /[45]番窓口を12:\d\dまで開けると、「引越し.*→/);
	assert.equal((await page.locator('#hints').boundingBox()).y, high);
	for (const lang of LANGUAGES) {
		const reader = await manager({ lang, viewport: { width: 390, height: 844 } });
		await reader.goto(`${city.base}/floor/${OFFICE}`);
		await accessible(reader, `floor ${lang}`);
		await fits(reader);
		await reader.context().close();
	}
	await press(page, '#hints li a >> nth=0');
	assert.match(page.url(), /staffing\/.*desk=[45]/);
	assert.equal(await page.locator('#compared').count(), 1);
	/* who is open needs no suggestion */
	await city.atDesk('4', 'open');
	await city.atDesk('5', 'open');
	await page.goto(`${city.base}/floor/${OFFICE}`);
	assert.equal(await page.locator('#hints li', { hasText: /[45]番窓口/ }).count(), 0);
	await page.context().close();
});

test('clerks_and_residents_have_no_staffing_page', async () => {
	const page = await city.desk();
	assert.match((await page.goto(here())).url(), /sign-in/);
	await city.signIn(page, 'clerk');
	assert.equal((await page.goto(here())).status(), 403);
	await city.signIn(page, 'floor');
	assert.equal((await page.goto(`${city.base}/staffing/moji`)).status(), 403);
	await page.context().close();
});
