/*
 * work-flows.js: the flow editor with a keyboard, without page loads. Everything it does goes by the same forms and links as without it.
 *
 *     forms and links to steps     are fetched, and #wf is replaced by the page that came back; what was typed in a step is saved when one goes to another step
 *     arrows                       to the step before and after, from the chart, the list or the page
 *     Enter  Esc                   into the step's form, and back to the list
 *     n                            to the palette; there arrows move, and 1 … 7, t, d, s, e put at once
 *     Delete                       removes; undo is offered        Ctrl+Z, Ctrl+Shift+Z   undo, redo
 *     typing                       fetches the figures as they would be
 */
(function () {
	'use strict';

	const wf = () => document.getElementById('wf');
	if (!wf())
		return;
	const typing = (e) => e && (/^(TEXTAREA|SELECT)$/.test(e.tagName) ||
		(e.tagName === 'INPUT' && !/^(button|submit|checkbox|radio|hidden)$/.test(e.type)));
	let busy = false, timer = 0, asked = null, next = null;

	/* --- fetching -------------------------------------------------------------------------------------------------- */

	function say(text) {
		const status = document.getElementById('wf-status');
		if (status)
			status.textContent = text;
	}

	function failed() {
		let box = document.getElementById('wf-lost');
		if (!box) {
			box = document.createElement('div');
			box.id = 'wf-lost';
			box.className = 'notice bad';
			box.setAttribute('role', 'alert');
			wf().prepend(box);
		}
		box.textContent = wf().dataset.failed;
	}

	/* How an element is found again in the page that comes back. */
	function handle(e) {
		if (!e || !wf().contains(e))
			return null;
		if (e.id)
			return '#' + CSS.escape(e.id);
		if (e.dataset && e.dataset.put)
			return '[data-put="' + e.dataset.put + '"]';
		const href = e.getAttribute && e.getAttribute('href');
		return href ? 'a[href="' + CSS.escape(href) + '"]' : null;
	}

	function showStep(chart) {
		const shape = chart.querySelector('.flow-here');
		if (!shape)
			return;
		const a = shape.getBoundingClientRect(), b = chart.getBoundingClientRect();
		if (a.left < b.left + 120)
			chart.scrollLeft -= b.left + 120 - a.left;
		else if (a.right > b.right - 20)
			chart.scrollLeft += a.right - b.right + 20;
		if (a.top < b.top)
			chart.scrollTop -= b.top + 10 - a.top;
		else if (a.bottom > b.bottom)
			chart.scrollTop += a.bottom - b.bottom + 10;
	}

	function replace(text, address, focus) {
		const fresh = new DOMParser().parseFromString(text, 'text/html').getElementById('wf');
		if (!fresh)
			return false;
		const old = wf(), chart = document.getElementById('wf-chart');
		const left = chart.scrollLeft, top = chart.scrollTop, x = scrollX, y = scrollY;
		const was = handle(document.activeElement), active = document.activeElement;
		const from = typing(active) && active.selectionStart !== undefined ? [active.selectionStart, active.selectionEnd] : null;
		const open = Array.from(old.querySelectorAll('details[open][id]'), (d) => d.id);
		const made = document.importNode(fresh, true);
		old.replaceWith(made);
		for (const id of open)
			document.getElementById(id)?.setAttribute('open', '');
		const now = document.getElementById('wf-chart');
		now.scrollLeft = left;
		now.scrollTop = top;
		showStep(now);
		scrollTo(x, y);
		const at = (focus && made.querySelector(focus)) || (was && made.querySelector(was));
		if (at) {
			at.focus({ preventScroll: !focus });
			if (focus && at.tagName === 'H2')
				at.scrollIntoView();
			if (focus && at.select && at.type === 'text')
				at.select();
			else if (from && at.setSelectionRange && at.type === 'text')
				at.setSelectionRange(from[0], from[1]);
		}
		if (address)
			history.replaceState(null, '', address);
		hints();
		return true;
	}

	/* What is pressed while something is under way is done when that is there: upon the new page, not upon the one that goes. */
	function whenFree(act) {
		if (busy)
			next = act;
		else
			act();
	}
	function free() {
		busy = false;
		const act = next;
		next = null;
		if (act)
			act();
	}

	async function send(form, fields, focus) {
		busy = true;
		quiet();
		let done = false;
		try {
			const answer = await fetch(form.getAttribute('action'), { method: 'POST', body: new URLSearchParams(fields), cache: 'no-store' });
			const text = await answer.text(), good = answer.ok;
			done = replace(text, good ? answer.url : null, good ? focus : '#error, .wf-form .error, .notice.bad') && good;
			if (!done && !document.getElementById('wf'))
				location.reload();
			if (!good && !new DOMParser().parseFromString(text, 'text/html').getElementById('wf'))
				failed();
			if (done)
				say(document.querySelector('.wf-removed') ? wf().dataset.removed : wf().dataset.saved);
		} catch (e) {
			failed();
		}
		free();
		return done;
	}

	/* A form that goes away asks for no figures any more: they would be of a flow that has changed. */
	function quiet() {
		clearTimeout(timer);
		asked?.abort();
	}

	const formFields = (form, submitter) => new FormData(form, submitter);
	const stepForm = () => document.getElementById('wf-form');
	const dirty = () => stepForm()?.dataset.edited === '1';

	async function goTo(href, pointed) {
		const id = new URL(href, location.href).searchParams.get('step');
		/* a finger on a small screen wants the form, which is further down; a key goes along the list */
		const focus = pointed && innerWidth < 1024 ? '#step-' + CSS.escape(id) : '#s-' + CSS.escape(id);
		if (dirty()) { /* what was typed is kept on the way */
			const fields = formFields(stepForm());
			fields.set('do', 'save');
			fields.set('go', id);
			await send(stepForm(), fields, focus);
			return;
		}
		busy = true;
		quiet();
		try {
			const answer = await fetch(href, { cache: 'no-store' });
			if (answer.ok)
				replace(await answer.text(), answer.url, focus);
		} catch (e) {
			failed();
		}
		free();
	}

	document.addEventListener('submit', (e) => {
		const form = e.target;
		if (e.defaultPrevented || !wf()?.contains(form) || form.enctype === 'multipart/form-data')
			return;
		e.preventDefault();
		delete form.dataset.sent;
		if (busy) {
			const same = '#wf button[name="do"][value="' + CSS.escape(e.submitter?.value || 'save') + '"]';
			whenFree(() => document.querySelector(same)?.click());
			return;
		}
		const act = e.submitter?.value || '';
		let focus = null;
		if (act.startsWith('add:'))
			focus = /^add:(task|decision|service|end)$/.test(act) ? '#name' : '#min_likely';
		else if (act === 'remove' || act === 'undo' || act === 'redo')
			focus = '.wf-steps [aria-current]';
		send(form, formFields(form, e.submitter), focus);
	});

	document.addEventListener('click', (e) => {
		const link = e.target.closest && e.target.closest('a');
		if (!link || !wf()?.contains(link) || e.ctrlKey || e.metaKey || e.shiftKey || e.button)
			return;
		const href = link.getAttribute('href') || '';
		if (!/\?step=/.test(href) || new URL(href, location.href).pathname !== location.pathname)
			return;
		e.preventDefault();
		whenFree(() => goTo(href, e.detail > 0));
	});

	addEventListener('beforeunload', (e) => {
		if (dirty())
			e.preventDefault();
	});

	/* --- figures while typing ---------------------------------------------------------------------------------------- */

	async function figures(form) {
		asked?.abort();
		asked = new AbortController();
		const at = document.getElementById('wf-figures');
		at.classList.add('wf-waits');
		try {
			const answer = await fetch(form.dataset.figures, { method: 'POST', body: new URLSearchParams(formFields(form)), signal: asked.signal });
			if (answer.ok) {
				const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('wf-figures');
				if (fresh && form.isConnected)
					document.getElementById('wf-figures').replaceWith(document.importNode(fresh, true));
			}
		} catch (e) {
			/* aborted by the next letter, or away: saving will say so */
		}
		document.getElementById('wf-figures')?.classList.remove('wf-waits');
	}

	document.addEventListener('input', (e) => {
		const form = e.target.form;
		if (!form?.dataset.figures || e.target.id === 'note' || e.target.id === 'flow-note')
			return;
		clearTimeout(timer);
		timer = setTimeout(() => figures(form), 250);
	});

	/* --- keys ------------------------------------------------------------------------------------------------------------ */

	function steps() {
		return Array.from(document.querySelectorAll('.wf-steps a'));
	}

	function move(by) {
		if (busy) {
			whenFree(() => move(by));
			return;
		}
		const all = steps(), at = all.findIndex((a) => a.getAttribute('aria-current'));
		const to = all[at + by];
		if (to)
			goTo(to.getAttribute('href'));
	}

	function inPalette(e) {
		const buttons = Array.from(document.querySelectorAll('#wf-palette button')), at = buttons.indexOf(document.activeElement);
		if (at < 0)
			return false;
		const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
		if (by) {
			buttons[(at + by + buttons.length) % buttons.length].focus();
			return true;
		}
		const hit = buttons.find((b) => b.dataset.put === e.key);
		if (hit)
			hit.click();
		return Boolean(hit);
	}

	document.addEventListener('keydown', (e) => {
		if (e.isComposing || !wf() || document.querySelector('dialog[open]'))
			return;
		const inField = typing(e.target), inForm = e.target.closest && e.target.closest('#wf-form, #wf-palette');
		if (e.key === 'Escape' && (inField || inForm) && wf().contains(e.target)) {
			e.preventDefault();
			document.querySelector('.wf-steps [aria-current]')?.focus();
			return;
		}
		if (inField)
			return;
		if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'z') {
			e.preventDefault();
			const id = e.shiftKey ? 'wf-redo' : 'wf-undo';
			whenFree(() => document.getElementById(id)?.click());
			return;
		}
		if (e.ctrlKey || e.metaKey || e.altKey)
			return;
		if (inPalette(e)) {
			e.preventDefault();
			return;
		}
		const onPage = e.target === document.body || e.target.closest?.('.wf-steps, .wf-chart');
		if (!onPage)
			return;
		const scrolls = e.target.id === 'wf-chart'; /* its own arrows scroll it */
		if (!scrolls && (e.key === 'ArrowRight' || e.key === 'ArrowDown')) {
			move(1);
		} else if (!scrolls && (e.key === 'ArrowLeft' || e.key === 'ArrowUp')) {
			move(-1);
		} else if (e.key === 'n') {
			document.querySelector('#wf-palette button')?.focus();
		} else if (e.key === 'Delete') {
			whenFree(() => document.getElementById('wf-remove')?.click());
		} else if (e.key === 'Enter' && (e.target === document.body || e.target.getAttribute('aria-current') ||
				e.target.closest('.flow-here'))) {
			document.getElementById('name')?.focus();
		} else {
			return;
		}
		e.preventDefault();
	});

	/* The keys of the palette, where there are keys. */
	function hints() {
		for (const b of document.querySelectorAll('#wf-palette button')) {
			if (b.querySelector('kbd'))
				continue;
			const k = document.createElement('kbd');
			k.textContent = b.dataset.put;
			k.setAttribute('aria-hidden', 'true');
			b.append(k);
		}
		if (wf())
			wf().dataset.ready = '1';
	}

	hints();
	const chart = document.getElementById('wf-chart');
	if (chart)
		showStep(chart);
})();
