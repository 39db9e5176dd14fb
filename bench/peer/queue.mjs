// M/M/10 at 0.9, as bench/sim.c has it, in two other ways: with simjs, a simulator of npm's registry, and as a plain loop in
// JavaScript (a heap of departures and a list of those who wait), which knows nothing but this queue.
//
//     node queue.mjs simjs|plain CUSTOMERS        one line of JSON, as bench/sim prints
const [which, count] = [process.argv[2], Number(process.argv[3] ?? 1000000)];
const servers = 10, rate = 9, theory = 0.6687318;

// xorshift32: Math.random cannot be seeded
let state = 20260401;
function uniform() {
	state ^= state << 13;
	state ^= state >>> 17;
	state ^= state << 5;
	return ((state >>> 0) + 0.5) / 4294967296;
}
const exponential = (mean) => -mean * Math.log(uniform());

function plain() {
	const waiting = new Float64Array(1 << 20); // a ring of arrival times
	const busy = new Float64Array(servers); // a heap of ends
	let head = 0, tail = 0, n = 0, came = 0, called = 0, waited = 0, next = exponential(1 / rate);
	const push = (t) => {
		let i = n++;
		while (i > 0 && busy[(i - 1) >> 1] > t) {
			busy[i] = busy[(i - 1) >> 1];
			i = (i - 1) >> 1;
		}
		busy[i] = t;
	};
	const pop = () => {
		const last = busy[--n];
		let i = 0;
		for (;;) {
			let k = 2 * i + 1;
			if (k >= n) break;
			if (k + 1 < n && busy[k + 1] < busy[k]) k++;
			if (busy[k] >= last) break;
			busy[i] = busy[k];
			i = k;
		}
		busy[i] = last;
	};
	while (called < count) {
		if (came < count && (n === 0 || next < busy[0])) {
			came++;
			if (n < servers) {
				called++;
				push(next + exponential(1));
			} else waiting[tail++ & 0xfffff] = next;
			next += exponential(1 / rate);
		} else {
			const now = busy[0];
			pop();
			if (head < tail) {
				waited += now - waiting[head++ & 0xfffff];
				called++;
				push(now + exponential(1));
			}
		}
	}
	return waited / called;
}

async function simjs() {
	globalThis.window = globalThis; // it is bundled for browsers
	await import("simjs");
	const { Sim, Entity, Facility } = globalThis.Sim;
	let came = 0, called = 0, waited = 0;
	const sim = new Sim();
	const desks = new Facility("desks", Facility.FCFS, servers);
	class Customer extends Entity {
		start() {
			const arrived = this.time(), takes = exponential(1);
			this.useFacility(desks, takes).done(() => {
				called++;
				waited += this.time() - arrived - takes;
			});
		}
	}
	class Street extends Entity {
		start() {
			this.setTimer(exponential(1 / rate)).done(() => {
				came++;
				sim.addEntity(Customer);
				if (came < count) this.start();
			});
		}
	}
	sim.addEntity(Street);
	sim.simulate(1e15);
	return waited / called;
}

const begin = process.cpuUsage();
const wait = which === "simjs" ? await simjs() : plain();
const { user, system } = process.cpuUsage(begin);
console.log(
	JSON.stringify({
		model: "mmc",
		by: which,
		customers: count,
		per_second: Math.round(count / ((user + system) / 1e6)),
		wait,
		error_percent: 100 * (wait / theory - 1),
	}),
);
