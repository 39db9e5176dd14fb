/*
 * counter.js: what the counter's pages do more where JavaScript runs. Everything but the card works without it.
 *
 *     #cf-form            what is typed is saved at once; rows, papers and preview follow without moving what is below the hand
 *     [data-f="F8"]       pressed by that key, also while somebody is typing
 *     Enter, ↑ ↓          next and previous field; 1–9 choose, ? not known
 *     #preview            a click on a place of the sheet goes to its field; the field's place is marked
 *     #cf-card            reads a My Number card by the program madoguchi-card of this machine (http://127.0.0.1:17801)
 */
(function () {
	'use strict';

	document.documentElement.classList.add('js');
	const root = document.getElementById('cf'), form = document.getElementById('cf-form');

	/* --- keys that also work while somebody is typing ------------------------------------------------------------- */

	document.addEventListener('keydown', (e) => {
		if (e.ctrlKey || e.altKey || e.metaKey || e.isComposing || document.querySelector('dialog[open]') || !/^F\d+$/.test(e.key))
			return;
		const hit = document.querySelector('[data-f="' + e.key + '"]:not(:disabled)');
		if (!hit)
			return;
		e.preventDefault();
		if (e.repeat)
			return;
		if (hit.matches('input'))
			hit.focus();
		else
			hit.click();
	});

	if (!form)
		return;

	/* --- the time ---------------------------------------------------------------------------------------------------- */

	const since = document.getElementById('cf-since');
	const began = performance.now() - 1000 * Number(since.dataset.seconds);
	setInterval(() => {
		const seconds = Math.floor((performance.now() - began) / 1000);
		let n = 0;
		since.textContent = since.dataset.form.replace(/#/g, () => (n++ ? seconds % 60 : Math.floor(seconds / 60)));
	}, 1000);

	/* --- rows ---------------------------------------------------------------------------------------------------------- */

	const rows = (scope = form) => Array.from(scope.querySelectorAll('.cf-row'));
	const shown = () => rows().filter((row) => row.offsetParent);
	const rowAt = (e) => e && e.closest && e.closest('.cf-row');
	const CONTROL = 'input:not([type=hidden]), select, textarea';
	const valuesOf = (row) => Array.from(row.querySelectorAll(CONTROL),
		(c) => c.name + '=' + (/^(checkbox|radio)$/.test(c.type) ? (c.checked ? c.value : '') : c.value)).join('\n');
	const note = (row) => { row.dataset.was = valuesOf(row); };
	rows().forEach(note);

	function controlOf(row) {
		return row.querySelector('.cf-control input:checked') || row.querySelector('.cf-control ' + CONTROL.replace(/, /g, ', .cf-control ')) ||
			row.querySelector(CONTROL);
	}
	function go(row) {
		const control = row && controlOf(row);
		if (!control)
			return;
		control.focus({ preventScroll: true });
		if (control.matches('input[type=text]'))
			control.select();
		row.scrollIntoView({ block: 'nearest' });
	}
	function step(by, from) {
		const all = shown(), at = all.indexOf(from);
		go(all[Math.max(0, Math.min(all.length - 1, at + by))]);
	}
	function nextMissing() {
		const all = shown(), at = all.indexOf(rowAt(document.activeElement));
		const order = all.slice(at + 1).concat(all.slice(0, at + 1));
		go(order.find((row) => row.dataset.missing || row.matches('.wrong')) || order.find((row) => row.matches('.problem')));
	}
	document.querySelector('[data-next]')?.addEventListener('click', nextMissing);

	/* --- saving --------------------------------------------------------------------------------------------------------- */

	let saving = null, again = false, retry = 0, own = 0;
	const said = document.getElementById('cf-said');
	function say(text, bad) {
		said.textContent = text;
		root.classList.toggle('not-saved', bad);
		said.classList.toggle('visually-hidden', !bad);
		said.classList.toggle('notice', bad);
		said.classList.toggle('bad', bad);
	}

	/* What stands in the form is sent; what comes back is this page as it is now. */
	async function send(submitter) {
		const data = new URLSearchParams(new FormData(form));
		if (submitter && submitter.name)
			data.append(submitter.name, submitter.value);
		const sent = new Map(rows().map((row) => [row.id, valuesOf(row)]));
		const answer = await fetch(form.getAttribute('action'), { method: 'POST', body: data, headers: { Accept: 'text/html' }, cache: 'no-store' });
		const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
		if (!page.getElementById('cf')) /* signed out, or the server does not know what to do */
			throw new Error(String(answer.status));
		own = performance.now();
		merge(page, sent);
		root.dataset.saves = Number(root.dataset.saves || 0) + 1;
		say(said.dataset.saved, false);
	}
	function save(submitter) {
		clearTimeout(retry);
		if (saving) {
			again = true;
			return submitter ? saving.then(() => save(submitter)) : saving;
		}
		saving = send(submitter).catch(() => {
			say(said.dataset.failed, true);
			retry = setTimeout(save, 4000);
		}).finally(() => {
			saving = null;
			if (again) {
				again = false;
				save();
			}
		});
		return saving;
	}

	/* Events of the desk: another window, the resident's screen. One's own saves come back as well, and say nothing new. */
	let look = 0;
	document.addEventListener('live', () => {
		clearTimeout(look);
		look = setTimeout(async () => {
			if (saving)
				return;
			try {
				const answer = await fetch(location.href, { cache: 'no-store', headers: { Accept: 'text/html' } });
				const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
				if (!saving && page.getElementById('cf-form'))
					merge(page, null);
			} catch (e) {
				/* app.js says when the connection is gone */
			}
		}, performance.now() - own < 1000 ? 1200 : 80);
	});

	/* --- what came back, put beside what somebody is typing --------------------------------------------------------------- */

	/* The row is at work: only what stands beside it changes. What was not sent keeps the mark of what it was made from, so that another window's change is
	 * seen and not overwritten. */
	function touch(row, fresh, was) {
		row.className = fresh.className;
		for (const name of ['sheet', 'missing'])
			if (fresh.dataset[name] === undefined)
				delete row.dataset[name];
			else
				row.dataset[name] = fresh.dataset[name];
		row.querySelector('.cf-notes').replaceWith(document.importNode(fresh.querySelector('.cf-notes'), true));
		if (was !== undefined && was !== row.dataset.was)
			row.querySelector('.cf-base').value = fresh.querySelector('.cf-base').value;
		const body = row.querySelector('tbody'), more = fresh.querySelector('tbody');
		if (body && more && more.rows.length > body.rows.length) {
			for (const line of Array.from(more.rows).slice(body.rows.length))
				body.append(document.importNode(line, true));
			row.querySelector('input[name$=".rows"]').value = fresh.querySelector('input[name$=".rows"]').value;
		}
		if (was !== undefined)
			row.dataset.was = was;
	}

	function mergeRows(section, fresh, sent) {
		const wanted = new Set(rows(fresh).map((row) => row.id));
		for (const row of rows(section))
			if (!wanted.has(row.id))
				row.remove();
		let cursor = rows(section)[0] || null;
		for (const next of rows(fresh)) {
			const row = document.getElementById(next.id);
			if (!row || row.closest('.cf-part') !== section) {
				row?.remove();
				const made = document.importNode(next, true);
				section.insertBefore(made, cursor);
				note(made);
				continue;
			}
			cursor = row.nextElementSibling;
			const was = sent ? sent.get(row.id) : undefined, now = valuesOf(row);
			const dirty = sent ? now !== was : now !== row.dataset.was;
			if (row.contains(document.activeElement) || dirty) {
				touch(row, next, was);
			} else if (row.outerHTML !== next.outerHTML) {
				const made = document.importNode(next, true);
				row.replaceWith(made);
				note(made);
			}
		}
	}

	function mergeParts(page, sent) {
		const fresh = Array.from(page.querySelectorAll('.cf-part'));
		const key = (s) => s.dataset.title + '\n' + (rows(s)[0]?.id || '');
		const find = (s) => Array.from(form.querySelectorAll('.cf-part')).find((o) => key(o) === key(s)) ||
			Array.from(form.querySelectorAll('.cf-part')).find((o) => o.dataset.title === s.dataset.title && rows(s).some((r) => o.querySelector('#' + CSS.escape(r.id))));
		const end = form.querySelector('.cf-save'), kept = new Set();
		let before = null;
		for (const section of fresh) {
			let here = find(section);
			if (!here || kept.has(here)) {
				here = document.createElement('section');
				here.className = 'cf-part';
				here.dataset.title = section.dataset.title;
				const title = section.querySelector('h2');
				if (title)
					here.append(document.importNode(title, true));
				if (before)
					before.after(here);
				else
					form.insertBefore(here, form.querySelector('.cf-part') || end);
			}
			kept.add(here);
			mergeRows(here, section, sent);
			before = here;
		}
		for (const old of form.querySelectorAll('.cf-part'))
			if (!kept.has(old))
				old.remove();
	}

	function swap(page, id) {
		const was = document.getElementById(id), next = page.getElementById(id);
		if (!was || !next || was.outerHTML === next.outerHTML)
			return;
		const open = Array.from(was.querySelectorAll('details[open][id]'), (d) => d.id);
		const closed = Array.from(was.querySelectorAll('details[id]:not([open])'), (d) => d.id);
		const made = document.importNode(next, true);
		const focused = was.contains(document.activeElement) && document.activeElement.id;
		was.replaceWith(made);
		for (const d of open)
			made.querySelector('#' + CSS.escape(d))?.setAttribute('open', '');
		for (const d of closed)
			made.querySelector('#' + CSS.escape(d))?.removeAttribute('open');
		if (focused)
			document.getElementById(focused)?.focus({ preventScroll: true });
	}

	function merge(page, sent) {
		const at = rowAt(document.activeElement), top = at && at.getBoundingClientRect().top;
		const side = document.querySelector('.cf-side'), scrolled = side.scrollTop;
		if (page.querySelector('.cf-part') || !document.querySelector('.cf-part'))
			mergeParts(page, sent);
		for (const id of ['gone', 'strip', 'progress', 'problems', 'papers'])
			swap(page, id);
		const looked = document.getElementById('preview'), fresh = page.getElementById('preview');
		if (looked && fresh && looked.dataset.paper === fresh.dataset.paper)
			swap(page, 'preview');
		else if (looked)
			showPaper(looked.dataset.paper);
		markPapers();
		for (const old of form.querySelectorAll('input[type=hidden][name^="has-"]'))
			old.remove();
		for (const next of page.querySelectorAll('#cf-form input[type=hidden][name^="has-"]'))
			form.prepend(document.importNode(next, true));
		side.scrollTop = scrolled;
		if (at && at.isConnected && Math.abs(at.getBoundingClientRect().top - top) > 1)
			window.scrollBy(0, at.getBoundingClientRect().top - top);
		mark();
		filter();
	}

	form.addEventListener('change', (e) => {
		if (e.target.id === 'cf-filter' || e.target.name === 'add')
			return;
		/* an answer that is typed is known, and one that is not known has no answer */
		const row = rowAt(e.target), unknown = row?.querySelector('.cf-unknown input');
		if (unknown && e.target === unknown && unknown.checked)
			for (const c of row.querySelectorAll('.cf-control input, .cf-control select, .cf-control textarea'))
				if (/^(checkbox|radio)$/.test(c.type))
					c.checked = false;
				else if (c.type !== 'hidden')
					c.value = '';
		if (unknown && e.target !== unknown && !/^[?？]$/.test(e.target.value))
			unknown.checked = false;
		save();
	});

	form.addEventListener('submit', (e) => {
		const by = e.submitter;
		if (by?.value === 'over' || by?.value === 'renew' || form.dataset.native)
			return;
		e.stopPropagation(); /* app.js sends a form once; this one is sent many times */
		if (by?.id === 'cf-print') {
			if (Number(document.getElementById('problems').dataset.stops) > 0) {
				e.preventDefault();
				say(said.dataset.stops, true);
				document.querySelector('#cf-problems')?.setAttribute('open', '');
				const first = document.querySelector('#problems .stops a');
				if (first)
					go(rowAt(document.getElementById(first.hash.slice(1))));
			} else {
				by.disabled = true;
				setTimeout(() => { by.disabled = false; }, 2000);
				setTimeout(() => document.dispatchEvent(new CustomEvent('live', { detail: {} })), 1500);
			}
			return;
		}
		e.preventDefault();
		if (by?.name === 'propose') { /* into the field, where it can be changed */
			const control = controlOf(rowAt(by));
			control.value = by.dataset.value;
			control.focus();
			control.dispatchEvent(new Event('change', { bubbles: true }));
			return;
		}
		save(by);
	});

	/* --- keys in the form ---------------------------------------------------------------------------------------------------- */

	form.addEventListener('keydown', (e) => {
		const row = rowAt(e.target), text = e.target.matches('input[type=text], input[type=search], textarea');
		if (e.ctrlKey || e.altKey || e.metaKey || e.isComposing)
			return;
		if (e.target.id === 'cf-filter') {
			if (e.key === 'Enter' || e.key === 'ArrowDown') {
				e.preventDefault();
				go(shown()[0]);
			} else if (e.key === 'Escape') {
				e.target.value = '';
				filter();
			}
			return;
		}
		if (!row)
			return;
		const cells = Array.from(row.querySelectorAll('td ' + CONTROL.replace(/, /g, ', td ')));
		const cell = cells.indexOf(e.target);
		if (e.key === 'Enter' && !e.target.matches('textarea')) {
			e.preventDefault();
			if (cell >= 0 && cell + 1 < cells.length && (e.target.value || cell % row.querySelectorAll('th').length))
				cells[cell + 1].focus();
			else
				step(e.shiftKey ? -1 : 1, row);
		} else if ((e.key === 'ArrowDown' || e.key === 'ArrowUp') && text && cell < 0 && !e.target.matches('textarea')) {
			e.preventDefault();
			step(e.key === 'ArrowDown' ? 1 : -1, row);
		} else if (!text && !e.target.matches('select')) {
			const hit = row.querySelector('[data-nth="' + CSS.escape(e.key === '？' ? '?' : e.key) + '"]');
			if (!hit)
				return;
			e.preventDefault();
			e.stopPropagation();
			hit.click();
			if (hit.type === 'radio')
				step(1, row);
			else
				hit.focus();
		}
	});

	const search = document.getElementById('cf-filter');
	function filter() {
		const wanted = (search?.value || '').trim().toLowerCase();
		for (const row of rows())
			row.hidden = wanted !== '' && !row.querySelector('.cf-label').textContent.toLowerCase().includes(wanted);
		for (const part of form.querySelectorAll('.cf-part'))
			part.hidden = !rows(part).some((row) => !row.hidden);
	}
	search?.addEventListener('input', filter);

	/* --- the preview -------------------------------------------------------------------------------------------------------------- */

	let asking = 0, wanted = 0;
	async function showPaper(id) {
		const mine = ++asking;
		const answer = await fetch(root.dataset.preview + '?paper=' + encodeURIComponent(id), { cache: 'no-store', headers: { Accept: 'text/html' } });
		const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
		const fresh = page.getElementById('preview');
		if (mine !== asking || !fresh)
			return;
		document.getElementById('preview').replaceWith(document.importNode(fresh, true));
		document.getElementById('paper-here').value = fresh.dataset.paper;
		markPapers();
		mark();
	}
	function markPapers() {
		const here = document.getElementById('preview')?.dataset.paper;
		for (const link of document.querySelectorAll('#papers [data-paper]'))
			if (link.dataset.paper === here)
				link.setAttribute('aria-current', 'true');
			else
				link.removeAttribute('aria-current');
	}
	/* The place of the field somebody is at; scrolled to within its own box, and only when it is out of sight. */
	function mark() {
		const fact = rowAt(document.activeElement)?.dataset.fact;
		let first = null;
		for (const spot of document.querySelectorAll('.cf-spots rect')) {
			const hit = fact !== undefined && spot.dataset.fact === fact;
			spot.classList.toggle('here', hit);
			first = first || (hit ? spot : null);
		}
		const side = document.querySelector('.cf-side');
		if (first && side.scrollHeight > side.clientHeight) {
			const box = side.getBoundingClientRect(), spot = first.getBoundingClientRect();
			if (spot.top < box.top + 8 || spot.bottom > box.bottom - 8)
				side.scrollTop += spot.top - box.top - box.height / 3;
		}
		return first;
	}
	form.addEventListener('focusin', (e) => {
		const row = rowAt(e.target);
		clearTimeout(wanted);
		if (row && !mark() && row.dataset.sheet && row.dataset.sheet !== document.getElementById('preview')?.dataset.paper)
			wanted = setTimeout(() => showPaper(row.dataset.sheet).catch(() => {}), 250);
	});
	document.addEventListener('click', (e) => {
		const spot = e.target.closest?.('.cf-spots rect'), link = e.target.closest?.('#papers a[data-paper]');
		if (spot) {
			go(document.getElementById('row-f-' + spot.dataset.fact));
		} else if (link && !e.ctrlKey && !e.metaKey) {
			e.preventDefault();
			showPaper(link.dataset.paper).catch(() => location.assign(link.href));
		}
		const problem = e.target.closest?.('#problems a[href^="#"], #error a[href^="#"]');
		if (problem) {
			e.preventDefault();
			go(rowAt(document.getElementById(problem.hash.slice(1))));
		}
	});

	/* --- the card ------------------------------------------------------------------------------------------------------------------- */

	const dialog = document.getElementById('cf-card');
	if (dialog) {
		const at = dialog.dataset.at, told = document.getElementById('cf-card-said'), code = document.getElementById('card-code');
		const read = document.getElementById('cf-card-read'), ask = document.getElementById('cf-card-ask'), sure = document.getElementById('cf-card-sure');
		const language = document.body.classList.contains('easy') ? 'ja-easy' : document.documentElement.lang;
		const by = () => dialog.querySelector('input[name=card-by]:checked').value;
		let watching = 0;

		function tell(text, bad) {
			told.textContent = text;
			told.classList.toggle('bad', Boolean(bad));
		}
		function ready(yes) {
			read.disabled = !yes;
			ask.hidden = !yes;
		}
		async function call(path, body) {
			const answer = await fetch(at + path, { credentials: 'omit', cache: 'no-store', ...(body && { method: 'POST',
				headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }) });
			const got = await answer.json();
			if (!answer.ok)
				throw Object.assign(new Error(got.error?.code), { told: got.error?.message?.[language] || got.error?.message?.ja, code: got.error?.code });
			return got;
		}
		const WAITS = { 'no-service': 'none', 'no-reader': 'none', empty: 'wait', two: 'two' };

		/* Once a second, until a card lies there; then how many tries are left, which costs none. */
		async function watch() {
			const mine = ++watching;
			ready(false);
			sure.hidden = true;
			while (dialog.open && mine === watching) {
				try {
					const hello = await call('/hello');
					if (hello.reader === 'card') {
						const tries = await call('/tries', { token: hello.token, by: by() });
						tell((tries.left === 1 ? dialog.dataset.last : dialog.dataset.tries).replace('#', tries.left), tries.left === 1);
						sure.hidden = tries.left !== 1;
						ready(tries.left > 0);
						if (tries.left > 0)
							code.focus();
						return;
					}
					tell(dialog.dataset[WAITS[hello.reader] || 'wait']);
				} catch (e) {
					tell(e.told || dialog.dataset.absent, true);
				}
				await new Promise((done) => setTimeout(done, 1000));
			}
		}

		function stop() {
			watching++;
			code.value = '';
			dialog.close();
		}

		document.getElementById('cf-card-open').addEventListener('click', () => {
			tell('');
			dialog.showModal();
			watch();
		});
		document.getElementById('cf-card-stop').addEventListener('click', stop);
		dialog.addEventListener('cancel', stop);
		for (const way of dialog.querySelectorAll('input[name=card-by]'))
			way.addEventListener('change', () => {
				const label = dialog.querySelector('label[for=card-code]');
				label.textContent = label.dataset[by()];
				code.value = '';
				watch();
			});

		function put(name, value) {
			const field = document.createElement('input');
			field.type = 'hidden';
			field.name = name;
			field.value = value;
			field.className = 'cf-card-fact';
			document.getElementById('cf-card-form').append(field);
		}

		/* The code is out of the page before the card has answered. */
		async function readCard() {
			const typed = code.value, last = document.getElementById('card-last').checked;
			code.value = '';
			ready(false);
			tell(dialog.dataset.reading);
			try {
				const hello = await call('/hello');
				const got = await call('/read', { token: hello.token, by: by(), code: typed, ...(last && { last: true }) });
				for (const old of document.querySelectorAll('.cf-card-fact'))
					old.remove();
				for (const [name, value] of Object.entries(got.facts))
					put('card-' + name, value);
				for (const one of got.notes || [])
					put('note', one.message?.[language] || one.message?.ja || one.code);
				await save();
				document.getElementById('cf-card-form').submit();
			} catch (e) {
				tell(e.told || dialog.dataset.failed, true);
				setTimeout(watch, 2500);
			}
		}
		read.addEventListener('click', readCard);
		document.getElementById('cf-card-form').addEventListener('submit', (e) => {
			e.preventDefault();
			e.stopPropagation();
			if (!read.disabled)
				readCard();
		});
	}

	/* The hand is where the next thing is to be typed. */
	if (!document.getElementById('error') && !document.getElementById('cf-message') && !location.hash)
		go(shown().find((row) => row.dataset.missing) || shown()[0]);
	markPapers();
})();
