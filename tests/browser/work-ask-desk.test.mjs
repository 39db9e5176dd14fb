/*
 * The sheet at a desk that several people use, for hours: what a spreadsheet's user expects of keys, mouse and clipboard; words that are still being composed; a session that ends; drafts
 * that are nobody else's; ideas about a row; the whole way of a sheet through three people and a file of Excel. MADOGUCHI_SHOTS names a folder for pictures.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { accessible, fits, PASSWORD, serve } from './support.mjs';

const HEAD = '局,課,係,職員数,年間勤務時間', BUREAU = '保健福祉局', SECTION = '介護保険課';
const UNIT = '/work/ask/unit/1?round=2026', OTHER = '/work/ask/unit/2?round=2026', THIRD = '/work/ask/unit/3?round=2026';
let city;

before(async () => {
	city = await serve({});
	const staff = join(city.folder, 'staff.csv'), places = ['--bureau', BUREAU, '--section', SECTION];
	writeFileSync(staff, [HEAD, `${BUREAU},${SECTION},認定係,2,3886`, `${BUREAU},${SECTION},給付係,1,100`, `${BUREAU},${SECTION},保険料係,1,1`, '環境局,総務課,庶務係,3,5829', ''].join('\r\n'));
	city.run(['work', 'rounds', 'add', '--round', '2026', '--name', '令和8年度 業務量調査', '--year', '2026', '--closes', '2026-12-04', '--open']);
	city.run(['work', 'import', '--round', '2026', staff]);
	for (const login of ['clerk', 'clerk2'])
		city.run(['work', 'member', '--login', login, '--parts', 'fill', ...places]);
	city.run(['work', 'member', '--login', 'floor', '--parts', 'approve', ...places]);
});
after(() => city.stop());

async function shot(page, name, options = {}) {
	if (process.env.MADOGUCHI_SHOTS)
		await page.screenshot({ path: join(process.env.MADOGUCHI_SHOTS, `work-desk-${name}.png`), ...options });
}
const ready = (page) => page.waitForSelector('#wa-grid[data-ready]');
async function opened(page, path, login = 'clerk') {
	await city.signIn(page, login);
	await page.goto(city.base + path);
	await ready(page);
}
const cell = (page, row, id) => page.locator(`#wa-grid tbody tr:not(.wa-conflict) >> nth=${row - 1}`).locator(`td.${id} > :is(input, select)`);
const value = (page, row, id) => cell(page, row, id).inputValue();
const allSaved = (page) => page.waitForSelector('#wa-state .wa-saved.good');
const says = (page, text) => page.waitForFunction((text) => document.getElementById('wa-state').textContent.includes(text), text);
const drafts = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('madoguchi-drafts/')));
async function stored(page, path) {
	const answer = await page.request.get(city.base + path.replace('?', '/rows?') + '&version=-1');
	return answer.json();
}
async function typed(page, ...keys) {
	for (const key of keys)
		await (/^(Tab|Enter|Escape|F2|Arrow\w+|Control\+.+|Shift\+.+|Home|[ynYN1-9])$/.test(key) ? page.keyboard.press(key) : page.keyboard.type(key));
}

test('keys, mouse and the clipboard do what a spreadsheet does', async () => {
	const page = await city.desk();
	await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	await opened(page, UNIT);
	/* a row is begun, Tab goes on, and Enter goes below where it was begun */
	await cell(page, 1, 'work').focus();
	await typed(page, '届出', 'Tab', '受付', 'Tab', '1', 'Tab', '１，２００', 'Tab', '３０', 'Enter');
	assert.deepEqual(await page.evaluate(() => [document.activeElement.dataset.c, document.activeElement.closest('tr').rowIndex]), ['1', 2]);
	await cell(page, 1, 'category').focus();
	await typed(page, '1');
	await allSaved(page);
	assert.deepEqual((await stored(page, UNIT)).rows[0].cells.slice(0, 6), ['窓口', '届出', '受付', '正規', '1200', '30']);

	/* with the real clipboard: a head of a file, columns that the sheet does not have, lines in cells, 1,200 */
	await cell(page, 2, 'category').focus();
	await page.evaluate(() => navigator.clipboard.writeText('番号\t局\t区分\t業務\t作業\t年間件数\t分毎件\t備考\r\n12\t保健福祉局\t固有\t"台帳の\r\n""整理"""\t\t"1,200"\t２\tなし\r\n\t\t固有\t照会\t回答\t12\t30\t\r\n'));
	await page.keyboard.press('Control+v');
	await says(page, '読まなかった列：備考');
	await allSaved(page);
	const { rows } = await stored(page, UNIT);
	assert.deepEqual(rows.slice(1).map((r) => [0, 1, 2, 4, 5].map((c) => r.cells[c])), [['固有', '台帳の "整理"', '', '1200', '2'], ['固有', '照会', '回答', '12', '30']]);
	await shot(page, 'pasted');

	/* the mouse takes a range, which goes out as a spreadsheet takes it, and is cleared and brought back as one step */
	const [a, b] = [await cell(page, 2, 'work').boundingBox(), await cell(page, 3, 'step').boundingBox()];
	await page.mouse.move(a.x + 20, a.y + 10);
	await page.mouse.down();
	await page.mouse.move(b.x + 20, b.y + 10, { steps: 4 });
	await page.mouse.up();
	assert.equal(await page.locator('#wa-grid td.in').count(), 4);
	await page.keyboard.press('Control+c');
	assert.equal(await page.evaluate(() => navigator.clipboard.readText()), '"台帳の ""整理"""\t\r\n照会\t回答\r\n');
	await page.keyboard.press('Delete');
	assert.deepEqual([await value(page, 2, 'work'), await value(page, 3, 'step')], ['', '']);
	await page.keyboard.press('Control+z');
	assert.deepEqual([await value(page, 2, 'work'), await value(page, 3, 'step')], ['台帳の "整理"', '回答']);

	/* F2 goes on where the text ends; Escape takes back; Home is the first column */
	await cell(page, 3, 'work').focus();
	await typed(page, 'F2', 'と回答', 'Enter');
	assert.equal(await value(page, 3, 'work'), '照会と回答');
	await cell(page, 3, 'work').focus();
	await typed(page, 'だめ', 'Escape', 'Escape');
	assert.equal(await value(page, 3, 'work'), '照会と回答');
	await typed(page, 'Home');
	assert.equal(await page.evaluate(() => document.activeElement.dataset.c), '0');

	/* a table that is wider than the sheet says what it left out */
	await cell(page, 4, 'system').focus();
	await page.evaluate(() => navigator.clipboard.writeText(Array.from({ length: 15 }, (_, i) => i + 1).join('\t')));
	await page.keyboard.press('Control+v');
	await says(page, '右の2列');
	await page.keyboard.press('Control+z');
	await allSaved(page);
	assert.equal((await stored(page, UNIT)).rows.length, 3);
	await page.context().close();
});

test('a word that is being composed is neither sent nor disturbed, whatever others do', async () => {
	const [page, two] = [await city.desk(), await city.desk()];
	await opened(page, UNIT);
	await opened(two, UNIT, 'clerk2');
	const ime = await page.context().newCDPSession(page);
	await cell(page, 3, 'work').focus();
	await page.keyboard.press('Tab');
	await ime.send('Input.imeSetComposition', { text: 'かくに', selectionStart: 3, selectionEnd: 3 });
	/* meanwhile a row comes in above, and this page hears of it */
	await cell(two, 1, 'work').focus();
	await typed(two, 'Control+Enter', '2', 'ArrowRight', '会議', 'Tab', 'Tab', 'Tab', '12', 'Tab', '60', 'Tab');
	await allSaved(two);
	await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
	await page.waitForTimeout(1500);
	assert.equal((await stored(page, UNIT)).rows.at(-1).cells[2], '回答', 'half a word is not saved');
	await ime.send('Input.imeSetComposition', { text: '確認', selectionStart: 2, selectionEnd: 2 });
	await ime.send('Input.insertText', { text: '確認' });
	await says(page, '城野 二葉さんが1行を変えました');
	/* the table was drawn anew under the cell: the next letter goes where the last one was */
	await page.keyboard.type('済');
	await allSaved(page);
	const { rows } = await stored(page, UNIT);
	assert.deepEqual(rows.map((r) => r.cells[1]), ['届出', '会議', '台帳の "整理"', '照会と回答']);
	assert.equal(rows[3].cells[2], '確認済');
	await Promise.all([page.context().close(), two.context().close()]);
});

test('names that others use come with the step that goes with them, found by reading and abbreviation', async () => {
	const page = await city.desk();
	await opened(page, OTHER);
	await cell(page, 1, 'work').focus();
	await page.keyboard.type('とどけで');
	await page.waitForSelector('#wa-list:not([hidden]) li');
	assert.match(await page.textContent('#wa-list li >> nth=0'), /届出.*受付 · 1係/);
	await accessible(page);
	await shot(page, 'names');
	await typed(page, 'ArrowDown', 'Enter');
	assert.deepEqual([await value(page, 1, 'work'), await value(page, 1, 'step')], ['届出', '受付']);
	/* both are one step back */
	await page.keyboard.press('Control+z');
	assert.equal(await value(page, 1, 'step'), '');
	await page.keyboard.press('Control+Delete');
	await allSaved(page);
	await page.context().close();
});

test('an idea is about a row, and stands with it wherever the row is listed', async () => {
	const page = await city.desk();
	await opened(page, UNIT);
	await cell(page, 1, 'work').focus();
	const [idea] = await Promise.all([page.context().waitForEvent('page'), page.click('text="この行の提案"')]);
	assert.match(await idea.textContent('.wi-of-row'), /届出・受付.*保健福祉局 介護保険課 認定係/s);
	await accessible(idea);
	await shot(idea, 'idea-new');
	await idea.fill('#title', '届出を郵送でも受ける');
	await idea.fill('#body', '窓口に来ないと出せない。');
	await Promise.all([idea.waitForURL(/saved=new/), idea.click('main button[type=submit]')]);
	assert.match(await idea.textContent('main'), /保健福祉局 介護保険課 認定係.*届出・受付.*2026 の \d+番/s);
	await accessible(idea);
	await shot(idea, 'idea');
	/* in the sheet, also when the row is called something else by now */
	await cell(page, 1, 'work').fill('届出の受付');
	await allSaved(page);
	await page.reload();
	await ready(page);
	assert.equal(await page.textContent('#wa-grid tbody th .wa-idea'), '提案1件');
	await shot(page, 'idea-sheet');
	const [list] = await Promise.all([page.context().waitForEvent('page'), page.click('#wa-grid tbody th .wa-idea')]);
	assert.match(await list.textContent('.wi-list'), /届出を郵送でも受ける/);
	await accessible(list);
	await fits(list);
	/* among the rows of the survey */
	await list.goto(city.base + '/work/rows?round=2026&unit=' + encodeURIComponent('認定係'));
	const row = list.locator('.see-rows tbody tr', { hasText: '届出の受付' });
	assert.match(await row.textContent(), /提案1件/);
	await accessible(list);
	await row.locator('a', { hasText: '提案1件' }).click();
	assert.match(await list.textContent('.wi-list'), /届出を郵送でも受ける/);
	/* of a unit that is not theirs, an idea is about what they say, and about no row */
	await list.goto(city.base + '/work/ideas/new?round=2026&row=1&unit=' + encodeURIComponent('庶務係') + '&section=' + encodeURIComponent('総務課') + '&bureau=' + encodeURIComponent('環境局') + '&work=x');
	assert.equal(await list.locator('.wi-of-row').count(), 0);
	await page.context().close();
});

test('a session that ends while one types loses nothing, and nobody else finds it', async () => {
	const page = await city.desk();
	await opened(page, UNIT);
	await page.context().clearCookies();
	await cell(page, 1, 'count').fill('1250');
	await says(page, 'サインインが切れました');
	assert.equal((await drafts(page)).length, 1);
	await shot(page, 'ended');
	/* somebody else signs in on the same machine, and opens the same sheet */
	const other = await page.context().newPage();
	await opened(other, UNIT, 'clerk2');
	assert.equal(await value(other, 1, 'count'), '1200');
	await other.waitForTimeout(1200);
	assert.equal((await stored(other, UNIT)).rows[0].cells[4], '1200');
	/* what is typed in the page of the first is not saved as if the second had written it */
	await cell(page, 1, 'each').fill('31');
	await page.waitForTimeout(1200);
	assert.deepEqual((await stored(other, UNIT)).rows[0].cells.slice(4, 6), ['1200', '30']);
	await Promise.all([other.waitForURL(/sign-in|\/$/), other.evaluate(() => document.querySelector('form[action="/sign-out"]').requestSubmit())]);
	assert.equal((await drafts(other)).length, 1, "the other's draft is not theirs to throw away");
	await other.close();
	/* the first comes back */
	await page.click('text="サインインし直す"');
	await page.fill('#login', 'clerk');
	await page.fill('#password', PASSWORD);
	await page.click('main button[type=submit]');
	await ready(page);
	await says(page, '1行を戻しました');
	await allSaved(page);
	assert.deepEqual((await stored(page, UNIT)).rows[0].cells.slice(4, 6), ['1250', '31']);
	assert.deepEqual(await drafts(page), []);
	await page.context().close();
});

test('signing out saves first; what cannot be saved is asked about, and leaves the machine', async () => {
	const page = await city.desk(), asked = [];
	await opened(page, UNIT);
	page.on('dialog', (d) => { asked.push(d.message()); return asked.length === 1 ? d.dismiss() : d.accept(); });
	const signOut = () => page.evaluate(() => document.querySelector('form[action="/sign-out"]').requestSubmit());
	/* typed a moment ago: saved on the way out, without a question */
	await cell(page, 1, 'count').fill('1300');
	await Promise.all([page.waitForURL((url) => !url.pathname.startsWith('/work')), signOut()]);
	assert.deepEqual(asked, []);
	assert.deepEqual(await drafts(page), []);
	await opened(page, UNIT);
	assert.equal(await value(page, 1, 'count'), '1300');
	/* no connection for saving */
	await page.context().route('**/save?*', (route) => route.abort());
	await cell(page, 1, 'count').fill('9999');
	await says(page, 'つながりません');
	await signOut();
	await page.waitForTimeout(300);
	assert.equal(asked.length, 1);
	assert.match(asked[0], /まだ保存されていない/);
	assert.equal((await drafts(page)).length, 1, 'they stay');
	/* the same sheet in a second tab goes as well */
	const second = await page.context().newPage();
	await second.goto(city.base + UNIT);
	await ready(second);
	await page.waitForTimeout(300);
	await Promise.all([page.waitForURL((url) => !url.pathname.startsWith('/work')), signOut()]);
	await second.waitForURL(/sign-in/);
	assert.deepEqual(await drafts(page), []);
	await page.context().unroute('**/save?*');
	await opened(page, UNIT);
	assert.equal(await value(page, 1, 'count'), '1300');
	/* drafts that nobody came back for do not stay on the machine */
	await page.evaluate(() => localStorage.setItem('madoguchi-drafts/99/work/2026/1', JSON.stringify({ at: Date.now() - 15 * 86400000, rows: [] })));
	await page.reload();
	await ready(page);
	assert.deepEqual(await drafts(page), []);
	await page.context().close();
});

test('a template goes out, comes back as Excel saves it, and the sheet goes through clerk, head and reform office', async () => {
	const [clerk, head, office] = [await city.desk(), await city.desk(), await city.desk()];
	await opened(clerk, THIRD);
	const [file] = await Promise.all([clerk.waitForEvent('download'), clerk.click('.wa-files a[download]')]);
	const text = readFileSync(await file.path(), 'utf8'), names = text.replace(/^\ufeff/, '').split('\r\n')[0].split(',');
	assert.equal(text[0], '\ufeff', 'Excel takes it for UTF-8');
	/* Excel: CP932, CRLF, a cell with a line break, figures with separators, dates where there were months is none of ours */
	const of = { 区分: '固有', 業務: '"髙額の\r\n還付"', 年間件数: '"1,200"', 分毎件: '5', コア: 'ノンコア' };
	const line = names.map((n) => of[n] ?? '').join(',');
	const bad = names.map((n) => ({ ...of, 業務: '督促', 年間件数: '十件' })[n] ?? '').join(',');
	const cp932 = execFileSync('iconv', ['-f', 'UTF-8', '-t', 'CP932'], { input: [names.join(','), line, bad, names.map(() => '').join(','), ''].join('\r\n') });
	await clerk.setInputFiles('#wa-file', { name: 'sheet.csv', mimeType: 'text/csv', buffer: cp932 });
	await clerk.click('.wa-files button');
	await ready(clerk);
	assert.match(await clerk.textContent('main'), /十件/);
	await accessible(clerk);
	await shot(clerk, 'file');
	assert.deepEqual((await stored(clerk, THIRD)).rows.map((r) => [1, 4, 5].map((c) => r.cells[c])), [['髙額の 還付', '1200', '5'], ['督促', '十件', '5']]);

	/* not complete, it is not submitted; the reform office sees where it stands, and whom it cannot remind */
	await city.signIn(office, 'admin');
	await office.goto(city.base + '/work/ask?round=2026');
	await accessible(office);
	await fits(office);
	await shot(office, 'office');
	const filling = await office.textContent('main');
	assert.match(filling, /保健福祉局/);
	/* whoever chases sees in one list, across bureaus, who has not submitted */
	await office.click('.wa-legend .left a');
	const left = await office.locator('.wa-progress-table tbody tr').allTextContents();
	assert.equal(left.length, 4);
	assert.ok(left.some((row) => /庶務係.*環境局 総務課.*未着手/s.test(row)), left.join());
	await accessible(office);
	await shot(office, 'office-left');
	await office.click('.wa-legend .left a');
	assert.equal(await office.locator('.wa-progress-table tbody tr').count(), 2);
	await cell(clerk, 2, 'count').fill('10');
	await allSaved(clerk);
	await clerk.fill('#wa-reason', '1人の係で、応援を受けています');
	await Promise.all([clerk.waitForURL(/told=submitted/), clerk.click('#wa-submit button[type=submit]')]);
	await head.goto(city.base);
	await city.signIn(head, 'floor');
	await head.goto(city.base + THIRD);
	await head.fill('#wa-why', '督促の件数を確かめてください');
	await Promise.all([head.waitForURL(/told=sent_back/), head.click('text="差し戻す" >> nth=-1')]);
	await office.goto(city.base + '/work/ask?round=2026&bureau=' + encodeURIComponent(BUREAU) + '&section=' + encodeURIComponent(SECTION));
	assert.match(await office.textContent('main'), /差戻し/);
	await accessible(office);
	await shot(office, 'office-section');
	await clerk.goto(city.base + THIRD);
	await ready(clerk);
	assert.match(await clerk.textContent('.wa-note'), /督促の件数/);
	await cell(clerk, 2, 'count').fill('12');
	await allSaved(clerk);
	await Promise.all([clerk.waitForURL(/told=submitted/), clerk.click('#wa-submit button[type=submit]')]);
	await head.goto(city.base + THIRD);
	await Promise.all([head.waitForURL(/told=approved|told=/), head.click('text="承認する"')]);
	await office.reload();
	assert.match(await office.textContent('main'), /承認済み/);
	await Promise.all([clerk, head, office].map((page) => page.context().close()));
});
