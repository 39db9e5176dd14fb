/*
 * app.js: what pages can do more where JavaScript runs. Every page works without it.
 *
 *     <body data-events="/events/offices/moji?after=812">   listens; on news fetches this page again and replaces the
 *                                   elements marked [data-live] (each with an id) that have changed. Each event is also
 *                                   told to the page's own script: document.addEventListener('live', e => e.detail.kind)
 *     [data-live][data-minutely]    fetched again each minute without news, too, while somebody looks: waits change with time
 *     <a|button data-key="n">       pressed by a key, unless somebody is typing
 *     <form|button data-confirm="…">  asks first
 *     <button data-copy-from="ID" data-copied="…">   copies the text of that field, and says so
 *     <button data-print>           prints
 *     <details data-menu>           closes when another opens, at a click elsewhere and by Escape; arrows move within
 *     <time data-until="2026-04-01T09:30:00+09:00">   counts down; at zero the page's live parts are fetched again
 *
 * A form that somebody is filling in is never replaced.
 */
(function () {
	'use strict';

	const SILENCE = 50000; /* the server writes at least every 20 s */
	const OFFLINE_AFTER = 5000;
	const LONGEST_PAUSE = 15000;
	const body = document.body;
	const wait = (ms) => new Promise((done) => setTimeout(done, ms));
	const typing = (e) => e && (e.isContentEditable || /^(TEXTAREA|SELECT)$/.test(e.tagName) ||
		(e.tagName === 'INPUT' && !/^(button|submit|checkbox|radio|hidden)$/.test(e.type)));

	/* --- live parts --------------------------------------------------------------------------------------- */

	let fetching = false, again = false, timer = 0, still = true;

	/* Residents' phones do not all ask at the same moment; a desk is not kept waiting. */
	function refreshSoon() {
		if (timer)
			return;
		const spread = body.classList.contains('resident') ? 1500 : 60;
		timer = setTimeout(() => { timer = 0; refresh(); }, 40 + Math.random() * spread);
	}

	async function refresh() {
		if (fetching) {
			again = true;
			return;
		}
		if (!document.querySelector('[data-live]'))
			return;
		fetching = true;
		try {
			const answer = await fetch(location.href, { cache: 'no-store', headers: { Accept: 'text/html' } });
			if (answer.ok && !answer.redirected)
				replaceParts(new DOMParser().parseFromString(await answer.text(), 'text/html'));
		} catch (e) {
			/* the stream's own loop says that the connection is gone */
		}
		fetching = false;
		still = !again;
		if (again) {
			again = false;
			refreshSoon();
		}
	}

	function inUse(part) {
		return part.querySelector('form[data-edited], dialog[open]') ||
			(part.contains(document.activeElement) && typing(document.activeElement));
	}

	/* What says which element had the focus, in the new part as in the old. */
	function handle(e) {
		if (e.id)
			return '#' + CSS.escape(e.id);
		if (e.dataset && e.dataset.key)
			return '[data-key="' + CSS.escape(e.dataset.key) + '"]';
		const href = e.getAttribute && e.getAttribute('href');
		return href ? 'a[href="' + CSS.escape(href) + '"]' : null;
	}

	function replaceParts(fresh) {
		for (const part of document.querySelectorAll('[data-live][id]')) {
			const next = fresh.getElementById(part.id);
			if (!next || next.outerHTML === part.dataset.was || inUse(part))
				continue;
			const was = next.outerHTML;
			if (!part.dataset.was && was === part.outerHTML)
				continue;
			const open = Array.from(part.querySelectorAll('details[open][id]'), (d) => d.id);
			const focused = part.contains(document.activeElement) ? handle(document.activeElement) : null;
			const top = part.scrollTop;
			const made = document.importNode(next, true);
			part.replaceWith(made);
			made.dataset.was = was;
			made.classList.toggle('changed', !still);
			made.scrollTop = top;
			for (const id of open)
				made.querySelector('#' + CSS.escape(id))?.setAttribute('open', '');
			if (focused)
				(made.matches(focused) ? made : made.querySelector(focused))?.focus({ preventScroll: true });
			countDown();
			document.dispatchEvent(new CustomEvent('replaced', { detail: made }));
		}
	}

	setInterval(() => {
		if (!document.hidden && document.querySelector('[data-live][data-minutely]'))
			refreshSoon();
	}, 60000);

	/* --- the stream ----------------------------------------------------------------------------------------- */

	let last = null, down = 0;

	function offline(yes) {
		clearTimeout(down);
		const banner = document.getElementById('offline');
		if (!yes && banner)
			banner.hidden = true;
		else if (banner)
			down = setTimeout(() => { banner.hidden = false; }, OFFLINE_AFTER);
	}

	function told(event) {
		if (event.id)
			last = event.id;
		if (!event.kind)
			return;
		document.dispatchEvent(new CustomEvent('live', { detail: event }));
		still = false; /* what is news is marked; what only time has changed is not */
		refreshSoon();
	}

	async function listen(path) {
		const stop = new AbortController();
		let quiet = setTimeout(() => stop.abort(), SILENCE);
		try {
			const headers = last ? { 'Last-Event-ID': last, Accept: 'text/event-stream' } : { Accept: 'text/event-stream' };
			const answer = await fetch(path, { headers, cache: 'no-store', signal: stop.signal });
			if (!answer.ok)
				throw new Error(String(answer.status));
			offline(false);
			const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
			let rest = '', event = {};
			for (;;) {
				const { value, done } = await reader.read();
				if (done)
					return true;
				clearTimeout(quiet);
				quiet = setTimeout(() => stop.abort(), SILENCE);
				const lines = (rest + value).split('\n');
				rest = lines.pop();
				for (const line of lines) {
					const colon = line.indexOf(':'), name = line.slice(0, colon), text = line.slice(colon + 1).trimStart();
					if (line === '') {
						told(event);
						event = {};
					} else if (name === 'id') {
						event.id = text;
					} else if (name === 'event') {
						event.kind = text;
					} else if (name === 'data') {
						event.data = text;
					}
				}
			}
		} finally {
			clearTimeout(quiet);
		}
	}

	async function stayConnected(path) {
		for (let pause = 500; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
			try {
				if (await listen(path))
					pause = 500;
			} catch (e) {
				/* tried again below */
			}
			offline(true);
			await wait(pause * (0.5 + Math.random()));
			refreshSoon();
		}
	}

	/* --- menus ---------------------------------------------------------------------------------------------------- */

	const menus = () => document.querySelectorAll('details[data-menu][open]');

	document.addEventListener('toggle', (e) => {
		if (!e.target.matches('details[data-menu]') || !e.target.open)
			return;
		for (const menu of menus())
			if (menu !== e.target)
				menu.open = false;
		e.target.querySelector('a, button')?.focus();
	}, true);

	document.addEventListener('click', (e) => {
		for (const menu of menus())
			if (!menu.contains(e.target))
				menu.open = false;
	});

	document.addEventListener('keydown', (e) => {
		const menu = menus()[0];
		if (!menu || e.isComposing)
			return;
		const items = Array.from(menu.querySelectorAll('a, button'));
		const at = items.indexOf(document.activeElement);
		if (e.key === 'Escape') {
			menu.open = false;
			menu.querySelector('summary').focus();
		} else if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
			const step = e.key === 'ArrowDown' ? 1 : -1;
			items[(at + step + items.length) % items.length]?.focus();
		} else {
			return;
		}
		e.preventDefault();
	});

	/* --- keys, questions, one click ------------------------------------------------------------------------------ */

	document.addEventListener('keydown', (e) => {
		if (e.ctrlKey || e.altKey || e.metaKey || e.repeat || e.isComposing || typing(e.target))
			return;
		const hit = document.querySelector('[data-key="' + CSS.escape(e.key) + '"]:not(:disabled)');
		if (!hit || document.querySelector('dialog[open]'))
			return;
		e.preventDefault();
		if (typing(hit))
			hit.focus();
		else
			hit.click();
	});

	/*
	 * Drafts that pages keep on this device stand under madoguchi-drafts/STAFF/…, and go when that person signs out: others may use the machine next. What was never saved is lost
	 * then, so it is asked first. Pages of theirs in other tabs hear of it.
	 */
	function draftsGo(form) {
		try {
			const kept = Object.keys(localStorage).filter((key) => key.startsWith('madoguchi-drafts/' + form.dataset.drafts + '/'));
			if (kept.length && !window.confirm(form.dataset.lost))
				return false;
			document.dispatchEvent(new Event('draftsgone'));
			for (const key of kept)
				localStorage.removeItem(key);
			localStorage.setItem('madoguchi-signed-out', form.dataset.drafts);
			localStorage.removeItem('madoguchi-signed-out');
		} catch (e) {
			/* storage is forbidden: then nothing is kept there */
		}
		return true;
	}

	document.addEventListener('submit', (e) => {
		if (e.target.dataset.drafts && !draftsGo(e.target)) {
			e.preventDefault();
			return;
		}
		const form = e.target, question = e.submitter?.dataset.confirm || form.dataset.confirm;
		if (form.dataset.sent || (question && !window.confirm(question))) {
			e.preventDefault();
			return;
		}
		/* a second click while the first is under way does nothing; after `back` the page is usable again */
		form.dataset.sent = '1';
		setTimeout(() => { delete form.dataset.sent; }, 8000);
	});
	window.addEventListener('pageshow', () => {
		for (const form of document.querySelectorAll('form[data-sent]'))
			delete form.dataset.sent;
	});
	document.addEventListener('input', (e) => {
		if (e.target.form)
			e.target.form.dataset.edited = '1';
	});

	document.addEventListener('click', async (e) => {
		const button = e.target.closest && e.target.closest('[data-copy-from], [data-print]');
		if (!button)
			return;
		if ('print' in button.dataset) {
			window.print();
			return;
		}
		const field = document.getElementById(button.dataset.copyFrom);
		field.select();
		try {
			await navigator.clipboard.writeText(field.value);
		} catch (wrong) {
			document.execCommand('copy'); /* without https */
		}
		const was = button.textContent;
		button.textContent = button.dataset.copied;
		setTimeout(() => { button.textContent = was; }, 2500);
	});

	/* --- countdowns -------------------------------------------------------------------------------------------------- */

	function countDown() {
		for (const e of document.querySelectorAll('[data-until]')) {
			const left = Math.ceil((Date.parse(e.dataset.until) - Date.now()) / 1000);
			if (left <= 0 && !e.dataset.over) {
				e.dataset.over = '1';
				refreshSoon();
			}
			const seconds = Math.max(left, 0);
			e.textContent = Math.floor(seconds / 60) + ':' + String(seconds % 60).padStart(2, '0');
		}
	}

	countDown();
	if (document.querySelector('[data-until]'))
		setInterval(countDown, 1000);
	document.getElementById('error')?.focus();
	if (body.dataset.events)
		stayConnected(body.dataset.events);

	/* --- booking at the ticket machine -------------------------------------------------------------------------------- */

	/* kiosk.js says so, and where its start is. Who walked away leaves nothing of theirs on the screen. */
	const MACHINE_IDLE = 90000;

	function atTheMachine() {
		let machine = null;
		try {
			machine = JSON.parse(sessionStorage.getItem('kiosk'));
		} catch (e) {
			return;
		}
		const failed = /^\/kiosk\/[^/]+/.exec(location.pathname); /* an error's page at a page of the machine */
		if (!machine && failed)
			machine = { home: failed[0] + '?lang=ja', text: '' };
		if (!machine || !body.classList.contains('resident'))
			return;
		let touched = Date.now();
		for (const kind of ['pointerdown', 'keydown', 'input', 'scroll'])
			document.addEventListener(kind, () => { touched = Date.now(); }, true);
		setInterval(() => {
			if (Date.now() - touched > MACHINE_IDLE)
				location.assign(machine.home);
		}, 1000);
		for (const out of document.querySelectorAll('a[href="/"]'))
			out.href = machine.home;
		if (!machine.text)
			return;
		const link = document.createElement('a');
		link.className = 'button secondary';
		link.href = machine.home;
		link.textContent = machine.text;
		document.getElementById('main').prepend(link);
	}
	atTheMachine();
})();
