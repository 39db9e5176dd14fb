/* desk.js: times that go on, and menus that close. The desk works without it. */
(function () {
	'use strict';

	/* "12分", "1時間5分": minutes, so that nothing flickers in the corner of the eye all day. */
	function tick() {
		for (const e of document.querySelectorAll('time[data-since]')) {
			const minutes = Math.max(0, Math.floor((Date.now() + ahead - Date.parse(e.dataset.since)) / 60000));
			const form = minutes < 60 ? e.dataset.minutes : e.dataset.hours;
			const parts = minutes < 60 ? [minutes] : [Math.floor(minutes / 60), minutes % 60];
			const text = form.replace(/#/g, () => parts.shift());
			if (e.textContent !== text)
				e.textContent = text;
		}
	}

	/* The machine on the desk may be some minutes off: the page says what time it is. */
	const clock = document.querySelector('[data-now]');
	const ahead = clock ? Date.parse(clock.dataset.now) - Date.now() : 0;

	const menus = () => document.querySelectorAll('details.desk-menu[open]');

	document.addEventListener('toggle', (e) => {
		if (!e.target.matches('details.desk-menu') || !e.target.open)
			return;
		for (const menu of menus())
			if (menu !== e.target)
				menu.open = false;
		e.target.querySelector('.menu-box button')?.focus();
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
		const items = Array.from(menu.querySelectorAll('.menu-box button'));
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

	document.addEventListener('replaced', tick);
	setInterval(tick, 5000);
})();
