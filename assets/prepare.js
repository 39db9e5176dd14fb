/*
 * prepare.js: what the pages of preparing at home do more where JavaScript runs. Every page works without it.
 *
 *     #prep-form[data-try]      a control that was left is checked at once, by the server's own checks, and what is wrong is told at it; what was
 *                               told goes as soon as it is right. Nothing is saved.
 *     [data-assist]             postal: begins the address, kana: proposes the reading; without leaving the page
 *     a page with unsaved answers asks before it is left
 */
(function () {
	'use strict';

	document.documentElement.classList.add('js');

	const form = document.getElementById('prep-form');
	if (!form)
		return;

	/* --- checks while typing ------------------------------------------------------------------------------------------- */

	/* f-kazoku.2.shimei belongs to the question f-kazoku */
	const question = (name) => name.split('.')[0];
	const asked = Array.from(form.querySelectorAll('input[name=ask]'), (i) => 'f-' + i.value);
	const left = new Set();
	let asking = 0;

	function fieldOf(name) {
		const control = form.querySelector(`[name="${name}"], [name^="${name}."]`);
		return control && (control.closest('.prep-form > .field') || control.closest('.field'));
	}

	function tell(name, text) {
		const field = fieldOf(name);
		if (!field)
			return;
		const id = name + '-error';
		let told = document.getElementById(id);
		const control = field.querySelector('input:not([type=hidden]), select, textarea');
		field.classList.toggle('wrong', Boolean(text));
		if (!text) {
			told?.remove();
			control?.removeAttribute('aria-invalid');
			return;
		}
		if (!told) {
			told = document.createElement('p');
			told.className = 'error';
			told.id = id;
			const before = field.querySelector('.help, .field-line, .choices, .field-date, textarea, select, input:not([type=hidden])');
			let at = before && before.parentElement === field ? before : null;
			if (at && at.classList.contains('help'))
				at = at.nextElementSibling;
			field.insertBefore(told, at);
			told.setAttribute('role', 'status');
			const described = control?.getAttribute('aria-describedby');
			control?.setAttribute('aria-describedby', described ? `${described} ${id}` : id);
		}
		told.textContent = text;
		control?.setAttribute('aria-invalid', 'true');
	}

	async function check() {
		const mine = ++asking;
		let found;
		try {
			const answer = await fetch(form.dataset.try, { method: 'POST', body: new URLSearchParams(new FormData(form)),
				headers: { Accept: 'application/json' }, cache: 'no-store' });
			if (!answer.ok)
				return;
			found = await answer.json();
		} catch (e) {
			return; /* offline: it is told when it is sent */
		}
		if (mine !== asking)
			return;
		const told = new Map(found.fields.map((f) => [f.name, f.told]));
		for (const name of asked)
			if (left.has(name))
				tell(name, told.get(name) || '');
	}

	let dirty = false;
	form.addEventListener('input', () => { dirty = true; });
	form.addEventListener('focusout', (event) => {
		const name = event.target.name && question(event.target.name);
		if (!name || !asked.includes(name) || !dirty)
			return;
		/* within one question (year, month, day) only once all of it was left */
		const field = fieldOf(name);
		if (field && event.relatedTarget && field.contains(event.relatedTarget))
			return;
		left.add(name);
		check();
	});
	form.addEventListener('change', (event) => {
		const name = event.target.name && question(event.target.name);
		if (name && left.has(name))
			check();
	});
	form.addEventListener('submit', () => { dirty = false; });
	window.addEventListener('beforeunload', (event) => {
		if (dirty)
			event.preventDefault();
	});

	/* --- proposals ------------------------------------------------------------------------------------------------------- */

	for (const button of form.querySelectorAll('[data-assist]')) {
		button.addEventListener('click', async (event) => {
			event.preventDefault();
			const target = form.elements[button.dataset.target], told = button.parentElement.querySelector('[role=status]');
			const body = new URLSearchParams(new FormData(form));
			body.set('assist', button.value);
			try {
				const answer = await fetch(form.action, { method: 'POST', body, headers: { Accept: 'text/html' }, cache: 'no-store' });
				const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
				const theirs = page.querySelector(`[name="${button.dataset.target}"]`);
				const said = page.querySelector(`[data-target="${button.dataset.target}"]`)?.parentElement.querySelector('[role=status]');
				if (theirs && theirs.value) {
					target.value = theirs.value;
					dirty = true;
				}
				told.textContent = said ? said.textContent : '';
				target.focus();
			} catch (e) {
				form.requestSubmit(button);
			}
		});
	}
}());
