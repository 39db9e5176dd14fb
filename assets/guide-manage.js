/*
 * guide-manage.js: a table of the guide edited like a spreadsheet; trying out without reloading.
 *
 * The page works without this as a form. With it the form's table is replaced by a grid of all rows: one cell has the focus, typing
 * replaces it, Enter or F2 edits it, blocks are copied and pasted as tabs and lines. Every change can be undone. A moment after the last
 * change the whole table is given to the server, which keeps it as a draft and says what is wrong, cell by cell.
 */
(() => {
	'use strict';

	const SAVE_AFTER = 500, WORDS_AFTER = 200, UNDO_MAX = 200;

	/* --- trying out ------------------------------------------------------------------------------------------ */

	/* Lets the form within `root` show its results as it is filled in; gives back what shows them anew. */
	function trying(root, told = () => {}) {
		const form = root.querySelector('#gm-try-form');
		let wait = 0, nth = 0;
		async function show() {
			const mine = ++nth, address = form.action + '?' + new URLSearchParams(new FormData(form));
			const answer = await fetch(address, { credentials: 'same-origin' }).catch(() => null);
			if (!answer?.ok || mine !== nth)
				return;
			const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('gm-results');
			if (fresh)
				root.querySelector('#gm-results').replaceWith(document.importNode(fresh, true));
			told(address);
		}
		form.addEventListener('input', () => {
			clearTimeout(wait);
			wait = setTimeout(show, 300);
		});
		form.addEventListener('submit', (e) => {
			e.preventDefault();
			show();
		});
		return show;
	}

	if (document.getElementById('gm-try-form'))
		trying(document, (address) => history.replaceState(null, '', address));

	/* --- the grid ---------------------------------------------------------------------------------------------- */

	const form = document.querySelector('form.gm-grid');
	if (!form)
		return;
	const say = form.dataset, state = document.getElementById('gm-state'), notes = document.getElementById('gm-notes');
	let columns = [], rows = [], rev = 0, states = [];
	let at = { row: 0, column: 0 }, end = null; /* row 0 is the first below the header; end: the other corner of a block */
	let undo = [], redo = [], body, editor = null;
	let mistakes = new Map(), saving = false, dirty = false, timer = 0, wordsTimer = 0, stale = null;

	function make(tag, attributes = {}, ...children) {
		const e = document.createElement(tag);
		for (const [name, value] of Object.entries(attributes))
			if (name === 'text')
				e.textContent = value;
			else if (value !== null && value !== false)
				e.setAttribute(name, value === true ? '' : value);
		e.append(...children);
		return e;
	}

	function button(text, run, css = 'button small secondary') {
		const b = make('button', { type: 'button', class: css, text });
		b.addEventListener('click', run);
		return b;
	}

	/* --- text of the file ------------------------------------------------------------------------------------------ */

	const quoted = (s) => /[",\n\r]|^ | $/.test(s) ? '"' + s.replaceAll('"', '""') + '"' : s;
	const csv = () => [columns.map((c) => c.name), ...rows].map((r) => r.map(quoted).join(',')).join('\n') + '\n';

	/* A spreadsheet's clipboard: tabs and lines; a cell in quotes may hold both. */
	function cellsOf(text) {
		const out = [[]];
		let cell = '', inside = false, begins = true;
		for (let i = 0; i < text.length; i++) {
			const c = text[i];
			if (inside) {
				if (c === '"' && text[i + 1] === '"') {
					cell += '"';
					i++;
				} else if (c === '"') {
					inside = false;
				} else {
					cell += c;
				}
				continue;
			}
			if (c === '"' && begins) {
				inside = true;
				begins = false;
			} else if (c === '\t' || c === '\n') {
				out.at(-1).push(cell.replace(/\r$/, ''));
				cell = '';
				begins = true;
				if (c === '\n')
					out.push([]);
			} else {
				cell += c;
				begins = false;
			}
		}
		out.at(-1).push(cell.replace(/\r$/, ''));
		if (out.length > 1 && out.at(-1).length === 1 && out.at(-1)[0] === '')
			out.pop();
		return out;
	}

	/* --- drawing ------------------------------------------------------------------------------------------------------ */

	const cellAt = (row, column) => body.rows[row]?.cells[column + 1];
	const nameOf = (row, column) => `${row + 1} ${columns[column].name}`;

	function drawCell(td, row, column) {
		const wrong = mistakes.get(row + ':' + column);
		td.textContent = rows[row][column];
		td.classList.toggle('wrong', Boolean(wrong));
		if (wrong) {
			td.setAttribute('aria-invalid', 'true');
			td.title = wrong;
		} else {
			td.removeAttribute('aria-invalid');
			td.removeAttribute('title');
		}
	}

	function drawHead(tr, row) {
		const th = tr.cells[0];
		const when = states[row] ?? 'now';
		tr.className = when;
		th.textContent = String(row + 1);
		if (when !== 'now')
			th.append(' ', make('span', { class: 'badge' + (when === 'later' ? ' info' : ''), text: when === 'later' ? say.tLater : say.tPast }));
	}

	function drawRow(row) {
		const tr = make('tr', { 'aria-rowindex': row + 2 });
		tr.append(make('th', { scope: 'row', role: 'rowheader' }));
		columns.forEach((c, k) => {
			const td = make('td', { role: 'gridcell', tabindex: -1, 'aria-colindex': k + 2 });
			tr.append(td);
			drawCell(td, row, k);
		});
		drawHead(tr, row);
		return tr;
	}

	function drawAll() {
		const head = make('tr', {}, make('th', { scope: 'col', role: 'columnheader', text: say.tRow }));
		columns.forEach((c, k) => {
			head.append(make('th', { scope: 'col', role: 'columnheader', title: c.about || null, 'data-column': k, text: c.name }));
		});
		body = make('tbody');
		rows.forEach((_, i) => body.append(drawRow(i)));
		const table = make('table', { class: 'gm-cells live', role: 'grid', 'aria-label': say.title, 'aria-rowcount': rows.length + 1,
			'aria-colcount': columns.length + 1, 'aria-describedby': 'gm-keys' }, make('thead', {}, head), body);
		form.querySelector('.gm-cells').replaceWith(table);
		const scroll = form.querySelector('.gm-scroll');
		scroll.removeAttribute('tabindex');
		go(at.row, at.column, false);
	}

	/* --- where one is ------------------------------------------------------------------------------------------------------ */

	function block() {
		const other = end ?? at;
		return { top: Math.min(at.row, other.row), bottom: Math.max(at.row, other.row),
			left: Math.min(at.column, other.column), right: Math.max(at.column, other.column) };
	}

	function drawBlock() {
		for (const td of body.querySelectorAll('td.chosen'))
			td.classList.remove('chosen');
		if (!end)
			return;
		const b = block();
		for (let i = b.top; i <= b.bottom; i++)
			for (let k = b.left; k <= b.right; k++)
				cellAt(i, k)?.classList.add('chosen');
	}

	function go(row, column, focus = true, keep = false) {
		cellAt(at.row, at.column)?.setAttribute('tabindex', '-1');
		at = { row: Math.max(0, Math.min(rows.length - 1, row)), column: Math.max(0, Math.min(columns.length - 1, column)) };
		if (!keep)
			end = null;
		const td = cellAt(at.row, at.column);
		drawBlock();
		if (!td)
			return;
		td.setAttribute('tabindex', '0');
		if (focus)
			td.focus({ preventScroll: false });
		about();
	}

	/* What the cell says, in words, under the grid. */
	function about() {
		const line = document.getElementById('gm-about'), c = columns[at.column];
		if (!c || !rows[at.row])
			return;
		const wrong = mistakes.get(at.row + ':' + at.column), value = rows[at.row][at.column];
		line.replaceChildren(make('strong', { text: nameOf(at.row, at.column) }), ' ', value.length > 16 ? value + ' ' : '');
		if (wrong)
			line.append(make('span', { class: 'error', text: wrong }));
		else if (c.about && c.about !== c.name)
			line.append(make('span', { class: 'muted', text: c.about }));
		clearTimeout(wordsTimer);
		if (wrong || c.role !== 'fact' || say.kind !== 'table' || !value.trim())
			return;
		const where = at;
		wordsTimer = setTimeout(async () => {
			const answer = await fetch(`${say.words}?column=${encodeURIComponent(c.name)}&cell=${encodeURIComponent(value)}`).catch(() => null);
			if (!answer || !answer.ok || where !== at)
				return;
			const { words } = await answer.json();
			if (words)
				line.append(' ', make('span', { class: 'gm-said', text: words }));
		}, WORDS_AFTER);
	}

	/* --- changing -------------------------------------------------------------------------------------------------------------- */

	const copy = () => ({ columns: columns.slice(), rows: rows.map((r) => r.slice()), states: states.slice(), at: { ...at } });

	function remember() {
		undo.push(copy());
		if (undo.length > UNDO_MAX)
			undo.shift();
		redo = [];
	}

	function back(from, to) {
		const was = from.pop();
		if (!was)
			return;
		to.push(copy());
		({ columns, rows, states } = was);
		at = was.at;
		mistakes = new Map();
		drawAll();
		go(at.row, at.column);
		changed();
	}

	function changed() {
		dirty = true;
		state.replaceChildren(make('span', { class: 'badge info', text: say.tSaving }));
		tools();
		clearTimeout(timer);
		timer = setTimeout(save, SAVE_AFTER);
	}

	function set(row, column, value) {
		if (rows[row][column] === value)
			return;
		remember();
		rows[row][column] = value;
		mistakes.delete(row + ':' + column);
		drawCell(cellAt(row, column), row, column);
		changed();
	}

	function fill(text) {
		const cells = cellsOf(text), b = block();
		remember();
		/* one value into a chosen block fills it */
		const one = cells.length === 1 && cells[0].length === 1 && end;
		const high = one ? b.bottom - b.top + 1 : cells.length;
		let drawn = false;
		for (let i = 0; i < high; i++) {
			const row = b.top + i, wide = one ? b.right - b.left + 1 : cells[i].length;
			if (row >= rows.length) {
				rows.push(columns.map(() => ''));
				drawn = true;
			}
			for (let k = 0; k < wide && b.left + k < columns.length; k++) {
				rows[row][b.left + k] = one ? cells[0][0] : cells[i][k].replace(/[\r\n]+/g, ' ').trim();
				mistakes.delete(row + ':' + (b.left + k));
				if (!drawn)
					drawCell(cellAt(row, b.left + k), row, b.left + k);
			}
		}
		if (drawn)
			drawAll();
		go(b.top, b.left);
		changed();
	}

	function clear() {
		const b = block();
		remember();
		for (let i = b.top; i <= b.bottom; i++)
			for (let k = b.left; k <= b.right; k++) {
				rows[i][k] = '';
				mistakes.delete(i + ':' + k);
				drawCell(cellAt(i, k), i, k);
			}
		about();
		changed();
	}

	function row(what) {
		const i = at.row;
		if (what !== 'add' && !rows.length)
			return;
		remember();
		if (what === 'add' || what === 'copy') {
			const place = rows.length ? i + 1 : 0;
			rows.splice(place, 0, what === 'copy' ? rows[i].slice() : columns.map(() => ''));
			states.splice(place, 0, what === 'copy' ? states[i] : 'now');
			at.row = place;
		} else if (what === 'delete') {
			rows.splice(i, 1);
			states.splice(i, 1);
		} else {
			const to = what === 'up' ? i - 1 : i + 1;
			if (to < 0 || to >= rows.length) {
				undo.pop();
				return;
			}
			[rows[i], rows[to]] = [rows[to], rows[i]];
			[states[i], states[to]] = [states[to], states[i]];
			at.row = to;
		}
		mistakes = new Map();
		drawAll();
		go(at.row, at.column);
		changed();
	}

	function addColumn(name) {
		if (!name || columns.some((c) => c.name === name))
			return;
		remember();
		let place = 1;
		columns.forEach((c, k) => {
			if (k > 0 && (c.role === 'fact' || c.role === 'day'))
				place = k + 1;
		});
		columns.splice(place, 0, { name, role: 'fact', about: '', choices: [] });
		rows.forEach((r) => r.splice(place, 0, ''));
		at.column = place;
		mistakes = new Map();
		drawAll();
		go(at.row, at.column);
		fresh = true;
		changed();
	}

	function deleteColumn() {
		if (at.column === 0)
			return;
		remember();
		columns.splice(at.column, 1);
		rows.forEach((r) => r.splice(at.column, 1));
		mistakes = new Map();
		drawAll();
		go(at.row, at.column);
		changed();
	}

	/* --- typing in a cell ------------------------------------------------------------------------------------------------------- */

	const choices = make('datalist', { id: 'gm-choices' });

	function edit(first) {
		const td = cellAt(at.row, at.column);
		if (!td || editor)
			return;
		const { row: i, column: k } = at, was = rows[i][k];
		choices.replaceChildren(...(columns[k].choices ?? []).map((c) => make('option', { value: c })));
		editor = make('input', { type: 'text', 'aria-label': nameOf(i, k), autocomplete: 'off',
			list: columns[k].choices?.length ? 'gm-choices' : null });
		editor.value = first ?? was;
		td.replaceChildren(editor);
		td.classList.add('editing');
		editor.focus();
		if (first === undefined)
			editor.select();
		const close = (keep) => {
			if (!editor)
				return;
			const value = editor.value;
			editor = null;
			td.classList.remove('editing');
			if (keep && value !== was)
				set(i, k, value);
			drawCell(td, i, k);
		};
		editor.addEventListener('keydown', (e) => {
			e.stopPropagation();
			if (e.isComposing)
				return; /* Enter ends what the input method made of the keys */
			if (e.key === 'Enter') {
				e.preventDefault();
				close(true);
				go(i + (e.shiftKey ? -1 : 1), k);
			} else if (e.key === 'Tab') {
				e.preventDefault();
				close(true);
				go(i, k + (e.shiftKey ? -1 : 1));
			} else if (e.key === 'Escape') {
				e.preventDefault();
				close(false);
				go(i, k);
			}
		});
		editor.addEventListener('blur', () => close(true));
	}

	/* --- keys -------------------------------------------------------------------------------------------------------------------- */

	function key(e) {
		if (editor || e.isComposing || !e.target.closest('td'))
			return;
		const command = e.ctrlKey || e.metaKey, last = columns.length - 1;
		const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-15, 0], PageDown: [15, 0] };
		const move = moves[e.key];
		if (command && !e.altKey && e.key.toLowerCase() === 'z') {
			e.preventDefault();
			if (e.shiftKey)
				back(redo, undo);
			else
				back(undo, redo);
		} else if (command && e.key.toLowerCase() === 'y') {
			e.preventDefault();
			back(redo, undo);
		} else if (move && e.shiftKey) {
			e.preventDefault();
			end = end ?? { ...at };
			go(at.row + move[0], at.column + move[1], true, true);
		} else if (move && e.altKey && move[0]) {
			e.preventDefault();
			row(move[0] < 0 ? 'up' : 'down');
		} else if (move && !e.altKey) {
			e.preventDefault();
			if (command)
				go(move[0] ? (move[0] < 0 ? 0 : rows.length - 1) : at.row, move[1] ? (move[1] < 0 ? 0 : last) : at.column);
			else
				go(at.row + move[0], at.column + move[1]);
		} else if (e.key === 'Home' || e.key === 'End') {
			e.preventDefault();
			go(command ? (e.key === 'Home' ? 0 : rows.length - 1) : at.row, e.key === 'Home' ? 0 : last);
		} else if (e.key === 'Tab') {
			/* within the row; at its ends the focus leaves the grid, as it must be able to */
			const to = at.column + (e.shiftKey ? -1 : 1);
			if (to >= 0 && to <= last) {
				e.preventDefault();
				go(at.row, to);
			}
		} else if (e.key === 'Enter' || e.key === 'F2') {
			e.preventDefault();
			edit();
		} else if (e.key === 'Delete' || e.key === 'Backspace') {
			e.preventDefault();
			clear();
		} else if (!command && !e.altKey && (e.key.length === 1 || e.key === 'Process')) {
			edit(''); /* the key itself goes on into the editor, through the input method where there is one */
		}
	}

	/* --- the server ------------------------------------------------------------------------------------------------------------------ */

	let fresh = false; /* a new column: ask what it is about */

	async function save() {
		if (saving || stale)
			return;
		saving = true;
		dirty = false;
		const form_data = new URLSearchParams({ csv: csv(), rev: String(rev), columns: fresh ? '1' : '' });
		let answer = null, said = null;
		try {
			answer = await fetch(say.save, { method: 'POST', body: form_data,
				headers: { 'X-CSRF-Token': form.elements.csrf.value } });
			said = await answer.json();
		} catch {
			said = null;
		}
		saving = false;
		if (answer?.status === 409 && said) {
			dirty = true;
			stale = said;
			state.replaceChildren(make('span', { class: 'badge bad', text: say.tOffline && said.wrong }), ' ',
				button(say.tKeep, () => {
					rev = stale.rev;
					stale = null;
					save();
				}), ' ', button(say.tLoad, () => {
					remember();
					const s = stale;
					stale = null;
					dirty = false;
					({ columns, rows } = s);
					told(s);
					drawAll();
				}));
			return;
		}
		if (!answer?.ok || !said) {
			dirty = true;
			state.replaceChildren(make('span', { class: 'badge bad', text: said?.wrong ?? say.tOffline }));
			if (!said)
				timer = setTimeout(save, 5000);
			return;
		}
		fresh = false;
		tryAgain();
		if (said.columns && said.columns.length === columns.length)
			columns = said.columns;
		told(said);
		if (dirty)
			timer = setTimeout(save, SAVE_AFTER);
	}

	/* --- trying out beside the table --- */

	let tryAgain = () => {};

	/* The link leads to a page; here it opens that page's form and results beside the table, and closes them again. */
	function besides(link) {
		let aside = null;
		link.setAttribute('aria-expanded', 'false');
		link.addEventListener('click', async (e) => {
			if (e.ctrlKey || e.metaKey || e.shiftKey || e.button)
				return;
			e.preventDefault();
			if (aside) {
				aside.parentElement.replaceWith(form);
				aside = null;
				tryAgain = () => {};
				link.setAttribute('aria-expanded', 'false');
				return;
			}
			const answer = await fetch(link.href, { credentials: 'same-origin' }).catch(() => null);
			const panel = answer?.ok && new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('.gm-try');
			if (!panel) {
				location.assign(link.href);
				return;
			}
			aside = make('aside', { id: 'gm-beside', 'aria-label': link.textContent, tabindex: '-1' }, document.importNode(panel, true));
			const split = make('div', { class: 'gm-split' });
			form.replaceWith(split);
			split.append(form, aside);
			tryAgain = trying(aside);
			link.setAttribute('aria-expanded', 'true');
			aside.focus();
		});
	}

	function list(title, items, css, link) {
		const ul = make('ul', { class: 'gm-faults' });
		for (const x of items)
			ul.append(make('li', {}, link(x), ' ' + x.text));
		return make('section', { class: css }, make('h2', { text: `${title}: ${items.length}` }), ul);
	}

	function place(x) {
		if (!x.row)
			return make('span', { text: columns[x.column]?.name ?? '' });
		const a = make('a', { href: '#grid', text: nameOf(x.row - 1, Math.min(x.column, columns.length - 1)) });
		a.addEventListener('click', (e) => {
			e.preventDefault();
			go(x.row - 1, x.column);
		});
		return a;
	}

	/* What the server says of the table. Rows of the file count from 1 below the header. */
	function told(said) {
		rev = said.rev;
		form.elements.rev.value = rev;
		for (const id of document.querySelectorAll('.gm-upload input[name=rev]'))
			id.value = rev;
		if (dirty)
			return; /* something was typed meanwhile: its own answer comes */
		const was = mistakes;
		mistakes = new Map(said.mistakes.filter((m) => m.row).map((m) => [(m.row - 1) + ':' + m.column, m.text]));
		states = said.states;
		for (const id of new Set([...was.keys(), ...mistakes.keys()])) {
			const [i, k] = id.split(':').map(Number), td = cellAt(i, k);
			if (td && !td.classList.contains('editing') && rows[i])
				drawCell(td, i, k);
		}
		rows.forEach((_, i) => { if (body.rows[i]) drawHead(body.rows[i], i); });
		state.replaceChildren(make('span', { class: 'badge ' + (said.changed ? 'warn' : 'good'),
			text: said.changed ? say.tChanged : say.tUnchanged }));
		notes.replaceChildren();
		if (said.mistakes.length)
			notes.append(list(say.tMistakes, said.mistakes, 'notice bad', place));
		if (said.failed.length)
			notes.append(list(say.tFailed, said.failed, 'notice bad', (x) => make('a', { href: x.link, text: x.where })));
		else if (said.tried)
			notes.append(make('p', { class: 'gm-passed' }, make('span', { class: 'badge good', text: '✓' }), ` ${say.tPassed}: ${said.tried}`));
		if (said.hints.length)
			notes.append(make('details', { class: 'gm-hints' }, make('summary', { text: `${say.tHints}: ${said.hints.length}` }),
				list(say.tHints, said.hints, '', place)));
		about();
	}

	/* --- putting it together ----------------------------------------------------------------------------------------------------------- */

	let undoButton, redoButton;

	function tools() {
		undoButton.disabled = undo.length === 0;
		redoButton.disabled = redo.length === 0;
	}

	async function begin() {
		const answer = await fetch(say.data).catch(() => null);
		if (!answer?.ok)
			return; /* the form is there */
		const said = await answer.json();
		({ columns, rows } = said);
		const bar = make('div', { class: 'toolbar gm-bar', role: 'group', 'aria-label': say.title });
		undoButton = button(say.tUndo, () => back(undo, redo));
		redoButton = button(say.tRedo, () => back(redo, undo));
		bar.append(undoButton, redoButton);
		for (const [what, text] of [['add', say.tAdd], ['copy', say.tCopy], ['up', '↑ ' + say.tUp], ['down', '↓ ' + say.tDown], ['delete', say.tDelete]])
			bar.append(button(text, () => row(what), 'button small secondary' + (what === 'delete' ? ' danger' : '')));
		bar.append(button(say.tColumnDelete, deleteColumn));
		form.prepend(bar);
		const line = make('p', { id: 'gm-about', class: 'gm-about', role: 'status' });
		form.querySelector('.gm-scroll').after(line, make('p', { id: 'gm-keys', class: 'help', text: say.tKeys }));
		form.append(choices);
		const under = form.querySelector('.gm-under'), paging = under.querySelector('.actions');
		paging.remove(); /* saving happens by itself, and all rows are there */
		const select = form.elements.fact, add = under.querySelector('button[value="add-column"]');
		add.addEventListener('click', (e) => {
			e.preventDefault();
			addColumn(select.value);
		});
		drawAll();
		told(said);
		tools();
		besides(document.getElementById('gm-try'));
		form.addEventListener('submit', (e) => {
			if (!e.submitter || e.submitter.value === 'save')
				e.preventDefault();
		});
		form.addEventListener('keydown', key);
		form.addEventListener('pointerdown', (e) => {
			const td = e.target.closest('td[role=gridcell]');
			if (!td || td.contains(editor) || e.button)
				return;
			const i = td.parentElement.rowIndex - 1, k = td.cellIndex - 1;
			if (e.shiftKey) {
				e.preventDefault();
				end = end ?? { ...at };
			}
			go(i, k, true, e.shiftKey);
		});
		form.addEventListener('dblclick', (e) => { if (e.target.closest('td[role=gridcell]')) edit(); });
		form.addEventListener('click', (e) => {
			/* a second touch opens the cell: there are no keys on a phone */
			const td = e.target.closest('td[role=gridcell]');
			if (td && e.pointerType === 'touch' && !editor)
				edit();
		});
		form.addEventListener('copy', (e) => {
			if (editor)
				return;
			const b = block(), lines = [];
			for (let i = b.top; i <= b.bottom; i++)
				lines.push(rows[i].slice(b.left, b.right + 1).map((s) => /["\t\n]/.test(s) ? '"' + s.replaceAll('"', '""') + '"' : s).join('\t'));
			e.clipboardData.setData('text/plain', lines.join('\n'));
			e.preventDefault();
		});
		form.addEventListener('cut', (e) => {
			if (editor)
				return;
			form.dispatchEvent(new ClipboardEvent('copy', { clipboardData: e.clipboardData }));
			clear();
			e.preventDefault();
		});
		form.addEventListener('paste', (e) => {
			if (editor || !e.target.closest('td'))
				return;
			e.preventDefault();
			fill(e.clipboardData.getData('text/plain'));
		});
		addEventListener('beforeunload', (e) => {
			if (dirty || saving)
				e.preventDefault();
		});
		const there = /^#c(\d+)\.(\d+)$/.exec(location.hash);
		if (there)
			go(Number(there[1]) - 1, Number(there[2]));
		form.dataset.ready = '1';
	}

	begin();
})();
