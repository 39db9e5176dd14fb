/*
 * display.js: the lobby's screen, which nobody touches for months.
 *
 *     call        drawn from the event itself, at once; then sounded and spoken
 *     queue, …    the page is asked for again, and what it says of waiting and notice is taken over
 *     reload      the same, and the calls as well
 *
 * While the stream is broken, #lost says so, the last calls stay, and it is tried again after 0.5, 1, 2 … 15 s. A stream that
 * comes back begins behind the last event that was seen, so no call is lost. Where the page that is fetched names other
 * scripts or styles than this one, the program was replaced, and the whole page is loaded anew.
 */
(function () {
	'use strict';

	const $ = (id) => document.getElementById(id);
	const SILENCE = 50000; /* the server writes at least every 20 s */
	const SHORTEST_PAUSE = 500, LONGEST_PAUSE = 15000;
	const BLINKS = 8000;
	const SPOKEN_AT_MOST = 4; /* calls that may wait to be spoken: more are only shown */
	const REFRESH_EVERY = 60000;
	const display = $('display'), calls = $('calls');
	const most = Number(display.dataset.most);
	const languages = display.dataset.speak.split(',').filter(Boolean);
	const [stream, begin] = display.dataset.stream.split('?after=');
	const wait = (ms) => new Promise((done) => setTimeout(done, ms));

	/* --- the calls on the screen ---------------------------------------------------------------------------- */

	/* How large it is written, by its width in halves of a square; pages_display.c has the same. */
	function size(call) {
		const width = Array.from(call.label).reduce((n, c) => n + (c.codePointAt(0) < 0x80 ? 1 : 2), call.number.length);
		return width <= 6 ? 'call' : width <= 8 ? 'call long' : 'call longer';
	}

	function line(call) {
		const li = document.createElement('li');
		li.className = size(call);
		li.dataset.number = call.number;
		li.dataset.desk = call.label;
		for (const [name, text] of [['no', call.number], ['to', '▶'], ['desk', call.label]]) {
			const span = document.createElement('span');
			span.className = name;
			span.textContent = text;
			if (name === 'to')
				span.setAttribute('aria-hidden', 'true');
			li.append(span, ' ');
		}
		return li;
	}

	const shown = () => Array.from(calls.children);

	function settle() {
		for (const li of shown().slice(most))
			li.remove();
		$('none').hidden = calls.children.length > 0;
	}

	/* A number stands once: who is called again, or to the next desk, comes to the top. */
	function showCall(call) {
		for (const li of shown())
			if (li.dataset.number === call.number)
				li.remove();
		const li = line(call);
		li.classList.add('new');
		calls.prepend(li);
		setTimeout(() => li.classList.remove('new'), BLINKS);
		settle();
	}

	/* --- sound -------------------------------------------------------------------------------------------------- */

	const queue = [];
	let speaking = false;

	async function speakAll() {
		if (speaking)
			return;
		speaking = true;
		for (let call; (call = queue.shift());)
			for (const lang of languages)
				try {
					await window.Madoguchi.speak({ number: call.number, desk: call.label, lang });
				} catch (e) {
					if (e.message === 'blocked') {
						$('sound').hidden = false;
						break;
					}
				}
		speaking = false;
	}

	function speakCall(call) {
		if (!languages.length || !window.Madoguchi)
			return;
		queue.push(call);
		if (queue.length > SPOKEN_AT_MOST)
			queue.shift();
		speakAll();
	}

	async function prepareSound() {
		if (!languages.length || !window.AudioContext)
			return;
		const probe = new AudioContext();
		await wait(300);
		$('sound').hidden = probe.state === 'running';
		probe.close();
		$('sound').addEventListener('click', () => { $('sound').hidden = true; });
		window.Madoguchi.prepareSpeech().catch(() => {}); /* fetched when it is needed, then */
	}

	/* --- what the page says now ---------------------------------------------------------------------------------- */

	const versions = (page) => Array.from(page.querySelectorAll('script[src], link[rel="stylesheet"]'), (e) =>
		e.getAttribute('src') || e.getAttribute('href')).join(' ');
	const mine = versions(document);
	let offset = Number(display.dataset.now) - Date.now();
	let seen = begin, fetching = false, again = false;

	function takeOver(page, withCalls) {
		const now = page.getElementById('display');
		offset = Number(now.dataset.now) - Date.now();
		$('waiting').replaceWith(document.importNode(page.getElementById('waiting'), true));
		$('notice').replaceWith(document.importNode(page.getElementById('notice'), true));
		if (withCalls) {
			calls.replaceChildren(...page.getElementById('calls').childNodes);
			seen = now.dataset.stream.split('?after=')[1];
		}
		/* called by mistake, or waiting for the next desk: no longer called; but a call newer than the page stays */
		const waiting = new Set(now.dataset.waiting.split(' '));
		if (Number(now.dataset.stream.split('?after=')[1]) >= Number(seen))
			for (const li of shown())
				if (waiting.has(li.dataset.number))
					li.remove();
		settle();
	}

	async function refresh(withCalls) {
		if (fetching) {
			again = again || (withCalls ? 'calls' : 'counts');
			return;
		}
		fetching = true;
		try {
			const answer = await fetch(location.href, { cache: 'no-store', signal: AbortSignal.timeout(10000) });
			const page = answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : null;
			if (page && page.getElementById('display')) {
				if (versions(page) !== mine)
					location.reload();
				takeOver(page, withCalls);
			}
		} catch (e) {
			/* the stream's loop says that the connection is gone */
		}
		fetching = false;
		if (again) {
			const what = again;
			again = false;
			setTimeout(() => refresh(what === 'calls'), 200);
		}
	}

	let soon = 0;
	function refreshSoon() {
		soon = soon || setTimeout(() => { soon = 0; refresh(false); }, 100 + Math.random() * 300);
	}

	/* --- the stream ---------------------------------------------------------------------------------------------- */

	/* Resolves when the connection is lost. */
	function listen() {
		return new Promise((ended) => {
			const source = new EventSource(stream + '?after=' + seen);
			let quiet = 0;
			const end = () => {
				clearTimeout(quiet);
				source.close();
				ended();
			};
			/* heartbeats are comments, which an EventSource keeps to itself: so the page is asked instead */
			const alive = () => {
				clearTimeout(quiet);
				quiet = setTimeout(async () => {
					try {
						await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(5000) });
						alive();
					} catch (e) {
						end();
					}
				}, SILENCE);
			};
			const on = (kind, act) => source.addEventListener(kind, (e) => {
				alive();
				if (e.lastEventId)
					seen = e.lastEventId;
				act(e);
			});
			source.onopen = () => {
				alive();
				pause = SHORTEST_PAUSE;
				$('lost').hidden = true;
				refreshSoon();
			};
			source.onerror = end; /* its own attempts give up at some answers, and are not counted: see stay() */
			on('call', (e) => {
				const call = JSON.parse(e.data);
				showCall(call);
				speakCall(call);
				refreshSoon();
			});
			on('queue', refreshSoon);
			on('reload', () => refresh(true));
		});
	}

	let pause = SHORTEST_PAUSE;

	async function stay() {
		for (;;) {
			await listen();
			$('lost').hidden = false;
			await wait(pause * (0.75 + Math.random() / 2));
			pause = Math.min(pause * 2, LONGEST_PAUSE);
		}
	}

	/* --- the clock ------------------------------------------------------------------------------------------------ */

	function tick() {
		const t = new Date(Date.now() + offset + 9 * 3600000); /* Japan has one zone */
		const text = t.getUTCHours() + ':' + String(t.getUTCMinutes()).padStart(2, '0');
		if ($('clock').textContent !== text)
			$('clock').textContent = text;
	}

	document.addEventListener('DOMContentLoaded', prepareSound); /* behind speak.js */
	setInterval(tick, 1000);
	setInterval(refreshSoon, REFRESH_EVERY); /* waits change by themselves */
	stay();
})();
