/*
 * counter-screen.js: the screen that faces the resident. The page itself is served blank again by the server; here it goes blank as well when the
 * connection is gone, and somebody who reads keeps it.
 */
(function () {
	'use strict';

	const IDLE_TELL = 45000; /* not oftener than this the server hears that somebody is there */
	let told = 0, loaded = performance.now();

	const screen = () => document.getElementById('screen');
	const left = () => Number(screen().dataset.left) * 1000 - (performance.now() - loaded);

	document.addEventListener('replaced', () => { loaded = performance.now(); });

	/* Nothing personal stays, also where nobody answers. */
	setInterval(() => {
		if (Number(screen().dataset.left) > 0 && left() < 0) {
			if (left() < -3000) {
				screen().replaceChildren();
				screen().dataset.left = '0';
			}
			document.dispatchEvent(new CustomEvent('due'));
		}
	}, 500);

	/* At its end the page is fetched anew: then it is blank. */
	document.addEventListener('due', () => {
		if (Number(screen().dataset.left) > 0 && !screen().dataset.asked) {
			screen().dataset.asked = '1';
			location.reload();
		}
	});

	for (const kind of ['pointerdown', 'keydown', 'wheel', 'touchmove'])
		document.addEventListener(kind, async () => {
			const form = document.getElementById('fs-stay');
			if (!form || performance.now() - told < IDLE_TELL)
				return;
			told = performance.now();
			try {
				await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), cache: 'no-store' });
			} catch (e) {
				/* it goes blank then */
			}
		}, { passive: true });
})();
