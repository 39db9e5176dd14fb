/*
 * The work survey is filled in: as a grid with keys and paste, by two people at once, through a lost connection, without JavaScript, on a phone; then it is
 * submitted, sent back and approved. MADOGUCHI_SHOTS names a folder for pictures.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { accessible, fits, serve } from './support.mjs';

const HEAD = '局,課,係,職員数,年間勤務時間';
const UNIT = '/work/ask/unit/1?round=2026', OTHER = '/work/ask/unit/2?round=2026';
let city;

before(async () => {
	city = await serve({});
	const staff = join(city.folder, 'staff.csv'), places = ['--bureau', '保健福祉局', '--section', '介護保険課'];
	writeFileSync(staff, [HEAD, '保健福祉局,介護保険課,認定係,2,3886', '保健福祉局,介護保険課,給付係,1,100', '保健福祉局,年金課,資格係,1,1943', '環境局,総務課,庶務係,3,5829',
		''].join('\r\n'));
	city.run(['work', 'rounds', 'add', '--round', '2026', '--name', '令和8年度 業務量調査', '--year', '2026', '--closes', '2026-12-04', '--open']);
	city.run(['work', 'import', '--round', '2026', staff]);
	for (const login of ['clerk', 'clerk2'])
		city.run(['work', 'member', '--login', login, '--parts', 'fill', ...places]);
	city.run(['work', 'member', '--login', 'floor', '--parts', 'approve', ...places]);
});
after(() => city.stop());

async function shot(page, name, options = {}) {
	if (process.env.MADOGUCHI_SHOTS)
		await page.screenshot({ path: join(process.env.MADOGUCHI_SHOTS, `work-ask-${name}.png`), ...options });
}

async function opened(page, path, login = 'clerk') {
	await city.signIn(page, login);
	await page.goto(city.base + path);
	await page.waitForSelector('#wa-grid[data-ready]');
}

const cell = (page, row, id) => page.locator(`#wa-grid tbody tr:not(.wa-conflict) >> nth=${row - 1}`).locator(`td.${id} > :is(input, select)`);
const value = (page, row, id) => cell(page, row, id).inputValue();
const allSaved = (page) => page.waitForSelector('#wa-state .wa-saved.good');

/* What the server has, as the page gets it. */
async function stored(page, path = UNIT) {
	const answer = await page.request.get(city.base + path.replace('?', '/rows?') + '&version=-1');
	return answer.json();
}

async function paste(page, text) {
	await page.evaluate((text) => {
		const data = new DataTransfer();
		data.setData('text/plain', text);
		document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
	}, text);
}

async function copy(page) {
	return page.evaluate(() => {
		const data = new DataTransfer();
		document.activeElement.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }));
		return data.getData('text/plain');
	});
}

test('a sheet is filled in by keys alone, and what the page says is saved is there', async () => {
	const page = await city.desk();
	await opened(page, UNIT);
	await cell(page, 1, 'category').focus();
	for (const key of ['1', 'ArrowRight'])
		await page.keyboard.press(key);
	await page.keyboard.type('髙齢者の申請');
	await page.keyboard.press('Tab');
	await page.keyboard.type('受付');
	for (const key of ['Tab', '1', 'Tab'])
		await page.keyboard.press(key);
	await page.keyboard.type('1,200');
	await page.keyboard.press('Tab');
	await page.keyboard.type('30');
	for (const key of ['Tab', 'n', 'Tab', 'n', 'Tab', 'y', 'Tab', 'y'])
		await page.keyboard.press(key);
	await allSaved(page);
	const { rows, said } = await stored(page);
	assert.deepEqual(rows.map((r) => r.cells.slice(0, 10)), [['窓口', '髙齢者の申請', '受付', '正規', '1200', '30', 'n', 'n', 'y', 'y']]);
	assert.equal(said, 36000);
	assert.equal(await value(page, 1, 'count'), '1200');
	assert.match(await page.textContent('#wa-grid tbody tr >> nth=0'), /600時間/);
	assert.match(await page.textContent('#wa-bar'), /600時間.*3,886時間.*15%.*0\.31 \/ 2\.00 FTE.*少ない/s);

	/* Enter goes down, Ctrl+D copies from above, Ctrl+Z takes back, Ctrl+Y does again */
	await cell(page, 1, 'work').focus();
	await page.keyboard.press('Enter');
	await page.keyboard.press('Control+d');
	assert.equal(await value(page, 2, 'work'), '髙齢者の申請');
	await page.keyboard.press('Control+z');
	assert.equal(await value(page, 2, 'work'), '');
	await page.keyboard.press('Control+y');
	assert.equal(await value(page, 2, 'work'), '髙齢者の申請');
	await page.keyboard.press('Control+z');

	/* a row in between and away again */
	await cell(page, 1, 'work').focus();
	await page.keyboard.press('Control+Enter');
	await page.keyboard.press('3');
	await page.keyboard.press('ArrowRight');
	await page.keyboard.type('途中の行');
	await allSaved(page);
	assert.equal((await stored(page)).rows[1].cells[1], '途中の行');
	assert.match(await page.textContent('#wa-state'), /書きかけ1行/);
	await page.keyboard.press('Control+Delete');
	await allSaved(page);
	assert.equal((await stored(page)).rows.length, 1);
	await page.keyboard.press('Control+z');
	await allSaved(page);
	assert.equal((await stored(page)).rows.length, 2);
	await page.keyboard.press('Control+y');
	await allSaved(page);

	/* Escape takes back what is being typed; arrows stay inside the sheet */
	await cell(page, 1, 'step').focus();
	await page.keyboard.type('まちがい');
	await page.keyboard.press('Escape');
	await page.keyboard.press('Escape');
	assert.equal(await value(page, 1, 'step'), '受付');
	await shot(page, 'keys');
	await accessible(page);
	await page.context().close();
});

test('rows of Excel come in by paste, with and without their head, and go out again', async () => {
	const page = await city.desk();
	await opened(page, UNIT);
	await cell(page, 2, 'category').focus();
	const line = (i) => ['固有', i === 7 ? '"改行の\nある名前"' : `業務${i}`, '決裁', '正規職員', '１２', '５', 'コア', '要', '非定型', '不可', '法令', '紙', '基幹'].join('\t');
	await paste(page, Array.from({ length: 60 }, (_, i) => line(i)).join('\r\n') + '\r\n');
	await allSaved(page);
	let { rows } = await stored(page);
	assert.equal(rows.length, 61);
	assert.deepEqual(rows[1].cells.slice(0, 13), ['固有', '業務0', '決裁', '正規', '12', '5', 'y', 'y', 'n', 'n', '法令', '紙', '基幹']);
	assert.equal(rows[8].cells[1], '改行の ある名前');
	assert.equal(await value(page, 2, 'core'), 'y');

	/* by the names of the head, in another order, with months */
	await page.keyboard.press('Control+End');
	await paste(page, '分毎件\t業務\t区分\t年間件数\t4月\t5月\n10\t=SUM(A1)\t共通\t3\t1\t2\n');
	await allSaved(page);
	({ rows } = await stored(page));
	assert.deepEqual([rows[61].cells[0], rows[61].cells[1], rows[61].cells[4], rows[61].cells[13], rows[61].cells[14]], ['共通', '=SUM(A1)', '3', '1', '2']);
	assert.ok(await page.isVisible('#wa-grid td.month input'), 'months are shown when some were pasted');

	/* out: a range as Excel takes it */
	await cell(page, 2, 'category').focus();
	await page.keyboard.press('Shift+ArrowDown');
	for (let i = 0; i < 6; i++)
		await page.keyboard.press('Shift+ArrowRight');
	assert.equal(await copy(page), '固有\t業務0\t決裁\t正規\t12\t5\tコア\r\n固有\t業務1\t決裁\t正規\t12\t5\tコア\r\n');
	await shot(page, 'range');

	/* the whole paste is one step back */
	await page.keyboard.press('Control+z');
	await page.keyboard.press('Control+z');
	await allSaved(page);
	assert.equal((await stored(page)).rows.length, 1);
	await page.context().close();
});

test('names that others use are offered, and one is taken by keys', async () => {
	const page = await city.desk();
	await opened(page, OTHER);
	await cell(page, 1, 'work').focus();
	await page.keyboard.type('申請');
	await page.waitForSelector('#wa-list:not([hidden]) li');
	assert.match(await page.textContent('#wa-list'), /髙齢者の申請/);
	await accessible(page);
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	assert.equal(await value(page, 1, 'work'), '髙齢者の申請');
	await page.keyboard.press('Control+Delete');
	await allSaved(page);
	await page.context().close();
});

test('two people fill in one sheet: different cells come together, of one cell the person decides', async () => {
	const [one, two] = [await city.desk(), await city.desk()];
	await opened(one, UNIT);
	await opened(two, UNIT, 'clerk2');
	await cell(one, 1, 'count').fill('1300');
	await allSaved(one);
	/* the other one changes another cell of the row, which was seen before */
	await cell(two, 1, 'step').fill('受付と確認');
	await allSaved(two);
	let { rows } = await stored(one);
	assert.deepEqual([rows[0].cells[2], rows[0].cells[4]], ['受付と確認', '1300']);
	assert.equal(await value(two, 1, 'count'), '1300');

	/* the same cell */
	await one.reload();
	await one.waitForSelector('#wa-grid[data-ready]');
	await cell(two, 1, 'each').fill('31');
	await allSaved(two);
	await cell(one, 1, 'each').fill('45');
	await one.waitForSelector('.wa-conflict');
	assert.match(await one.textContent('.wa-conflict'), /城野 二葉さんが「31」に変えました/);
	assert.equal(await value(one, 1, 'each'), '45');
	await accessible(one);
	await shot(one, 'conflict');
	assert.equal((await stored(one)).rows[0].cells[5], '31');
	await one.click('.wa-conflict button >> nth=0');
	await allSaved(one);
	assert.equal((await stored(one)).rows[0].cells[5], '45');
	await Promise.all([one.context().close(), two.context().close()]);
});

test('without a connection the page says so, keeps what is typed through a reload, and saves it later', async () => {
	const page = await city.desk();
	await opened(page, UNIT);
	await city.away();
	await cell(page, 1, 'count').fill('1400');
	await cell(page, 1, 'step').focus();
	await page.waitForFunction(() => /つながりません/.test(document.getElementById('wa-state').textContent));
	assert.match(await page.evaluate(() => Object.values(localStorage).join()), /1400/);
	await city.back();
	await allSaved(page);
	assert.equal((await stored(page)).rows[0].cells[4], '1400');
	assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith('madoguchi-work')).length), 0);

	/* a page that is closed meanwhile */
	await page.route('**/save?*', (route) => route.abort());
	await cell(page, 1, 'count').fill('1500');
	await page.waitForFunction(() => /つながりません/.test(document.getElementById('wa-state').textContent));
	page.on('dialog', (d) => d.accept());
	await page.unroute('**/save?*');
	await page.route('**/save?*', (route) => route.abort(), { times: 1 });
	await page.reload();
	await page.waitForSelector('#wa-grid[data-ready]');
	await allSaved(page);
	assert.equal((await stored(page)).rows[0].cells[4], '1500');

	/* the answer is lost, the save was not */
	await page.route('**/save?*', async (route) => { await route.fetch(); await route.abort(); }, { times: 1 });
	await cell(page, 2, 'category').focus();
	await page.keyboard.press('2');
	await page.keyboard.press('Tab');
	await page.keyboard.type('会議');
	await page.keyboard.press('Tab');
	await page.waitForFunction(() => /つながりません/.test(document.getElementById('wa-state').textContent));
	await cell(page, 2, 'count').fill('12');
	await cell(page, 2, 'each').fill('60');
	await allSaved(page);
	const { rows } = await stored(page);
	assert.equal(rows.length, 2);
	assert.deepEqual(rows[1].cells.slice(0, 6), ['共通', '会議', '', '', '12', '60']);
	await page.context().close();
});

test('two thousand rows are one sheet, and the page stays quick', async () => {
	const page = await city.desk();
	await opened(page, OTHER);
	await cell(page, 1, 'category').focus();
	await paste(page, Array.from({ length: 2100 }, (_, i) => `固有\t業務${i}\t\t\t1\t2`).join('\n'));
	assert.match(await page.textContent('#wa-state'), /2,000行まで/);
	await page.waitForSelector('#wa-state .wa-saved.good', { timeout: 20000 });
	const got = await stored(page, OTHER);
	assert.equal(got.rows.length, 2000);
	assert.equal(got.said, 4000);
	const typed = await page.evaluate(() => {
		const e = document.querySelector('#wa-grid tbody input'), from = performance.now();
		for (let i = 0; i < 20; i++) {
			e.value = '業務' + i;
			e.dispatchEvent(new InputEvent('input', { bubbles: true }));
		}
		return (performance.now() - from) / 20;
	});
	assert.ok(typed < 50, `a key takes ${typed.toFixed(1)} ms`);
	await page.reload();
	await page.waitForSelector('#wa-grid[data-ready]');
	await page.evaluate(() => document.querySelector('#wa-grid tbody input').focus());
	await page.keyboard.press('Control+End');
	assert.equal(await page.evaluate(() => document.activeElement.closest('tr').rowIndex), 2000);
	await page.context().close();
});

test('on a phone a row is a card, and nothing is wider than the screen', async () => {
	const page = await city.phone();
	await opened(page, UNIT);
	await fits(page);
	await accessible(page);
	await shot(page, 'phone', { fullPage: true });
	await cell(page, 2, 'each').fill('55');
	await allSaved(page);
	assert.equal((await stored(page)).rows[1].cells[5], '55');
	await page.goto(city.base + '/work/ask');
	await fits(page);
	await accessible(page);
	await shot(page, 'phone-home', { fullPage: true });
	await page.context().close();
});

/* axe needs JavaScript: the form as a reader without it has it, in a page that could run scripts and has none. */
async function formAccessible(path) {
	const page = await city.desk();
	await city.signIn(page);
	await page.route('**/unit/**', async (route) => {
		const answer = await route.fetch();
		await route.fulfill({ response: answer, body: (await answer.text()).replace(/<\/?noscript>/g, '').replace(/<script[^>]*work-ask[^>]*><\/script>/, '') });
	});
	await page.goto(city.base + path);
	assert.ok(await page.isVisible('.wa-plain'));
	await accessible(page, 'the form without JavaScript');
	await page.context().close();
}

test('without JavaScript the sheet is a form that keeps what was typed', async () => {
	const page = await city.desk({ javaScript: false });
	await city.signIn(page);
	const n = (await stored(page)).rows.length, name = (id) => `[name="r${n}.${id}"]`;
	await page.goto(city.base + UNIT);
	await page.selectOption(name('category'), '固有');
	await page.fill(name('work'), '葛\u{E0100}飾の台帳');
	await page.fill(name('count'), 'たくさん');
	await Promise.all([page.waitForNavigation(), page.click('.wa-plain button[type=submit]')]);
	assert.match(await page.textContent('main'), /書きかけの行が1行/);
	assert.equal(await page.inputValue(name('count')), 'たくさん');
	await formAccessible(UNIT + '&months=1');
	await shot(page, 'form', { fullPage: true });
	await page.fill(name('count'), '2');
	await page.fill(name('each'), '30');
	await Promise.all([page.waitForNavigation(), page.click('.wa-plain button[type=submit]')]);
	assert.match(await page.textContent('#wa-saved'), /保存しました/);
	const { rows } = await stored(page);
	assert.deepEqual(rows[n].cells.slice(0, 6), ['固有', '葛\u{E0100}飾の台帳', '', '', '2', '30']);
	await page.check(name('remove'));
	await Promise.all([page.waitForNavigation(), page.click('.wa-plain button[type=submit]')]);
	assert.equal((await stored(page)).rows.length, n);
	await page.context().close();
});

test('a sheet is submitted with a reason, sent back, corrected and approved', async () => {
	const page = await city.desk(), head = await city.desk();
	await opened(page, UNIT);
	/* what was typed a moment ago is in what is submitted */
	await cell(page, 1, 'count').fill('1600');
	assert.ok(await page.isVisible('#wa-reason'), 'outside of the band a reason is asked');
	await page.fill('#wa-reason', '10月に発足した係のため');
	await Promise.all([page.waitForURL(/told=submitted/), page.click('#wa-submit button[type=submit]')]);
	await accessible(page);
	assert.equal((await stored(page)).rows[0].cells[4], '1600');
	assert.equal(await page.locator('#wa-grid').count(), 0);

	await city.signIn(head, 'floor');
	await head.goto(city.base + '/work/ask');
	await head.click('text=承認を待つ調査票が1件あります');
	assert.match(await head.textContent('main'), /10月に発足した係のため/);
	await accessible(head);
	await shot(head, 'approve');
	await head.click('th a');
	await accessible(head);
	await shot(head, 'decide', { fullPage: true });
	await head.fill('#wa-why', '届出の件数を\n確かめてください');
	await Promise.all([head.waitForURL(/told=sent_back/), head.click('text="差し戻す" >> nth=-1')]);

	await page.goto(city.base + '/work/ask');
	assert.match(await page.textContent('.wa-cards'), /差戻し.*届出の件数を/s);
	await shot(page, 'mine');
	await page.goto(city.base + UNIT);
	await page.waitForSelector('#wa-grid[data-ready]');
	assert.match(await page.textContent('.wa-note'), /三萩野 三奈.*届出の件数を/s);
	await shot(page, 'back');
	await cell(page, 1, 'count').fill('5200');
	await cell(page, 1, 'each').fill('45');
	assert.ok(await page.isHidden('#wa-reason'));
	await Promise.all([page.waitForURL(/told=submitted/), page.click('#wa-submit button[type=submit]')]);
	await head.goto(city.base + '/work/ask/approve?round=2026');
	await head.check('[name=unit]');
	await Promise.all([head.waitForURL(/told=1/), head.click('text=選んだ係を承認する')]);
	await page.goto(city.base + UNIT);
	assert.match(await page.textContent('#wa-badge'), /承認済み/);
	/* others' sheets are not theirs to open */
	assert.equal((await page.request.get(city.base + '/work/ask/unit/3?round=2026')).status(), 403);
	await Promise.all([page.context().close(), head.context().close()]);
});

test('a round is made, its units read in, members named, and it is opened', async () => {
	const page = await city.desk();
	await city.signIn(page, 'admin');
	await page.goto(city.base + '/work/ask/rounds');
	await accessible(page);
	await page.fill('#year', '2027');
	await page.fill('#id', '2027');
	await page.fill('#name', '令和9年度 業務量調査');
	await page.fill('#closes', '2027-12-03');
	await page.click('text="作る"');
	await page.setInputFiles('#file', { name: 'staff.csv', mimeType: 'text/csv',
		buffer: Buffer.from('\ufeff' + [HEAD, '保健福祉局,介護保険課,認定係,2,3886', '環境局,総務課,庶務係,三人,5829', ''].join('\r\n')) });
	await page.click('text="読み込む"');
	assert.match(await page.textContent('main'), /1係を加え/);
	assert.match(await page.textContent('main'), /3:\d+（職員数/);
	await accessible(page);
	page.on('dialog', (d) => d.accept());
	await page.click('text="調査を始める"');
	assert.match(await page.textContent('h1'), /実施中/);
	await accessible(page);
	await shot(page, 'round', { fullPage: true });
	await page.goto(city.base + '/work/ask/members');
	await page.fill('#login', 'clerk');
	await page.fill('#bureau', '保健福祉局');
	await page.fill('#section', 'ない課');
	await page.click('text="登録する"');
	assert.match(await page.textContent('#error'), /ありません/);
	assert.equal(await page.inputValue('#section'), 'ない課');
	await page.fill('#section', '介護保険課');
	await page.fill('#mail', 'kitakata@example.jp');
	await page.click('text="登録する"');
	assert.match(await page.textContent('main'), /kitakata@example\.jp/);
	await accessible(page);
	await shot(page, 'members');
	/* the rows of the year before are offered as a start */
	const clerk = await city.desk();
	await city.signIn(clerk);
	await clerk.goto(city.base + '/work/ask/unit/1?round=2027');
	await Promise.all([clerk.waitForURL(/told=started/), clerk.click('text="写して始める"')]);
	await clerk.waitForSelector('#wa-grid[data-ready]');
	assert.equal(await value(clerk, 1, 'work'), '髙齢者の申請');
	await clerk.goto(city.base + '/work/ask?round=2026&bureau=' + encodeURIComponent('保健福祉局'));
	await accessible(clerk);
	await shot(clerk, 'progress');
	await Promise.all([page.context().close(), clerk.context().close()]);
});
