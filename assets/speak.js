/*
 * Speaks a call in the lobby: a chime, then "Aの12番の番号札をお持ちの方、3番の窓口へお越しください".
 *
 *     await Madoguchi.speak({ number: "A012", desk: "3", lang: "ja" })   // or "en"; "ja-easy" is spoken as "ja"
 *     await Madoguchi.prepareSpeech()   // fetches every piece, so that calls need no network afterwards
 *     Madoguchi.planCall(call)          // { lang, text, pieces }: what would be said; no sound
 *
 * Where the browser has a voice of its own for the language it speaks; else the recorded pieces of assets/sound are played
 * one after another (docs/printers.md, "Spoken calls"). Calls wait for each other, so two never sound at once. The promise
 * is rejected when nothing could be heard; error.message is "blocked" while the browser wants a touch or a key before it
 * makes any sound. The first touch or key anywhere on the page unblocks it.
 *
 * Addresses come from /assets/manifest.json, or from what <body data-assets="…"> names.
 */
(function () {
	'use strict';

	const TENS = 10, HUNDREDS = 100, MOST = 999;
	const LONGEST_SPEECH = 20000;

	/* --- what to say: no sound, no network ------------------------------------------------------------ */

	/* 345 → n300 n40 n5; English has words of its own up to nineteen */
	function numberPieces(n, lang) {
		const pieces = [];
		if (n >= HUNDREDS)
			pieces.push('n' + (n - (n % HUNDREDS)));
		n %= HUNDREDS;
		if (n >= (lang === 'en' ? 20 : TENS)) {
			pieces.push('n' + (n - (n % TENS)));
			n %= TENS;
		}
		if (n > 0 || pieces.length === 0)
			pieces.push('n' + n);
		return pieces;
	}

	function spelled(digits, lang) {
		const n = Number(digits);
		return n <= MOST ? numberPieces(n, lang) : Array.from(digits, (d) => 'n' + d);
	}

	function planCall(call) {
		const lang = String(call.lang || 'ja').startsWith('en') ? 'en' : 'ja';
		const number = String(call.number || '').toUpperCase();
		const letters = (number.match(/[A-Z]/g) || []).join('');
		const digits = (number.match(/[0-9]/g) || []).join('');
		const desk = String(call.desk || '').trim();
		const deskDigits = (desk.match(/[0-9]+/) || [''])[0];
		const bare = digits && Number(digits) <= MOST ? String(Number(digits)) : digits;

		const who = Array.from(letters.toLowerCase()).concat(digits ? spelled(digits, lang) : []);
		const where = deskDigits ? spelled(deskDigits, lang) : [];
		let names, text;
		if (lang === 'en') {
			names = ['ticket', ...who, ...(deskDigits ? ['come', ...where] : ['counter'])];
			const place = !desk ? 'the counter' : desk === deskDigits ? 'counter ' + Number(desk) : desk;
			text = `Ticket number ${[letters, bare].filter(Boolean).join(' ')}, please come to ${place}.`;
		} else {
			names = [...who, 'holder', ...where, deskDigits ? 'come' : 'counter'];
			const place = !desk ? '窓口' : desk === deskDigits ? Number(desk) + '番の窓口' : desk;
			text = `${letters && bare ? letters + 'の' : letters}${bare}番の番号札をお持ちの方、${place}へお越しください。`;
		}
		return { lang, text, pieces: names.map((name) => `sound/${lang}/${name}.mp3`) };
	}

	/* --- the recorded pieces --------------------------------------------------------------------------- */

	let manifest = null;
	const kept = new Map(); /* name → promise of bytes */

	async function get(address) {
		const reply = await fetch(address);
		if (!reply.ok)
			throw new Error(`${address}: ${reply.status}`);
		return reply;
	}

	function addresses() {
		if (!manifest) {
			manifest = get(document.body.dataset.assets || '/assets/manifest.json').then((r) => r.json());
			manifest.catch(() => { manifest = null; });
		}
		return manifest;
	}

	async function fetchPiece(name) {
		const address = (await addresses())[name];
		if (!address)
			throw new Error(`no asset ${name}`);
		try {
			return await (await get(address)).arrayBuffer();
		} catch (e) {
			manifest = null; /* the server may have been replaced by a new version with new addresses */
			return (await get((await addresses())[name])).arrayBuffer();
		}
	}

	function pieceBytes(name) {
		if (!kept.has(name)) {
			const bytes = fetchPiece(name);
			kept.set(name, bytes);
			bytes.catch(() => kept.delete(name));
		}
		return kept.get(name);
	}

	async function prepareSpeech() {
		const names = Object.keys(await addresses()).filter((name) => /^sound\/.*\.mp3$/.test(name));
		await Promise.all(names.map(pieceBytes));
		return names.length;
	}

	/* --- making sound ---------------------------------------------------------------------------------- */

	const pause = (ms) => new Promise((done) => setTimeout(done, ms));
	let context = null;

	async function running() {
		if (!context)
			context = new AudioContext();
		if (context.state !== 'running') /* resume() stays pending until a touch, so do not wait for it for ever */
			await Promise.race([context.resume(), pause(500)]);
		if (context.state !== 'running')
			throw new Error('blocked');
		return context;
	}

	async function play(names) {
		const audio = await running();
		const sounds = await Promise.all(names.map(async (name) =>
			audio.decodeAudioData((await pieceBytes(name)).slice(0)))); /* decoding takes the bytes away */
		let at = audio.currentTime + 0.05, last = null;
		for (const sound of sounds) {
			last = audio.createBufferSource();
			last.buffer = sound;
			last.connect(audio.destination);
			last.start(at);
			at += sound.duration;
		}
		const ended = new Promise((done) => { last.onended = done; });
		await Promise.race([ended, pause((at - audio.currentTime) * 1000 + 1000)]);
	}

	let waitedForVoices = false;

	/* A voice on this machine rather than one that needs the network; null without one. Voices may come late, so the
	 * first call waits for them a moment. */
	async function voiceFor(lang) {
		if (!window.speechSynthesis)
			return null;
		const wait = !waitedForVoices && speechSynthesis.getVoices().length === 0;
		waitedForVoices = true;
		if (wait)
			await Promise.race([pause(500), new Promise((done) =>
				speechSynthesis.addEventListener('voiceschanged', done, { once: true }))]);
		const voices = speechSynthesis.getVoices().filter((v) => v.lang.toLowerCase().startsWith(lang));
		return voices.find((v) => v.localService) || voices[0] || null;
	}

	function say(text, voice) {
		return new Promise((done, failed) => {
			const words = new SpeechSynthesisUtterance(text);
			/* some engines lose the end of what they say: never let that hold the next call up */
			const watch = setTimeout(() => { speechSynthesis.cancel(); done(); }, LONGEST_SPEECH);
			words.voice = voice;
			words.lang = voice.lang;
			words.rate = 0.95;
			words.onend = () => { clearTimeout(watch); done(); };
			words.onerror = (e) => { clearTimeout(watch); failed(new Error(e.error)); };
			speechSynthesis.speak(words);
		});
	}

	async function speakNow(call) {
		const plan = planCall(call);
		await play(['sound/chime.mp3']);
		const voice = await voiceFor(plan.lang);
		if (voice) {
			try {
				return await say(plan.text, voice);
			} catch (e) {
				console.warn(`voice ${voice.name}: ${e.message}`); /* the pieces speak instead */
			}
		}
		await play(plan.pieces);
	}

	let before = Promise.resolve(); /* the last call in the queue */

	function speak(call) {
		const mine = before.then(() => speakNow(call));
		before = mine.catch(() => {}); /* one that failed does not silence the next */
		return mine;
	}

	for (const touch of ['pointerdown', 'keydown'])
		window.addEventListener(touch, () => { running().catch(() => {}); }, { once: true });

	window.Madoguchi = Object.assign(window.Madoguchi || {}, { speak, prepareSpeech, planCall });
})();
