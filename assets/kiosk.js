/*
 * kiosk.js: what the ticket machine can do more where JavaScript runs.
 *
 *     it forgets      after data-idle seconds without a touch it goes to data-home: the start, in Japanese
 *     it stays        nothing is opened or sent before the server has answered, so that a machine that nobody looks after
 *                     never ends on a browser's error page; until it answers, #lost says so
 *     it helps        counts what was chosen, types by the keypad, follows the printer
 *
 * Who books at the machine leaves it for /book/…; what brings them back from there is at the end of app.js.
 */
(function () {
	'use strict';

	const kiosk = document.querySelector('.kiosk');
	const lost = document.getElementById('lost');
	const ASK_LIMIT = 4000, ASK_AGAIN = 2000;
	const SHORTEST_CODE = 10;
	const wait = (ms) => new Promise((done) => setTimeout(done, ms));

	/* --- is the server there? ----------------------------------------------------------------------------- */

	async function answers() {
		try {
			return (await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(ASK_LIMIT) })).ok;
		} catch (e) {
			return false;
		}
	}

	/* Resolves when the server answers, however long that takes. */
	async function untilThere() {
		while (!(await answers())) {
			lost.hidden = false;
			await wait(ASK_AGAIN);
		}
		lost.hidden = true;
	}

	let leaving = false;

	async function go(address) {
		if (leaving)
			return;
		leaving = true;
		await untilThere();
		location.assign(address);
		setTimeout(() => { leaving = false; }, 5000);
	}

	document.addEventListener('click', (e) => {
		const link = e.target.closest('a[href]');
		if (!link || e.defaultPrevented || e.button !== 0)
			return;
		e.preventDefault();
		go(link.href);
	});

	/* Before app.js hears of it (which lets a form be sent once): asks first, then sends it again as checked. */
	document.addEventListener('submit', async (e) => {
		const form = e.target, submitter = e.submitter;
		if (form.dataset.checked) {
			delete form.dataset.checked;
			return;
		}
		e.preventDefault();
		e.stopImmediatePropagation();
		if (leaving)
			return;
		leaving = true;
		await untilThere();
		form.dataset.checked = '1';
		form.requestSubmit(submitter);
		setTimeout(() => { leaving = false; }, 5000);
	}, true);

	/* --- forgetting ----------------------------------------------------------------------------------------- */

	const idle = Number(kiosk.dataset.idle) * 1000;
	const countdown = document.getElementById('countdown'), more = document.getElementById('more');
	let touched = Date.now();

	/* A countdown runs out unless more time is asked for; elsewhere every touch counts. */
	function touch() {
		touched = Date.now();
	}
	if (countdown) {
		more.hidden = false;
		more.addEventListener('click', () => { touch(); tick(); });
	} else {
		for (const kind of ['pointerdown', 'keydown', 'input'])
			document.addEventListener(kind, touch, true);
	}

	function tick() {
		const left = Math.ceil((touched + idle - Date.now()) / 1000);
		if (countdown) {
			const n = Math.max(left, 0);
			countdown.textContent = n === 1 ? countdown.dataset.one : countdown.dataset.many.replace('2', String(n));
		}
		if (left <= 0)
			go(kiosk.dataset.home);
	}
	if (idle) {
		tick();
		setInterval(tick, 1000);
	}

	/* The start page stands for days: it is fetched again now and then, also to take up a new version of the program. */
	if (kiosk.classList.contains('start'))
		setInterval(async () => {
			if (!leaving && Date.now() - touched > 60000 && await answers())
				location.reload();
		}, 10 * 60000);

	/* --- choosing --------------------------------------------------------------------------------------------- */

	const chosen = document.getElementById('chosen');
	if (chosen) {
		const boxes = Array.from(kiosk.querySelectorAll('input[name="service"]:enabled'));
		const take = kiosk.querySelector('.take'), most = Number(kiosk.dataset.most);
		const canTake = !take.disabled;
		const count = () => {
			const n = boxes.filter((b) => b.checked).length;
			const text = n === 0 ? chosen.dataset.none : n === 1 ? chosen.dataset.one : chosen.dataset.many.replace('2', String(n));
			chosen.textContent = n >= most ? text + ' – ' + chosen.dataset.most : text;
			for (const b of boxes)
				b.disabled = n >= most && !b.checked;
			take.disabled = !canTake || n === 0;
		};
		kiosk.addEventListener('change', count);
		window.addEventListener('pageshow', count);
		count();
	}

	/* --- the keypad ------------------------------------------------------------------------------------------- */

	const code = document.getElementById('code'), scan = document.getElementById('scan');
	if (scan) {
		/* a code held to the scanner while the start page stands: it types it, and Enter */
		let typed = '';
		document.addEventListener('keydown', (e) => {
			if (e.key.length === 1) {
				typed += e.key;
			} else if (e.key === 'Enter' && typed.length >= SHORTEST_CODE) {
				e.preventDefault();
				code.value = typed;
				scan.requestSubmit();
			}
			if (e.key === 'Enter')
				typed = '';
		}, true);
	} else if (code) {
		kiosk.addEventListener('click', (e) => {
			const key = e.target.closest('button[name="key"]');
			if (!key)
				return;
			e.preventDefault();
			if (key.value === 'clear')
				code.value = '';
			else if (key.value === 'delete')
				code.value = Array.from(code.value).slice(0, -1).join('');
			else
				code.value += key.value;
			code.dispatchEvent(new Event('input', { bubbles: true }));
		});
		/* a scanner types wherever the focus is */
		document.addEventListener('keydown', (e) => {
			if (document.activeElement === code || e.ctrlKey || e.altKey || e.metaKey)
				return;
			if (e.key.length === 1 && e.key !== ' ')
				code.focus();
		}, true);
	}

	/* --- the printer ------------------------------------------------------------------------------------------ */

	async function follow() {
		for (let i = 0; i < 40 && document.querySelector('[data-printing]'); i++) {
			await wait(700);
			try {
				const answer = await fetch(location.href, { cache: 'no-store' });
				if (!answer.ok || answer.redirected)
					return;
				const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
				for (const id of ['print', 'expected']) {
					const was = document.getElementById(id), now = fresh.getElementById(id);
					if (was && now && was.outerHTML !== now.outerHTML) {
						was.className = now.className;
						was.toggleAttribute('data-printing', now.hasAttribute('data-printing'));
						was.replaceChildren(...now.childNodes);
					}
				}
			} catch (e) {
				/* the server is away for a moment */
			}
		}
	}
	follow();

	/* --- who books here ------------------------------------------------------------------------------------------ */

	/* The booking pages are not the machine's: app.js brings them back here when nobody touches them any more. */
	try {
		sessionStorage.removeItem('kiosk');
		document.querySelector('[data-guest]')?.addEventListener('click', (e) =>
			sessionStorage.setItem('kiosk', JSON.stringify({ home: kiosk.dataset.home, text: e.target.dataset.guest })));
	} catch (e) {
		/* no storage, no way back from there but the pages' own */
	}
})();
