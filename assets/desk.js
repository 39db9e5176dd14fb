/* desk.js: times that go on. The desk works without it. */
(function () {
	'use strict';

	/* Plain Japanese: ふん or ぷん, as the number is read (tools/langgen.c has the same). */
	const said = (n, fun) => `${n}${fun ? ([2, 5, 7, 9].includes(n % 10) ? 'ふん' : 'ぷん') : ''}`;

	/* "12分", "1時間5分": minutes, so that nothing flickers in the corner of the eye all day. */
	function tick() {
		for (const e of document.querySelectorAll('time[data-since]')) {
			const minutes = Math.max(0, Math.floor((Date.now() + ahead - Date.parse(e.dataset.since)) / 60000));
			const form = minutes < 60 ? e.dataset.minutes : e.dataset.hours;
			const parts = minutes < 60 ? [minutes] : [Math.floor(minutes / 60), minutes % 60];
			const text = form.replace(/#(ふん)?/g, (all, fun) => said(parts.shift(), fun));
			if (e.textContent !== text)
				e.textContent = text;
		}
	}

	/* The machine on the desk may be some minutes off: the page says what time it is. */
	const clock = document.querySelector('[data-now]');
	const ahead = clock ? Date.parse(clock.dataset.now) - Date.now() : 0;

	document.addEventListener('replaced', tick);
	setInterval(tick, 5000);
})();
