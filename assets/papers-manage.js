/*
 * papers-manage.js: places on a sheet, moved by hand. The page works without it: this sends the page's own forms when something is dragged, nudged or undone, and
 * puts the page that comes back in the place of the old one.
 *
 *     drag, resize      pointer: mouse, pen, touch        arrows 0.5 mm, Shift 5 mm, Alt resizes        Delete, Ctrl+Z, Ctrl+Y, Escape
 *     a fact            dragged from the list to the sheet    Shift + click: several
 *
 * Positions are attributes of an SVG in millimetres; nothing here sets a style.
 */
(() => {
	'use strict';
	const NS = 'http://www.w3.org/2000/svg', ZOOMS = [0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3];
	const history = { back: [], forth: [] };
	let root, svg, zoom = 1, busy = null, waiting = null, timer = 0, text = null;

	const $ = (id) => document.getElementById(id);
	const tenths = (x) => Math.round(x * 10) / 10;
	const places = () => [...svg.querySelectorAll('.pm-place')];
	const chosen = () => svg.querySelector('.pm-place.chosen');
	const byPath = (path) => places().find((x) => x.dataset.path === path);
	const box = (a) => ({ x: +a.dataset.x, y: +a.dataset.y, w: +a.dataset.w, h: +a.dataset.h });
	const boxes = () => [...document.querySelectorAll('#pm-places input[name=m]')];
	const ticked = () => boxes().filter((x) => x.checked).map((x) => x.value);
	const say = (words, tone = 'info') => {
		const badge = document.createElement('span');
		badge.className = `badge ${tone}`;
		badge.textContent = words;
		$('pm-state').replaceChildren(badge);
	};

	/* --- the server ------------------------------------------------------------------------------------------------------ */

	/* One change after the other: each says which draft it was made from, and the answer says which there is then. */
	async function send(action, fields, keep) {
		if (busy)
			await busy;
		const body = new URLSearchParams();
		for (const [k, v] of fields)
			body.append(k, k === 'rev' ? root.dataset.rev : v);
		say(root.dataset.tSaving);
		busy = take(action, { method: 'POST', body }, keep);
		const good = await busy;
		busy = null;
		return good;
	}

	async function take(address, options, { undo = true, focus = null, done = null } = {}) {
		const before = $('pm-text').defaultValue;
		let answer, page;
		try {
			answer = await fetch(address, { credentials: 'same-origin', ...options });
			page = new DOMParser().parseFromString(await answer.text(), 'text/html');
		} catch {
			say(root.dataset.tOffline, 'bad');
			return false;
		}
		const fresh = page.getElementById('pm');
		if (!fresh) { /* signed out, or an error: shown as it is */
			location.assign(location.href);
			return false;
		}
		await loaded(fresh);
		replace(fresh, focus);
		if (answer.ok && options) {
			const after = $('pm-text').defaultValue;
			if (undo && after !== before) {
				history.back.push(before);
				history.back.splice(0, Math.max(0, history.back.length - 100));
				history.forth = [];
			}
			if (options.method === 'POST')
				say(done ?? root.dataset.tSaved, 'good');
			window.history.replaceState(null, '', answer.url);
		}
		buttons();
		return answer.ok;
	}

	/* The new picture is there before the old one goes, so that nothing flickers. */
	function loaded(fresh) {
		const images = [...fresh.querySelectorAll('#pm-svg image')].map((x) => x.getAttribute('href'));
		return Promise.race([
			Promise.all(images.map((src) => new Promise((ready) => {
				const i = new Image();
				i.onload = i.onerror = ready;
				i.src = src;
			}))),
			new Promise((ready) => setTimeout(ready, 1500)),
		]);
	}

	function replace(fresh, focus) {
		const scroll = ['.pm-sheet', '.pm-fact-list', '.pm-right', '.pm-list ol'].map((s) => [s, root.querySelector(s)]);
		const at = scroll.map(([s, x]) => [s, x ? [x.scrollLeft, x.scrollTop] : null]);
		const was = document.activeElement, query = $('pm-q')?.value ?? '', open = [...root.querySelectorAll('details[open]')].map((x) => x.className);
		const name = was?.dataset?.path ?? null, id = was?.id, samePlace = root.querySelector('#pm-place-form input[name=p]')?.value;
		const many = ticked();
		root.replaceWith(fresh);
		begin();
		for (const [s, where] of at)
			if (where && root.querySelector(s))
				root.querySelector(s).scrollTo({ left: where[0], top: s === '.pm-right' && samePlace !== root.querySelector('#pm-place-form input[name=p]')?.value ? 0 : where[1] });
		for (const d of root.querySelectorAll('details'))
			if (open.includes(d.className))
				d.open = true;
		if ($('pm-q')) {
			$('pm-q').value = query;
			filter();
		}
		for (const b of boxes())
			b.checked = many.includes(b.value);
		mark();
		const error = root.querySelector('#errors, #error');
		if (error)
			error.focus();
		else if (focus === 'place' || (name !== null && focus === null))
			(chosen() ?? (name && byPath(name)) ?? $('pm-sheet'))?.focus({ preventScroll: true });
		else if (id)
			$(id)?.focus({ preventScroll: true });
	}

	function form(name) {
		return [...new FormData($(name)).entries()].filter(([k]) => k !== 'm');
	}

	function move(list) {
		const fields = form('pm-places').filter(([k]) => k !== 'p');
		const here = chosen();
		if (here)
			fields.push(['p', here.dataset.path]);
		fields.push(['do', 'move']);
		for (const a of list) {
			const b = box(a);
			fields.push(['m', `${a.dataset.path} ${tenths(b.x)} ${tenths(b.y)} ${tenths(b.w)} ${tenths(b.h)}`]);
		}
		return send($('pm-places').action, fields, { focus: 'place', done: root.dataset.tMoved });
	}

	async function back(from, to) {
		await settle();
		if (from.length === 0)
			return;
		const now = $('pm-text').defaultValue, then = from.pop();
		const fields = form('pm-text-form').filter(([k]) => k !== 'text');
		fields.push(['text', then], ['do', 'save']);
		if (await send($('pm-text-form').action, fields, { undo: false, focus: 'place', done: root.dataset.tUndone }))
			to.push(now);
		buttons();
	}

	function buttons() {
		if ($('pm-undo')) {
			$('pm-undo').disabled = history.back.length === 0;
			$('pm-redo').disabled = history.forth.length === 0;
		}
	}

	/* --- choosing ----------------------------------------------------------------------------------------------------------- */

	async function choose(a, focus = 'place') {
		await settle();
		if (busy)
			await busy;
		for (const x of places())
			x.classList.toggle('chosen', x.dataset.path === a.dataset.path);
		handles();
		return take(a.getAttribute('href'), {}, { undo: false, focus });
	}

	function mark() {
		const many = ticked();
		for (const a of places())
			a.classList.toggle('many', many.includes(a.dataset.path));
	}

	/* --- places that move --------------------------------------------------------------------------------------------------------- */

	function put(a, b) {
		Object.assign(a.dataset, { x: tenths(b.x), y: tenths(b.y), w: tenths(b.w), h: tenths(b.h) });
		for (const e of a.children) {
			if (e.tagName === 'rect') {
				e.setAttribute('x', b.x);
				e.setAttribute('y', b.y);
				e.setAttribute('width', Math.max(0.5, b.w));
				e.setAttribute('height', Math.max(0.5, b.h));
			} else if (e.tagName === 'line') {
				e.setAttribute('x1', b.x);
				e.setAttribute('y1', b.y);
				e.setAttribute('x2', b.x + b.w);
				e.setAttribute('y2', b.y + b.h);
			} else {
				e.setAttribute('x', b.x + 0.8);
				e.setAttribute('y', b.y + b.h / 2 + 1.2);
			}
		}
		if (a.classList.contains('chosen')) {
			for (const [k, v] of Object.entries({ x: b.x, y: b.y, w: b.w, h: b.h, x2: b.x + b.w, y2: b.y + b.h })) {
				const input = $('pm-place-form')?.elements.namedItem(k);
				if (input)
					input.value = tenths(v);
			}
			handles();
		}
	}

	const EDGES = [['nw', 0, 0], ['n', 0.5, 0], ['ne', 1, 0], ['e', 1, 0.5], ['se', 1, 1], ['s', 0.5, 1], ['sw', 0, 1], ['w', 0, 0.5]];
	function handles() {
		svg.querySelector('.pm-handles')?.remove();
		const a = chosen();
		if (!a || a.classList.contains('fixed'))
			return;
		const g = document.createElementNS(NS, 'g'), b = box(a), size = Math.max(1.2, 2.2 / zoom);
		g.setAttribute('class', 'pm-handles');
		for (const [name, fx, fy] of a.classList.contains('rule') ? [['from', 0, 0], ['to', 1, 1]] : EDGES) {
			const r = document.createElementNS(NS, 'rect');
			r.setAttribute('class', `pm-handle ${name}`);
			r.setAttribute('x', b.x + b.w * fx - size / 2);
			r.setAttribute('y', b.y + b.h * fy - size / 2);
			r.setAttribute('width', size);
			r.setAttribute('height', size);
			r.dataset.edge = name;
			g.append(r);
		}
		svg.append(g);
	}

	function point(e) {
		const p = new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse());
		return { x: p.x, y: p.y };
	}

	/* Edges that are near win over the millimetre. */
	function edges(but) {
		const xs = new Set(), ys = new Set();
		const add = (x, y, w, h) => {
			xs.add(x).add(x + w);
			ys.add(y).add(y + h);
		};
		for (const a of places())
			if (!but.includes(a)) {
				const b = box(a);
				add(b.x, b.y, b.w, b.h);
			}
		for (const l of (root.dataset.lines || '').split(';').filter(Boolean))
			add(...l.split(' ').map(Number));
		return { xs: [...xs], ys: [...ys] };
	}
	function near(list, values) {
		let best = null;
		for (const x of list)
			for (const v of values)
				if (Math.abs(v - x) < 1 && (best === null || Math.abs(v - x) < Math.abs(best.by)))
					best = { by: x - v, at: x };
		return best;
	}
	function guides(x, y) {
		svg.querySelector('.pm-guides')?.remove();
		const g = document.createElementNS(NS, 'g');
		g.setAttribute('class', 'pm-guides');
		const line = (x1, y1, x2, y2) => {
			const l = document.createElementNS(NS, 'line');
			Object.entries({ x1, y1, x2, y2 }).forEach(([k, v]) => l.setAttribute(k, v));
			g.append(l);
		};
		if (x !== null)
			line(x, 0, x, svg.dataset.height);
		if (y !== null)
			line(0, y, svg.dataset.width, y);
		svg.append(g);
	}
	const snapping = (e) => $('pm-snap').checked && !e.ctrlKey;

	function drag(e) {
		const handle = e.target.closest('.pm-handle'), a = handle ? chosen() : e.target.closest('.pm-place');
		if (!a || e.button > 0)
			return;
		if (e.shiftKey && !handle) {
			e.preventDefault();
			const b = boxes().find((x) => x.value === a.dataset.path);
			if (chosen() && ticked().length === 0) {
				const first = boxes().find((x) => x.value === chosen().dataset.path);
				if (first)
					first.checked = true;
			}
			if (b)
				b.checked = !b.checked;
			root.querySelector('.pm-aligns').open = ticked().length > 0;
			mark();
			return;
		}
		if (a.classList.contains('fixed'))
			return; /* a cell: a click chooses it */
		/* by touch only what is chosen moves: the rest scrolls */
		if (e.pointerType === 'touch' && !a.classList.contains('chosen'))
			return;
		e.preventDefault();
		const from = point(e), edge = handle?.dataset.edge, group = !edge && a.classList.contains('many') ? places().filter((x) => x.classList.contains('many') && !x.classList.contains('fixed')) : [a];
		const was = group.map(box), lines = edges(group), first = box(a);
		let moved = false;
		svg.setPointerCapture(e.pointerId);
		const go = (m) => {
			const p = point(m);
			let dx = p.x - from.x, dy = p.y - from.y;
			if (!moved && Math.hypot(dx, dy) * (svg.clientWidth / svg.dataset.width) < 4)
				return;
			moved = true;
			let gx = null, gy = null;
			const b = { ...first };
			if (!edge) {
				if (snapping(m)) {
					const sx = near(lines.xs, [first.x + dx, first.x + first.w + dx]), sy = near(lines.ys, [first.y + dy, first.y + first.h + dy]);
					dx = sx ? dx + sx.by : Math.round(first.x + dx) - first.x;
					dy = sy ? dy + sy.by : Math.round(first.y + dy) - first.y;
					gx = sx ? sx.at : null;
					gy = sy ? sy.at : null;
				}
				group.forEach((x, i) => put(x, { ...was[i], x: was[i].x + dx, y: was[i].y + dy }));
			} else {
				const side = (lists, v) => {
					const s = snapping(m) ? near(lists, [v]) : null;
					return [s ? s.at : snapping(m) ? Math.round(v) : v, s ? s.at : null];
				};
				if (edge === 'from' || edge === 'to') {
					const at = edge === 'from' ? { x: first.x + dx, y: first.y + dy } : { x: first.x + first.w + dx, y: first.y + first.h + dy };
					[at.x, gx] = side(lines.xs, at.x);
					[at.y, gy] = side(lines.ys, at.y);
					const end = edge === 'from' ? { x: first.x + first.w, y: first.y + first.h } : { x: first.x, y: first.y };
					/* nearly level is level */
					if (Math.abs(at.y - end.y) < 1)
						at.y = end.y;
					if (Math.abs(at.x - end.x) < 1)
						at.x = end.x;
					const [s, t] = edge === 'from' ? [at, end] : [end, at];
					Object.assign(b, { x: s.x, y: s.y, w: t.x - s.x, h: t.y - s.y });
				} else {
					let [l, t, r, u] = [first.x, first.y, first.x + first.w, first.y + first.h];
					if (edge.includes('w'))
						[l, gx] = side(lines.xs, l + dx);
					if (edge.includes('e'))
						[r, gx] = side(lines.xs, r + dx);
					if (edge.includes('n'))
						[t, gy] = side(lines.ys, t + dy);
					if (edge.includes('s'))
						[u, gy] = side(lines.ys, u + dy);
					Object.assign(b, { x: Math.min(l, r - 1), y: Math.min(t, u - 1), w: Math.max(1, r - l), h: Math.max(1, u - t) });
				}
				put(a, b);
			}
			guides(gx, gy);
		};
		const end = () => {
			svg.removeEventListener('pointermove', go);
			svg.removeEventListener('pointerup', end);
			svg.removeEventListener('pointercancel', stop);
			svg.querySelector('.pm-guides')?.remove();
			if (moved) {
				skip = true;
				setTimeout(() => { skip = false; }, 0);
				for (const x of places())
					x.classList.toggle('chosen', x === a);
				handles();
				move(group);
			} else if (!handle) {
				skip = true;
				setTimeout(() => { skip = false; }, 0);
				choose(a);
			}
		};
		const stop = () => {
			group.forEach((x, i) => put(x, was[i]));
			moved = false;
			svg.removeEventListener('pointermove', go);
			svg.removeEventListener('pointerup', end);
			svg.removeEventListener('pointercancel', stop);
			svg.querySelector('.pm-guides')?.remove();
		};
		svg.addEventListener('pointermove', go);
		svg.addEventListener('pointerup', end);
		svg.addEventListener('pointercancel', stop);
	}
	let skip = false;

	/* What was nudged is sent once the keys rest. */
	async function settle() {
		clearTimeout(timer);
		const list = waiting;
		waiting = null;
		if (list)
			await move(list.map(byPath).filter(Boolean));
	}

	function nudge(e, a) {
		const step = e.shiftKey ? 5 : 0.5, d = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[e.key];
		if (!d || e.ctrlKey || e.metaKey || a.classList.contains('fixed'))
			return false;
		const many = ticked(), group = many.includes(a.dataset.path) ? places().filter((x) => many.includes(x.dataset.path) && !x.classList.contains('fixed')) : [a];
		for (const x of group) {
			const b = box(x), line = x.classList.contains('rule');
			if (e.altKey)
				put(x, { ...b, w: line ? b.w + d[0] : Math.max(1, b.w + d[0]), h: line ? b.h + d[1] : Math.max(1, b.h + d[1]) });
			else
				put(x, { ...b, x: Math.max(0, b.x + d[0]), y: Math.max(0, b.y + d[1]) });
		}
		waiting = group.map((x) => x.dataset.path);
		clearTimeout(timer);
		timer = setTimeout(settle, 500);
		return true;
	}

	function typing(e) {
		return e.target.closest('input:not([type=checkbox]), textarea, select');
	}

	document.addEventListener('keydown', (e) => {
		if (!root?.isConnected)
			return;
		const a = e.target.closest?.('.pm-place'), key = e.key.toLowerCase();
		if ((e.ctrlKey || e.metaKey) && !typing(e) && (key === 'z' || key === 'y')) {
			e.preventDefault();
			if (key === 'y' || e.shiftKey)
				back(history.forth, history.back);
			else
				back(history.back, history.forth);
		} else if (a && nudge(e, a)) {
			e.preventDefault();
		} else if (a && (e.key === 'Enter' || e.key === ' ')) {
			e.preventDefault();
			choose(a);
		} else if (a && (e.key === 'Delete' || e.key === 'Backspace')) {
			e.preventDefault();
			settle().then(() => {
				const many = ticked();
				send($('pm-places').action, [...form('pm-places').filter(([k]) => k !== 'p'), ...(many.length ? many : [a.dataset.path]).map((m) => ['m', m]), ['do', 'remove']], { focus: 'none' });
			});
		} else if (a && e.key === 'Escape') {
			e.preventDefault();
			for (const b of boxes())
				b.checked = false;
			mark();
			root.querySelector('.pm-panel a[href]')?.focus();
		}
	});

	/* --- a fact dragged to the sheet --------------------------------------------------------------------------------------------------- */

	function carry(e) {
		const b = e.target.closest('.pm-fact, .pm-kind');
		if (!b || e.button > 0 || e.pointerType === 'touch' && !e.isPrimary)
			return;
		const from = { x: e.clientX, y: e.clientY };
		let ghost = null;
		const go = (m) => {
			if (!ghost && Math.hypot(m.clientX - from.x, m.clientY - from.y) < 6)
				return;
			if (!ghost) {
				ghost = document.createElement('div');
				ghost.className = 'pm-ghost';
				ghost.textContent = b.querySelector('span')?.textContent ?? b.textContent;
				document.body.append(ghost);
				try {
					b.setPointerCapture(e.pointerId);
				} catch { /* the pointer went */ }
			}
			ghost.style.left = `${m.clientX}px`;
			ghost.style.top = `${m.clientY}px`;
		};
		const end = (m) => {
			removeEventListener('pointermove', go);
			removeEventListener('pointerup', end);
			removeEventListener('pointercancel', stop);
			if (!ghost)
				return;
			ghost.remove();
			const stopClick = (c) => {
				c.preventDefault();
				c.stopPropagation();
			};
			addEventListener('click', stopClick, { capture: true, once: true });
			setTimeout(() => removeEventListener('click', stopClick, { capture: true }), 0);
			const r = svg.getBoundingClientRect(), view = $('pm-sheet').getBoundingClientRect();
			if (m.clientX < Math.max(r.left, view.left) || m.clientX > Math.min(r.right, view.right) || m.clientY < Math.max(r.top, view.top) || m.clientY > Math.min(r.bottom, view.bottom))
				return;
			const p = point(m), snap = snapping(m);
			drop(b, snap ? Math.round(p.x) : p.x, snap ? Math.round(p.y) : p.y);
		};
		const stop = () => {
			ghost?.remove();
			removeEventListener('pointermove', go);
			removeEventListener('pointerup', end);
			removeEventListener('pointercancel', stop);
		};
		addEventListener('pointermove', go);
		addEventListener('pointerup', end);
		addEventListener('pointercancel', stop);
	}

	function drop(b, x, y) {
		const fields = form('pm-add').filter(([k]) => k !== 'x' && k !== 'y');
		fields.push(['x', tenths(x)], ['y', tenths(y)], [b.name, b.value]);
		return send($('pm-add').action, fields, { focus: 'place' });
	}

	function filter() {
		const q = ($('pm-q').value || '').normalize('NFKC').toLowerCase().trim().replace(/[\u30a1-\u30f6]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x60));
		let n = 0;
		for (const li of root.querySelectorAll('.pm-fact-list li')) {
			li.hidden = q !== '' && !li.dataset.words.includes(q);
			n += !li.hidden;
		}
		$('pm-found').textContent = $('pm-found').textContent.replace(/\d+/, n);
	}

	/* --- the page ------------------------------------------------------------------------------------------------------------------------- */

	function size() {
		const room = $('pm-sheet').clientWidth - 4;
		const w = Math.max(200, room * zoom);
		svg.setAttribute('width', w);
		svg.setAttribute('height', w * svg.dataset.height / svg.dataset.width);
		$('pm-zoom').textContent = `${Math.round(zoom * 100)}%`;
		handles();
	}

	function example() {
		const f = $('pm-place-form'), fact = f?.elements.namedItem('fact'), format = f?.elements.namedItem('format');
		if (!fact || !format || !$('pm-example'))
			return;
		clearTimeout(text);
		text = setTimeout(async () => {
			const q = new URLSearchParams({ fact: fact.value, format: format.value, v: root.dataset.sample });
			try {
				const r = await fetch(`/manage/papers/example?${q}`, { credentials: 'same-origin' });
				if (r.ok) {
					$('pm-example-text').textContent = await r.text();
					$('pm-example').hidden = false;
				}
			} catch { /* the example stays as it was */ }
		}, 250);
	}

	function begin() {
		root = $('pm');
		svg = $('pm-svg');
		if (!svg)
			return;
		for (const x of root.querySelectorAll('.pm-js'))
			x.hidden = false;
		root.classList.add('live');
		size();
		svg.addEventListener('pointerdown', drag);
		svg.addEventListener('dragstart', (e) => e.preventDefault());
		svg.addEventListener('click', (e) => {
			const a = e.target.closest('.pm-place');
			if (!a || e.ctrlKey || e.metaKey)
				return;
			e.preventDefault();
			if (!skip && !e.shiftKey)
				choose(a);
		});
		root.querySelector('.pm-list').addEventListener('click', (e) => {
			const a = e.target.closest('a');
			if (!a || e.ctrlKey || e.metaKey)
				return;
			e.preventDefault();
			const item = a.closest('li').querySelector('input').value;
			choose(byPath(item) ?? a, 'panel').then(() => $('place')?.focus());
		});
		root.querySelector('.pm-list').addEventListener('change', mark);
		$('pm-add').addEventListener('pointerdown', carry);
		root.addEventListener('submit', (e) => {
			const f = e.target, b = e.submitter;
			if (f.method !== 'post')
				return;
			e.preventDefault();
			const fields = [...new FormData(f).entries()];
			if (b?.name)
				fields.push([b.name, b.value]);
			const stale = ['overwrite'].includes(b?.value);
			settle().then(() => {
				if (f.id === 'pm-place-form' && f.querySelector('input[name=stored]') && !stale)
					root.dataset.rev = f.elements.namedItem('rev').value;
				send(f.action, fields, { focus: f.id === 'pm-add' ? 'place' : 'same' });
			});
		});
		root.addEventListener('input', (e) => {
			if (e.target.id === 'pm-q')
				filter();
			if (e.target.name === 'format' || e.target.name === 'fact')
				example();
		});
		$('pm-v')?.addEventListener('change', (e) => e.target.form.requestSubmit());
		$('pm-undo').addEventListener('click', () => back(history.back, history.forth));
		$('pm-redo').addEventListener('click', () => back(history.forth, history.back));
		const step = (by) => {
			const k = ZOOMS.findIndex((z) => z >= zoom - 0.01);
			zoom = ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, k + by))];
			size();
		};
		$('pm-in').addEventListener('click', () => step(1));
		$('pm-out').addEventListener('click', () => step(-1));
		buttons();
		root.dataset.ready = '1';
	}

	addEventListener('resize', () => svg?.isConnected && size());
	begin();
	if (svg && location.hash === '#place')
		$('place')?.focus({ preventScroll: true });
})();
