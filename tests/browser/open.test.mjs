/* The calls log, open data, "when is it quiet?", "another office is faster": as staff and residents use them. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { LANGUAGES, OFFICE, accessible, fits, serve } from './support.mjs';

const CITY = 401005, TODAY = 20781; /* 2026-11-24 */
let city;
before(async () => { city = await serve({ limits: 'off' }); });
after(() => city?.stop());

const sql = (text) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', join(city.folder, 'city.db')], { input: text, encoding: 'utf8' }).trim();
const take = (service = 'juumin', office = OFFICE) => city.api('POST', '/api/v1/tickets', { office, services: [service] });
const verify = (...more) => {
	try {
		return { code: 0, out: city.run(['visits', 'calls', 'verify', ...more]) };
	} catch (e) {
		return { code: e.status, out: e.stdout };
	}
};

/* What a page says in every language, on a telephone and on a desk's screen: readable by everybody, not too wide. */
async function everywhere(path, login) {
	for (const lang of LANGUAGES)
		for (const kind of ['phone', 'desk']) {
			const page = await city[kind]({ lang });
			if (login)
				await city.signIn(page, login);
			await page.goto(city.base + path);
			for (const d of await page.locator('details:not([data-menu])').all())
				await d.evaluate((e) => { e.open = true; });
			await accessible(page, `${path} ${lang} ${kind}`);
			await fits(page, `${path} ${lang} ${kind}`);
			await page.context().close();
		}
}

/* Eight weeks of a table as the program fills it: quiet on Tuesday at 15, full on Monday at 10. */
function weeks() {
	const rows = [], done = [];
	for (let day = TODAY - 56; day < TODAY; day++) {
		const weekday = (day + 4) % 7;
		done.push(`(${CITY},'${OFFICE}',${day},0)`);
		if (weekday === 0 || weekday === 6)
			continue;
		for (let quarter = 34; quarter < 69; quarter++) {
			const hour = Math.floor(quarter / 4), people = 5;
			const minutes = weekday === 2 && hour === 15 ? 3 : weekday === 1 && hour === 10 ? 58 : 12 + (hour % 5) * 4;
			rows.push(`(${CITY},'${OFFICE}',${day},${quarter},'',${people},${people},7,42,${minutes * 60},${minutes * 90},${people},${people * minutes * 60})`);
			rows.push(`(${CITY},'${OFFICE}',${day},${quarter},'juumin',4,-1,5,-1,${minutes * 60},-1,0,0)`);
		}
	}
	sql(`DELETE FROM busyness; DELETE FROM busyness_done; INSERT INTO busyness_done VALUES ${done.join()}; INSERT INTO busyness VALUES ${rows.join()}`);
}

/* --- the calls log ---------------------------------------------------------------------------------------------------- */

test('a_clerk_tells_a_resident_when_and_where_a_number_was_called', async () => {
	await take();
	await take();
	for (const action of ['open', 'call-next', 'recall', 'missed', 'call-next', 'done'])
		await city.atDesk('3', action);
	const page = await city.desk({ javaScript: false });
	await city.signIn(page, 'clerk');
	await page.goto(`${city.base}/calls`);
	assert.equal(new URL(page.url()).pathname, `/calls/${OFFICE}`);
	assert.equal(await page.locator('#calls tbody tr').count(), 5);
	await page.fill('#number', 'ａ1'); /* as people type it */
	await Promise.all([page.waitForNavigation(), page.click('form[role=search] button')]);
	assert.match(await page.locator('.calls-said').innerText(), /A001 は 2回呼び出されました.*3番窓口/);
	assert.equal(await page.locator('#calls tbody tr').count(), 3);
	assert.match(await page.locator('.calls-chain').innerText(), /書いたときのまま/);
	await page.fill('#number', 'A777');
	await Promise.all([page.waitForNavigation(), page.click('form[role=search] button')]);
	assert.match(await page.locator('.calls-said').innerText(), /A777.*呼び出されていません/);
	await page.fill('#number', '?');
	const [answer] = await Promise.all([page.waitForNavigation(), page.click('form[role=search] button')]);
	assert.equal(answer.status(), 422);
	assert.equal(await page.inputValue('#number'), '?'); /* nothing typed is lost */
	await page.context().close();
});

test('only_staff_of_the_office_see_its_calls', async () => {
	const page = await city.desk();
	const stranger = await page.goto(`${city.base}/calls/${OFFICE}`);
	assert.equal(new URL(stranger.url()).pathname, '/sign-in');
	await city.signIn(page, 'clerk');
	assert.equal((await page.goto(`${city.base}/calls/moji`)).status(), 403);
	assert.equal((await page.goto(`${city.base}/calls/moji/calls.csv`)).status(), 403);
	await page.context().close();
});

test('the_day_can_be_saved_for_excel', async () => {
	const page = await city.desk();
	await city.signIn(page, 'clerk');
	await page.goto(`${city.base}/calls/${OFFICE}`);
	const answer = await page.request.get(`${city.base}/calls/${OFFICE}/calls.csv`);
	const bytes = await answer.body();
	assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
	const lines = bytes.toString().split('\r\n');
	assert.match(lines[0], /記録番号,日付,時刻,番号/);
	assert.equal(lines.length, 1 + 5 + 1);
	assert.ok(!bytes.toString().includes('北方'), 'staff by number, not by name');
	await page.context().close();
});

test('the_calls_page_is_for_everybody_on_the_staff', () => everywhere(`/calls/${OFFICE}?number=A001`, 'clerk'));

test('who_alters_an_entry_is_found_by_the_command_and_on_the_page', async () => {
	assert.equal(verify().code, 0);
	sql(`UPDATE call_log SET desk = '4' WHERE seq = 2`);
	const { code, out } = verify();
	assert.equal(code, 1);
	assert.match(out, new RegExp(`WRONG {2}${OFFICE} 2: the hash is not that of the entry`));
	const page = await city.desk();
	await city.signIn(page, 'clerk');
	await page.goto(`${city.base}/calls/${OFFICE}`);
	assert.match(await page.locator('.calls-chain.bad').innerText(), /書いたときと違います/);
	await accessible(page);
	await page.context().close();
	sql(`UPDATE call_log SET desk = '3' WHERE seq = 2`);
	assert.equal(verify().code, 0);
});

/* --- open data --------------------------------------------------------------------------------------------------------- */

test('a_day_that_is_over_becomes_open_data_and_the_end_of_its_calls_is_published', async () => {
	assert.equal((await (await fetch(`${city.base}/opendata/calls.csv`)).text()).split('\r\n').length, 2);
	await city.restart({ now: '2026-11-25T09:00:00+09:00' });
	let rows = '', ends = '';
	for (let i = 0; i < 40 && (!rows.includes('2026-11-24') || !ends.includes('2026-11-24')); i++) {
		await new Promise((done) => setTimeout(done, 100));
		rows = await (await fetch(`${city.base}/opendata/busyness.csv?day=2026-11-24&office=${OFFICE}`)).text();
		ends = await (await fetch(`${city.base}/opendata/calls.csv`)).text();
	}
	assert.match(rows, /kokurakita,小倉北区役所,2026-11-24,2026-11-24T10:00:00\+09:00,,全体,2,2,/);
	assert.ok(!rows.includes('juumin'), 'two people are not told apart');
	const saved = join(city.folder, 'ends.csv');
	writeFileSync(saved, ends);
	assert.equal(verify('--ends', saved).code, 0);
	sql(`DELETE FROM call_day`);
	sql(`DELETE FROM call_log WHERE seq > 4; UPDATE call_head SET last = 4, hash = (SELECT hash FROM call_log WHERE seq = 4)`);
	assert.equal(verify().code, 0); /* cut off so cleanly that only who saved the end can tell */
	const found = verify('--ends', saved);
	assert.equal(found.code, 1);
	assert.match(found.out, /the log has been cut off: it had this entry when the day ended \(2026-11-24\)/);
	await city.restart({ now: '2026-11-24T10:30:00+09:00' });
});

test('open_data_can_be_kept_by_whoever_fetches_it', async () => {
	weeks();
	const address = `${city.base}/opendata/busyness.csv?office=${OFFICE}&month=2026-10`;
	const first = await fetch(address);
	assert.equal(first.headers.get('access-control-allow-origin'), '*');
	assert.match(first.headers.get('cache-control'), /public, max-age=86400/);
	const bytes = new Uint8Array(await first.arrayBuffer());
	assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
	const lines = new TextDecoder().decode(bytes).split('\r\n');
	assert.equal(lines[0], 'office,office_name,date,start,service,service_name,tickets,called,waiting_most,desks_open,wait_median_minutes,wait_p90_minutes');
	assert.equal(lines.length, 1 + 22 * 35 * 2 + 1); /* 22 working days of October, whole and one service */
	const again = await fetch(address, { headers: { 'If-None-Match': first.headers.get('etag') } });
	assert.equal(again.status, 304);
	assert.equal(await again.text(), '');
	const json = await (await fetch(address.replace('.csv', '.json'))).json();
	assert.equal(json.rows.length, 22 * 35 * 2);
	assert.deepEqual(Object.keys(json.rows[0]), ['office', 'start', 'service', 'tickets', 'called', 'waiting_most', 'desks_open', 'wait_median_minutes', 'wait_p90_minutes']);
	assert.equal(json.rows[0].desks_open, 4.2);
	assert.equal(json.rows[1].service, 'juumin');
	assert.equal(json.rows[1].called, null);
	for (const wrong of ['day=yesterday', 'month=13', 'office=nowhere', 'year=2026', `year=1&office=${OFFICE}`, 'month=2026-02-30'])
		assert.equal((await fetch(`${city.base}/opendata/busyness.csv?${wrong}`)).status, 422, wrong);
	const catalog = await (await fetch(`${city.base}/opendata/catalog.json`)).json();
	for (const set of catalog['dcat:dataset'])
		for (const d of set['dcat:distribution']) {
			const answer = await fetch(d['dcat:downloadURL']);
			assert.equal(answer.status, 200, d['dcat:downloadURL']);
			assert.ok(answer.headers.get('content-type').startsWith(d['dcat:mediaType']));
		}
	const columns = await (await fetch(`${city.base}/opendata/columns.csv`)).text();
	for (const name of lines[0].replace('\ufeff', '').split(','))
		assert.ok(columns.includes(`\r\n${name},`), `${name} is in the dictionary`);
});

test('the_page_of_open_data_leads_to_a_file_without_javascript', async () => {
	const page = await city.phone({ javaScript: false });
	await page.goto(`${city.base}/opendata`);
	await page.selectOption('#office', OFFICE);
	await page.selectOption('#month', '2026-10');
	const [answer] = await Promise.all([page.waitForNavigation(), page.click('button[formaction]')]);
	assert.equal(answer.status(), 200);
	assert.equal(new URL(page.url()).pathname, '/opendata/busyness.json');
	assert.equal(new URL(page.url()).search, `?office=${OFFICE}&month=2026-10`);
	await page.context().close();
});

test('the_page_of_open_data_is_for_everybody', () => everywhere('/opendata'));

/* --- when is it quiet? --------------------------------------------------------------------------------------------------- */

test('a_resident_sees_when_it_is_quiet', async () => {
	const page = await city.phone({ javaScript: false });
	await page.goto(`${city.base}/status/${OFFICE}`);
	await page.click(`a[href="/busy/${OFFICE}"]`);
	assert.match(await page.locator('.busy-quiet').innerText(), /火曜日の15時ごろがすいています（平均 3分）/);
	assert.match(await page.locator('.busy-full').innerText(), /月曜日の10時ごろは混みます（平均 58分）/);
	assert.equal(await page.locator('.heat-map g').count(), 5 * 10);
	assert.equal(await page.locator('.heat-map g').filter({ hasText: '58' }).first().getAttribute('class'), 'h3');
	await page.click('.heat-table summary');
	const row = page.locator('.heat-table tbody tr').filter({ hasText: '15時' });
	assert.equal(await row.locator('td').nth(1).innerText(), '3分'); /* the table says the same */
	await page.goto(`${city.base}/busy/moji`);
	assert.match(await page.locator('main').innerText(), /まだ記録がたりません/);
	assert.equal((await page.goto(`${city.base}/busy/nowhere`)).status(), 404);
	await page.context().close();
});

test('the_picture_of_the_week_is_for_everybody', () => everywhere(`/busy/${OFFICE}`));

/* --- another office is faster --------------------------------------------------------------------------------------------- */

test('the_faster_office_comes_first_with_the_travel_that_was_named', async () => {
	for (let i = 0; i < 12; i++)
		await take();
	await city.atDesk('3', 'open').catch(() => {});
	const admin = city.token('admin');
	for (const desk of ['2', '3'])
		await city.api('POST', `/api/v1/desks/tobata-${desk}/open`, {}, admin);
	const page = await city.phone({ javaScript: false });
	await page.goto(`${city.base}/compare`);
	await page.check('#s-juumin');
	await page.fill('#m-tobata', '１５'); /* full width is fine */
	await page.fill(`#m-${OFFICE}`, '5');
	await Promise.all([page.waitForNavigation(), page.click('.compare-form button')]);
	assert.match(await page.locator('#result-title').innerText(), /戸畑区役所が早いです/);
	const names = await page.locator('.compare-rows').first().locator('h3 a').allInnerTexts();
	assert.deepEqual(names, ['戸畑区役所', '小倉北区役所']);
	assert.match(await page.locator('.compare-row.first .compare-parts').innerText(), /移動 15分/);
	/* the address can be sent to somebody, and the minutes are remembered, and nothing else */
	assert.equal(new URL(page.url()).searchParams.get('m-tobata'), '１５');
	const cookie = (await page.context().cookies()).find((c) => c.name === 'travel');
	assert.deepEqual(cookie.value.split('_').sort(), [`${OFFICE}.5`, 'tobata.15']);
	await page.goto(`${city.base}/compare?service=juumin`);
	assert.equal(await page.inputValue('#m-tobata'), '15');
	/* far away, it is no longer worth it */
	await page.goto(`${city.base}/compare?service=juumin&m-tobata=300&m-${OFFICE}=0`);
	assert.match(await page.locator('#result-title').innerText(), /小倉北区役所が早いです/);
	await page.context().close();
});

test('minutes_that_are_none_are_shown_with_what_was_typed', async () => {
	const page = await city.phone();
	const answer = await page.goto(`${city.base}/compare?service=juumin&m-tobata=soon`);
	assert.equal(answer.status(), 422);
	assert.equal(await page.inputValue('#m-tobata'), 'soon');
	assert.equal(await page.getAttribute('#m-tobata', 'aria-invalid'), 'true');
	await accessible(page);
	assert.equal((await page.goto(`${city.base}/compare?service=nothing`)).status(), 422);
	await page.context().close();
});

test('programs_are_told_the_same', async () => {
	const got = await city.api('GET', '/api/v1/compare?service=juumin&travel=tobata.15_kokurakita.0');
	assert.equal(got.offices[0].office, 'tobata');
	assert.equal(got.offices[0].total.p50, got.offices[0].wait.p50 + 15 * 60);
	for (const wrong of ['', '?service=nothing', '?service=a,b,c,d,e,f'])
		await assert.rejects(city.api('GET', `/api/v1/compare${wrong}`), { status: 422 });
});

test('a_ticket_says_when_another_office_is_clearly_faster', async () => {
	for (let i = 0; i < 15; i++) /* so long a queue that half an hour on the way is worth it */
		await take();
	const ticket = await take();
	const page = await city.phone();
	const now = Date.parse('2026-11-24T10:31:00+09:00');
	sql(`DELETE FROM wait_now`);
	await page.goto(`${city.base}/t/${ticket.code}`);
	assert.equal(await page.locator('.ticket-faster').count(), 0);
	sql(`INSERT OR REPLACE INTO wait_now VALUES (${CITY},'tobata','juumin',${now},60,120,300)`);
	await page.goto(`${city.base}/t/${ticket.code}`);
	assert.match(await page.locator('.ticket-faster').innerText(), /戸畑区役所なら、移動を30分としても、35分以内/);
	await accessible(page);
	await page.click('.ticket-faster a');
	assert.equal(new URL(page.url()).pathname, '/compare');
	assert.ok(!page.url().includes(ticket.code), 'the code stays a secret');
	await page.context().close();
});

test('the_comparison_is_for_everybody', () => everywhere(`/compare?service=juumin&service=kokuho&m-tobata=15&m-${OFFICE}=0&here=${OFFICE}`));
test('so_it_is_when_nothing_is_asked', () => everywhere('/compare'));
