/*
 * Flows as is and to be: a reform out of the survey, the editor by keyboard alone and without JavaScript, BPMN out and in again, two editors, versions and manuals.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import BpmnModdle from 'bpmn-moddle';
import { LANGUAGES, accessible, fits, serve } from './support.mjs';

const SHOTS = process.env.MADOGUCHI_SHOTS;
let city, admin;

before(async () => {
	city = await serve({ limits: 'off' });
	city.run(['work', 'rehearse', '--round', '2026', '--items', '2000', '--seed', '4']);
	admin = await city.desk();
	await city.signIn(admin, 'admin');
});
after(() => city.stop());

async function shot(page, name) {
	if (!SHOTS)
		return;
	mkdirSync(SHOTS, { recursive: true });
	await page.screenshot({ path: join(SHOTS, `work-flows-${name}.png`), fullPage: true });
}
const text = (page, selector) => page.locator(selector).first().innerText();
const names = async (page) => (await page.locator('.wf-steps .wf-step-name').allInnerTexts()).map((s) => s.replace(/^\S /, '').trim());
const rev = (page) => page.getAttribute('#wf', 'data-rev');
const at = (id, side = 'to_be') => `${city.base}/work/flows/${id}/${side}`;
const here = (page) => text(page, '.wf-steps [aria-current] .wf-step-name');

/* What is done is saved, and the page that came back is there. */
async function changed(page, what) {
	const was = await rev(page);
	await what();
	await page.waitForFunction((r) => document.querySelector('#wf[data-ready]') && document.querySelector('#wf').dataset.rev !== r, was);
}
async function begin(page, name, from = 'standard') {
	await page.goto(`${city.base}/work/flows-new`);
	await page.fill('#name', name);
	await page.check(`#from-${from}`);
	await page.click('.wf-new button[type=submit]');
	return Number(/flows\/(\d+)/.exec(page.url())[1]);
}
async function copyOver(page, id) {
	await page.goto(`${city.base}/work/flows/${id}`);
	await page.click('.wf-empty button');
	await page.waitForSelector('#wf[data-ready]');
}
const fetched = (page, path) => page.evaluate(async (p) => {
	const answer = await fetch(p);
	return { status: answer.status, type: answer.headers.get('content-type'), bytes: [...new Uint8Array(await answer.arrayBuffer())] };
}, path);
const figure = (page, name) => page.locator('.wf-edit-figures tr', { hasText: name }).first().innerText();

/* What a reader of BPMN that knows nothing of ours sees. */
async function moddle(xml) {
	const { rootElement, warnings } = await new BpmnModdle().fromXML(xml);
	assert.deepEqual(warnings.map((w) => w.message), []);
	const elements = rootElement.rootElements.find((e) => e.$type === 'bpmn:Process').flowElements;
	return elements.map((e) => [e.$type, e.id, e.name ?? '', e.sourceRef?.id ?? '', e.targetRef?.id ?? '']).sort();
}

test('a_reform_out_of_the_rows_of_the_survey_has_their_hours', async () => {
	await admin.goto(`${city.base}/work/rows?round=2026`);
	const work = await text(admin, 'table.see-rows tbody th');
	await admin.goto(`${city.base}/work/flows-new?round=2026&query=${encodeURIComponent(`work=${encodeURIComponent(work)}`)}`);
	assert.equal(await admin.inputValue('#name'), work);
	assert.ok(await admin.isChecked('#from-survey'));
	await accessible(admin);
	await shot(admin, 'new');
	/* a mistake: everything that was typed stays */
	await admin.fill('#name', '');
	await admin.fill('#about', '窓口の待ちを減らす');
	await admin.click('.wf-new button[type=submit]');
	assert.match(await text(admin, '#error'), /業務の名前/);
	assert.equal(await admin.inputValue('#about'), '窓口の待ちを減らす');
	await admin.fill('#name', work);
	await admin.click('.wf-new button[type=submit]');
	assert.match(await text(admin, '.notice.good'), /始めました/);
	const said = Number((await text(admin, '.facts a')).replace(/[^\d]/g, ''));
	const flow = /([\d,]+)時間 \((\d+)%\)/.exec(await text(admin, '.facts > div:last-child dd'));
	assert.ok(said > 0);
	assert.equal(flow[2], '100');
	assert.ok(Math.abs(Number(flow[1].replaceAll(',', '')) - said) <= 1, `${flow[1]} beside ${said}`);
	assert.match(await text(admin, '.badge.good'), /説明しています/);
	await copyOver(admin, 1);
	await accessible(admin);
	await admin.goto(`${city.base}/work/flows/1`);
	await accessible(admin);
	await fits(admin);
	await shot(admin, 'reform-survey');
	await admin.goto(`${city.base}/work/flows`);
	assert.match(await text(admin, '.wf-list'), new RegExp(`${said.toLocaleString('en')}時間`));
	await accessible(admin);
});

test('a_flow_to_be_is_built_by_keyboard_alone_and_its_figures_follow', async () => {
	const id = await begin(admin, '転出届'), key = admin.keyboard;
	await copyOver(admin, id);
	await admin.goto(at(id));
	await admin.waitForSelector('#wf[data-ready]');
	await admin.locator('.wf-steps a').first().focus();
	await key.press('ArrowDown');
	await admin.waitForFunction(() => document.activeElement?.getAttribute('aria-current') && document.activeElement.innerText.includes('受付'));
	/* the cases a year, and minutes of 受付 */
	assert.match(await text(admin, '.wf-edit-figures .notice'), /年間件数が0/);
	assert.ok(await admin.locator('#wf-whole').evaluate((e) => e.open), 'without the cases a year it stands open');
	await admin.locator('#volume').focus();
	await key.press('Control+A');
	await key.type('１２,０００');
	await changed(admin, () => key.press('Enter'));
	const before = await figure(admin, '職員の時間');
	await admin.locator('.wf-steps [aria-current]').focus();
	await key.press('Enter');
	assert.equal(await admin.evaluate(() => document.activeElement.id), 'name');
	await admin.locator('#min_likely').focus();
	for (const [field, value] of [['#min_low', '5'], ['#min_likely', '8'], ['#min_high', '0.5時間']]) {
		await admin.locator(field).focus();
		await key.press('Control+A');
		await key.type(value);
	}
	/* figures change while typing, before anything is saved */
	await admin.waitForFunction((was) => !document.querySelector('.wf-edit-figures').innerText.includes(was.split('\t')[2]), before);
	await changed(admin, () => key.press('Enter'));
	assert.equal(await admin.inputValue('#min_high'), '30');
	assert.equal(await admin.evaluate(() => document.activeElement.id), 'min_high', 'the focus stays');
	assert.match(await figure(admin, '職員の時間'), /2,867時間/); /* 12,000 × (5 + 8 + 30) ÷ 3 ÷ 60 */
	/* for how many: figures follow while typing */
	await admin.fill('#cases', '50%');
	await admin.waitForFunction(() => document.querySelector('.wf-edit-figures').innerText.includes('1,433時間'));
	await admin.fill('#cases', '');
	await admin.waitForFunction(() => document.querySelector('.wf-edit-figures').innerText.includes('2,867時間'));
	await admin.locator('#min_high').focus();
	/* Esc to the list, n to the palette, d: a decision behind it */
	await key.press('Escape');
	await key.press('n');
	assert.ok(await admin.evaluate(() => document.activeElement.closest('#wf-palette')));
	await key.press('ArrowRight');
	await changed(admin, () => key.press('d'));
	assert.equal(await admin.evaluate(() => document.activeElement.id), 'name');
	await key.type('書類がそろっているか');
	await changed(admin, () => key.press('Enter'));
	assert.deepEqual((await names(admin)).slice(0, 4), ['申請', '受付', '書類がそろっているか', '形式審査']);
	/* its second way: back to 受付 for 10 %, the first one 90 % by being left empty */
	await admin.locator('[id="share.0"]').focus();
	await key.press('Control+A');
	await key.press('Delete');
	await admin.locator('[id="to.1"]').focus();
	await key.press('ArrowDown'); /* the first step that a way can lead to: 受付 */
	await admin.locator('[id="share.1"]').focus();
	await key.type('10');
	await changed(admin, () => key.press('Enter'));
	assert.equal(await admin.inputValue('[id="share.0"]'), '90');
	/* 受付 is passed 1 ÷ 0.9 times now */
	assert.match(await figure(admin, '職員の時間'), /3,185時間/);
	/* Delete takes it out, and undo is there */
	await key.press('Escape');
	await changed(admin, () => key.press('Delete'));
	assert.ok(!(await names(admin)).includes('書類がそろっているか'));
	assert.match(await text(admin, '.wf-removed'), /取り除きました/);
	await accessible(admin);
	await changed(admin, () => key.press('Control+z'));
	assert.ok((await names(admin)).includes('書類がそろっているか'));
	await changed(admin, () => key.press('Control+Shift+z'));
	assert.ok(!(await names(admin)).includes('書類がそろっているか'));
	await changed(admin, () => key.press('Control+z'));
	await shot(admin, 'editor');
	/* what is typed is kept when one goes to another step */
	await admin.locator('.wf-steps a', { hasText: '形式審査' }).click();
	await admin.waitForFunction(() => document.getElementById('name').value === '形式審査');
	await admin.fill('#medium', '電子');
	await changed(admin, () => admin.locator('.wf-steps a', { hasText: '送付' }).click());
	await admin.waitForFunction(() => document.getElementById('name').value === '送付');
	assert.equal(await here(admin), '送付');
	await admin.locator('.wf-steps a', { hasText: '形式審査' }).click();
	await admin.waitForFunction(() => document.getElementById('medium')?.value === '電子');
	await admin.goto(`${city.base}/work/flows/${id}`);
	assert.match(await admin.locator('.wf-side svg').nth(1).textContent(), /新規/);
	assert.match(await admin.locator('section[aria-labelledby=h-pairs]').innerText(), /新規 1/);
	/* what it brings stands first: as is beside to be */
	assert.match(await text(admin, '.wf-glance'), /職員の時間[^]*→[^]*3,185時間/);
	assert.match(await text(admin, '.wf-glance'), /変更 2/);
	assert.match(await text(admin, '.notice.warn'), /現状[^]*年間件数が0/);
	await accessible(admin);
	await shot(admin, 'reform');
});

test('the_editor_works_without_javascript_and_keeps_what_is_wrong', async () => {
	const plain = await city.desk({ javaScript: false });
	await city.signIn(plain, 'admin');
	const id = await begin(plain, '証明書の交付');
	await plain.goto(at(id, 'as_is') + '?step=receive#step-receive');
	await plain.fill('#min_likely', '十分');
	await plain.fill('#note', '本人を確かめる。\n・運転免許証\n・マイナンバーカード');
	await plain.fill('#name', '窓口で受ける');
	await plain.click('.wf-save button');
	assert.match(await text(plain, '#min_likely-e, .wf-range .error'), /「15」/);
	assert.equal(await plain.inputValue('#min_likely'), '十分');
	assert.equal(await plain.inputValue('#name'), '窓口で受ける');
	await plain.fill('#min_likely', '１２');
	await plain.fill('#min_low', '');
	await plain.fill('#min_high', '');
	await plain.fill('#wait_likely', '2時間');
	await plain.click('.wf-palette button[value="add:service"]'); /* what was typed is saved with it */
	assert.deepEqual((await names(plain)).slice(1, 3), ['窓口で受ける', 'システムの処理']);
	assert.equal(await here(plain), 'システムの処理');
	assert.match(plain.url(), /#step-/);
	await plain.click('button[value="earlier"]');
	assert.deepEqual((await names(plain)).slice(1, 3), ['システムの処理', '窓口で受ける']);
	await plain.click('button[value="remove"]');
	await plain.click('.wf-removed button');
	assert.deepEqual((await names(plain)).slice(1, 3), ['システムの処理', '窓口で受ける']);
	await plain.click('button[value="remove"]');
	await plain.click('.wf-steps a:has-text("窓口で受ける")');
	assert.deepEqual([await plain.inputValue('#min_low'), await plain.inputValue('#min_likely'), await plain.inputValue('#wait_likely')],
		['12', '12', '2時間']);
	/* for how many it is done: a mistake is told beside it, a part of those that come by is kept and stands in the chart */
	await plain.fill('#volume', '9,600');
	await plain.click('.wf-flow button[value="flow"]');
	await plain.fill('#cases', 'たくさん');
	await plain.click('.wf-save button');
	assert.match(await text(plain, '#cases-e'), /「35%」/);
	assert.equal(await plain.inputValue('#cases'), 'たくさん');
	await plain.fill('#cases', '３５％');
	await plain.click('.wf-save button');
	assert.equal(await plain.inputValue('#cases'), '35%');
	assert.match(await text(plain, '#cases-h'), /9,600件/);
	assert.match(await text(plain, '.wf-steps [aria-current] small'), /3,360件/);
	assert.equal(await plain.locator('#wf-chart .flow-cases').textContent(), '3,360件');
	assert.match(await plain.locator('#wf-chart .flow-here a').getAttribute('aria-label'), /3,360件/);
	await plain.fill('#cases', '');
	await plain.click('.wf-save button');
	assert.equal(await plain.locator('#wf-chart .flow-cases').count(), 0);
	/* lanes */
	await plain.click('#wf-lanes > summary');
	await plain.fill('#lane-new', '審査担当');
	await plain.click('.wf-lanes button.button.small[value="lanes"]');
	await plain.selectOption('#lane', { label: '審査担当' });
	await plain.click('.wf-save button');
	assert.match(await text(plain, '.wf-steps [aria-current] small'), /審査担当/);
});

test('a_downloaded_flow_is_read_by_a_modellers_library_and_comes_back_as_the_same_flow', async () => {
	const id = await begin(admin, '写し元');
	await admin.goto(at(id, 'as_is') + '?step=receive');
	await admin.waitForSelector('#wf[data-ready]');
	await changed(admin, () => admin.click('[data-put="d"]'));
	await admin.fill('#name', '不備 <&> "はい"');
	await admin.selectOption('[id="to.1"]', { label: '完了' });
	await admin.fill('[id="share.0"]', '87.5');
	await admin.fill('[id="way.1"]', '不備あり');
	await changed(admin, () => admin.click('.wf-save button'));
	const one = await fetched(admin, `/work/flows/${id}/as_is/file`), xml = Buffer.from(one.bytes).toString();
	assert.match(one.type, /application\/xml/);
	const seen = await moddle(xml);
	assert.ok(seen.some((e) => e[0] === 'bpmn:ExclusiveGateway' && e[2] === '不備 <&> "はい"'));
	await admin.goto(`${city.base}/work/flows-new`);
	await admin.fill('#name', '写し');
	await admin.check('#from-file');
	await admin.setInputFiles('#file', { name: 'copy.bpmn', mimeType: 'application/xml', buffer: Buffer.from(xml) });
	await admin.click('.wf-new button[type=submit]');
	const other = Number(/flows\/(\d+)/.exec(admin.url())[1]);
	const two = await fetched(admin, `/work/flows/${other}/as_is/file`);
	assert.equal(Buffer.from(two.bytes).toString(), xml);
	assert.deepEqual(await moddle(Buffer.from(two.bytes).toString()), seen);
	/* a damaged file is told by line, and nothing is lost */
	await admin.goto(at(other, 'as_is'));
	await admin.waitForSelector('#wf[data-ready]');
	await admin.click('#wf-upload > summary');
	await admin.setInputFiles('#file', { name: 'bad.bpmn', mimeType: 'application/xml', buffer: Buffer.from(xml.replace('</bpmn:process>', '')) });
	await admin.click('#wf-upload button');
	assert.match(await text(admin, '.notice.bad'), /bad\.bpmn:\d+:\d+/);
	assert.equal(Buffer.from((await fetched(admin, `/work/flows/${other}/as_is/file`)).bytes).toString(), xml);
	/* what another modeller says beyond a flow is told */
	const more = xml.replace('<bpmn:startEvent', '<bpmn:dataObject id="data-1" name="申請データ"/><bpmn:startEvent');
	await admin.goto(at(other, 'as_is'));
	await admin.waitForSelector('#wf[data-ready]');
	await admin.click('#wf-upload > summary');
	await admin.setInputFiles('#file', { name: 'more.bpmn', mimeType: 'application/xml', buffer: Buffer.from(more) });
	await admin.click('#wf-upload button');
	assert.match(await text(admin, 'main'), /残せなかったもの/);
	await accessible(admin);
});

test('who_saves_second_sees_what_the_other_saved_and_keeps_what_was_typed', async () => {
	const id = await begin(admin, '二人で直す'), other = await city.desk();
	await city.signIn(other, 'admin');
	await admin.goto(at(id, 'as_is') + '?step=receive');
	await other.goto(at(id, 'as_is') + '?step=receive');
	for (const page of [admin, other])
		await page.waitForSelector('#wf[data-ready]');
	await other.fill('#system', '住記システム');
	await changed(other, () => other.click('.wf-save button'));
	await admin.fill('#note', '番号札を渡す');
	await changed(admin, () => admin.click('.wf-save button'));
	const told = await text(admin, '#error');
	assert.match(told, /ほかの人が先に保存しました/);
	assert.match(told, /受付/);
	assert.match(told, /システム/);
	assert.equal(await admin.inputValue('#note'), '番号札を渡す');
	await shot(admin, 'stale');
	await accessible(admin);
	await changed(admin, () => admin.click('.wf-save button'));
	assert.equal(await admin.locator('#error').count(), 0);
	/* and when the step itself is gone */
	await other.goto(at(id, 'as_is') + '?step=receive');
	await admin.fill('#note', 'もう一度');
	await changed(other, () => other.click('#wf-remove'));
	await changed(admin, () => admin.click('.wf-save button'));
	assert.match(await text(admin, '#wf-form .notice'), /取り除きました/);
	assert.equal(await admin.inputValue('#note'), 'もう一度');
	await changed(admin, () => admin.click('.wf-save button'));
	assert.equal(await admin.inputValue('#note'), 'もう一度');
	await other.context().close();
});

test('a_version_makes_a_manual_as_a_page_and_the_same_pdf_for_ever', async () => {
	const id = await begin(admin, '国民健康保険の加入');
	await admin.goto(at(id, 'as_is') + '?step=receive');
	await admin.waitForSelector('#wf[data-ready]');
	await admin.fill('#note', '届出人を確かめる。\n・本人\n・世帯主');
	await admin.fill('#min_likely', '15');
	await changed(admin, () => admin.click('.wf-save button'));
	/* no number for a flow with mistakes */
	await changed(admin, () => admin.click('[data-put="d"]'));
	await admin.fill('[id="share.0"]', '60');
	await changed(admin, () => admin.click('.wf-save button'));
	assert.match(await text(admin, '#wf-figures'), /60%/);
	await admin.goto(at(id, 'as_is') + '/versions');
	assert.match(await text(admin, 'main'), /まだ版にできません/);
	await admin.goto(at(id, 'as_is'));
	await admin.waitForSelector('#wf[data-ready]');
	await changed(admin, () => admin.click('#wf-undo'));
	await changed(admin, () => admin.click('#wf-undo'));
	await admin.goto(at(id, 'as_is') + '/versions');
	await admin.fill('#note', 'はじめての版');
	await admin.click('main form button[type=submit]');
	assert.match(await text(admin, '.notice.good'), /マニュアルができました/);
	await accessible(admin);
	const first = `/work/manuals/${id}/as_is-1/pdf`, pdf = Buffer.from((await fetched(admin, first)).bytes);
	/* a second version, that differs */
	await admin.goto(at(id, 'as_is') + '?step=receive');
	await admin.waitForSelector('#wf[data-ready]');
	await admin.fill('#min_likely', '9');
	await changed(admin, () => admin.click('.wf-save button'));
	await admin.goto(at(id, 'as_is') + '/versions');
	await admin.fill('#note', '受付を短くした');
	await admin.click('main form button[type=submit]');
	await admin.click('.work-table tbody th a');
	assert.match(await admin.locator('section[aria-labelledby=h-p]').innerText(), /受付[^]*変更[^]*作業時間/);
	await accessible(admin);
	await shot(admin, 'version');
	assert.ok(pdf.equals(Buffer.from((await fetched(admin, first)).bytes)), 'the same version, the same bytes');
	const path = join(city.folder, 'manual.pdf');
	writeFileSync(path, pdf);
	execFileSync('qpdf', ['--check', path]);
	const words = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
	for (const word of ['国民健康保険の加入', '業務フロー', '届出人を確かめる。', '世帯主', '第1版', 'はじめての版'])
		assert.ok(words.includes(word), word);
	assert.ok(!words.includes('受付を短くした'), 'nothing of a later version');
	assert.match(execFileSync('pdfinfo', [path], { encoding: 'utf8' }), /Tagged:\s+yes/);
	/* all staff read it; who has no part in the reform does not see the reform */
	const clerk = await city.desk();
	await city.signIn(clerk, 'clerk');
	await clerk.goto(`${city.base}/work/manuals?q=国民`);
	assert.equal(await clerk.locator('.wf-list tbody tr').count(), 1);
	await accessible(clerk);
	await clerk.goto(`${city.base}/work/manuals/${id}/as_is-1`);
	assert.match(await text(clerk, '.notice.warn'), /新しい版/);
	assert.equal(await clerk.locator('.wf-item').count(), 2);
	await accessible(clerk);
	await shot(clerk, 'manual');
	assert.equal((await clerk.goto(`${city.base}/work/flows/${id}`)).status(), 403);
	assert.equal((await clerk.goto(at(id, 'as_is'))).status(), 403);
	/* in the other languages */
	for (const lang of LANGUAGES.slice(1)) {
		const page = await city.desk({ lang });
		await city.signIn(page, 'admin');
		for (const p of ['/work/flows', `/work/flows/${id}`, `/work/flows/${id}/as_is`, `/work/manuals/${id}/as_is-2`]) {
			await page.goto(city.base + p);
			await accessible(page);
		}
		await page.context().close();
	}
	await clerk.context().close();
});

test('a_phone_shows_all_of_it', async () => {
	const phone = await city.phone();
	await city.signIn(phone, 'admin');
	for (const p of ['/work/flows', '/work/flows-new', '/work/flows/2', '/work/flows/2/to_be', '/work/flows/2/to_be/versions', '/work/manuals']) {
		await phone.goto(city.base + p);
		await fits(phone);
		await accessible(phone);
		await shot(phone, `phone${p.replaceAll('/', '-')}`);
	}
	await phone.goto(`${city.base}/work/flows/2/to_be`);
	await phone.waitForSelector('#wf[data-ready]');
	await phone.locator('.wf-steps a', { hasText: '形式審査' }).tap();
	await phone.waitForFunction(() => document.activeElement?.matches('h2[id^=step-]') && document.activeElement.getBoundingClientRect().top < 300);
});
