// Draws the golden charts (tests/golden/chart) as they look in a page, so that they can be looked at before they are kept:
//     node tools/charts.mjs [NAME …]      →  build/charts/{desk,phone,print,forced}.png and index.html; axe's findings are printed and are a failure
// Chromium: $CHROMIUM or /usr/bin/chromium. Print is shown without colours.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const from = join(root, 'tests/golden/chart');
const to = join(root, 'build/charts');
const all = readdirSync(from).filter((f) => f.endsWith('.svg') && !f.endsWith('-slim.svg')).map((f) => f.slice(0, -4));
const names = process.argv.length > 2 ? process.argv.slice(2) : all;
const css = ['app.css', 'staff.css', 'chart.css'].map((f) => readFileSync(join(root, 'assets', f), 'utf8')).join('\n');
const svg = (name) => readFileSync(join(from, `${name}.svg`), 'utf8');
const figures = names.map((n) => `<figure class="chart-both"><figcaption>${n}</figcaption>${svg(n)}${svg(`${n}-slim`)}</figure>`);

mkdirSync(to, { recursive: true });
writeFileSync(join(to, 'index.html'), `<!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Charts</title><style>${css}</style><body class="staff"><main style="padding: 1rem"><h1>Charts</h1>${figures.join('\n')}</main></html>`);

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
let found = 0;
for (const [mode, width, how] of [
	['desk', 1280, {}],
	['phone', 390, {}],
	['print', 700, { media: 'print' }],
	['forced', 1280, { forcedColors: 'active', colorScheme: 'dark' }],
]) {
	const context = await browser.newContext({ viewport: { width, height: 900 } });
	const page = await context.newPage();
	await page.emulateMedia(how);
	await page.goto(`file://${join(to, 'index.html')}`);
	if (mode === 'print')
		await page.addStyleTag({ content: 'html { filter: grayscale(1) }' });
	await page.screenshot({ path: join(to, `${mode}.png`), fullPage: true });
	if (mode === 'desk' || mode === 'phone') {
		const { violations } = await new AxeBuilder({ page })
			.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
		for (const v of violations)
			console.error(`${mode}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join('; ')}`);
		found += violations.length;
	}
	const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	if (wider > 0) {
		console.error(`${mode}: ${wider} px wider than the window`);
		found++;
	}
	await context.close();
}
await browser.close();
console.log(`${names.length} charts: ${to}`);
process.exit(found ? 1 : 0);
