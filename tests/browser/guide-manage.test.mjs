/*
 * The guide edited without code: a table as a spreadsheet and as a form, cases, trying out, the draft and its publication.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LANGUAGES, PASSWORD, accessible, fits, serve } from './support.mjs';

const TABLE = '/manage/guide/table/shougai-techou', CASES = '/manage/guide/cases/shougai-techou';
let city, admin;

before(async () => {
	city = await serve({ limits: 'off' });
	city.run(['staff', 'add', '--login', 'admin2', '--name', '徳力 五郎', '--role', 'admin', '--password-stdin'], PASSWORD + '\n');
	admin = await city.desk();
	await city.signIn(admin, 'admin');
});
after(() => city.stop());

const text = (page, selector) => page.locator(selector).first().innerText();
const cell = (page, row, column) => page.locator(`.gm-cells.live tbody tr:nth-child(${row}) td:nth-child(${column + 2})`);
const column = (page, name) => page.locator('.gm-cells.live thead th').evaluateAll((all, n) => all.findIndex((x) => x.textContent === n) - 1, name);
const saved = (page) => page.waitForFunction(() => !document.querySelector('#gm-state .info'));

async function open(page, path = TABLE) {
	await page.goto(city.base + path);
	await page.waitForSelector('form.gm-grid[data-ready]');
}

async function drop(page) {
	await page.goto(`${city.base}/manage/guide/draft`);
	for (let left = await page.locator('.gm-file .gm-drop').count(); left > 0; left--) {
		await page.locator('.gm-file .gm-drop > summary').first().click();
		await page.locator('.gm-file button[value=drop]').first().click();
	}
}

/* Japanese is typed into the cell that Enter opened. */
async function type(page, value) {
	await page.keyboard.press('Enter');
	await page.keyboard.type(value);
	await page.keyboard.press('Enter');
}

async function paste(page, block) {
	await page.evaluate((t) => {
		const data = new DataTransfer();
		data.setData('text/plain', t);
		document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
	}, block);
}

test('the_overview_counts_what_there_is_and_leads_to_it', async () => {
	await admin.goto(`${city.base}/manage`);
	await admin.click('a[href="/manage/guide"]');
	assert.match(await text(admin, '.gm-numbers'), /\d+ ?\n?項目/);
	await admin.click('#tables a[href$="shougai-techou"]');
	assert.equal(new URL(admin.url()).pathname, TABLE);
});

test('cells_are_typed_moved_through_and_undone_as_in_a_spreadsheet', async () => {
	await open(admin);
	await cell(admin, 1, 1).click();
	const was = await cell(admin, 1, 1).innerText();
	await admin.keyboard.press('ArrowRight');
	await admin.keyboard.press('ArrowDown');
	assert.equal(await admin.evaluate(() => document.activeElement === document.querySelector('.gm-cells tbody tr:nth-child(2) td:nth-child(4)')), true);
	await cell(admin, 1, 1).click();
	await type(admin, 'いいえ');
	assert.equal(await cell(admin, 1, 1).innerText(), 'いいえ');
	await saved(admin);
	assert.match(await text(admin, '#gm-state'), /下書きに変更/);
	await admin.keyboard.press('Control+z');
	assert.equal(await cell(admin, 1, 1).innerText(), was);
	await saved(admin);
	assert.match(await text(admin, '#gm-state'), /公開中と同じ/, 'undone to the beginning, there is no draft');
	await admin.keyboard.press('Control+y');
	assert.equal(await cell(admin, 1, 1).innerText(), 'いいえ');
	await saved(admin);
	await admin.reload();
	await admin.waitForSelector('form.gm-grid[data-ready]');
	assert.equal(await cell(admin, 1, 1).innerText(), 'いいえ', 'it was saved by itself');
	await drop(admin);
});

test('a_mistake_is_told_at_its_cell_while_typing_and_nothing_is_lost', async () => {
	await open(admin);
	const k = await column(admin, '療育手帳の判定');
	await cell(admin, 2, k).click();
	await type(admin, '「Ａ１００」');
	await admin.waitForSelector('.gm-cells td.wrong');
	assert.match(await cell(admin, 2, k).getAttribute('title'), /選択肢にありません/);
	assert.match(await text(admin, '#gm-notes'), /直すところ/);
	await cell(admin, 2, k).click();
	assert.match(await text(admin, '#gm-about .error'), /選択肢にありません/);
	await accessible(admin);
	await admin.reload();
	await admin.waitForSelector('.gm-cells td.wrong');
	assert.equal(await cell(admin, 2, k).innerText(), '「Ａ１００」');
	/* it cannot be published, and the draft says where to mend it */
	await admin.goto(`${city.base}/manage/guide/draft`);
	await admin.click('.gm-publish button');
	assert.match(await text(admin, '#error'), /公開できませんでした/);
	await admin.locator('#mistakes a').first().click();
	await admin.waitForSelector('form.gm-grid[data-ready]');
	assert.match(admin.url(), /#c2\.\d+$/);
	await drop(admin);
});

test('a_key_begins_the_cell_anew_and_escape_leaves_it', async () => {
	await open(admin);
	await cell(admin, 1, 1).click();
	const was = await cell(admin, 1, 1).innerText();
	await admin.keyboard.press('6');
	await admin.keyboard.press('5');
	assert.equal(await admin.inputValue('.gm-cells td.editing input'), '65');
	await admin.keyboard.press('Escape');
	assert.equal(await cell(admin, 1, 1).innerText(), was);
});

test('a_block_is_pasted_from_a_spreadsheet_and_undone', async () => {
	await open(admin);
	const rows = await admin.locator('.gm-cells tbody tr').count();
	await cell(admin, rows, 0).click();
	await paste(admin, 'techou-shintai\tはい\r\n"techou-ryouiku"\tいいえ\r\ntechou-shintai\tはい');
	assert.equal(await admin.locator('.gm-cells tbody tr').count(), rows + 2);
	assert.equal(await cell(admin, rows + 1, 0).innerText(), 'techou-ryouiku');
	assert.equal(await cell(admin, rows + 1, 1).innerText(), 'いいえ');
	await admin.keyboard.press('Control+z');
	assert.equal(await admin.locator('.gm-cells tbody tr').count(), rows);
	await saved(admin);
	await drop(admin);
});

test('a_change_is_tried_out_beside_the_table_while_it_is_made', async () => {
	await open(admin);
	const k = await column(admin, '北九州市に住民登録');
	await admin.click('#gm-try');
	await admin.waitForSelector('#gm-beside #gm-results');
	assert.equal(await admin.getAttribute('#gm-try', 'aria-expanded'), 'true');
	await admin.locator('#gm-beside input[name="juumin-touroku"][value="no"]').check();
	await admin.waitForFunction(() => document.querySelector('#gm-results .gm-tried tbody')?.textContent.includes('×'));
	assert.equal(await admin.locator('#gm-results tr.differs').count(), 0);
	await cell(admin, 1, k).click();
	await admin.keyboard.press('Delete');
	await admin.waitForSelector('#gm-results tr.differs');
	assert.match(await text(admin, '#gm-results tr.differs'), /身体障害者手帳/);
	await accessible(admin);
	/* the way back: the table stands alone again, with what was typed */
	await admin.click('#gm-try');
	assert.equal(await admin.locator('#gm-beside').count(), 0);
	assert.equal(await cell(admin, 1, k).innerText(), '');
	await saved(admin);
	await drop(admin);
});

test('a_cell_is_said_in_words', async () => {
	await open(admin, '/manage/guide/table/shougai-iryou');
	const k = await column(admin, '年齢');
	await cell(admin, 1, k).click();
	await admin.waitForSelector('#gm-about .gm-said');
	assert.match(await text(admin, '#gm-about'), /65歳未満/);
});

test('a_change_is_tried_seen_in_the_draft_refused_by_a_case_and_published_with_it', async () => {
	await open(admin);
	const k = await column(admin, '北九州市に住民登録');
	await cell(admin, 1, k).click(); /* techou-shintai for those who live elsewhere, too */
	await admin.keyboard.press('Delete');
	await saved(admin);
	assert.match(await text(admin, '#gm-notes'), /合わない事例/);
	await admin.goto(`${city.base}/manage/guide/draft`);
	assert.match(await text(admin, 'table.changes'), /techou-shintai/);
	await admin.click('.gm-publish button');
	assert.match(await text(admin, '#error'), /公開できませんでした/);
	await admin.locator('#failed a').first().click();
	await admin.waitForSelector('form.gm-grid[data-ready]');
	assert.equal(new URL(admin.url()).pathname, CASES);
	/* the cases that expect the old rule are changed with it */
	for (;;) {
		const failed = admin.locator('#gm-notes .bad a');
		if (await failed.count() === 0)
			break;
		const line = Number(/c(\d+)\./.exec(await failed.first().getAttribute('href'))[1]);
		const no = await column(admin, 'no');
		const old = await cell(admin, line, no).innerText();
		await cell(admin, line, no).click();
		await admin.keyboard.press('Delete');
		await admin.keyboard.type(old.split(' ').filter((x) => x !== 'techou-shintai').join(' ') || ' ');
		await admin.keyboard.press('Enter');
		await saved(admin);
	}
	await admin.goto(`${city.base}/manage/guide/try?table=shougai-techou`);
	await admin.goto(`${city.base}/manage/guide/draft`);
	await accessible(admin);
	await admin.click('.gm-publish button');
	assert.match(await text(admin, '.notice.good'), /2件のファイルを公開しました/);
	await admin.goto(`${city.base}/manage/guide/history`);
	assert.match(await text(admin, 'tbody tr'), /守恒 四郎/);
	await admin.click('tbody tr a');
	await accessible(admin);
});

test('everything_works_as_a_form_without_javascript', async () => {
	const plain = await city.desk({ javaScript: false });
	await city.signIn(plain, 'admin2');
	await plain.goto(city.base + TABLE);
	const first = plain.locator('[id="c1.1"]');
	await first.fill('ちがう');
	await plain.click('.gm-under button[value=save]');
	assert.match(await text(plain, '[id="c1.1-e"]'), /./);
	assert.equal(await plain.locator('[id="c1.1"]').inputValue(), 'ちがう');
	/* axe needs scripts: the same page whose own script does not arrive */
	const bare = await city.desk();
	await city.signIn(bare, 'admin2');
	await bare.route(/guide-manage\..*js/, (route) => route.abort());
	await bare.goto(city.base + TABLE);
	await accessible(bare);
	await bare.context().close();
	const rows = await plain.locator('.gm-cells tbody tr').count();
	await plain.locator('.gm-cells tbody tr:nth-child(2) .gm-row-menu > summary').click();
	await plain.click('button[value="copy:2"]');
	assert.equal(await plain.locator('.gm-cells tbody tr').count(), rows + 1);
	assert.equal(await plain.locator('[id="c3.0"]').inputValue(), await plain.locator('[id="c2.0"]').inputValue());
	await plain.selectOption('#fact', '年齢');
	await plain.click('button[value="add-column"]');
	assert.match(await text(plain, '.gm-cells thead'), /年齢/);
	/* a second window with an older draft */
	const second = await plain.context().newPage();
	await second.goto(city.base + TABLE);
	await plain.fill('[id="c1.1"]', 'はい');
	await plain.click('.gm-under button[value=save]');
	await second.fill('[id="c1.1"]', 'いいえ');
	await second.click('.gm-under button[value=save]');
	assert.match(await text(second, '#error'), /先に保存されました/);
	assert.equal(await second.locator('[id="c1.1"]').inputValue(), 'いいえ');
	assert.match(await text(second, '[aria-labelledby=h-differ]'), /はい\s+いいえ/);
	await second.click('.gm-under button[value=save]');
	assert.match(await text(second, '#error'), /先に保存されました/, 'saving once more is no choice');
	await second.click('#choose button[value=overwrite]');
	assert.equal(await second.locator('#choose').count(), 0);
	assert.equal(await second.locator('[id="c1.1"]').inputValue(), 'いいえ');
	/* a file in Shift_JIS */
	await plain.goto(city.base + TABLE);
	await plain.locator('.gm-upload > summary').click();
	await plain.setInputFiles('#gm-file', { name: 'x.csv', mimeType: 'text/csv',
		buffer: Buffer.from([0x69, 0x64, 0x2c, 0x94, 0x4e, 0x97, 0xee, 0x0d, 0x0a, ...Buffer.from('techou-shintai,65'), 0x88, 0xc8, 0x8f, 0xe3, 0x0d, 0x0a]) });
	await plain.click('.gm-upload button[type=submit]');
	assert.equal(await plain.locator('[id="c1.1"]').inputValue(), '65以上');
	await drop(plain);
	assert.match(await text(plain, 'main'), /下書きはありません/);
	await plain.context().close();
});

test('a_form_saves_into_the_draft_keeps_what_is_wrong_and_tells_the_input', async () => {
	await admin.goto(`${city.base}/manage/guide/scheme/juudo-iryou`);
	await admin.fill('[id="name.en"]', 'Medical costs, tried');
	await admin.fill('[id="online"]', 'no address');
	await admin.click('.gm-form .sticky button');
	assert.match(await text(admin, '#errors'), /./);
	assert.equal(await admin.inputValue('[id="name.en"]'), 'Medical costs, tried');
	await accessible(admin);
	await admin.fill('[id="online"]', '');
	await admin.click('.gm-form .sticky button');
	assert.match(await text(admin, '.notice.good'), /下書きに保存/);
	await admin.goto(`${city.base}/manage/guide/draft`);
	assert.match(await text(admin, 'table.changes'), /Medical costs, tried/);
	/* a fact that is used stays */
	await admin.goto(`${city.base}/manage/guide/fact/nenrei`);
	await admin.fill('#value', '生年月日が');
	await admin.click('.gm-form .sticky button');
	assert.match(await text(admin, '#value-e'), /./);
	await admin.goto(`${city.base}/manage/guide/fact/nenrei`);
	await admin.click('.gm-drop > summary');
	await admin.click('button[value=remove]');
	assert.match(await text(admin, '#error'), /使われている/);
	assert.match(await text(admin, '#uses'), /表「/);
	await drop(admin);
});

test('two_administrators_see_each_other_and_both_changes', async () => {
	const other = await city.desk();
	await city.signIn(other, 'admin2');
	await open(admin);
	await cell(admin, 3, 1).click();
	await type(admin, 'いいえ');
	await saved(admin);
	await open(other);
	assert.match(await text(other, '#gm-other'), /守恒 四郎/);
	await drop(admin);
	await other.context().close();
});

test('a_scheme_is_made_and_an_old_version_is_restored', async () => {
	await admin.goto(`${city.base}/manage/guide/schemes`);
	await admin.click('a[href="/manage/guide/new-scheme"]');
	await accessible(admin);
	const file = await admin.locator('#file option').last().getAttribute('value');
	await admin.fill('#id', 'tameshi');
	await admin.selectOption('#file', file);
	await admin.fill('[id="name.ja"]', '試しの手当');
	await admin.click('.gm-form .sticky button');
	assert.match(await text(admin, '#errors'), /./, 'a name is not enough');
	await admin.fill('[id="about.ja"]', '試しに作った制度です。');
	await admin.fill('#source', '試しの条例');
	await admin.locator('#events input').first().check();
	await admin.click('.gm-form .sticky button');
	assert.equal(new URL(admin.url()).pathname, '/manage/guide/scheme/tameshi');
	assert.match(await text(admin, '.notice.good'), /下書きに保存/);
	await admin.goto(`${city.base}/manage/guide/draft`);
	await admin.click('.gm-publish button');
	assert.match(await text(admin, '.notice.good'), /1件のファイルを公開しました/);
	await admin.goto(`${city.base}/manage/guide/history?path=${file}`);
	await admin.locator('tbody a').last().click();
	await admin.locator('form[action="/manage/guide/version"] button').click();
	assert.equal(new URL(admin.url()).pathname, '/manage/guide/draft');
	assert.match(await text(admin, 'table.changes'), /tameshi/);
	await admin.click('.gm-publish button');
	assert.match(await text(admin, '.notice.good'), /1件のファイルを公開しました/);
	const answer = await admin.goto(`${city.base}/manage/guide/scheme/tameshi`);
	assert.equal(answer.status(), 404);
});

const PAGES = ['/manage/guide', TABLE, CASES, '/manage/guide/try?table=shougai-techou', '/manage/guide/draft', '/manage/guide/history',
	'/manage/guide/schemes', '/manage/guide/scheme/juudo-iryou', '/manage/guide/facts', '/manage/guide/fact/nenrei', '/manage/guide/questions'];

/*
 * axe reads one language, as the templates are the same in all of them, and of the long lists a few entries: its time grows with every element.
 */
test('pages_are_accessible', async () => {
	for (const path of PAGES.map((p) => /(schemes|facts)$/.test(p) ? `${p}?q=障害` : p)) {
		await admin.goto(city.base + path);
		await accessible(admin);
	}
	const phone = await city.phone();
	await city.signIn(phone, 'admin');
	for (const path of [TABLE, '/manage/guide/scheme/juudo-iryou']) {
		await phone.goto(city.base + path);
		await accessible(phone);
	}
	await phone.context().close();
});

test('pages_fit_a_phone_and_speak_the_language', async () => {
	for (const lang of LANGUAGES) {
		const page = await city.phone({ lang });
		await city.signIn(page, 'admin');
		for (const path of PAGES) {
			const answer = await page.goto(city.base + path);
			assert.equal(answer.status(), 200, path);
			await fits(page);
			const words = await page.locator('main h1, main h2, main label, main button, main th[scope=col]').allInnerTexts();
			assert.deepEqual(words.filter((w) => /\b(gm|manage)_\w/.test(w)), [], `${lang} ${path}`);
			if (lang === 'en') {
				const buttons = await page.locator('main button, main .tabs a').allInnerTexts();
				assert.ok(buttons.length > 0, path);
				assert.deepEqual(buttons.filter((w) => /[ぁ-んァ-ヶ一-龠]/.test(w)), [], path);
			}
		}
		await page.context().close();
	}
});
