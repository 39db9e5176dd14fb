/*
 * What was acknowledged stays.
 *
 * A server is used by many at once: residents book and take tickets, clerks call. At a moment that nobody chose it is
 * killed (SIGKILL), started again on the same database, and used again. Whoever got no answer asks again with the same
 * Idempotency-Key, as a telephone does that lost its network. At the end the database is read with SQL:
 *
 *   - every booking that was acknowledged is there, and every request led to at most one booking, retries included
 *   - every ticket that was acknowledged is there, with the number that was said
 *   - every call that was acknowledged happened once, at the desk that was told so, and nobody was called by two desks
 *   - places, numbers and events are counted as they are kept; the audit log's chain is whole
 *
 * With MADOGUCHI_TEST_PG the database is PostgreSQL, and in the last round it is PostgreSQL that is stopped at once
 * (pg_ctl restart -m immediate) while the server goes on.
 */
import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const rounds = Number(process.argv[2] ?? 3)
const program = process.env.MADOGUCHI ?? 'build/madoguchi'
const work = mkdtempSync(join(tmpdir(), 'madoguchi-crash.'))
const pg = process.env.MADOGUCHI_TEST_PG
const db = pg ?? `sqlite:${work}/db`
const city = `${work}/city`
const port = 20000 + (process.pid % 12000)
const office = 'moji'
const desks = ['1', '2', '3', '4', '5', '6']

let server = null, stopping = false, down = null
const clean = () => {
	server?.kill('SIGKILL')
	rmSync(work, { recursive: true, force: true })
}
for (const s of ['SIGINT', 'SIGTERM']) process.on(s, () => { clean(); process.exit(130) })
process.on('uncaughtException', (e) => { console.error(e); clean(); process.exit(1) })

/* a quick machine acknowledges tens of thousands of bookings: megabytes to look at */
const run = (file, ...args) => execFileSync(file, args, { encoding: 'utf8', maxBuffer: 1 << 30 })
const madoguchi = (...args) => run(program, ...args, '--city', city, '--db', db)
const sql = (q) => (pg ? run('psql', '-XqAt', '-F', '|', pg, '-c', q) : run('sqlite3', '-readonly', '-cmd', '.timeout 10000', `${work}/db`, q))
	.split('\n').filter((l) => l !== '').map((l) => l.split('|'))

// --- the server ---------------------------------------------------------------------------------------------

async function start() {
	const log = openSync(`${work}/log`, 'a')
	server = spawn(program, ['serve', '--city', city, '--db', db, '--listen', `127.0.0.1:${port}`, '--limits', 'off'],
		{ stdio: ['ignore', log, log] })
	const mine = server
	mine.on('exit', () => { mine.gone = true })
	for (let i = 0; i < 1500; i++) {
		if (mine.gone) break
		if ((await request('GET', '/api/v1/offices').catch(() => ({}))).status === 200) return
		await sleep(10)
	}
	throw new Error(`the server does not start:\n${readFileSync(`${work}/log`, 'utf8').slice(-2000)}`)
}
const ended = (child) => new Promise((done) => { child.gone ? done() : child.on('exit', done) })

let agent = new http.Agent({ keepAlive: true, maxSockets: 256 })
function request(method, path, body, headers = {}) {
	return new Promise((done, lost) => {
		const text = body === undefined ? undefined : JSON.stringify(body)
		const r = http.request({ host: '127.0.0.1', port, method, path, agent, timeout: 10_000, headers: { ...headers, ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }) } }, (res) => {
			const parts = []
			res.on('data', (p) => parts.push(p))
			res.on('error', lost)
			res.on('aborted', () => lost(new Error('aborted')))
			res.on('end', () => {
				try {
					const all = Buffer.concat(parts).toString()
					done({ status: res.statusCode, json: all === '' ? {} : JSON.parse(all) })
				} catch (e) { lost(e) }
			})
		})
		r.on('error', lost)
		r.on('timeout', () => r.destroy(new Error('timeout')))
		r.end(text)
	})
}

// Asks until there is an answer, with one key; 503 says that the outcome is not known to be durable, so it is no answer.
let keys = 0
async function insist(path, body, token) {
	const headers = { 'idempotency-key': `crash-${process.pid}-${++keys}`, ...(token ? { authorization: `Bearer ${token}` } : {}) }
	for (const until = Date.now() + 30_000; Date.now() < until;) {
		if (down) await down
		try {
			const a = await request('POST', path, body, headers)
			if (a.status !== 503) return a
		} catch { /* lost: again */ }
		await sleep(20)
	}
	return { status: 0, json: { error: { message: 'no answer in 30 seconds' } } }
}

// --- who uses it ---------------------------------------------------------------------------------------------

const told = { bookings: new Map(), tickets: new Map(), calls: [] }
const odd = new Map()
const oddly = (what, a) => {
	const k = `${what}: ${a.status} ${JSON.stringify(a.json).slice(0, 160)}`
	odd.set(k, (odd.get(k) ?? 0) + 1)
}

let people = 0
async function resident(slots) {
	while (!stopping) {
		const name = `住民 ${++people}`
		const slot = slots[people % slots.length]
		const a = await insist('/api/v1/bookings', { office: slot.office, service: slot.service, start: slot.start, name, contact: `r${people}@example.jp` })
		if (a.status === 201) told.bookings.set(a.json.code, name)
		else if (a.json.error?.code !== 'slot_full') oddly('booking', a)
	}
}
async function walkIn() {
	while (!stopping) {
		const a = await insist('/api/v1/tickets', { office, services: [`s${1 + (keys % 13)}`] })
		if (a.status === 201) told.tickets.set(a.json.code, a.json.number)
		else oddly('ticket', a)
		await sleep(15)
	}
}
async function clerk(desk, token) {
	const act = (action) => insist(`/api/v1/desks/${office}-${desk}/${action}`, {}, token)
	const opened = await act('open')
	if (opened.status >= 300) oddly(`open ${desk}`, opened)
	while (!stopping) {
		const a = await act('call-next')
		if (a.status === 200) {
			told.calls.push({ desk, ticket: a.json.ticket?.code })
			const d = await act('done')
			if (d.status !== 200) oddly('done', d)
		} else if (a.json.error?.code !== 'nobody_waiting') oddly('call-next', a)
		else await sleep(10)
	}
}

// --- what must hold ------------------------------------------------------------------------------------------

let passed = 0, failed = 0
function says(sentence, wrong) {
	const list = Array.isArray(wrong) ? wrong : wrong ? [wrong] : []
	if (list.length === 0) { passed++; console.log(`ok ${sentence}`) }
	else { failed++; console.log(`FAILED ${sentence}: ${list.length}, such as ${JSON.stringify(list[0])}`) }
}
function twice(list) {
	const seen = new Set()
	return list.filter((x) => seen.has(x) || !seen.add(x))
}

function examine() {
	const bookings = sql("SELECT code, state, name FROM booking")
	const byCode = new Map(bookings.map((b) => [b[0], b]))
	says('every_acknowledged_booking_is_there', [...told.bookings].filter(([code, name]) => byCode.get(code)?.[1] !== 'booked' || byCode.get(code)?.[2] !== name))
	says('no_request_was_booked_twice', twice(bookings.map((b) => b[2])))
	says('the_counted_places_are_the_bookings', sql(`SELECT p.office, p.service, p.start, p.taken, x.n FROM place p LEFT JOIN
		(SELECT b.city, b.office, s.service, s.start, count(*) AS n FROM booking b JOIN booking_step s ON s.city = b.city AND s.booking = b.code
		WHERE b.state = 'booked' GROUP BY b.city, b.office, s.service, s.start) x ON x.city = p.city AND x.office = p.office
		AND x.service = p.service AND x.start = p.start WHERE p.taken <> COALESCE(x.n, 0)`))
	const tickets = new Map(sql('SELECT code, number FROM ticket'))
	says('every_acknowledged_ticket_is_there_with_its_number', [...told.tickets].filter(([code, number]) => tickets.get(code) !== number))
	says('no_number_was_issued_twice', sql('SELECT office, day, number FROM ticket GROUP BY office, day, number HAVING count(*) > 1'))
	says('no_number_was_skipped', sql(`SELECT n.letter, n.last FROM numbering n WHERE n.last <>
		(SELECT count(*) FROM ticket t WHERE t.city = n.city AND t.office = n.office AND t.day = n.day AND substr(t.number, 1, 1) = n.letter)`))
	const calls = sql("SELECT desk, ticket, seq FROM step_log WHERE command = 'call'")
	const called = new Set(calls.map(([desk, ticket]) => `${desk} ${ticket}`))
	says('every_acknowledged_call_happened_at_its_desk', told.calls.filter((c) => !called.has(`${c.desk} ${c.ticket}`)))
	says('nobody_was_called_twice', twice(calls.map(([, ticket, seq]) => `${ticket} ${seq}`)))
	says('events_are_numbered_without_gaps', sql(`SELECT h.office, h.last FROM event_head h WHERE h.last <>
		(SELECT COALESCE(MAX(e.seq), 0) FROM event e WHERE e.city = h.city AND e.office = h.office) OR h.last <>
		(SELECT count(*) FROM event e WHERE e.city = h.city AND e.office = h.office)`))
	let audit = ''
	try { madoguchi('audit', 'verify') } catch (e) { audit = String(e.stderr || e) }
	says('the_audit_chain_is_whole', audit)
	says('every_answer_was_an_expected_one', [...odd].map(([k, n]) => `${n} × ${k}`))
	says('the_load_was_a_load', told.bookings.size > 50 && told.tickets.size > 20 && told.calls.length > 20 ? '' :
		`only ${told.bookings.size} bookings, ${told.tickets.size} tickets, ${told.calls.length} calls`)
}

// --- the story --------------------------------------------------------------------------------------------------

function restartPostgres() {
	const dir = new URL(pg.replace('@/', '@localhost/')).searchParams.get('host')
	const ctl = `${run('pg_config', '--bindir').trim()}/pg_ctl`
	const command = [ctl, '-D', `${dir}/data`, '-w', '-m', 'immediate', '-l', `${dir}/log`, 'restart']
	if (process.getuid() === 0) command.unshift('setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups')
	execFileSync(command[0], command.slice(1), { cwd: '/', stdio: 'ignore' })
}

run('tests/load/city.sh', city, '20')
const tokens = desks.map((d) => {
	execFileSync(program, ['staff', 'add', '--login', `clerk${d}`, '--name', `職員${d}`, '--role', 'clerk', '--password-stdin',
		'--city', city, '--db', db], { input: `${randomUUID()}\n`, stdio: ['pipe', 'ignore', 'inherit'] })
	return madoguchi('token', 'new', '--login', `clerk${d}`, '--name', 'crash').trim()
})
await start()
const slots = []
for (const o of ['moji', 'tobata', 'wakamatsu'])
	for (const s of ['s1', 's2', 's3']) {
		const day = (n) => new Date(Date.now() + 9 * 3600_000 + n * 86400_000).toISOString().slice(0, 10)
		// not tomorrow's: at midnight they become today's, which are not offered
		const a = await request('GET', `/api/v1/offices/${o}/slots?service=${s}&from=${day(2)}&to=${day(45)}`)
		slots.push(...a.json.slots.map((x) => ({ office: o, service: s, start: x.start })))
	}
const users = [...Array.from({ length: 24 }, () => resident(slots)), ...Array.from({ length: 4 }, walkIn), ...desks.map((d, i) => clerk(d, tokens[i]))]

for (let i = 1; i <= rounds; i++) {
	await sleep(700 + Math.random() * 1800)
	if (pg && i === rounds) {
		restartPostgres()
		await sleep(1500)
		continue
	}
	let up
	down = new Promise((r) => { up = r })
	server.kill('SIGKILL')
	await ended(server)
	agent.destroy()
	agent = new http.Agent({ keepAlive: true, maxSockets: 256 })
	await start()
	down = null
	up()
}
await sleep(500)
stopping = true
await Promise.all(users)
server.kill('SIGTERM')
await ended(server)
console.log(`${rounds} rounds: ${told.bookings.size} bookings, ${told.tickets.size} tickets, ${told.calls.length} calls acknowledged`)
examine()
console.log(`${passed} passed, ${failed} failed`)
clean()
process.exit(failed ? 1 : 0)
