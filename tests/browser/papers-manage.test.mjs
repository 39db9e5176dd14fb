/*
 * The place editor: papers made and changed without code. With a mouse, with the keyboard alone, without JavaScript; a PDF below; what does not fit is refused and mended.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LANGUAGES, accessible, fits, serve } from './support.mjs';

let city, admin;

before(async () => {
	city = await serve({ limits: 'off' });
	admin = await city.desk();
	await city.signIn(admin, 'admin');
});
after(() => city.stop());

const text = (page, selector) => page.locator(selector).first().innerText();
const placeOf = (page, path) => page.locator(`.pm-place[data-path="${path}"]`);
const at = (page, path) => placeOf(page, path).evaluate((a) => ['x', 'y', 'w', 'h'].map((k) => Number(a.dataset[k])));

async function open(page, path) {
	await page.goto(city.base + path);
	await page.waitForSelector('#pm[data-ready]');
}

/* The change is saved, and the page that came back is there. */
async function changed(page, what) {
	const rev = await page.getAttribute('#pm', 'data-rev');
	await what();
	await page.waitForFunction((was) => document.querySelector('#pm[data-ready]')?.dataset.rev !== was, rev);
}

async function point(page, x, y) {
	const box = await page.locator('#pm-svg').boundingBox(), width = Number(await page.getAttribute('#pm-svg', 'data-width'));
	return [box.x + x * box.width / width, box.y + y * box.width / width];
}

async function drag(page, from, to) {
	await page.mouse.move(...from);
	await page.mouse.down();
	await page.mouse.move(from[0] + 12, from[1] + 8, { steps: 3 });
	await page.mouse.move(...to, { steps: 6 });
	await page.mouse.up();
}

async function drop(page, fact, x, y) {
	await page.fill('#pm-q', fact);
	const box = await page.locator('.pm-fact:visible', { hasText: fact }).first().boundingBox();
	await changed(page, async () => drag(page, [box.x + 20, box.y + 10], await point(page, x, y)));
}

/* A click on a place; its form is there. */
async function choose(page, path) {
	await placeOf(page, path).click();
	await page.waitForFunction((p) => document.querySelector('#pm-place-form input[name=p]')?.value === p, path);
}

async function save(page) {
	await changed(page, () => page.locator('.pm-panel-foot button[value=save]').click());
}

async function dropDrafts(page) {
	await page.goto(`${city.base}/manage/papers/draft`);
	for (let left = await page.locator('.pm-file .pm-drop').count(); left > 0; left--) {
		await page.locator('.pm-file .pm-drop > summary').first().click();
		await page.locator('.pm-file button[value=drop]').first().click();
	}
}

test('a_paper_is_made_over_a_pdf_tried_refused_mended_published_and_printed', async () => {
	/* a PDF as a section might have it: one that this program made */
	const bytes = Buffer.from(await admin.evaluate(async () => {
		const answer = await fetch('/manage/papers/pdf/juumin-idou');
		return [...new Uint8Array(await answer.arrayBuffer())];
	}));
	await admin.goto(`${city.base}/manage`);
	await admin.click('a[href="/manage/papers"]');
	await admin.click('a[href="/manage/papers/new"]');
	await admin.fill('#name', '試しの届');
	await admin.fill('#id', 'tameshi');
	await admin.check('#how-pdf');
	await admin.setInputFiles('#file', { name: 'x.pdf', mimeType: 'application/pdf', buffer: Buffer.from('no pdf') });
	await admin.click('.pm-new button[type=submit]');
	assert.match(await text(admin, '.pm-how .error'), /PDFではありません/);
	assert.equal(await admin.inputValue('#name'), '試しの届');
	await accessible(admin);
	await admin.setInputFiles('#file', { name: 'x.pdf', mimeType: 'application/pdf', buffer: bytes });
	await admin.click('.pm-new button[type=submit]');
	await admin.waitForSelector('#pm[data-ready]');
	assert.equal(await admin.locator('#pm-back').count(), 1);

	await drop(admin, '氏名', 30, 40);
	await drop(admin, '郵便番号', 30, 55);
	await drop(admin, '性別', 30, 70);
	assert.deepEqual((await at(admin, 'marks/0')).slice(0, 2), [30, 40]);
	assert.equal(await admin.locator('.pm-place').count(), 3);
	/* circles around the words, a comb of seven cells */
	assert.match(await admin.inputValue('#choices'), /男\n女/);
	assert.equal(await admin.locator('#mark option:checked').innerText(), '丸で囲む');
	await choose(admin, 'marks/1');
	await admin.fill('#cells', '7');
	await admin.fill('#format', '{digits}');
	await save(admin);
	assert.equal(await admin.inputValue('#cells'), '7');
	/* a name that does not fit is outlined, and refused with the place linked */
	await choose(admin, 'marks/0');
	await admin.fill('#w', '12');
	await admin.fill('#least', '9');
	await save(admin);
	await admin.selectOption('#pm-v', 'nagai');
	await admin.waitForSelector('.pm-place.wrong');
	assert.match(await text(admin, '.pm-troubles'), /文字が入りません/);
	await accessible(admin);
	await admin.goto(`${city.base}/manage/papers/paper/tameshi/try`);
	assert.ok(await admin.locator('.pm-wrong').count() > 0);
	await accessible(admin);
	await admin.goto(`${city.base}/manage/papers/draft`);
	await admin.click('.pm-publish button');
	assert.match(await text(admin, '#error'), /公開できませんでした/);
	await accessible(admin);
	await admin.locator('#mistakes a').first().click();
	await admin.waitForSelector('#pm[data-ready]');
	assert.equal(await admin.inputValue('#pm-place-form input[name=p]'), 'marks/0');
	await admin.fill('#w', '90');
	await admin.fill('#least', '6');
	await save(admin);
	await admin.goto(`${city.base}/manage/papers/draft`);
	assert.match(await text(admin, '.pm-file'), /試しの届/);
	await admin.click('.pm-publish button');
	assert.match(await text(admin, '.notice.good'), /公開しました/);
	assert.match(await text(admin, '.pm-cards'), /住民異動届/);

	/* and it is drawn in a packet */
	const made = await fetch(`${city.base}/api/v1/papers/make`, { method: 'POST', headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ papers: ['tameshi'], facts: { shimei: '小倉 花子', yuubin: '8030814', seibetsu: '女' } }) });
	assert.equal(made.status, 200);
	assert.equal(Buffer.from(await made.arrayBuffer()).subarray(0, 5).toString(), '%PDF-');
});

test('places_are_dragged_pulled_aligned_and_undone', async () => {
	await open(admin, '/manage/papers/paper/inkan-haishi');
	await admin.fill('#pm-q', '');
	await changed(admin, () => admin.locator('.pm-kind').first().click());
	const path = await admin.inputValue('#pm-place-form input[name=p]');
	const [x, y, w, h] = await at(admin, path);
	await admin.uncheck('#pm-snap');
	await changed(admin, async () => drag(admin, await point(admin, x + w / 2, y + h / 2), await point(admin, x + w / 2 + 7.5, y + h / 2 + 4)));
	const moved = await at(admin, path);
	assert.ok(Math.abs(moved[0] - x - 7.5) < 0.6 && Math.abs(moved[1] - y - 4) < 0.6, `${moved}`);
	await changed(admin, async () => drag(admin, await point(admin, moved[0] + moved[2], moved[1] + moved[3]), await point(admin, moved[0] + moved[2] + 10, moved[1] + moved[3] + 3)));
	const pulled = await at(admin, path);
	assert.ok(Math.abs(pulled[2] - w - 10) < 1, `${pulled}`);
	await changed(admin, () => admin.click('#pm-undo'));
	assert.deepEqual(await at(admin, path), moved);
	await changed(admin, () => admin.click('#pm-redo'));
	assert.deepEqual(await at(admin, path), pulled);
	await changed(admin, () => admin.locator('.pm-panel-foot button[value=double]').click());
	const copy = await admin.inputValue('#pm-place-form input[name=p]');
	await admin.locator(`input[name=m][value="${path}"]`).check();
	await admin.locator(`input[name=m][value="${copy}"]`).check();
	await admin.click('.pm-aligns > summary');
	await changed(admin, () => admin.click('.pm-aligns button[value="align:0"]'));
	assert.equal((await at(admin, copy))[0], (await at(admin, path))[0]);
	await dropDrafts(admin);
});

test('by_keyboard_alone_a_place_is_chosen_moved_resized_and_removed', async () => {
	await open(admin, '/manage/papers/paper/inkan-haishi');
	const first = admin.locator('.pm-place:not(.fixed)').first(), path = await first.getAttribute('data-path');
	await admin.locator('#pm-sheet').focus();
	/* Tab goes through the places in the order in which they are read */
	const seen = [];
	for (let i = 0; i < 6; i++) {
		await admin.keyboard.press('Tab');
		seen.push(await admin.evaluate(() => document.activeElement.dataset.path));
	}
	assert.deepEqual(seen, await admin.locator('.pm-place').evaluateAll((all) => all.slice(0, 6).map((x) => x.dataset.path)));
	await placeOf(admin, path).focus();
	await admin.keyboard.press('Enter');
	await admin.waitForSelector(`.pm-place.chosen[data-path="${path}"]`);
	await admin.waitForSelector('#pm-place-form');
	const was = await at(admin, path);
	await changed(admin, async () => {
		await admin.keyboard.press('ArrowDown');
		await admin.keyboard.press('ArrowDown');
		await admin.keyboard.press('Shift+ArrowLeft');
		await admin.keyboard.press('Alt+ArrowLeft');
	});
	assert.deepEqual(await at(admin, path), [was[0] - 5, was[1] + 1, was[2] - 0.5, was[3]]);
	assert.equal(await admin.evaluate(() => document.activeElement.dataset.path), path, 'the focus stays');
	await changed(admin, () => admin.keyboard.press('Control+z'));
	assert.deepEqual(await at(admin, path), was);
	const n = await admin.locator('.pm-place').count();
	await placeOf(admin, path).focus();
	await changed(admin, () => admin.keyboard.press('Delete'));
	assert.equal(await admin.locator('.pm-place').count(), n - 1);
	await dropDrafts(admin);
});

test('cells_of_a_grid_are_added_joined_and_filled', async () => {
	await open(admin, '/manage/papers/paper/inkan-haishi');
	await admin.fill('#pm-q', '');
	await changed(admin, () => admin.locator('.pm-kind', { hasText: /^表$/ }).click());
	const grid = await admin.inputValue('#pm-place-form input[name=p]');
	await admin.fill('#columns', '40, 60, 50');
	await save(admin);
	const cell = `${grid}/rows/1/cells/1`;
	await admin.goto(`${city.base}/manage/papers/paper/inkan-haishi?p=${encodeURIComponent(cell)}`);
	await admin.waitForSelector('#pm[data-ready]');
	await admin.click('.pm-cells > summary');
	await changed(admin, () => admin.click('.pm-cells button[value="cell:4"]'));
	assert.equal((await at(admin, cell))[2], 110, 'joined with the one at the right');
	/* a fact dropped on the empty cell is what the cell shows */
	await admin.evaluate((p) => document.querySelector(`.pm-place[data-path="${p}"]`).scrollIntoView({ block: 'center' }), cell);
	const [x, y, w, h] = await at(admin, cell);
	await drop(admin, '氏名', x + w / 2, y + h / 2);
	assert.equal(await admin.inputValue('#pm-place-form input[name=p]'), cell);
	assert.equal(await admin.locator('#fact option:checked').innerText(), '氏名');
	await accessible(admin);
	await dropDrafts(admin);
});

test('a_second_window_is_told_and_nothing_typed_is_lost', async () => {
	const other = await admin.context().newPage();
	await open(admin, '/manage/papers/paper/inkan-haishi');
	await admin.locator('.pm-place.label:not(.fixed)[aria-label*="文字"]').first().click();
	await admin.waitForSelector('#size');
	await open(other, '/manage/papers/paper/inkan-haishi');
	await other.fill('#pm-q', '');
	await changed(other, () => other.locator('.pm-kind').first().click());
	await other.close();
	await admin.fill('#size', '13');
	await admin.locator('.pm-panel-foot button[value=save]').click();
	await admin.waitForSelector('#choose');
	assert.equal(await admin.inputValue('#size'), '13');
	await admin.click('#choose button[value=overwrite]');
	await admin.waitForFunction(() => !document.querySelector('#choose'));
	await admin.reload();
	assert.equal(await admin.inputValue('#size'), '13');
	await dropDrafts(admin);
});

test('without_javascript_everything_goes_by_links_and_forms', async () => {
	const page = await city.desk({ javaScript: false });
	await city.signIn(page, 'admin');
	await page.goto(`${city.base}/manage/papers/new`);
	await page.fill('#name', '紙だけの届');
	await page.fill('#id', 'kami');
	await page.check('#how-blank');
	await page.click('.pm-new button[type=submit]');
	await page.fill('#pm-q', '氏名');
	await page.click('.pm-search button');
	await page.locator('.pm-fact', { hasText: '氏名' }).first().click();
	/* the new place is chosen: its form is beside the sheet */
	await page.fill('#x', '４５');
	await page.fill('#if', '氏名 =');
	await page.locator('.pm-panel-foot button[value=save]').click();
	assert.equal(await page.locator('#if-e').count(), 1);
	assert.equal(await page.inputValue('#x'), '４５', 'as it was typed');
	await page.fill('#if', '氏名 != null');
	await page.locator('.pm-panel-foot button[value=save]').click();
	assert.equal(await placeOf(page, 'marks/0').getAttribute('data-x'), '45');
	await page.locator('.pm-kind').first().click();
	await page.locator('.pm-list li a').first().click();
	assert.equal(await page.locator('.pm-place.chosen').count(), 1);
	for (const box of await page.locator('.pm-list input[type=checkbox]').all())
		await box.check();
	await page.click('.pm-aligns > summary');
	await page.click('.pm-aligns button[value="align:3"]');
	assert.equal(await placeOf(page, 'marks/0').getAttribute('data-y'), await placeOf(page, 'marks/1').getAttribute('data-y'));
	await page.goto(`${city.base}/manage/papers/draft`);
	await page.click('.pm-publish button');
	assert.match(await text(page, '.notice.good'), /公開しました/);
	/* a version, and back */
	await page.goto(`${city.base}/manage/papers/history`);
	assert.match(await text(page, 'table.data'), /紙だけの届/);
	await page.goto(`${city.base}/manage/papers/paper/kami/about`);
	await page.click('.pm-drop > summary');
	await page.click('.pm-drop button');
	await page.goto(`${city.base}/manage/papers/draft`);
	await page.click('.pm-publish button');
	await page.goto(`${city.base}/manage/papers/version?path=papers%2Fkami.yaml&version=1`);
	await page.click('main form button');
	await page.click('.pm-publish button');
	await page.goto(`${city.base}/manage/papers/paper/kami`);
	assert.equal(await page.locator('.pm-place').count(), 2);
});

test('every_page_is_accessible_in_three_languages_and_fits_a_phone', async () => {
	const pages = ['/manage/papers', '/manage/papers/new', '/manage/papers/paper/inkan-haishi', '/manage/papers/paper/inkan-haishi/about',
		'/manage/papers/paper/inkan-haishi/sheets', '/manage/papers/paper/inkan-haishi/try?v=nagai', '/manage/papers/samples',
		'/manage/papers/sample/nagai', '/manage/papers/draft', '/manage/papers/history'];
	for (const lang of LANGUAGES) {
		await admin.context().addCookies([{ name: 'lang', value: lang, url: city.base }]);
		for (const path of lang === 'ja' ? pages : pages.slice(1, 4)) { /* the structure is the same: forms and the editor in all */
			await admin.goto(city.base + path);
			await accessible(admin, `${lang} ${path}`);
		}
	}
	await admin.context().addCookies([{ name: 'lang', value: 'ja', url: city.base }]);
	const phone = await city.phone();
	await city.signIn(phone, 'admin');
	for (const path of pages) {
		await phone.goto(city.base + path);
		await fits(phone, path);
	}
});
