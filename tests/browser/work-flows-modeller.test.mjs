/*
 * Flows in the usual modeller (bpmn-js, in Chromium): what the program exports opens there without a warning and is drawn whole, a shape is moved by hand, and what the modeller saves
 * comes back as the same flow, with all that only we know of it.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serve } from './support.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const program = process.env.MADOGUCHI_BIN ?? join(root, 'build/madoguchi');
const SHOTS = process.env.MADOGUCHI_SHOTS;
const OURS = /<m:(?:step|minutes|waiting|way|lane|flow)\b[^>]*>/g;
let city, desk, page, problems = [];

before(async () => {
	city = await serve({ limits: 'off' });
	desk = await city.desk();
	page = await city.desk({ viewport: { width: 1600, height: 900 } });
	page.on('console', (m) => ['error', 'warning'].includes(m.type()) && problems.push(m.text()));
	page.on('pageerror', (e) => problems.push(e.message));
	await page.setContent('<!doctype html><html lang="ja"><title>modeller</title><body style="margin:0"><div id="canvas" style="width:1600px;height:900px"></div></body></html>');
	const dist = join(root, 'node_modules/bpmn-js/dist');
	for (const style of ['diagram-js.css', 'bpmn-js.css', 'bpmn-font/css/bpmn-embedded.css'])
		await page.addStyleTag({ path: join(dist, 'assets', style) });
	await page.addScriptTag({ path: join(dist, 'bpmn-modeler.development.js') });
});
after(() => city.stop());

/* As the program writes it, from a file. */
function convert(from, name) {
	const to = join(city.folder, name);
	const { status, stderr } = spawnSync(program, ['work', 'flow', 'convert', from, to], { encoding: 'utf8' });
	assert.equal(status, 0, stderr);
	return { xml: readFileSync(to, 'utf8'), told: stderr };
}

/* Into the modeller: what it warns of, and what it draws. */
async function open(xml, name) {
	problems = [];
	const seen = await page.evaluate(async (text) => {
		document.getElementById('canvas').replaceChildren();
		const modeler = window.modeler = new window.BpmnJS({ container: '#canvas' });
		const { warnings } = await modeler.importXML(text);
		modeler.get('canvas').zoom('fit-viewport', 'auto');
		const all = modeler.get('elementRegistry').getAll(), box = (e) => ({ x: e.x, y: e.y, width: e.width, height: e.height });
		return {
			warnings: warnings.map((w) => w.message),
			shapes: all.filter((e) => !e.waypoints && !e.labelTarget && e.parent).map((e) => ({ id: e.id, type: e.type, name: e.businessObject.name ?? '', lane: e.type === 'bpmn:Lane', ...box(e) })),
			ways: all.filter((e) => e.waypoints).map((e) => ({ id: e.id, from: e.source.id, to: e.target.id })),
			words: [...document.querySelectorAll('#canvas svg text')].map((t) => t.textContent).join('\n'),
		};
	}, xml);
	assert.deepEqual(seen.warnings, [], `${name}: warnings of the modeller`);
	assert.deepEqual(problems, [], `${name}: errors in the page`);
	if (SHOTS) {
		mkdirSync(SHOTS, { recursive: true });
		await page.screenshot({ path: join(SHOTS, `work-flows-modeller-${name}.png`) });
	}
	return seen;
}

/* By hand, as one who draws does: pressed, moved, let go. */
async function drag(id, dx, dy) {
	const at = await page.evaluate((of) => {
		const r = window.modeler.get('elementRegistry').getGraphics(of).getBoundingClientRect();
		return { x: r.x + r.width / 2, y: r.y + r.height / 2 };
	}, id);
	await page.mouse.move(at.x, at.y);
	await page.mouse.down();
	await page.mouse.move(at.x + dx / 2, at.y + dy / 2, { steps: 4 });
	await page.mouse.move(at.x + dx, at.y + dy, { steps: 4 });
	await page.mouse.up();
}
const place = (id) => page.evaluate((of) => {
	const e = window.modeler.get('elementRegistry').get(of);
	return [Math.round(e.x), Math.round(e.y)];
}, id);
const saved = () => page.evaluate(async () => (await window.modeler.saveXML({ format: true })).xml);
const own = (xml) => (xml.match(OURS) ?? []).map((t) => t.replace(/\s*\/?>$/, '')).sort();

/* What the flow says, whatever the order in the file (the modeller puts what was moved at the end): element by element, the picture left out. */
const said = (xml) => xml.slice(0, xml.indexOf('<bpmndi:BPMNDiagram')).split(/\n(?= {4}<bpmn:|  <)/)
	.map((part) => (part.includes('<bpmn:laneSet') ? part.split(/(?=<bpmn:lane )/).map((lane) => lane.split('\n').map((l) => l.trim()).sort().join('\n')).join('\n')
		: part.replace(/(?:\s*<bpmn:(?:incoming|outgoing)>.*)+/g, (ways) => ways.split('\n').sort().join('\n')))).sort();

async function there_and_back(xml, name) {
	const seen = await open(xml, name);
	const nodes = [...xml.matchAll(/<bpmn:(?:startEvent|endEvent|\w*[tT]ask|\w+Gateway|intermediate\w+Event) id="([^"]+)"/g)].map((m) => m[1]);
	assert.ok(nodes.length >= 5);
	for (const id of nodes)
		assert.ok(seen.shapes.some((s) => s.id === id && s.width > 0), `${name}: ${id} is drawn`);
	assert.equal(seen.ways.length, xml.match(/<bpmn:sequenceFlow /g).length, `${name}: all ways are drawn`);
	assert.equal(seen.shapes.filter((s) => s.type === 'bpmn:Participant').length, 1);
	assert.equal(seen.shapes.filter((s) => s.lane).length, xml.match(/<bpmn:lane /g).length);
	/* every name can be read in the picture, letter by letter (lines are broken to fit) */
	const letters = seen.words.replace(/\s/g, '');
	for (const s of seen.shapes)
		assert.ok(letters.includes(s.name.replace(/\s/g, '')), `${name}: the name ${s.name} is drawn`);
	/* moved, renamed, saved */
	const task = seen.shapes.filter((s) => /Task$/.test(s.type)).sort((a, b) => b.x - a.x)[0], was = await place(task.id);
	await drag(task.id, 0, 14);
	const now = await place(task.id);
	assert.notDeepEqual(now, was, `${name}: ${task.id} was moved`);
	const text = await saved(), path = join(city.folder, `${name}-saved.bpmn`);
	assert.deepEqual(own(text), own(xml), `${name}: what is ours is still there`);
	writeFileSync(path, text);
	const back = convert(path, `${name}-back.bpmn`);
	assert.deepEqual(said(back.xml), said(xml), `${name}: the same flow`);
	assert.equal(back.told, '', `${name}: nothing was left out`);
	return text;
}

for (const [name, path] of [['as-is', 'cities/kitakyushu/work/flows/kurashi-as-is.bpmn'], ['to-be', 'cities/kitakyushu/work/flows/kurashi-to-be.bpmn'],
	['every-step', 'tests/bpmn/every-step.bpmn']]) {
	test(`${name}_opens_in_the_modeller_is_moved_there_and_comes_back_whole`, async () => {
		const { xml } = convert(join(root, path), `${name}.bpmn`);
		if (name === 'every-step') {
			for (const letter of ['髙', '葛\u{E0100}'])
				assert.ok(xml.includes(letter));
			for (const mark of ['part="0.35"', 'cases="1200"', 'medium="電話"', 'share="0.15"', 'who="other"', '<bpmn:manualTask', '<bpmn:businessRuleTask', '<bpmn:intermediateThrowEvent'])
				assert.ok(xml.includes(mark), mark);
		}
		await there_and_back(xml, name);
	});
}

test('what_every_button_of_the_palette_makes_opens_there_and_a_new_name_comes_back_to_the_page', async () => {
	await city.signIn(desk, 'admin');
	await desk.goto(`${city.base}/work/flows-new`);
	await desk.fill('#name', '髙齢者・葛\u{E0100}西の手当');
	await desk.check('#from-standard');
	await desk.click('.wf-new button[type=submit]');
	const at = `${desk.url().replace(/\?.*/, '')}/as_is`;
	await desk.goto(`${at}?step=receive`);
	await desk.waitForSelector('#wf[data-ready]');
	for (const key of await desk.$$eval('#wf-palette button', (all) => all.map((b) => b.dataset.put))) {
		const rev = await desk.getAttribute('#wf', 'data-rev');
		await desk.click(`[data-put="${key}"]`);
		await desk.waitForFunction((r) => document.querySelector('#wf[data-ready]')?.dataset.rev !== r, rev);
		await desk.locator('.wf-steps a', { hasText: '受付' }).first().click(); /* each behind 受付 */
		await desk.waitForFunction(() => document.getElementById('name')?.value === '受付');
	}
	await desk.fill('#cases', '1,200');
	const rev = await desk.getAttribute('#wf', 'data-rev');
	await desk.click('.wf-save button');
	await desk.waitForFunction((r) => document.querySelector('#wf[data-ready]')?.dataset.rev !== r, rev);
	const file = async () => desk.evaluate(async (p) => (await fetch(p)).text(), `${at}/file`);
	const xml = await file();
	for (const element of ['userTask', 'serviceTask', 'exclusiveGateway', 'endEvent'])
		assert.ok(xml.includes(`<bpmn:${element} `), element);
	assert.equal(new Set(xml.match(/standard="\w+"/g)).size, 7);
	await there_and_back(xml, 'palette');
	/* renamed in the modeller, and taken in by the page */
	await page.evaluate(() => window.modeler.get('modeling').updateLabel(window.modeler.get('elementRegistry').get('receive'), '髙い所で受け付ける'));
	await desk.goto(at);
	await desk.waitForSelector('#wf[data-ready]');
	await desk.click('#wf-upload > summary');
	await desk.setInputFiles('#file', { name: 'modeller.bpmn', mimeType: 'application/xml', buffer: Buffer.from(await saved()) });
	await Promise.all([desk.waitForNavigation(), desk.click('#wf-upload button')]);
	const two = await file();
	assert.equal(JSON.stringify(said(two.replaceAll('髙い所で受け付ける', '受付'))), JSON.stringify(said(xml)));
	assert.deepEqual(own(two), own(xml));
	assert.ok(two.includes('name="髙い所で受け付ける"'));
});

test('files_of_other_tools_open_in_the_modeller_once_they_are_ours', async () => {
	for (const name of ['default-namespace', 'semantic-pools', 'bpmn2-everything', 'other-camunda', 'other-signavio', 'other-bizagi', 'no-picture'])
		await there_and_back(convert(join(root, `tests/bpmn/${name}.bpmn`), `${name}.bpmn`).xml, name);
});
