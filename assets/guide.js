/*
 * guide.js: what the guide's pages do more where JavaScript runs. Every page works without it.
 *
 *     #gd-form                the clerk's form: each answer is judged at once, the results beside are replaced, and the address with them
 */
(function () {
	'use strict';

	document.documentElement.classList.add('js');

	/* A link to a scheme in the list opens its details. */
	function openTarget() {
		const target = location.hash.startsWith('#s-') && document.getElementById(decodeURIComponent(location.hash.slice(1)));
		const details = target && target.querySelector('details');
		if (!details)
			return;
		for (let outer = target.closest('details'); outer; outer = outer.parentElement.closest('details'))
			outer.open = true;
		details.open = true;
		details.querySelector('summary').focus({ preventScroll: true });
		target.scrollIntoView();
	}
	window.addEventListener('hashchange', openTarget);
	openTarget();

	/* --- at the counter -------------------------------------------------------------------------------------------- */

	const form = document.getElementById('gd-form');
	if (!form)
		return;
	const rows = () => Array.from(form.querySelectorAll('.gd-row')).filter((row) => row.offsetParent);
	let asking = 0;

	/* Sends what stands in the form; what comes back is this page with the new results. */
	async function judge() {
		const mine = ++asking;
		const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)),
			headers: { Accept: 'text/html' }, cache: 'no-store' });
		const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
		const next = page.getElementById('gd-form');
		if (mine !== asking || !next)
			return;
		const open = new Set(Array.from(document.querySelectorAll('#results details[open]'), (d) => d.closest('[id]').id));
		const fresh = page.getElementById('results');
		for (const d of fresh.querySelectorAll('details'))
			d.open = open.has(d.closest('[id]').id);
		document.getElementById('results').replaceWith(document.importNode(fresh, true));
		if (answer.redirected)
			history.replaceState(null, '', answer.url);
		mergeRows(next);
		filter();
	}

	/* Questions that have come to matter appear, others go; the one that somebody is at stays as it is. */
	function mergeRows(next) {
		const here = document.activeElement && document.activeElement.closest('.gd-row');
		const focused = document.activeElement && document.activeElement.id;
		const typing = document.activeElement && document.activeElement.matches('input[type=text]');
		const typed = typing ? document.activeElement.value : '';
		const parts = document.createDocumentFragment();
		for (const part of next.querySelectorAll('.gd-part'))
			parts.append(document.importNode(part, true));
		for (const part of form.querySelectorAll('.gd-part'))
			part.remove();
		form.insertBefore(parts, form.querySelector('.actions'));
		form.action = next.action;
		const again = focused && document.getElementById(focused);
		if (again) {
			again.focus({ preventScroll: true });
			if (typing)
				again.value = typed;
		} else if (here) {
			const row = document.getElementById(here.id) || rows()[0];
			row?.focus({ preventScroll: true });
		}
	}

	form.addEventListener('change', () => judge().catch(() => form.submit()));
	form.addEventListener('submit', (e) => {
		e.preventDefault();
		judge().catch(() => form.submit());
	});

	/* --- keys ------------------------------------------------------------------------------------------------------- */

	const rowOf = (e) => e.target.closest && e.target.closest('.gd-row');
	function go(step, from) {
		const all = rows(), at = all.indexOf(from);
		const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
		if (!next)
			return;
		(next.querySelector('input[type=text], input:checked') || next.querySelector('input')).focus();
		next.scrollIntoView({ block: 'nearest' });
	}

	form.addEventListener('keydown', (e) => {
		const row = rowOf(e);
		if (!row || e.ctrlKey || e.altKey || e.metaKey || e.isComposing)
			return;
		if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
			e.preventDefault();
			go(e.key === 'ArrowDown' ? 1 : -1, row);
			return;
		}
		if (e.target.matches('input[type=text]')) {
			if (e.key === 'Enter') {
				e.preventDefault();
				judge().then(() => go(1, document.getElementById(row.id)));
			}
			return;
		}
		const wanted = e.key === 'y' ? '1' : e.key === 'n' ? '2' : e.key === '？' ? '?' : e.key;
		const hit = /^[0-9?]$/.test(wanted) && row.querySelector('[data-nth="' + wanted + '"]');
		if (!hit)
			return;
		e.preventDefault();
		e.stopPropagation();
		hit.checked = true;
		hit.focus();
		judge().then(() => go(1, document.getElementById(row.id))).catch(() => form.submit());
	});

	const search = document.getElementById('gd-filter');
	function filter() {
		const wanted = (search?.value || '').trim().toLowerCase();
		for (const row of form.querySelectorAll('.gd-row'))
			row.hidden = wanted !== '' && !row.dataset.words.toLowerCase().includes(wanted);
		for (const part of form.querySelectorAll('.gd-part'))
			part.hidden = !part.querySelector('.gd-row:not([hidden])');
	}
	search?.addEventListener('input', filter);
	search?.addEventListener('change', (e) => e.stopPropagation());
	search?.addEventListener('keydown', (e) => {
		if (e.key === 'Escape') {
			search.value = '';
			filter();
		}
		if (e.key === 'Enter' || e.key === 'ArrowDown') {
			e.preventDefault();
			go(1, null);
		}
	});
	document.addEventListener('keydown', (e) => {
		if ((e.key === 'ArrowDown') && e.target === document.body) {
			e.preventDefault();
			go(1, null);
		}
	});
})();
