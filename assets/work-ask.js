/*
 * work-ask.js: a unit's sheet as a grid, filled in like a spreadsheet for hours.
 *
 * The page works without this as a form. With it all rows are cells of one table. What was typed is kept in three places one after the other: in the
 * cell, on this device (only as long as it is not saved), and on the server, which is given the rows that changed a moment after the last key, each with the
 * mark of the row as it was seen. A row that somebody else has changed meanwhile comes back with both versions: cells that only one of the two changed are
 * put together, and of the others the person chooses. A save whose answer was lost is sent again as it was; the server does nothing twice.
 */
(() => {
	'use strict';

	const root = document.getElementById('wa-grid');
	if (!root)
		return;
	const D = JSON.parse(root.dataset.sheet), T = D.texts, C = D.columns;
	const SAVE_AFTER = 800, POLL_EVERY = 20000, BATCH = 300, CHUNK = 100, UNDO_MAX = 300, NAMES_AFTER = 150;
	const CATEGORY = 0, WORK = 1, STEP = 2, COUNT = 4, EACH = 5, MONTH = 13, ALL = C.length;
	const REQUIRED = [CATEGORY, WORK, COUNT, EACH];
	const $ = (id) => document.getElementById(id);
	const csrf = () => document.querySelector('input[name=csrf]').value;
	const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
	const store = 'madoguchi-drafts/' + D.key, DRAFT_DAYS = 14; /* the key begins with whoever is signed in: nobody finds the draft of another */
	const fresh = () => 'n' + Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => (b % 36).toString(36)).join('');

	let rows = [], removed = [], months = false, shown = 0, version = D.version;
	let at = null, anchor = null, editing = false, before = null, composing = false, tabFrom = null;
	let undo = [], redo = [];
	let leaving = false, flight = null, timer = 0, pause = 0, trouble = null, note = '', savedAt = D.at;

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

	/* --- rows ------------------------------------------------------------------------------------------------------------ */

	const blank = () => Array(ALL).fill('');
	const same = (x, y) => x.every((s, i) => s === y[i]);
	const empty = (row) => row.cells.every((s) => s === '');
	const madeOf = (r) => ({ name: r.name, mark: r.mark, base: r.cells.slice(), cells: r.cells.slice(), wrong: r.wrong ?? {}, missing: r.missing });
	const newRow = () => ({ name: fresh(), mark: '', base: null, cells: blank(), wrong: {}, missing: true });
	const dirty = (row) => row.base ? !same(row.cells, row.base) : !empty(row);

	function number(text) {
		const s = text.normalize('NFKC').replace(/[,\s]/g, '').replace(/[件回分人枚]$/, '').replace(/\.0+$/, '');
		return /^\d{1,12}$/.test(s) ? Number(s) : null;
	}

	function minutes(row) {
		const count = number(row.cells[COUNT]), each = number(row.cells[EACH]);
		return count === null || each === null ? null : count * each;
	}

	/* What the server said of a cell holds while the cell is as it was then. */
	const faultOf = (row, c) => row.base && row.cells[c] !== row.base[c] ? '' : row.wrong[C[c].id] ?? '';
	const lacks = (row) => REQUIRED.some((c) => row.cells[c] === '');
	const complete = (row) => !lacks(row) && minutes(row) !== null && C.every((_, c) => !faultOf(row, c));

	function hours(n) {
		const h = n / 60;
		const text = h >= 10 || n % 60 === 0 ? Math.round(h).toLocaleString('en') : (Math.round(h * 10) / 10).toFixed(1);
		return fill(T.hour, { n: text });
	}

	/* --- the table ------------------------------------------------------------------------------------------------------------ */

	const columns = () => C.map((_, c) => c).filter((c) => c < MONTH || months);
	const table = make('table', { class: 'wa-table', 'aria-label': T.sheet });
	const head = make('thead'), body = make('tbody');
	const scroll = make('div', { class: 'wa-scroll', role: 'group', 'aria-label': T.sheet }, table);
	const cellNote = make('p', { id: 'wa-cell-note', class: 'wa-cell-note' });
	const list = make('ul', { id: 'wa-list', class: 'wa-list', role: 'listbox', 'aria-label': T.suggest, hidden: true });
	table.append(head, body);

	function drawHead() {
		const tr = make('tr', {}, make('th', { scope: 'col', class: 'no', text: T.row }));
		for (const c of columns()) {
			tr.append(make('th', { scope: 'col', id: 'wa-c' + c, class: c >= MONTH ? 'month' : C[c].id, title: C[c].ask, text: C[c].name }));
			if (c === EACH)
				tr.append(make('th', { scope: 'col', class: 'hours', text: T.hours }));
		}
		head.replaceChildren(tr);
	}

	/* Of two thousand rows only the chosen ones are drawn; the others come when one goes to the cell. */
	function setOptions(e, c, value, all = false) {
		if (!all && document.activeElement !== e) {
			const option = C[c].options.find(([v]) => v === value);
			e.replaceChildren(make('option', { value, text: option ? option[1] : value }));
			return;
		}
		const known = value === '' || C[c].options.some(([v]) => v === value);
		e.replaceChildren(make('option', { value: '' }), ...C[c].options.map(([v, text]) => make('option', { value: v, text })),
			...(known ? [] : [make('option', { value, text: value })]));
		e.value = value;
	}

	let serial = 0;
	function control(row, c) {
		const kind = C[c].kind, label = `wa-c${c} ${row.id}`;
		const extra = { 'aria-labelledby': label, 'data-c': c };
		if (kind === 'axis' || kind === 'choice') {
			const e = make('select', extra);
			setOptions(e, c, row.cells[c]);
			return e;
		}
		const e = make('input', { ...extra, type: 'text', autocomplete: 'off', spellcheck: 'false', maxlength: 600,
			...(kind === 'number' ? { inputmode: 'numeric' } : {}),
			...(kind === 'text' ? { role: 'combobox', 'aria-expanded': 'false', 'aria-controls': 'wa-list', 'aria-autocomplete': 'list' } : {}) });
		e.value = row.cells[c];
		return e;
	}

	function drawRow(row) {
		row.id ??= 'wa-r' + (++serial);
		const tr = make('tr', {}, make('th', { scope: 'row', class: 'no', id: row.id }, make('span')));
		if (D.ideas.of[row.name])
			tr.firstChild.append(' ', ideaLink(row));
		row.at = [];
		for (const c of columns()) {
			const td = make('td', { class: c >= MONTH ? 'month' : C[c].id, 'data-label': C[c].name });
			row.at[c] = control(row, c);
			td.append(row.at[c]);
			tr.append(td);
			if (c === EACH) {
				row.hours = make('td', { class: 'hours', 'data-label': T.hours });
				tr.append(row.hours);
			}
		}
		tr.wa = row;
		row.tr = tr;
		mark(row);
		return tr;
	}

	/* Ideas of a row that the server knows: it has a number. In another tab, for the sheet stays open. */
	function ideasOf(row) {
		if (!row?.base || !/^\d+$/.test(row.name))
			return null;
		const cells = { work: row.base[WORK], step: row.base[STEP] }, q = new URLSearchParams({ round: D.ideas.round, row: row.name, ...D.ideas.place, ...cells });
		return (D.ideas.of[row.name] ? '/work/ideas?' : '/work/ideas/new?') + q;
	}
	const ideaLink = (row) => make('a', { class: 'wa-idea', href: ideasOf(row) ?? '/work/ideas', target: '_blank', rel: 'noopener', tabindex: -1, text: fill(T.ideas_n, { n: D.ideas.of[row.name] }) });

	/* The row as it looks: hours, what is wrong, what waits. */
	function mark(row) {
		if (!row.tr)
			return;
		const m = minutes(row);
		row.hours.textContent = m === null ? '' : hours(m);
		const used = !empty(row);
		row.tr.classList.toggle('open', used && !complete(row));
		row.tr.classList.toggle('unsaved', dirty(row));
		for (const c of columns()) {
			const e = row.at[c], fault = used ? faultOf(row, c) : '', lack = used && e.value === '' && REQUIRED.includes(c);
			const td = e.parentNode;
			td.classList.toggle('wrong', Boolean(fault) && !lack);
			td.classList.toggle('lack', lack);
			if (fault && !lack)
				e.setAttribute('aria-invalid', 'true');
			else
				e.removeAttribute('aria-invalid');
			td.title = fault;
		}
	}

	function renumber(from = 0) {
		for (let i = from; i < rows.length && i < shown; i++)
			rows[i].tr.firstChild.firstChild.textContent = i + 1;
	}

	function put(row, c, value) {
		row.cells[c] = value;
		if (at?.row === row && at.c === c)
			before = value; /* not typed: no step of its own */
		const e = row.at?.[c];
		if (!e || e.value === value)
			return;
		if (e.tagName === 'SELECT')
			setOptions(e, c, value);
		else
			e.value = value;
	}

	/* Rows are drawn a hundred at a time, as far as one has scrolled. */
	const more = make('div', { class: 'wa-more' });
	function show(upTo) {
		const part = document.createDocumentFragment();
		for (upTo = Math.min(upTo, rows.length); shown < upTo; shown++) {
			part.append(drawRow(rows[shown]));
			rows[shown].tr.firstChild.firstChild.textContent = shown + 1;
			if (rows[shown].conflict)
				part.append(decision(rows[shown]));
		}
		body.append(part);
		more.hidden = shown >= rows.length;
	}

	function redraw() {
		const cell = document.activeElement, focused = at && root.contains(cell), upTo = Math.max(shown, CHUNK);
		const x = scroll.scrollLeft, y = scroll.scrollTop;
		/* somebody may be in the middle of a word: the next key goes on where the last one was */
		const was = focused && { row: at.row, c: at.c, editing, before, text: cell.tagName === 'INPUT' && [cell.selectionStart, cell.selectionEnd] };
		drawHead();
		body.replaceChildren();
		shown = 0;
		show(Math.max(upTo, at ? rows.indexOf(at.row) + 1 : 0));
		scroll.scrollTo(x, y);
		if (was && rows.includes(was.row)) {
			go(was.row, Math.min(was.c, columns().at(-1)), { quiet: true });
			if (at.row === was.row && at.c === was.c) {
				({ editing, before } = was);
				if (was.text)
					was.row.at[was.c].setSelectionRange(...was.text);
			}
		}
		select();
	}

	/* There is always an empty row at the end, so that one writes on without asking for it. */
	function tail() {
		if ((!rows.length || !empty(rows.at(-1))) && rows.length < D.rows_most) {
			rows.push(newRow());
			if (shown === rows.length - 1)
				show(rows.length);
			more.hidden = shown >= rows.length;
		}
	}

	/* --- figures ---------------------------------------------------------------------------------------------------------------- */

	function figures() {
		let said = 0, open = 0, used = 0;
		for (const row of rows) {
			if (empty(row))
				continue;
			used++;
			if (complete(row))
				said += minutes(row);
			else
				open++;
		}
		const percent = D.has > 0 ? Math.floor(said * 100 / D.has) : null;
		$('wa-said').textContent = hours(said);
		$('wa-percent').textContent = percent === null ? '–' : percent + '%';
		if ($('wa-fte') && D.year)
			$('wa-fte').textContent = (said / D.year).toFixed(2);
		const state = percent === null ? 'unknown' : said * 100 < D.has * D.least ? 'little' : said * 100 > D.has * D.most ? 'much' : 'holds';
		const tone = { unknown: '', little: 'warn', much: 'bad', holds: 'good' }[state], badge = $('wa-holds');
		badge.textContent = T[state];
		badge.className = 'badge ' + tone;
		const meter = document.querySelector('#wa-bar .wa-meter');
		meter.setAttribute('class', 'wa-meter ' + tone);
		meter.querySelector('.said').setAttribute('width', Math.min(percent ?? 0, 200));
		meter.setAttribute('aria-label', `${hours(said)} ${percent ?? '–'}%`);
		const reason = $('wa-reason-field');
		if (reason)
			reason.hidden = state === 'holds' || state === 'unknown';
		if ($('wa-not-ready'))
			$('wa-not-ready').hidden = open === 0 && used > 0;
		root.dataset.open = open;
		root.dataset.used = used;
	}

	/* --- what the person is told ------------------------------------------------------------------------------------------------- */

	const waiting = () => rows.filter(dirty).length + removed.length;
	const asked = () => rows.filter((row) => row.conflict).length;

	function tell() {
		const n = waiting(), state = $('wa-state');
		let text, tone = '';
		if (trouble?.kind === 'signin') {
			text = fill(T.signin, { n });
			tone = 'bad';
		} else if (trouble?.kind === 'refused') {
			text = fill(T.refused, { text: trouble.text });
			tone = 'bad';
		} else if (trouble) {
			text = fill(T.offline, { n });
			tone = 'warn';
		} else if (flight) {
			text = T.saving;
		} else if (n) {
			text = fill(T.waiting, { n });
			tone = 'warn';
		} else {
			text = fill(T.saved, { at: savedAt });
			tone = 'good';
		}
		const open = Number(root.dataset.open), parts = [make('span', { class: 'wa-saved ' + tone, text })];
		if (trouble?.kind === 'signin')
			parts.push(' ', make('a', { href: '/sign-in?next=' + encodeURIComponent(location.pathname + location.search), text: T.signin_do }));
		parts.push(' ', make('span', { class: 'muted', text: fill(T.rows_n, { n: root.dataset.used }) }));
		if (open)
			parts.push(' ', make('span', { class: 'badge warn', text: fill(T.open_n, { n: open }) }));
		if (note)
			parts.push(' ', make('span', { class: 'wa-said-note', text: note }));
		const key = parts.map((p) => p.textContent ?? p).join('');
		if (state.dataset.was !== key) {
			state.replaceChildren(...parts);
			state.dataset.was = key;
		}
	}

	function say(text) {
		note = text;
		tell();
		clearTimeout(say.timer);
		say.timer = setTimeout(() => { note = ''; tell(); }, 8000);
	}

	/* --- changing ---------------------------------------------------------------------------------------------------------------- */

	/* One step of undo: cells, rows that came, rows that went. */
	function step(change) {
		undo.push(change);
		if (undo.length > UNDO_MAX)
			undo.shift();
		redo = [];
	}

	function changed(touched) {
		for (const row of touched)
			mark(row);
		tail();
		figures();
		keep();
		trouble = trouble?.kind === 'refused' ? null : trouble;
		later();
		tell();
		tools();
	}

	function setCells(list) {
		const did = [];
		for (const [row, c, value] of list) {
			if (row.cells[c] === value)
				continue;
			did.push({ row, c, was: row.cells[c], is: value });
			put(row, c, value);
		}
		const touched = new Set(did.map((d) => d.row));
		for (const row of touched)
			sumMonths(row, did);
		if (did.length)
			step({ cells: did, added: [], gone: [] });
		changed(touched);
	}

	/* The count follows its months, as long as it was their sum or not said. */
	function sumMonths(row, did) {
		if (!did.some((d) => d.row === row && d.c >= MONTH) || did.some((d) => d.row === row && d.c === COUNT))
			return;
		const wasOf = (c) => did.find((d) => d.row === row && d.c === c)?.was ?? row.cells[c];
		const sum = (of) => { let s = 0; for (let c = MONTH; c < ALL; c++) s += number(of(c)) ?? 0; return s; };
		const is = sum((c) => row.cells[c]), count = row.cells[COUNT];
		if (is > 0 && (count === '' || number(count) === sum(wasOf))) {
			did.push({ row, c: COUNT, was: count, is: String(is) });
			put(row, COUNT, String(is));
		}
	}

	/* The cell that is being typed in. */
	function commit() {
		if (!at || before === null)
			return;
		const { row, c } = at, is = row.cells[c], was = before;
		before = is;
		if (is === was)
			return;
		const did = [{ row, c, was, is }];
		sumMonths(row, did);
		step({ cells: did, added: [], gone: [] });
		changed([row]);
	}

	function insertRow(index, row) {
		rows.splice(index, 0, row);
		if (index <= shown) {
			const next = rows[index + 1]?.tr;
			drawRow(row);
			body.insertBefore(row.tr, next?.parentNode === body ? next : null);
			shown++;
			renumber(index);
		}
		const again = removed.indexOf(row);
		if (again >= 0)
			removed.splice(again, 1);
	}

	function takeRow(row) {
		const index = rows.indexOf(row);
		rows.splice(index, 1);
		if (row.tr) {
			if (row.tr.nextSibling?.classList.contains('wa-conflict'))
				row.tr.nextSibling.remove();
			row.tr.remove();
			row.tr = null;
			shown--;
			renumber(index);
		}
		if (row.base)
			removed.push(row);
		return index;
	}

	function play(change, back) {
		const touched = new Set();
		for (const d of back ? [...change.cells].reverse() : change.cells) {
			put(d.row, d.c, back ? d.was : d.is);
			touched.add(d.row);
		}
		const out = back ? change.added : change.gone, into = back ? change.gone : change.added;
		for (const x of [...out].reverse())
			if (rows.includes(x.row))
				takeRow(x.row);
		for (const x of into)
			insertRow(Math.min(x.index, rows.length), x.row);
		const target = change.cells[0]?.row ?? into[0]?.row;
		changed(touched);
		if (target && rows.includes(target))
			go(target, change.cells[0]?.c ?? 0);
	}

	function undoOne() {
		commit();
		const change = undo.pop();
		if (!change)
			return;
		redo.push(change);
		play(change, true);
	}

	function redoOne() {
		const change = redo.pop();
		if (!change)
			return;
		undo.push(change);
		play(change, false);
	}

	function addRow() {
		commit();
		if (rows.length >= D.rows_most)
			return say(T.full);
		const index = at ? rows.indexOf(at.row) + 1 : rows.length - 1, row = newRow();
		insertRow(index, row);
		step({ cells: [], added: [{ row, index }], gone: [] });
		changed([row]);
		go(row, 0);
	}

	function removeRows() {
		commit();
		if (!at)
			return;
		const { top, bottom } = range(), gone = [];
		for (const row of rows.slice(top, bottom + 1))
			if (!empty(row) || row !== rows.at(-1))
				gone.push({ row, index: top });
		for (const x of gone)
			takeRow(x.row);
		gone.forEach((x, i) => { x.index += i; });
		if (gone.length)
			step({ cells: [], added: [], gone });
		changed([]);
		go(rows[Math.min(top, rows.length - 1)], at.c);
	}

	function copyDown() {
		commit();
		if (!at)
			return;
		const { top, bottom, left, right } = range(), list = [];
		const from = top === bottom ? top - 1 : top;
		if (from < 0)
			return;
		for (let r = from + 1; r <= bottom; r++)
			for (let c = left; c <= right; c++)
				list.push([rows[r], c, rows[from].cells[c]]);
		setCells(list);
		before = at.row.cells[at.c];
	}

	/* --- where one is ------------------------------------------------------------------------------------------------------------- */

	function range() {
		const r = rows.indexOf(at.row), other = anchor && rows.includes(anchor.row) ? anchor : at, o = rows.indexOf(other.row);
		return { top: Math.min(r, o), bottom: Math.max(r, o), left: Math.min(at.c, other.c), right: Math.max(at.c, other.c) };
	}

	let marked = [];
	function select() {
		for (const td of marked)
			td.classList.remove('in');
		marked = [];
		if (!at || !anchor || (anchor.row === at.row && anchor.c === at.c))
			return;
		const { top, bottom, left, right } = range();
		for (let r = top; r <= bottom && r < shown; r++)
			for (let c = left; c <= right; c++)
				if (rows[r].at[c])
					marked.push(rows[r].at[c].parentNode);
		for (const td of marked)
			td.classList.add('in');
	}

	/* Goes to a cell; with `keepAnchor` the range grows. */
	function go(row, c, { keepAnchor = false, quiet = false } = {}) {
		const index = rows.indexOf(row);
		if (index < 0)
			return;
		show(index + 1);
		const e = row.at[c];
		if (!e)
			return;
		if (!keepAnchor)
			anchor = null;
		else
			anchor ??= at && { ...at };
		const a = anchor;
		if (document.activeElement !== e) {
			e.focus({ preventScroll: true });
			anchor = a;
		}
		if (e.select)
			e.select();
		if (!quiet)
			e.parentNode.scrollIntoView({ block: 'nearest', inline: 'nearest' });
		select();
	}

	function move(dr, dc, options) {
		const all = columns(), r = rows.indexOf(at.row), k = all.indexOf(at.c);
		const row = rows[Math.max(0, Math.min(rows.length - 1, r + dr))], c = all[Math.max(0, Math.min(all.length - 1, k + dc))];
		go(row, c, options);
	}

	body.addEventListener('focusin', (e) => {
		const row = e.target.closest('tr')?.wa, c = Number(e.target.dataset.c);
		if (!row || e.target.dataset.c === undefined)
			return;
		if (at && (at.row !== row || at.c !== c))
			commit();
		at = { row, c };
		before = row.cells[c];
		editing = false;
		if (!moving)
			anchor = null;
		const fault = empty(row) ? '' : faultOf(row, c);
		cellNote.textContent = fault ? `${C[c].name}：${fault}` : C[c].ask ?? '';
		cellNote.classList.toggle('wrong', Boolean(fault));
		e.target.setAttribute('aria-describedby', 'wa-cell-note');
		select();
		tools();
	});
	for (const kind of ['focusin', 'pointerdown'])
		body.addEventListener(kind, (e) => {
			const row = e.target.closest('tr')?.wa, c = Number(e.target.dataset.c);
			if (row && e.target.tagName === 'SELECT' && e.target.options.length < 2)
				setOptions(e.target, c, row.cells[c], true);
		}, true);
	body.addEventListener('focusout', () => {
		composing = false;
		commit();
		close();
	});

	let moving = false, first = null, dragged = null;
	body.addEventListener('mousedown', (e) => {
		const cell = e.target.closest('td, th'), row = cell?.closest('tr')?.wa;
		first = dragged = null;
		tabFrom = null;
		if (!row || e.target.closest('a'))
			return;
		if (e.button === 0 && e.target.tagName === 'INPUT' && !e.shiftKey)
			dragged = { row, c: Number(e.target.dataset.c) };
		if (cell.tagName === 'TH') {
			e.preventDefault();
			go(row, columns().at(-1));
			anchor = { row, c: 0 };
			select();
		} else if (e.shiftKey && at && e.target.dataset.c !== undefined) {
			e.preventDefault();
			moving = true;
			go(row, Number(e.target.dataset.c), { keepAnchor: true });
			moving = false;
		} else if (e.target.tagName === 'INPUT' && document.activeElement !== e.target) {
			first = e.target;
		} else if (e.target.tagName === 'INPUT') {
			editing = true;
		}
	});
	/* From one cell to another: the cells between are taken. */
	body.addEventListener('mouseover', (e) => {
		const cell = e.target.closest('td'), row = cell?.closest('tr')?.wa, c = Number(cell?.querySelector('[data-c]')?.dataset.c ?? NaN);
		if (!dragged || !(e.buttons & 1) || !row || Number.isNaN(c) || !at || at.row !== dragged.row || at.c !== dragged.c)
			return;
		anchor = row === at.row && c === at.c ? null : { row, c };
		if (anchor)
			at.row.at[at.c].setSelectionRange(0, 0);
		select();
	});
	body.addEventListener('mouseup', (e) => {
		dragged = null;
		/* the first click takes the cell as a whole, the next one goes into its text */
		if (first === e.target && e.target.selectionStart === e.target.selectionEnd)
			e.target.select();
	});

	body.addEventListener('input', (e) => {
		const row = e.target.closest('tr')?.wa, c = Number(e.target.dataset.c);
		if (!row)
			return;
		row.cells[c] = e.target.value;
		composing = e.isComposing === true; /* an end of composing that was never told ends here */
		if (e.target.tagName === 'SELECT')
			commit();
		else
			changed([row]);
		if (C[c].kind === 'text' && !e.isComposing)
			suggest(e.target, c);
	});
	/* What is being composed is nobody's yet: it is neither sent, nor is the table drawn anew under it. */
	body.addEventListener('compositionstart', () => { composing = true; });
	body.addEventListener('compositionend', (e) => {
		composing = false;
		later();
		const c = Number(e.target.dataset.c);
		if (C[c]?.kind === 'text')
			suggest(e.target, c);
	});

	/* --- keys ----------------------------------------------------------------------------------------------------------------------- */

	function choose(e) {
		const c = at.c, options = C[c].options;
		if (C[c].kind === 'axis' && /^[ynYNｙｎ○×]$/.test(e.key))
			setCells([[at.row, c, /^[yYｙ○]$/.test(e.key) ? 'y' : 'n']]);
		else if (/^[1-9]$/.test(e.key) && options[Number(e.key) - 1])
			setCells([[at.row, c, options[Number(e.key) - 1][0]]]);
		else if (e.key === ' ' || e.key === 'F2')
			e.target.showPicker?.();
		else
			return false;
		before = at.row.cells[c];
		return true;
	}

	function clear() {
		const { top, bottom, left, right } = range(), cells = [];
		for (let r = top; r <= bottom; r++)
			for (let c = left; c <= right; c++)
				cells.push([rows[r], c, '']);
		setCells(cells);
		before = at.row.cells[at.c];
	}

	function arrow(e) {
		const [dr, dc] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[e.key];
		const input = e.target.tagName === 'INPUT';
		if (e.altKey && e.key === 'ArrowDown') {
			if (input)
				suggest(e.target, at.c, true);
			else
				e.target.showPicker?.();
			return true;
		}
		if (dc && input && editing)
			return false;
		moving = true;
		if (e.ctrlKey || e.metaKey) {
			const all = columns();
			go(dr ? rows[dr < 0 ? 0 : rows.length - 1] : at.row, dc ? all.at(dc < 0 ? 0 : -1) : at.c, { keepAnchor: e.shiftKey });
		} else {
			move(dr, dc, { keepAnchor: e.shiftKey });
		}
		moving = false;
		return true;
	}

	function pressed(e) {
		const ctrl = e.ctrlKey || e.metaKey, input = e.target.tagName === 'INPUT';
		if (picking(e))
			return true;
		if (e.key === 'Tab') {
			tabFrom = e.shiftKey ? null : tabFrom ?? at.c;
			return false;
		}
		if (e.key.startsWith('Arrow')) {
			tabFrom = null;
			return arrow(e);
		}
		if (e.key === 'Enter') {
			const back = tabFrom;
			tabFrom = null;
			if (ctrl)
				addRow();
			else if (back !== null && !e.shiftKey) /* as in a spreadsheet: to the cell below the one where the row was begun */
				go(rows[Math.min(rows.indexOf(at.row) + 1, rows.length - 1)], back);
			else
				move(e.shiftKey ? -1 : 1, 0);
			return true;
		}
		if (e.key === 'Home' && !ctrl && !editing) {
			go(at.row, 0, { keepAnchor: e.shiftKey });
			return true;
		}
		if (e.key === 'Escape' && before !== null) {
			put(at.row, at.c, before);
			editing = false;
			changed([at.row]);
			e.target.select?.();
			return true;
		}
		if (ctrl && e.key === 'Delete') {
			removeRows();
			return true;
		}
		if ((e.key === 'Delete' || e.key === 'Backspace') && (!input || marked.length || (e.key === 'Delete' && !editing))) {
			clear();
			return true;
		}
		if (ctrl && !e.altKey) {
			const key = e.key.toLowerCase();
			if (key === 'z' && !e.shiftKey)
				undoOne();
			else if (key === 'y' || (key === 'z' && e.shiftKey))
				redoOne();
			else if (key === 'd')
				copyDown();
			else if (key === 'home')
				go(rows[0], 0);
			else if (key === 'end')
				go(rows.at(-1), columns().at(-1));
			else
				return false;
			return true;
		}
		if (e.key === 'PageDown' || e.key === 'PageUp') {
			move(e.key === 'PageDown' ? 15 : -15, 0);
			return true;
		}
		if (e.shiftKey && e.key === ' ' && !editing) {
			const { row } = at;
			go(row, columns().at(-1));
			anchor = { row, c: 0 };
			select();
			return true;
		}
		if (!input)
			return choose(e);
		if (e.key === 'F2') {
			editing = true;
			e.target.setSelectionRange(e.target.value.length, e.target.value.length);
			return true;
		}
		return false;
	}

	body.addEventListener('keydown', (e) => {
		if (e.isComposing || e.keyCode === 229 || e.target.dataset.c === undefined)
			return;
		if (pressed(e))
			e.preventDefault();
	});

	/* --- to and from a spreadsheet ---------------------------------------------------------------------------------------------------- */

	/* A spreadsheet's clipboard: tabs and lines; a cell in quotes may hold both. */
	function cellsOf(text) {
		const out = [[]];
		let cell = '', inside = false, begins = true;
		const end = (line) => {
			out.at(-1).push(cell.replace(/\s+/g, ' ').trim());
			cell = '';
			begins = true;
			if (line)
				out.push([]);
		};
		for (let i = 0; i < text.length; i++) {
			const c = text[i];
			if (inside && c === '"' && text[i + 1] === '"') {
				cell += '"';
				i++;
			} else if (inside) {
				if (c === '"')
					inside = false;
				else
					cell += c;
			} else if (c === '"' && begins) {
				inside = true;
			} else if (c === '\t' || c === '\n') {
				end(c === '\n');
				continue;
			} else {
				cell += c;
			}
			begins = false;
		}
		end(false);
		if (out.length > 1 && out.at(-1).every((s) => s === ''))
			out.pop();
		return out;
	}

	const fold = (s) => s.normalize('NFKC').replace(/\s/g, '');
	const HEADS = ['区分', '業務', '作業', '職種', '年間件数', '分毎件', 'コア', '専門性', '定型', '現場以外可', '根拠', '媒体', 'システム',
		'4月', '5月', '6月', '7月', '8月', '9月', '10月', '11月', '12月', '1月', '2月', '3月'];

	const KNOWN_ASIDE = ['番号', '局', '課', '係', fold(T.hours)]; /* of every file of the survey: said by the sheet itself */

	/* With its head line, a table goes by the names of its columns, wherever it is pasted; else from the cell on, to the right and down. */
	function targets(cells) {
		const names = cells[0].map(fold);
		const of = (n) => { const c = HEADS.indexOf(n); return c >= 0 ? c : C.findIndex((x) => fold(x.name) === n); };
		const found = names.map(of);
		if (found.includes(WORK) && found.filter((c) => c >= 0).length >= 3)
			return { column: (i) => found[i] ?? -1, lines: cells.slice(1), aside: cells[0].filter((name, i) => found[i] < 0 && name && !KNOWN_ASIDE.includes(fold(name))) };
		const wide = Math.max(...cells.map((line) => line.length)) - (ALL - at.c);
		return { column: (i) => at.c + i < ALL ? at.c + i : -1, lines: cells, aside: wide > 0 ? [fill(T.columns_n, { n: wide })] : [] };
	}

	function pasteCells(cells) {
		const { column, lines, aside } = targets(cells), list = [], added = [];
		let r = rows.indexOf(at.row), cut = false, n = 0;
		const start = r;
		for (const line of lines) {
			if (r >= rows.length) {
				if (rows.length >= D.rows_most) {
					cut = true;
					break;
				}
				const row = newRow();
				added.push({ row, index: rows.length });
				rows.push(row);
			}
			line.forEach((value, i) => {
				const c = column(i);
				if (c >= 0 && rows[r].cells[c] !== value) {
					list.push({ row: rows[r], c, was: rows[r].cells[c], is: value });
					put(rows[r], c, value);
				}
			});
			r++;
			n++;
		}
		if (!months && list.some((d) => d.c >= MONTH && d.is !== ''))
			months = true;
		step({ cells: list, added, gone: [] });
		const c = at.c;
		redraw();
		changed(new Set(list.map((d) => d.row)));
		go(rows[start], c);
		before = rows[start].cells[c];
		say(fill(cut ? T.cut : T.pasted, { n }) + (aside.length ? ' ' + fill(T.aside, { names: aside.slice(0, 5).join('、') }) : ''));
	}

	body.addEventListener('paste', (e) => {
		const text = e.clipboardData?.getData('text/plain').replace(/\r\n?/g, '\n') ?? '';
		if (!at || e.target.dataset.c === undefined)
			return;
		const cells = cellsOf(text);
		if (e.target.tagName === 'INPUT' && cells.length === 1 && cells[0].length === 1 && marked.length === 0)
			return;
		e.preventDefault();
		commit();
		if (cells.length === 1 && cells[0].length === 1) {
			const { top, bottom, left, right } = range(), list = [];
			for (let r = top; r <= bottom; r++)
				for (let c = left; c <= right; c++)
					list.push([rows[r], c, cells[0][0]]);
			setCells(list);
			before = at.row.cells[at.c];
		} else {
			pasteCells(cells);
		}
	});

	function shownText(row, c) {
		const s = row.cells[c], option = C[c].options?.find(([v]) => v === s);
		const text = C[c].kind === 'axis' && option ? option[1] : s;
		return /["\t\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
	}

	function copied(e) {
		if (!at || e.target.dataset?.c === undefined)
			return false;
		const input = e.target.tagName === 'INPUT', part = input && e.target.selectionEnd - e.target.selectionStart < e.target.value.length;
		if (!marked.length && input && (part || editing))
			return false;
		const { top, bottom, left, right } = range(), lines = [];
		for (let r = top; r <= bottom; r++)
			lines.push(columns().filter((c) => c >= left && c <= right).map((c) => shownText(rows[r], c)).join('\t'));
		e.clipboardData.setData('text/plain', lines.join('\r\n') + (lines.length > 1 ? '\r\n' : ''));
		e.preventDefault();
		return true;
	}
	document.addEventListener('copy', copied);
	document.addEventListener('cut', (e) => {
		if (copied(e))
			clear();
	});

	/* --- names that others use ------------------------------------------------------------------------------------------------------------ */

	let names = [], active = -1, asking = 0, askTimer = 0, owner = null;

	function close() {
		clearTimeout(askTimer);
		asking++;
		list.hidden = true;
		owner?.setAttribute('aria-expanded', 'false');
		owner?.removeAttribute('aria-activedescendant');
		owner = null;
		active = -1;
	}

	function open(e, found) {
		names = found.filter((x) => x.value !== e.value).slice(0, 10);
		if (!names.length || document.activeElement !== e)
			return close();
		owner = e;
		active = -1;
		list.replaceChildren(...names.map((x, i) => make('li', { role: 'option', id: 'wa-o' + i, 'aria-selected': 'false', 'data-i': i },
			make('span', { text: x.value }), ...(x.common ? [make('small', { class: 'common', text: T.common })] : []), ...(x.about ? [make('small', { text: x.about })] : []))));
		const box = e.getBoundingClientRect();
		list.hidden = false;
		list.style.left = Math.min(box.left, innerWidth - list.offsetWidth - 8) + 'px';
		const below = innerHeight - box.bottom > list.offsetHeight + 8;
		list.style.top = (below ? box.bottom + 2 : box.top - list.offsetHeight - 2) + 'px';
		e.setAttribute('aria-expanded', 'true');
	}

	function suggest(e, c, all = false) {
		const q = e.value.trim(), mine = ++asking;
		clearTimeout(askTimer);
		if (!q && !all)
			return close();
		if (c !== WORK) {
			const folded = fold(q);
			open(e, (C[c].options ?? []).filter(([v]) => all || fold(v).includes(folded)).map(([value]) => ({ value })));
			return;
		}
		askTimer = setTimeout(async () => {
			const answer = await fetch(root.dataset.names + '&q=' + encodeURIComponent(q), { credentials: 'same-origin' }).catch(() => null);
			if (!answer?.ok || mine !== asking)
				return;
			const found = (await answer.json()).names;
			if (mine === asking)
				open(e, found.map((x) => ({ value: x.work, step: x.step, common: x.common,
					about: [x.step, x.units ? fill(T.used, { n: x.units }) : ''].filter(Boolean).join(' · ') })));
		}, NAMES_AFTER);
	}

	function take(i) {
		const e = owner, { row, c } = at, { value, step } = names[i];
		close();
		row.cells[c] = before; /* what was typed to find it is no step of its own */
		setCells([[row, c, value], ...(step && row.cells[STEP] === '' ? [[row, STEP, step]] : [])]);
		e.value = value;
		e.select();
	}

	/* Keys while the list is open; true when it took one. */
	function picking(e) {
		if (list.hidden)
			return false;
		if (e.key === 'Escape') {
			close();
			return true;
		}
		if ((e.key === 'ArrowDown' || e.key === 'ArrowUp') && !e.shiftKey) {
			active = (active + (e.key === 'ArrowDown' ? 1 : active < 0 ? 0 : -1) + names.length) % names.length;
			[...list.children].forEach((li, i) => li.setAttribute('aria-selected', String(i === active)));
			list.children[active].scrollIntoView({ block: 'nearest' });
			owner.setAttribute('aria-activedescendant', 'wa-o' + active);
			return true;
		}
		if ((e.key === 'Enter' || e.key === 'Tab') && active >= 0) {
			take(active);
			return e.key === 'Enter';
		}
		close();
		return false;
	}
	list.addEventListener('mousedown', (e) => {
		const li = e.target.closest('li');
		e.preventDefault();
		if (li)
			take(Number(li.dataset.i));
	});
	scroll.addEventListener('scroll', () => { if (!list.hidden) close(); });

	/* --- kept on this device -------------------------------------------------------------------------------------------------------------- */

	let keepTimer = 0, forgotten = false;
	function keepNow() {
		clearTimeout(keepTimer);
		keepTimer = 0;
		if (forgotten)
			return;
		try {
			if (!waiting()) {
				localStorage.removeItem(store);
				return;
			}
			const list = rows.filter(dirty).map((row) => ({ name: row.name, mark: row.mark, base: row.base, cells: row.cells,
				after: rows[rows.indexOf(row) - 1]?.name ?? '' }));
			localStorage.setItem(store, JSON.stringify({ at: Date.now(), rows: list, removed: removed.map((r) => ({ name: r.name, mark: r.mark, base: r.base })) }));
		} catch (e) {
			/* full or forbidden: the page still has it, and the server soon */
		}
	}
	function keep() {
		keepTimer ||= setTimeout(keepNow, 250);
	}

	/* What nobody came back for, on a machine that many use. */
	function tidy() {
		for (const key of Object.keys(localStorage).filter((k) => k.startsWith('madoguchi-drafts/'))) {
			let made = 0;
			try {
				made = JSON.parse(localStorage.getItem(key)).at ?? 0;
			} catch (e) {
				/* none of ours */
			}
			if (!(made > Date.now() - DRAFT_DAYS * 86400000))
				localStorage.removeItem(key);
		}
	}

	function restore() {
		let draft;
		try {
			tidy();
			draft = JSON.parse(localStorage.getItem(store) ?? 'null');
		} catch (e) {
			return;
		}
		let n = 0;
		for (const d of draft?.rows ?? []) {
			if (!Array.isArray(d.cells) || d.cells.length !== ALL)
				continue;
			let row = rows.find((r) => r.name === d.name);
			if (row && same(row.cells, d.cells))
				continue;
			if (!row) {
				row = newRow();
				row.name = d.name;
				const after = rows.findIndex((r) => r.name === d.after);
				rows.splice(after >= 0 ? after + 1 : rows.length, 0, row);
			}
			row.cells = d.cells.slice();
			row.base = d.base;
			row.mark = d.mark;
			n++;
		}
		for (const d of draft?.removed ?? []) {
			const row = rows.find((r) => r.name === d.name);
			if (row && row.mark === d.mark) {
				rows.splice(rows.indexOf(row), 1);
				removed.push(row);
				n++;
			}
		}
		if (n) {
			say(fill(T.restored, { n }));
			later(0);
		} else if (draft) {
			keepNow();
		}
	}

	/* --- saving ------------------------------------------------------------------------------------------------------------------------------- */

	function later(ms = SAVE_AFTER) {
		clearTimeout(timer);
		timer = setTimeout(save, ms);
	}

	/* What is sent stays as it is until it is answered, however often that takes. */
	function packed() {
		const edits = [];
		for (const row of removed)
			edits.push({ row, name: row.name, mark: row.mark, remove: true });
		for (let i = 0; i < rows.length && edits.length < BATCH; i++) {
			const row = rows[i];
			if (dirty(row) && !row.conflict)
				edits.push({ row, name: row.name, mark: row.mark, after: rows[i - 1]?.name ?? '', cells: row.cells.slice() });
		}
		return edits;
	}

	async function save() {
		clearTimeout(timer);
		if (save.busy || trouble?.kind === 'signin' || trouble?.kind === 'refused')
			return;
		if (composing && !document.hidden)
			return later();
		flight ??= packed();
		if (!flight.length) {
			flight = null;
			keepNow();
			tell();
			return;
		}
		save.busy = true;
		tell();
		const sent = JSON.stringify({ version, edits: flight.map(({ name, mark, after, cells, remove }) => ({ name, mark, after, cells, remove })) });
		let answer = null, said = null;
		try {
			answer = await fetch(root.dataset.save, { method: 'POST', credentials: 'same-origin', redirect: 'manual', body: sent,
				headers: { 'Content-Type': 'application/json', 'x-csrf-token': csrf() } });
			if (answer.headers.get('content-type')?.includes('json'))
				said = await answer.json();
		} catch (e) {
			answer = null;
		}
		save.busy = false;
		if (answer?.ok && said) {
			pause = 0;
			trouble = null;
			taken(said);
			if (rows.some((row) => dirty(row) && !row.conflict) || removed.length)
				later(flight ? 0 : 100);
		} else if (answer && (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403)) {
			flight = null;
			trouble = { kind: 'signin' };
		} else if (said && answer.status < 500) {
			flight = null;
			trouble = { kind: 'refused', text: said.text };
		} else {
			trouble = { kind: 'offline' };
			pause = Math.min(pause ? pause * 2 : 2000, 15000);
			later(pause);
		}
		keepNow();
		figures();
		tell();
		tools();
	}

	/* What the server did with each row. */
	function taken(said) {
		const edits = flight;
		flight = null;
		said.done.forEach((o, i) => {
			const { row, cells, remove } = edits[i];
			if (o.conflict)
				return collided(row, o.row, said.by, remove);
			if (!o.row) {
				const k = removed.indexOf(row);
				if (k >= 0 && remove)
					removed.splice(k, 1);
				row.base = null;
				row.mark = '';
				row.name = fresh();
				/* to the server a row that says nothing: zeros in its months */
				for (let c = 0; !remove && c < ALL; c++)
					if (row.cells[c] === cells[c])
						put(row, c, '');
				return mark(row);
			}
			const twin = rows.find((r) => r !== row && r.name === o.row.name);
			if (twin)
				drop(twin);
			row.name = o.row.name;
			row.mark = o.row.mark;
			row.base = o.row.cells.slice();
			row.wrong = o.row.wrong ?? {};
			row.missing = o.row.missing;
			for (let c = 0; c < ALL; c++)
				if (row.cells[c] === cells[c] && row.cells[c] !== row.base[c] && !(at?.row === row && at.c === c && document.activeElement === row.at?.[c])) {
					put(row, c, row.base[c]);
				}
			mark(row);
		});
		heard(said);
	}

	function drop(row) {
		const index = rows.indexOf(row);
		if (index < 0)
			return;
		rows.splice(index, 1);
		if (row.tr) {
			row.tr.remove();
			shown--;
			renumber(index);
		}
	}

	function heard(said) {
		savedAt = said.at;
		if (composing && said.rows)
			return; /* the version stays what it was: the next answer brings the rows again */
		version = said.version;
		$('wa-badge').textContent = said.state;
		$('wa-badge').className = 'badge ' + said.tone;
		for (const input of document.querySelectorAll('input[name=version]'))
			input.value = version;
		if (said.rows)
			joined(said.rows, said.by);
	}

	/* All rows as the server has them: what others did comes in, what is not saved here stays. */
	function joined(list, by) {
		const known = new Map(rows.map((row) => [row.name, row])), gone = new Set(removed.map((row) => row.name));
		const inFlight = new Set((flight ?? []).map((e) => e.row));
		let n = 0, moved = false;
		const next = [];
		for (const r of list) {
			let row = known.get(r.name);
			if (gone.has(r.name))
				continue;
			if (!row) {
				row = madeOf(r);
				moved = true;
				n++;
			} else if (!dirty(row) && !inFlight.has(row) && row.mark !== r.mark) {
				n++;
				row.mark = r.mark;
				row.base = r.cells.slice();
				row.wrong = r.wrong ?? {};
				row.missing = r.missing;
				for (let c = 0; c < ALL; c++)
					put(row, c, r.cells[c]);
				if (at?.row === row)
					before = row.cells[at.c];
				mark(row);
				row.tr?.classList.add('theirs');
			}
			next.push(row);
		}
		const there = new Set(next);
		rows.forEach((row, i) => {
			if (there.has(row))
				return;
			if (row.base && !dirty(row) && !inFlight.has(row)) {
				n++;
				moved = true;
				return; /* somebody removed it */
			}
			let k = i - 1;
			while (k >= 0 && !there.has(rows[k]))
				k--;
			next.splice(k >= 0 ? next.indexOf(rows[k]) + 1 : 0, 0, row);
			there.add(row);
		});
		if (moved || next.some((row, i) => row !== rows[i])) {
			rows = next;
			redraw();
		}
		tail();
		if (n)
			say(fill(T.others, { by, n }));
	}

	/* Both changed the row. Cell by cell: what only one of us changed stands; for the rest, the person is asked. */
	function collided(row, theirs, by, remove) {
		if (!theirs) {
			if (remove) {
				removed.splice(removed.indexOf(row), 1);
				return;
			}
			row.conflict = { gone: true, by };
			row.base = null;
			row.mark = '';
			row.name = fresh();
			return ask(row);
		}
		if (remove) {
			/* not removed: somebody has just written in it */
			removed.splice(removed.indexOf(row), 1);
			return;
		}
		const base = row.base ?? theirs.cells, cells = {};
		for (let c = 0; c < ALL; c++) {
			const mine = row.cells[c], other = theirs.cells[c];
			if (mine === base[c])
				put(row, c, other);
			else if (other !== base[c] && other !== mine)
				cells[c] = other;
		}
		const twin = rows.find((r) => r !== row && r.name === theirs.name);
		if (twin)
			drop(twin);
		row.name = theirs.name;
		row.mark = theirs.mark;
		row.base = theirs.cells.slice();
		row.wrong = theirs.wrong ?? {};
		if (Object.keys(cells).length) {
			row.conflict = { cells, by };
			ask(row);
		}
		mark(row);
	}

	function decision(row) {
		const { cells, by, gone } = row.conflict, td = make('td', { colspan: columns().length + 2 });
		const text = gone ? T.gone : Object.entries(cells).map(([c, value]) => `${C[c].name}：${fill(T.conflict, { by, value: shownValue(c, value) })}`).join('、');
		const mine = make('button', { type: 'button', class: 'button small', text: T.mine });
		const theirs = make('button', { type: 'button', class: 'button small secondary', text: T.theirs });
		mine.addEventListener('click', () => decided(row, false));
		theirs.addEventListener('click', () => decided(row, true));
		td.append(make('span', { text }), ' ', mine, ' ', theirs);
		return make('tr', { class: 'wa-conflict' }, td);
	}
	const shownValue = (c, value) => C[c].options?.find(([v]) => v === value)?.[1] ?? value;

	function ask(row) {
		if (row.tr && !row.tr.nextSibling?.classList.contains('wa-conflict'))
			row.tr.after(decision(row));
	}

	function decided(row, theirs) {
		const conflict = row.conflict;
		row.conflict = null;
		if (row.tr.nextSibling?.classList.contains('wa-conflict'))
			row.tr.nextSibling.remove();
		if (theirs && conflict.gone)
			drop(row);
		else if (theirs)
			for (const [c, value] of Object.entries(conflict.cells))
				put(row, Number(c), value);
		changed([row]);
		later(0);
		if (rows.includes(row))
			go(row, 0);
	}

	/* Whether others have changed something. */
	async function poll() {
		if (document.hidden || save.busy || flight || composing || trouble?.kind === 'signin')
			return;
		const answer = await fetch(root.dataset.save.replace('/save', '/rows') + '&version=' + version,
			{ credentials: 'same-origin', redirect: 'manual' }).catch(() => null);
		if (!answer?.ok || save.busy || flight || composing)
			return;
		const said = await answer.json();
		if (said.who !== D.who)
			return changedHands();
		if (said.rows && said.version !== version) {
			heard(said);
			figures();
			tell();
		}
	}
	setInterval(poll, POLL_EVERY);

	/* Somebody else has signed in on this machine: what was typed here stays a draft of whoever typed it. */
	function changedHands() {
		commit();
		keepNow();
		leaving = true;
		location.reload();
	}

	window.addEventListener('online', () => { if (trouble?.kind === 'offline') { pause = 0; save(); } });
	document.addEventListener('visibilitychange', () => { commit(); keepNow(); if (document.hidden) save(); else poll(); });
	window.addEventListener('pagehide', () => { commit(); keepNow(); });
	window.addEventListener('beforeunload', (e) => {
		commit();
		keepNow();
		if (waiting() && !leaving) {
			save();
			e.preventDefault();
		}
	});

	/* --- signing out ------------------------------------------------------------------------------------------------------------------------------ */

	/* First what was typed is saved. What cannot be, app.js asks about before it takes the drafts of this person off the machine. */
	document.addEventListener('submit', async (e) => {
		if (!e.target.dataset.drafts || leaving)
			return;
		commit();
		if (!waiting() && !flight)
			return;
		e.preventDefault();
		e.stopImmediatePropagation();
		for (let i = 0; i < 40 && (waiting() || flight) && !trouble && !asked(); i++) {
			await save();
			await new Promise((done) => setTimeout(done, 100));
		}
		keepNow();
		await new Promise((done) => setTimeout(done)); /* a form is not submitted while it is being submitted */
		leaving = true;
		e.target.requestSubmit();
		leaving = forgotten;
	}, true);
	document.addEventListener('draftsgone', () => { leaving = forgotten = true; });
	window.addEventListener('storage', (e) => {
		if (e.key !== 'madoguchi-signed-out' || e.newValue !== D.who)
			return;
		leaving = forgotten = true; /* in another tab: nothing of theirs stays on the screen */
		root.hidden = true;
		setTimeout(() => location.replace('/sign-in'), 500);
	});

	/* --- submitting ------------------------------------------------------------------------------------------------------------------------------ */

	const submit = $('wa-submit');
	submit?.addEventListener('submit', async (e) => {
		commit();
		if (!waiting() && !flight)
			return;
		e.preventDefault();
		e.stopPropagation(); /* app.js would take the next press for a second one */
		for (let i = 0; i < 40 && (waiting() || flight) && !trouble && !asked(); i++) {
			await save();
			await new Promise((done) => setTimeout(done, 100));
		}
		if (!waiting()) {
			leaving = true;
			submit.requestSubmit();
		}
	});

	/* --- tools ----------------------------------------------------------------------------------------------------------------------------------- */

	const buttons = {};
	function tool(key, text, run, keys) {
		const b = make('button', { type: 'button', class: 'button small secondary', text, title: keys });
		b.addEventListener('mousedown', (e) => e.preventDefault()); /* the cell keeps the focus */
		b.addEventListener('click', run);
		buttons[key] = b;
		return b;
	}
	function tools() {
		buttons.undo.disabled = !undo.length;
		buttons.redo.disabled = !redo.length;
		buttons.remove.disabled = buttons.down.disabled = !at;
		const link = at && ideasOf(at.row);
		idea.hidden = !link;
		if (link) {
			const n = D.ideas.of[at.row.name];
			idea.href = link;
			idea.textContent = n ? fill(T.ideas_n, { n }) : T.idea;
		}
	}

	const idea = make('a', { class: 'button small secondary', target: '_blank', rel: 'noopener', hidden: true });
	idea.addEventListener('mousedown', (e) => e.preventDefault());
	const keysBox = make('details', { class: 'wa-keys' }, make('summary', { text: T.keys }), make('p', { text: T.keys_list }));
	const bar = make('div', { class: 'toolbar wa-tools', role: 'group', 'aria-label': T.tools },
		tool('add', T.add, addRow, 'Ctrl+Enter'), tool('remove', T.remove, removeRows, 'Ctrl+Delete'), tool('down', T.down, copyDown, 'Ctrl+D'),
		tool('undo', T.undo, undoOne, 'Ctrl+Z'), tool('redo', T.redo, redoOne, 'Ctrl+Y'),
		tool('months', T.months, () => { commit(); months = !months; buttons.months.setAttribute('aria-pressed', String(months)); redraw(); }), idea, keysBox);
	buttons.months.setAttribute('aria-pressed', 'false');

	rows = D.rows.map(madeOf);
	restore();
	months = rows.some((row) => C.some((_, c) => c >= MONTH && faultOf(row, c)));
	drawHead();
	root.replaceChildren(bar, scroll, more, cellNote, list);
	tail();
	show(CHUNK);
	new IntersectionObserver((seen) => { if (seen.some((x) => x.isIntersecting)) show(shown + CHUNK); }, { root: null, rootMargin: '600px' }).observe(more);
	scroll.append(more);
	figures();
	tools();
	tell();
	root.dataset.ready = '1';
})();
