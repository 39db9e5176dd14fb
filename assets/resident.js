/*
 * resident.js: what residents' pages do more where JavaScript runs.
 *
 *     .with-script          shown only when this runs (<html class="js">)
 *     #print                prints the booking
 *     #held[data-seconds]   the place that is kept: counts down, says when a minute is left, and opens the page again when it is over
 *     #ticket[data-phase]   when the part was replaced: the tab's title, what a screen reader hears, the alarm (again
 *                           for each call)
 *     #alarm                a chime and a vibration when the number is called, once somebody pressed the button: a browser
 *                           makes no sound before a touch. While it is on, the screen does not go dark.
 *     #status[data-poll]    fetched again every so many seconds while somebody looks
 */
(function () {
	'use strict';

	document.documentElement.classList.add('js');
	document.getElementById('print')?.addEventListener('click', () => window.print());

	/* --- a place that is kept for a while ------------------------------------------------------------------------ */

	const held = document.getElementById('held');
	if (held) {
		/* by the server's count: a phone's clock may be wrong */
		const ends = performance.now() + 1000 * held.dataset.seconds;
		const tick = () => {
			const left = Math.ceil((ends - performance.now()) / 1000), shown = Math.max(left, 0);
			document.getElementById('countdown').textContent =
				Math.floor(shown / 60) + ':' + String(shown % 60).padStart(2, '0');
			if (left === 60)
				document.getElementById('held-said').textContent = held.dataset.soon;
			if (left < -1) {
				clearInterval(beat);
				location.reload();
			}
		};
		const beat = setInterval(tick, 1000);
		tick();
	}

	/* --- one's own ticket ------------------------------------------------------------------------------------------- */

	const alarm = document.getElementById('alarm');
	const sound = alarm && new Audio(alarm.dataset.sound);
	const call = (part) => part && part.dataset.phase === 'called' ? part.dataset.calls : '';
	let on = false, called = call(document.getElementById('ticket')), said = '';

	function ring() {
		if (!on)
			return;
		sound.currentTime = 0;
		sound.play().catch(() => {});
		navigator.vibrate?.([400, 200, 400, 200, 800]);
	}

	async function stayAwake() {
		try {
			if (on && document.visibilityState === 'visible')
				await navigator.wakeLock?.request('screen');
		} catch (e) {
			/* the battery is low: the chime still comes */
		}
	}

	if (alarm) {
		const button = document.getElementById('alarm-button');
		const off = document.getElementById('alarm-text').textContent;
		button.addEventListener('click', () => {
			on = !on;
			button.setAttribute('aria-pressed', String(on));
			document.getElementById('alarm-text').textContent = on ? alarm.dataset.on : off;
			ring();
			stayAwake();
		});
		document.addEventListener('visibilitychange', stayAwake);
	}

	document.addEventListener('replaced', (e) => {
		const part = e.detail;
		if (part.id !== 'ticket')
			return;
		document.title = part.dataset.title;
		const words = part.querySelector('#ticket-state').innerText.replace(/\s+/g, ' ');
		if (words !== said)
			document.getElementById('ticket-said').textContent = said = words;
		if (call(part) && call(part) !== called)
			ring();
		called = call(part);
		if (part.dataset.phase === 'over')
			location.reload();
	});

	/* --- how busy it is ------------------------------------------------------------------------------------------------ */

	const status = document.querySelector('#status[data-poll]');
	async function poll() {
		if (document.visibilityState !== 'visible')
			return;
		try {
			const answer = await fetch(location.href, { cache: 'no-store' });
			const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
			const fresh = page.getElementById('status'), now = document.getElementById('status');
			if (answer.ok && fresh && !now.contains(document.activeElement))
				now.replaceWith(document.importNode(fresh, true));
		} catch (e) {
			/* tried again next time */
		}
	}
	if (status)
		setInterval(poll, 1000 * status.dataset.poll);
})();
