/*
 * assets/speak.js: what is said for every number. node --test tests/printer/
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const root = new URL('../../', import.meta.url);
const window = { addEventListener() {} };
vm.runInNewContext(readFileSync(new URL('assets/speak.js', root), 'utf8'), { window });
const plan = (number, desk, lang) => window.Madoguchi.planCall({ number, desk, lang });
const said = (number, desk, lang) =>
	Array.from(plan(number, desk, lang).pieces, (p) => p.replace(/^sound\/..\/|\.mp3$/g, '')).join(' ');

test('a call in Japanese names letter, number and desk', () => {
	assert.equal(said('A012', '3', 'ja'), 'a n10 n2 holder n3 come');
	assert.equal(plan('A012', '3', 'ja').text, 'Aの12番の番号札をお持ちの方、3番の窓口へお越しください。');
	assert.equal(said('A012', '3', 'ja-easy'), 'a n10 n2 holder n3 come');
});

test('a call in English names ticket and counter', () => {
	assert.equal(said('B345', '12', 'en'), 'ticket b n300 n40 n5 come n12');
	assert.equal(plan('B345', '12', 'en').text, 'Ticket number B 345, please come to counter 12.');
});

test('numbers without a letter, with a dash, in small letters and beyond 999 are spoken too', () => {
	assert.equal(said('7', '1'), 'n7 holder n1 come');
	assert.equal(said('C-100', '1'), 'c n100 holder n1 come');
	assert.equal(said('d020', '20'), 'd n20 holder n20 come');
	assert.equal(said('E000', '1'), 'e n0 holder n1 come');
	assert.equal(said('F1234', '1'), 'f n1 n2 n3 n4 holder n1 come');
});

test('a desk with a name is called by its name, or as the counter where pieces cannot say it', () => {
	assert.equal(said('A001', 'おくやみコーナー'), 'a n1 holder counter');
	assert.match(plan('A001', 'おくやみコーナー').text, /おくやみコーナーへお越しください/);
	assert.equal(said('A001', '2番窓口'), 'a n1 holder n2 come');
	assert.equal(said('A001', ''), 'a n1 holder counter');
});

test('every piece of every number exists', () => {
	const missing = new Set();
	for (const lang of ['ja', 'en'])
		for (let n = 0; n <= 999; n++)
			for (const p of plan('ABCDEFGHIJKLMNOPQRSTUVWXYZ'[n % 26] + n, n % 2 ? String(n) : '', lang).pieces)
				if (!existsSync(new URL('assets/' + p, root)))
					missing.add(p);
	assert.deepEqual([...missing], []);
	assert.ok(existsSync(new URL('assets/sound/chime.mp3', root)));
});
