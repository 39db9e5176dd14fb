/* /work: what the hours are spent on. A made-up survey of 75 units; the numbers on the pages are held against `madoguchi work report --json`. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { accessible, fits, serve } from './support.mjs';

const BUREAU = '門司区役所';
const VIEWS = ['/work', '/work/view/sums', '/work/view/bubbles', '/work/view/pareto', '/work/view/treemap', '/work/view/heat', '/work/view/months',
	'/work/view/balance', '/work/rows', '/work/compare'];
let city, report;

const sql = (text) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', join(city.folder, 'city.db')], { input: text, encoding: 'utf8' }).trim();
const number = (text) => Number(text.replace(/[^\d.]/g, ''));
/* As pages write it: rounded, below ten hours with a tenth. */
const hours = (minutes) => (minutes >= 600 || minutes % 60 === 0 ? Math.floor((minutes + 30) / 60) : Math.floor((minutes + 3) / 6) / 10);
const percent = (of, all) => `${(100 * of / all).toFixed(1)}%`;

before(async () => {
	city = await serve({ limits: 'off' });
	city.run(['work', 'rehearse', '--round', '2025', '--items', '1500', '--seed', '7']);
	city.run(['work', 'rehearse', '--round', '2026', '--items', '3000']);
	city.run(['work', 'rehearse', '--round', 'small', '--items', '300']); /* axe looks at every row */
	/* in 2025 "core" meant another thing */
	sql(`UPDATE work_round SET def = substr(def, 1, instr(def, '2026a') - 1) || '2025z' || substr(def, instr(def, '2026a') + 5) WHERE round = '2025'`);
	city.run(['work', 'member', '--login', 'clerk', '--parts', 'see', '--bureau', BUREAU]);
	report = JSON.parse(city.run(['work', 'report', '--round', '2026', '--json']));
});
after(() => city?.stop());

/* One page for each kind of reader: signed in once. */
const pages = {};
async function open(path, { login = 'admin', kind = 'desk', ...options } = {}) {
	const key = JSON.stringify([login, kind, options]);
	if (!pages[key]) {
		pages[key] = await city[kind](options);
		await city.signIn(pages[key], login);
	}
	const page = pages[key], answer = await page.goto(city.base + path);
	assert.equal(answer.status(), 200, path);
	return page;
}
/* Name → { items, hours, link } of a table of sums. */
const table = (page, id) => page.evaluate((of) => Object.fromEntries([...document.querySelectorAll(`#${of} tbody tr`)].map((row) => {
	const cells = row.querySelectorAll('td.num');
	return [row.querySelector('th a').textContent, { items: cells[0].textContent.trim(), hours: cells[1].textContent.trim(),
		link: cells[1].querySelector('a').getAttribute('href') }];
})), id);
const sum = (page) => page.evaluate(() => {
	const text = document.querySelector('.see-lead').textContent;
	return [...text.matchAll(/[\d,.]+/g)].slice(0, 2).map((m) => m[0]);
});

test('the_published_sums_come_out_of_a_whole_survey_by_the_command', () => {
	city.run(['work', 'rehearse', '--round', 'whole', '--items', '59000']);
	const whole = JSON.parse(city.run(['work', 'report', '--round', 'whole', '--json']));
	assert.deepEqual([whole.items, whole.sections, whole.units, Math.round(whole.minutes / 60)], [59000, 354, 1474, 13210000]);
	assert.deepEqual(Object.fromEntries(Object.entries(whole.categories).map(([name, is]) => [name, [is.items, Math.round(is.minutes / 60)]])),
		{ '窓口': [6900, 2160000], '共通': [9800, 1420000], '固有': [42300, 9630000] });
	assert.equal(Math.round(whole.target.share * 1000), 319);
	assert.equal(whole.cells.reduce((n, cell) => n + cell.minutes, 0), whole.minutes);
	city.run(['work', 'rounds', 'close', '--round', 'whole']);
	sql(`DELETE FROM work_unit WHERE round = 'whole'; DELETE FROM work_round WHERE round = 'whole'`); /* the others here are small */
});

test('the_first_page_says_what_the_report_says', async () => {
	const page = await open('/work?round=2026');
	const figures = await page.locator('.work-figures strong').allInnerTexts();
	assert.equal(number(figures[0]), hours(report.minutes));
	assert.equal(figures[1], percent(report.target.minutes, report.minutes));
	assert.equal(number(figures[3]), report.items);
	assert.equal(number(figures[4]), report.sections);
	assert.equal(number(await page.locator('.work-figures li:nth-child(5) span').innerText()), report.units);
	const categories = await table(page, 'categories');
	for (const [name, is] of Object.entries(report.categories)) {
		const row = Object.values(categories).find((c) => new URL(c.link, city.base).searchParams.get('category') === name);
		assert.equal(number(row.items), is.items);
		assert.equal(number(row.hours), hours(is.minutes));
	}
	const cells = Object.values(await table(page, 'cells'));
	for (const { core, expertise, routine, items, minutes } of report.cells) {
		const key = [core, expertise, routine].map((yes) => (yes ? 'y' : 'n')).join('');
		const row = cells.find((c) => new URL(c.link, city.base).searchParams.get('cell') === key);
		assert.equal(number(row.items), items, key);
		assert.equal(number(row.hours), hours(minutes), key);
	}
	const level = Object.values(await table(page, 'level'));
	assert.equal(level.reduce((n, row) => n + number(row.items), 0), report.items);
	/* the picture has the target's share, marked in words as well */
	const target = page.locator('#cells-figure .chart-broad a[href*="cell=nny"]');
	assert.match(await target.getAttribute('aria-label'), new RegExp(`対象.*${percent(report.target.minutes, report.minutes).replace('.', '\\.')}`));
});

test('every_number_leads_to_the_rows_that_it_is_made_of', async () => {
	const page = await open('/work?round=2026');
	const tables = [await table(page, 'cells'), await table(page, 'level')];
	for (const rows of tables.map(Object.values)) {
		for (const row of [rows[0], rows.at(-1)]) {
			await page.goto(city.base + row.link);
			assert.deepEqual((await sum(page)).map(number), [number(row.items), number(row.hours)], row.link);
		}
	}
});

test('by_keyboard_alone_from_the_city_down_to_a_unit_and_its_rows', async () => {
	const page = await open('/work?round=2026');
	const enter = async (locator) => {
		await locator.focus();
		await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
	};
	const names = [];
	for (let depth = 0; depth < 3; depth++) {
		const first = page.locator('#level tbody th a').first();
		names.push(await first.innerText());
		await enter(first);
		assert.equal((await page.locator('.work-crumbs li').count()), depth + 2);
	}
	const params = new URL(page.url()).searchParams;
	assert.deepEqual(['bureau', 'section', 'unit'].map((k) => params.get(k)), names);
	assert.match(await page.locator('.work-figures .badge').innerText(), /合っている|多すぎる|少なすぎる/);
	assert.match(await page.locator('.see-page a[href^="/work/ask/unit/"]').innerText(), /調査票/);
	const expected = number(await page.locator('.work-figures strong').first().innerText());
	await enter(page.locator('.work-figures strong a').nth(3)); /* items → rows */
	assert.equal(new URL(page.url()).pathname, '/work/rows');
	assert.equal(number((await sum(page))[1]), expected);
	/* a tile of the picture is a link as any other */
	await page.goto(`${city.base}/work?round=2026`);
	await enter(page.locator('#cells-figure .chart-broad a[href*="cell=nny"]'));
	assert.equal(number((await sum(page))[1]), hours(report.target.minutes));
});

test('without_javascript_conditions_are_chosen_in_a_form_and_taken_away_by_chips', async () => {
	const page = await open('/work/view/sums?round=2026&by=work', { javaScript: false });
	await page.click('.work-conditions > summary');
	await page.selectOption('#f-bureau', BUREAU);
	await page.selectOption('#f-away', 'yes');
	await page.fill('#f-q', '証明');
	await Promise.all([page.waitForNavigation(), page.click('.work-conditions-form button')]);
	const params = new URL(page.url()).searchParams;
	assert.equal(params.get('round'), '2026');
	assert.equal(params.get('by'), 'work');
	assert.equal(params.get('bureau'), BUREAU);
	const works = Object.keys(await table(page, 'sums'));
	assert.ok(works.length > 0);
	assert.equal(await page.locator('.work-chip').count(), 2); /* the bureau stands in the breadcrumbs */
	/* they stay from view to view */
	await page.click('.work-views a[href^="/work/rows"]');
	await page.waitForURL((url) => url.pathname === '/work/rows');
	const all = await sum(page);
	for (const name of await page.locator('.see-rows tbody td:nth-child(2)').allInnerTexts())
		assert.ok(name.startsWith(BUREAU), name);
	await page.click('.work-chip a >> nth=1');
	await page.waitForURL((url) => !url.searchParams.has('q'));
	assert.equal(await page.locator('.work-chip').count(), 1);
	assert.ok(number((await sum(page))[0]) > number(all[0]));
	await page.click('.work-crumbs a >> nth=0');
	await page.waitForURL((url) => !url.searchParams.has('bureau'));
	assert.equal(new URL(page.url()).searchParams.get('away'), 'yes');
});

test('a_name_that_the_survey_does_not_have_matches_nothing_and_is_told', async () => {
	const page = await open(`/work?round=2026&bureau=${encodeURIComponent('消えた局')}`);
	assert.match(await page.locator('.notice.warn').innerText(), /消えた局/);
	assert.match(await page.locator('main').innerText(), /条件に合う業務はありません/);
	await accessible(page);
});

test('what_is_seen_can_be_saved_as_csv_and_read_back_without_a_change', async () => {
	const page = await open(`/work/rows?round=2026&cell=nny&category=${encodeURIComponent('窓口')}`);
	const [items, all] = await sum(page);
	const link = await page.locator('a[download]').getAttribute('href');
	const bytes = await (await page.request.get(city.base + link)).body();
	assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
	const [head, ...rows] = bytes.toString().slice(1).trim().split('\r\n');
	assert.match(head, /^番号,局,課,係,区分,業務,作業/);
	assert.equal(rows.length, number(items));
	const at = (name) => head.split(',').indexOf(name);
	const minutes = rows.map((row) => row.split(',')).reduce((n, c) => n + Number(c[at('年間件数')]) * Number(c[at('分毎件')]), 0);
	assert.equal(hours(minutes), number(all));
});

test('rows_are_sorted_and_come_page_by_page', async () => {
	const page = await open('/work/rows?round=2026');
	const column = (n) => page.locator(`.see-rows tbody td:nth-child(${n})`).allInnerTexts();
	const first = (await column(9)).map(number);
	assert.deepEqual(first, [...first].sort((a, b) => b - a));
	await Promise.all([page.waitForNavigation(), page.locator('.work-pages a').first().click()]);
	assert.ok(number((await column(9))[0]) <= first.at(-1));
	await Promise.all([page.waitForNavigation(), page.click('.see-rows thead a >> nth=0')]);
	assert.deepEqual((await column(1)).slice(0, 3).map(number), [1, 2, 3]);
	assert.equal(await page.locator('.see-rows th[aria-sort]').count(), 1);
});

test('hours_that_do_not_hold_are_found_with_the_sheet_to_send_back', async () => {
	const page = await open('/work/view/balance?round=2026&by=unit');
	const rows = await page.evaluate(() => [...document.querySelectorAll('.see-balance tbody tr')].map((row) => [...row.querySelectorAll('td.num')]
		.map((c) => c.textContent.trim()).concat(row.querySelector('.badge').textContent)));
	assert.equal(rows.length, 75);
	let before = Infinity;
	for (const [, has, said, diff, share, , badge] of rows) {
		const part = 100 * number(said) / number(has);
		assert.ok(Math.abs(number(diff)) <= before + 1);
		before = number(diff);
		assert.ok(Math.abs(number(share) - part) < 0.2);
		if (Math.abs(part - 80) > 0.2 && Math.abs(part - 120) > 0.2)
			assert.equal(badge, part < 80 ? '少なすぎる' : part > 120 ? '多すぎる' : '合っている');
	}
	const off = rows.filter((row) => row.at(-1) === '多すぎる').length;
	assert.match(await page.locator('.see-choose a[href*="state=much"]').innerText(), new RegExp(`\\(${off}\\)`));
	await Promise.all([page.waitForNavigation(), page.click('.see-choose a[href*="state=much"]')]);
	assert.equal(await page.locator('.see-balance tbody tr').count(), off);
	const sheet = await page.locator('.see-balance tbody tr td a[href^="/work/ask/"]').first().getAttribute('href');
	assert.equal((await page.goto(city.base + sheet)).status(), 200);
});

test('two_rounds_are_compared_where_their_definitions_agree', async () => {
	const page = await open('/work/compare?round=2026&with=2025');
	const axes = await page.locator('#axes tbody tr').allInnerTexts();
	assert.match(axes[0], /2025z.*2026a.*違う定義/s);
	assert.match(axes[1], /同じ定義/);
	assert.equal(await page.locator('#cell, #core').count(), 0); /* neither the axis nor the cells that are made of it */
	assert.equal(await page.locator('#routine').count(), 1);
	const totals = await page.locator('#category tfoot td.num').allInnerTexts();
	assert.equal(number(totals[1]), hours(report.minutes));
	assert.equal(number(totals[0]), hours(JSON.parse(city.run(['work', 'report', '--round', '2025', '--json'])).minutes));
	await page.goto(`${city.base}/work/compare?round=2026&with=2025&cell=nny`);
	assert.match(await page.locator('.notice.warn').innerText(), /定義が違う/);
	assert.equal(await page.locator('table.see-pairs').count(), 0);
	await page.goto(`${city.base}/work/compare?round=2026&with=2025&routine=yes`);
	assert.ok(await page.locator('table.see-pairs').count() > 0);
});

test('who_may_see_one_bureau_gets_its_sums_and_no_others', async () => {
	const admin = await open(`/work?round=2026&bureau=${encodeURIComponent(BUREAU)}`);
	const all = number(await admin.locator('.work-figures strong').first().innerText());
	const page = await open('/work?round=2026', { login: 'clerk' });
	assert.equal(number(await page.locator('.work-figures strong').first().innerText()), all);
	assert.match(await page.locator('.work-part').innerText(), /市全体の数字ではありません/);
	assert.deepEqual(Object.keys(await table(page, 'level')), [BUREAU]);
	await page.goto(`${city.base}/work/rows?round=2026`);
	for (const name of await page.locator('.see-rows tbody td:nth-child(2)').allInnerTexts())
		assert.ok(name.startsWith(BUREAU), name);
	const csv = await (await page.request.get(`${city.base}/work/rows.csv?round=2026`)).text();
	assert.ok(csv.trim().split('\r\n').slice(1).every((row) => row.split(',')[1] === BUREAU));
	await page.goto(`${city.base}/work/view/balance?round=2026&by=unit`);
	for (const name of await page.locator('.see-balance tbody th').allInnerTexts())
		assert.ok(name.startsWith(BUREAU), name);
	/* nor by asking for another one by its name */
	await page.goto(`${city.base}/work?round=2026&bureau=${encodeURIComponent('小倉北区役所')}`);
	assert.match(await page.locator('main').innerText(), /条件に合う業務はありません/);
	await accessible(page);
	const stranger = await city.desk();
	await city.signIn(stranger, 'clerk2');
	for (const path of [...VIEWS, '/work/rows.csv'])
		assert.equal((await stranger.goto(`${city.base}${path}?round=2026`)).status(), 403, path);
	await stranger.context().close();
});

test('sums_that_are_open_to_all_staff_do_not_open_single_units', async () => {
	sql(`UPDATE work_round SET state = 'closed', results_open = 1 WHERE round = '2025'`);
	const admin = await open('/work/view/sums?round=2025&by=unit');
	const links = await admin.evaluate(() => [...document.querySelectorAll('main a[href*="unit="]')].map((a) => a.getAttribute('href')));
	const unit = new URL(links.find((href) => decodeURIComponent(href).includes('unit=小倉北区役所')), city.base).searchParams.get('unit');
	const stranger = await city.desk();
	await city.signIn(stranger, 'clerk2');
	assert.equal((await stranger.goto(`${city.base}/work?round=2025`)).status(), 200);
	for (const path of ['/work', '/work/choose', '/work/choose.csv', '/work/choose/share', '/work/names', '/work/view/sums'])
		assert.equal((await stranger.goto(`${city.base}${path}?round=2025&unit=${encodeURIComponent(unit)}`)).status(), 403, path);
	/* who fills in a sheet elsewhere is a stranger here as well */
	const clerk = await open('/work?round=2025', { login: 'clerk' });
	await clerk.goto(`${city.base}/work?round=2025&unit=${encodeURIComponent(unit)}`);
	assert.match(await clerk.locator('main').innerText(), /条件に合う業務はありません/);
	await clerk.goto(`${city.base}/work/view/sums?round=2025&by=unit`);
	assert.equal(await clerk.locator('main a[href*="unit="]').count(), 0);
	await stranger.context().close();
});

test('every_view_is_for_everybody', async () => {
	/* each view in Japanese at a desk; and once more, in turn, in plain Japanese on a telephone and in English at a desk or on a telephone */
	const also = [['phone', 'ja-easy'], ['desk', 'en'], ['phone', 'ja-easy'], ['phone', 'en']];
	for (const [kind, lang, path, only] of VIEWS.flatMap((path, i) => [['desk', 'ja', path], [...also[i % 4], path, i % 3 > 0]])) {
		const page = await open(`${path}?round=small`, { kind, lang });
		await page.evaluate(() => document.querySelectorAll('main details').forEach((d) => { d.open = true; }));
		if (!only) /* the markup is the same in each language: of the second readers, every third page */
			await accessible(page, `${path} ${lang} ${kind}`);
		await fits(page, `${path} ${lang} ${kind}`);
	}
});

test('every_picture_leads_to_what_a_part_of_it_is_made_of', async () => {
	const page = await open('/work?round=2026');
	for (const view of ['bubbles', 'pareto', 'treemap', 'heat', 'months']) {
		await page.goto(`${city.base}/work/view/${view}?round=2026`);
		const links = await page.evaluate(() => [...document.querySelectorAll('main svg a')].map((a) => a.getAttribute('href')));
		assert.ok(links.length > 2, view);
		const href = links[Math.floor(links.length / 2)];
		const answer = await page.goto(city.base + href);
		assert.equal(answer.status(), 200, `${view} ${href}`);
		assert.ok(await page.locator('.work-filter, .work-chips, [class*=crumb]').count() > 0, `${view}: the condition is seen`);
	}
});

test('a_month_leads_to_the_rows_of_that_month', async () => {
	const page = await open('/work/view/months?round=2026');
	const cells = (row) => page.locator(`#months-table ${row} td.num`).allInnerTexts();
	const months = (await cells('tfoot tr')).map(number);
	assert.equal(months.length, 13);
	/* by the rows themselves, as the command writes them */
	const [head, ...rows] = city.run(['work', 'export', '--round', '2026']).replace(/^\uFEFF/, '').trim().split('\r\n').map((l) => l.split(','));
	const at = (name) => head.indexOf(name);
	const june = rows.filter((row) => Number(row[at('6月')]) > 0);
	const minutes = (row) => Number(row[at('6月')]) * Number(row[at('分毎件')]);
	const all = june.reduce((n, row) => n + minutes(row), 0);
	assert.ok(june.length > 100 && june.length < rows.length);
	assert.equal(months[2], hours(all));
	/* the number of the table, and a piece of the picture */
	await Promise.all([page.waitForNavigation(), page.locator('#months-table tfoot td.num a').nth(2).click()]);
	assert.equal(new URL(page.url()).searchParams.get('month'), '6');
	assert.deepEqual((await sum(page)).map(number), [june.length, hours(all)]);
	const column = (n) => page.locator(`.see-rows tbody td:nth-child(${n})`).allInnerTexts();
	const largest = june.map(minutes).sort((a, b) => b - a).slice(0, 100).map(hours);
	assert.deepEqual((await column(9)).map(number), largest);
	const unsaid = rows.filter((row) => row[at('4月')] === '').reduce((n, row) => n + Number(row[at('年間件数')]) * Number(row[at('分毎件')]), 0);
	assert.ok(unsaid > 0);
	assert.equal(number((await page.locator('.see-months').innerText()).replace(/^.*?（年間|時間）.*$/g, '')), hours(unsaid));
	await accessible(page);
	/* the year is the twelve months and what says none */
	let year = 0;
	for (let m = 1; m <= 12; m++)
		year += rows.reduce((n, row) => n + Number(row[at(`${m}月`)]) * Number(row[at('分毎件')]), 0);
	assert.equal(year + unsaid, report.minutes);
	/* in every view: the same hours */
	for (const view of ['/work', '/work/view/sums', '/work/view/bubbles', '/work/view/pareto', '/work/view/treemap', '/work/view/heat']) {
		await page.goto(`${city.base}${view}?round=2026&month=6`);
		const texts = await page.locator('tfoot').first().innerText();
		assert.ok(texts.replace(/,/g, '').includes(String(hours(all))), `${view}: ${texts}`);
		assert.equal(await page.locator('.work-chip').count(), 1);
	}
	/* the file has the rows whole, and what was seen of them */
	const csv = (await (await page.request.get(`${city.base}/work/rows.csv?round=2026&month=6`)).text()).trim().split('\r\n').map((l) => l.split(','));
	assert.deepEqual(csv[0].slice(-2), ['件数（6月）', '分（6月）']);
	assert.equal(csv.length - 1, june.length);
	assert.equal(csv.slice(1).reduce((n, row) => n + Number(row.at(-1)), 0), all);
	/* what is chosen or redesigned is a year's work */
	await page.goto(`${city.base}/work/view/sums?round=2026&month=6&category=${encodeURIComponent('窓口')}`);
	for (const href of await page.locator('nav.work-actions a[href*="/work/choose"], nav.work-actions a[href*="/work/flows-new"]').evaluateAll((of) => of.map((a) => a.getAttribute('href'))))
		assert.ok(!href.includes('month='), href);
	/* the months themselves are shown whole, with the one that is meant */
	await page.goto(`${city.base}/work/view/months?round=2026&month=6`);
	assert.deepEqual((await cells('tfoot tr')).map(number), months);
	assert.ok(await page.locator('.chart-broad .c-beside').count() > await page.locator('.chart-broad .c-bar:not(.c-beside)').count());
	await accessible(page);
});

test('of_hundreds_the_small_ones_stand_together_and_nothing_is_left_out', async () => {
	const page = await open('/work/view/months?round=2026');
	const foot = () => page.locator('#months-table tfoot td.num').allInnerTexts();
	const whole = await foot();
	await page.goto(`${city.base}/work/view/months?round=2026&by=work`);
	assert.deepEqual(await foot(), whole);
	const rows = page.locator('#months-table tbody tr');
	assert.equal(await rows.count(), 201);
	assert.match(await rows.last().innerText(), /^その他（\d+）/);
	const sums = await page.evaluate(() => [...document.querySelectorAll('#months-table tbody tr')].map((row) => Number([...row.querySelectorAll('td.num')].at(-1).textContent.replace(/,/g, ''))));
	assert.ok(Math.abs(sums.reduce((n, x) => n + x, 0) - number(whole[12])) <= sums.length / 2, 'rounded rows add up');
	/* areas: frames of the picture are all of the hours */
	await page.goto(`${city.base}/work/view/treemap?round=2026&by=work`);
	assert.match(await page.locator('#treemap-figure .work-note').innerText(), /その他/);
	const frames = await page.locator('#treemap-figure .chart-broad a:has(> .c-frame) title').allTextContents();
	const said = frames.map((text) => number(/([\d,.]+)時間/.exec(text)[1]));
	assert.ok(frames.length > 100);
	assert.ok(Math.abs(said.reduce((n, x) => n + x, 0) - report.minutes / 60) <= said.length, `${said.reduce((n, x) => n + x, 0)} of ${report.minutes / 60}`);
});

test('another_bureau_in_the_form_does_not_ask_for_a_section_of_the_one_before', async () => {
	const page = await open(`/work?round=2026&bureau=${encodeURIComponent(BUREAU)}`);
	const section = await page.locator('#level tbody th a').first().innerText();
	await page.goto(`${city.base}/work?round=2026&bureau=${encodeURIComponent(BUREAU)}&section=${encodeURIComponent(section)}`);
	await page.click('.work-conditions > summary');
	assert.equal(await page.locator('#f-section option:checked').innerText(), section);
	await page.selectOption('#f-bureau', '小倉北区役所');
	await Promise.all([page.waitForNavigation(), page.click('.work-conditions-form button')]);
	assert.deepEqual((await page.locator('.work-crumbs li').allInnerTexts()).slice(1), ['小倉北区役所']);
	assert.equal(await page.locator('.notice.warn').count(), 0);
});

test('on_paper_the_numbers_stay_and_the_buttons_go', async () => {
	const page = await open(`/work/view/sums?round=2026&bureau=${encodeURIComponent(BUREAU)}`);
	assert.equal(await page.locator('.work-nav').isVisible(), true);
	await page.emulateMedia({ media: 'print' });
	try {
		assert.equal(await page.locator('.work-nav').isVisible(), false);
		assert.equal(await page.locator('.work-views').isVisible(), false);
		assert.equal(await page.locator('table.work-table').first().isVisible(), true);
		assert.ok((await page.locator('main').innerText()).includes(BUREAU), 'what it is about is said');
	} finally {
		await page.emulateMedia({ media: null });
	}
});

test('from_a_part_of_the_survey_one_goes_on_to_rank_and_to_redesign_it', async () => {
	const page = await open(`/work/rows?round=2026&category=${encodeURIComponent('窓口')}&step=${encodeURIComponent('受付')}`);
	const next = page.locator('nav.work-actions a[href*="/work/choose"], nav.work-actions a[href*="/work/flows-new"]');
	assert.equal(await next.count(), 2);
	for (const href of await next.evaluateAll((all) => all.map((a) => a.getAttribute('href')))) {
		const answer = await page.goto(city.base + href);
		assert.equal(answer.status(), 200, href);
		assert.match(await page.locator('main').innerHTML(), /受付/);
	}
});

test('each_answer_says_how_long_it_took', async () => {
	const page = await open('/work?round=2026');
	const answer = await page.goto(`${city.base}/work/view/treemap?round=2026`);
	assert.match(answer.headers()['server-timing'], /^ask;dur=[\d.]+, sum;dur=[\d.]+, draw;dur=[\d.]+, page;dur=[\d.]+, all;dur=[\d.]+$/);
});

/* MADOGUCHI_SHOTS=FOLDER keeps what the pages look like, to be looked at. */
test('pictures_of_the_pages', { skip: !process.env.MADOGUCHI_SHOTS }, async () => {
	mkdirSync(process.env.MADOGUCHI_SHOTS, { recursive: true });
	for (const kind of ['desk', 'phone']) {
		const page = await open('/work', { kind });
		for (const path of VIEWS) {
			await page.goto(`${city.base}${path}?round=2026`);
			await page.screenshot({ path: join(process.env.MADOGUCHI_SHOTS, `work-see-${path.split('/').at(-1)}-${kind}.png`), fullPage: true });
		}
	}
});
