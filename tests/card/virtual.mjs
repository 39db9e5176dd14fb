// For tests with cards: a pcscd of its own, virtual readers (vsmartcard-vpcd), virtual My Number cards, and madoguchi-card.
//
//     const service = await pcscd();                    // its own socket: works beside another pcscd, and needs nothing in /etc
//     const card = await new Card({ shimei: "北九　花子" }).insert(service);
//     const page = await serve(service, { origin });    // { port, stop() }
//     …  card.sent  has every command that reached the card, in hexadecimal;  await card.remove();  await service.stop();
//
// The card keeps the lock rules of the real one: 3 tries for the PIN, 10 for the front's number, no way back from 0. It is made after the
// public sources that docs/card.md names, not after a card.
import net from "node:net";
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync, renameSync, rmSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";

export const PROGRAM = process.env.MADOGUCHI_CARD ?? join(import.meta.dirname, "../../build/madoguchi-card");
const DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

export async function until(what, condition, ms = 8000) {
	const end = Date.now() + ms;
	for (;;) {
		const value = await condition();
		if (value) return value;
		if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
		await sleep(30);
	}
}

const isFree = (port) =>
	new Promise((done) => {
		const s = net.createServer();
		s.once("error", () => done(false));
		s.listen(port, "0.0.0.0", () => s.close(() => done(true)));
	});

// Two neighbouring ports (the driver has two slots) below those that outgoing connections take.
async function freePorts() {
	for (let i = 0; i < 100; i++) {
		const port = 20000 + 2 * Math.floor(Math.random() * 6000);
		if ((await isFree(port)) && (await isFree(port + 1))) return port;
	}
	throw new Error("no two free ports");
}

/** What stands in the way of tests with a virtual reader here; undefined: nothing. */
export function missing() {
	if (!existsSync(DRIVER)) return `${DRIVER} is not there (package vsmartcard-vpcd)`;
	if (!existsSync("/usr/sbin/pcscd")) return "/usr/sbin/pcscd is not there (package pcscd)";
	if (!existsSync(PROGRAM)) return `${PROGRAM} is not built`;
	return undefined;
}

/** A pcscd with two virtual readers, or none. It is given its socket as systemd would give it. */
export async function pcscd({ readers = true } = {}) {
	const home = mkdtempSync(join(tmpdir(), "card-"));
	const port = await freePorts();
	writeFileSync(
		join(home, "reader.conf"),
		readers
			? `FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:0x${port.toString(16)}\nLIBPATH ${DRIVER}\nCHANNELID 0x${port.toString(16)}\n`
			: "",
	);
	const socket = join(home, "pcscd.comm");
	const listening = net.createServer();
	await new Promise((done) => listening.listen(`${socket}.new`, done));
	let said = "";
	const child = spawn(
		"sh",
		["-c", `LISTEN_FDS=1 LISTEN_PID=$$ exec /usr/sbin/pcscd --foreground --info --config "${home}"`],
		{ stdio: ["ignore", "pipe", "pipe", listening._handle.fd] },
	);
	// From here on only pcscd takes connections: closed, a server of ours takes its socket's first name away, which it no longer has.
	renameSync(`${socket}.new`, socket);
	listening.close();
	child.stdout.on("data", (b) => (said += b));
	child.stderr.on("data", (b) => (said += b));
	const ended = once(child, "exit");
	const kill = () => child.kill("SIGKILL"); // a test that breaks down leaves nothing running
	process.once("exit", kill);
	const service = {
		home, port, socket,
		env: { ...process.env, PCSCLITE_CSOCK_NAME: socket },
		said: () => said,
		async stop() {
			child.kill("SIGTERM");
			await Promise.race([ended, sleep(5000)]);
			kill();
			process.removeListener("exit", kill);
			rmSync(home, { recursive: true, force: true });
		},
	};
	try {
		await until("pcscd is ready", () => {
			if (child.exitCode !== null) throw new Error(`pcscd ended: ${said}`);
			return said.includes("daemon ready");
		});
	} catch (e) {
		await service.stop();
		throw new Error(`${e.message}; it said:\n${said}`);
	}
	return service;
}

// --- TLV ---------------------------------------------------------------------------------------------------------------

/** long: bytes of the length; 1 unless the value needs more. */
export function tlv(tag, value, long = 1) {
	const v = Buffer.isBuffer(value) ? value : Buffer.from(value, "utf8");
	const t = tag > 0xff ? [tag >> 8, tag & 0xff] : [tag];
	const n = v.length;
	const length = n > 255 || long === 3 ? [0x82, n >> 8, n & 0xff] : n > 127 || long === 2 ? [0x81, n] : [n];
	return Buffer.concat([Buffer.from([...t, ...length]), v]);
}

export function factsFile(f, { long = 1, filler = Buffer.alloc(0) } = {}) {
	const objects = [
		tlv(0xdf21, Buffer.from([0, 14, 0, 32, 0, 89, 0, 100])),
		tlv(0xdf22, f.shimei, long), tlv(0xdf23, f.juusho, long), tlv(0xdf24, f.seinengappi, long), tlv(0xdf25, f.seibetsu, long),
	];
	return Buffer.concat([tlv(0xff20, Buffer.concat(objects), long), filler]);
}

// --- the card ------------------------------------------------------------------------------------------------------------

const sw = (n) => Buffer.from([n >> 8, n & 0xff]);
const AID = "d3921000310001010408";

export const HANAKO = {
	shimei: "北九　花子", juusho: "福岡県北九州市小倉北区城内１番１号", seinengappi: "19600401", seibetsu: "2",
};

export class Card {
	/** facts; pin, front: the numbers; tries, frontTries; file: EF 0002 instead of facts; other: not a My Number card;
	 *  hook(hex, card): an answer instead of the card's own (Buffer), "remove" to be taken away, or a promise of one. */
	constructor(options = {}) {
		const { pin = "1234", front = "35040120301234", tries = 3, frontTries = 10, file, other = false, hook, ...facts } = options;
		this.numbers = { 0x11: { code: pin, left: tries }, 0x15: { code: front, left: frontTries } };
		this.file = file ?? factsFile({ ...HANAKO, ...facts });
		Object.assign(this, { other, hook, sent: [], powered: 0 });
		this.forget();
	}

	forget() {
		this.application = false;
		this.selected = 0;
		this.open = false; // a number was presented
	}

	get left() { return this.numbers[0x11].left; }
	get frontLeft() { return this.numbers[0x15].left; }

	/** Puts the card on a reader, and waits until pcscd has seen it. The driver is lost when a card comes before the last one was seen to go. */
	async insert(service, slot = 0) {
		const name = `Virtual PCD 00 0${slot}`;
		const inserted = () => service.said().split(`Card inserted into ${name}`).length;
		this.gone = () => inserted() === service.said().split(`Card Removed From ${name}`).length;
		await until(`${name} is empty`, this.gone);
		const before = inserted();
		const socket = net.connect(service.port + slot, "127.0.0.1");
		await once(socket, "connect");
		this.socket = socket;
		let got = Buffer.alloc(0), turn = Promise.resolve();
		socket.on("data", (b) => {
			got = Buffer.concat([got, b]);
			while (got.length >= 2 && got.length >= 2 + got.readUInt16BE(0)) {
				const n = got.readUInt16BE(0);
				const message = got.subarray(2, 2 + n);
				got = got.subarray(2 + n);
				turn = turn.then(() => this.#take(message)); // one after the other, though an answer may take its time
			}
		});
		socket.on("error", () => {});
		await until(`${name} has the card`, () => inserted() > before);
		return this;
	}

	async remove() {
		const socket = this.socket;
		this.socket = undefined;
		this.forget();
		socket?.destroy();
		await until("the card's reader is empty", this.gone);
	}

	#say(bytes) {
		const head = Buffer.alloc(2);
		head.writeUInt16BE(bytes.length);
		this.socket?.write(Buffer.concat([head, bytes]));
	}

	async #take(message) {
		if (message.length === 1) {
			if (message[0] === 4) this.#say(Buffer.from("3b80800101", "hex"));
			else {
				this.forget(); // power off, power on, reset
				if (message[0] === 1) this.powered++;
			}
			return;
		}
		const hex = message.toString("hex");
		this.sent.push(hex);
		const instead = await this.hook?.(hex, this);
		if (instead === "remove") this.socket.destroy();
		else this.#say(instead ?? this.answer(message));
	}

	answer(c) {
		switch (c[1]) {
			case 0xa4: return this.#select(c);
			case 0x20: return this.#verify(c);
			case 0xb0: return this.#read(c);
			default: return sw(0x6d00);
		}
	}

	#select(c) {
		const id = c.subarray(5, 5 + c[4]);
		if (c[2] === 4) {
			this.application = !this.other && id.toString("hex") === AID;
			this.selected = 0;
			return sw(this.application ? 0x9000 : 0x6a82);
		}
		const file = id.readUInt16BE(0);
		if (!this.application || ![0x01, 0x02, 0x11, 0x15].includes(file)) return sw(0x6a82);
		this.selected = file;
		return sw(0x9000);
	}

	#verify(c) {
		const number = this.numbers[this.selected];
		if (!this.application || !number) return sw(0x6a88);
		if (c.length === 4) return sw(0x63c0 + number.left);
		if (number.left === 0) return sw(0x6984);
		if (c.subarray(5, 5 + c[4]).toString("latin1") === number.code) {
			number.left = number.code.length === 4 ? 3 : 10;
			this.open = true;
			return sw(0x9000);
		}
		number.left--; // and no time brings it back
		return sw(0x63c0 + number.left);
	}

	#read(c) {
		if (!this.application || this.selected !== 2) return sw(0x6985);
		if (!this.open) return sw(0x6982);
		const from = (c[2] << 8) | c[3], n = c[4] || 256;
		if (from >= this.file.length) return sw(0x6b00);
		const piece = this.file.subarray(from, from + n);
		return Buffer.concat([piece, sw(piece.length < n ? 0x6282 : 0x9000)]);
	}
}

// --- the program ---------------------------------------------------------------------------------------------------------

/** Runs madoguchi-card; { code, out, err }. `input` is written to its standard input. */
export async function run(service, args, input = "") {
	const child = spawn(PROGRAM, args, { env: service?.env ?? process.env });
	let out = "", err = "";
	child.stdout.on("data", (b) => (out += b));
	child.stderr.on("data", (b) => (err += b));
	child.stdin.on("error", () => {});
	child.stdin.end(input);
	const [code, signal] = await once(child, "close");
	return { code: code ?? signal, out, err };
}

/** madoguchi-card serve on a free port. */
export async function serve(service, { origin, args = [] }) {
	const child = spawn(PROGRAM, ["serve", "--port", "0", ...[origin].flat().flatMap((o) => ["--origin", o]), ...args], {
		env: service?.env ?? process.env,
		stdio: ["ignore", "pipe", "pipe"],
	});
	let out = "", err = "";
	child.stdout.on("data", (b) => (out += b));
	child.stderr.on("data", (b) => (err += b));
	const ended = once(child, "exit");
	const kill = () => child.kill("SIGKILL");
	process.once("exit", kill);
	const port = await until("madoguchi-card listens", () => {
		if (child.exitCode !== null) throw new Error(`madoguchi-card ended: ${err}`);
		return Number(/listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(out)?.[1]);
	});
	return {
		port, pid: child.pid, url: `http://127.0.0.1:${port}`, said: () => out + err,
		async stop() {
			child.kill("SIGTERM");
			await ended;
			process.removeListener("exit", kill);
		},
	};
}
