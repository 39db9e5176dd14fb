/*
 * The peer: what a good engineer would write in an afternoon for the same job, with the same promises.
 *
 *     node server.mjs --db FILE --listen 127.0.0.1:8090 [--places 10]
 *
 * Fastify with JSON schemas for requests and answers, better-sqlite3 with prepared statements, WAL and synchronous=FULL,
 * one transaction for each booking, which takes the place, saves the booking with its step, numbers and saves the event.
 * Limits on hoarding are off, as they are in madoguchi while it is measured. One process, as Node is usually run; it is
 * the only writer of the file, so it asks the database nothing that the definitions in memory can answer.
 */
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import Fastify from 'fastify'

const { values: set } = parseArgs({
	options: {
		db: { type: 'string' },
		listen: { type: 'string', default: '127.0.0.1:8090' },
		places: { type: 'string', default: '10' },
	},
})
const CITY = 401005
const JST = 9 * 3600_000
const DAY = 86400_000

// --- the city: offices, services, and when they can be booked ---

const names = ['門司', '小倉北', '小倉南', '若松', '八幡東', '八幡西', '戸畑']
const ids = ['moji', 'kokurakita', 'kokuraminami', 'wakamatsu', 'yahatahigashi', 'yahatanishi', 'tobata']
const kinds = ['住民異動', '戸籍', '印鑑登録', '証明書', 'マイナンバーカード交付', '国民健康保険', '国民年金', '介護保険', '障害福祉', '子ども・児童手当', '保育所', '税証明', 'おくやみコーナー']
const rule = { weekdays: [1, 2, 3, 4, 5], from: 9 * 60, to: 16 * 60 + 30, slot: 30, places: Number(set.places), fromDays: 1, toDays: 60 }
const offices = new Map(ids.map((id, i) => [id, {
	id,
	name: `${names[i]}区役所`,
	services: new Map(kinds.map((name, k) => [`s${k + 1}`, { id: `s${k + 1}`, name, minutes: 20, bookable: true, rule }])),
}]))

const midnight = (t) => Math.floor((t + JST) / DAY) * DAY - JST
const rfc3339 = (t) => new Date(t + JST).toISOString().slice(0, 19) + '+09:00'

function* slotsOfDay(r, day) {
	if (!r.weekdays.includes(new Date(day + JST).getUTCDay())) return
	for (let m = r.from; m + r.slot <= r.to; m += r.slot) yield day + m * 60_000
}
function offered(r, start, now) {
	const day = midnight(start), today = midnight(now), minute = (start - day) / 60_000
	const ahead = (day - today) / DAY
	return ahead >= r.fromDays && ahead <= r.toDays && r.weekdays.includes(new Date(day + JST).getUTCDay()) &&
		minute >= r.from && minute + r.slot <= r.to && (minute - r.from) % r.slot === 0
}

// --- the database ---

const db = new Database(set.db)
db.pragma('journal_mode = WAL')
db.pragma('synchronous = FULL')
db.exec(`
	CREATE TABLE IF NOT EXISTS place (city INTEGER NOT NULL, office TEXT NOT NULL, service TEXT NOT NULL, start INTEGER NOT NULL,
		taken INTEGER NOT NULL CHECK (taken >= 0), PRIMARY KEY (city, office, service, start)) STRICT, WITHOUT ROWID;
	CREATE TABLE IF NOT EXISTS booking (city INTEGER NOT NULL, code TEXT NOT NULL, office TEXT NOT NULL, state TEXT NOT NULL,
		start INTEGER NOT NULL, name TEXT NOT NULL, contact TEXT NOT NULL, made_at INTEGER NOT NULL,
		PRIMARY KEY (city, code)) STRICT, WITHOUT ROWID;
	CREATE INDEX IF NOT EXISTS booking_by_time ON booking (city, office, start);
	CREATE INDEX IF NOT EXISTS booking_by_contact ON booking (city, contact, start);
	CREATE TABLE IF NOT EXISTS booking_step (city INTEGER NOT NULL, booking TEXT NOT NULL, seq INTEGER NOT NULL, service TEXT NOT NULL,
		start INTEGER NOT NULL, PRIMARY KEY (city, booking, seq)) STRICT, WITHOUT ROWID;
	CREATE TABLE IF NOT EXISTS event_head (city INTEGER NOT NULL, office TEXT NOT NULL, last INTEGER NOT NULL,
		PRIMARY KEY (city, office)) STRICT, WITHOUT ROWID;
	CREATE TABLE IF NOT EXISTS event (city INTEGER NOT NULL, office TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL,
		kind TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (city, office, seq)) STRICT, WITHOUT ROWID;
	CREATE INDEX IF NOT EXISTS event_at ON event (city, at);
`)
const takePlace = db.prepare(`INSERT INTO place (city, office, service, start, taken) VALUES (?, ?, ?, ?, 1)
	ON CONFLICT (city, office, service, start) DO UPDATE SET taken = taken + 1 WHERE taken < ?`)
const addBooking = db.prepare(`INSERT INTO booking (city, code, office, state, start, name, contact, made_at)
	VALUES (?, ?, ?, 'booked', ?, ?, ?, ?)`)
const addStep = db.prepare('INSERT INTO booking_step (city, booking, seq, service, start) VALUES (?, ?, 1, ?, ?)')
const nextEvent = db.prepare(`INSERT INTO event_head (city, office, last) VALUES (?, ?, 1)
	ON CONFLICT (city, office) DO UPDATE SET last = last + 1 RETURNING last`).pluck()
const addEvent = db.prepare("INSERT INTO event (city, office, seq, at, kind, data) VALUES (?, ?, ?, ?, 'booking', ?)")
const taken = db.prepare(`SELECT start, taken FROM place WHERE city = ? AND office = ? AND service = ? AND start >= ? AND start < ?`)
const getBooking = db.prepare(`SELECT b.code, b.office, b.state, b.start, b.name, s.service FROM booking b
	JOIN booking_step s ON s.city = b.city AND s.booking = b.code WHERE b.city = ? AND b.code = ?`)

const book = db.transaction((code, office, service, start, name, contact, most, now) => {
	if (takePlace.run(CITY, office, service, start, most).changes === 0) return false
	addBooking.run(CITY, code, office, start, name, contact, now)
	addStep.run(CITY, code, service, start)
	const seq = nextEvent.get(CITY, office)
	addEvent.run(CITY, office, seq, now, `{"service":"${service}","start":"${rfc3339(start)}"}`)
	return true
})

const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ' // 31: bytes of 248 and more are thrown away, so that none is more likely
function newCode() {
	let code = ''
	while (code.length < 10)
		for (const b of randomBytes(16)) if (b < 248 && code.length < 10) code += LETTERS[b % 31]
	return code
}

// --- the API ---

const str = { type: 'string' }
const problem = { type: 'object', properties: { error: { type: 'object', properties: { code: str, message: str } } } }
const view = { type: 'object', properties: { code: str, office: str, service: str, start: str, state: str, name: str } }
const app = Fastify({ logger: false })
const fail = (reply, status, code, message) => reply.code(status).send({ error: { code, message } })

app.get('/api/v1/offices', {
	schema: { response: { 200: { type: 'object', properties: { offices: { type: 'array', items: { type: 'object', properties: { id: str, name: str } } } } } } },
}, () => ({ offices: [...offices.values()] }))

app.get('/api/v1/offices/:office/services', {
	schema: { response: { 200: { type: 'object', properties: { services: { type: 'array', items: { type: 'object', properties: { id: str, name: str, minutes: { type: 'integer' }, bookable: { type: 'boolean' } } } } } }, 404: problem } },
}, (req, reply) => {
	const office = offices.get(req.params.office)
	return office ? { services: [...office.services.values()] } : fail(reply, 404, 'not_found', 'No such office.')
})

app.get('/api/v1/offices/:office/slots', {
	schema: {
		querystring: { type: 'object', required: ['service', 'from', 'to'], properties: { service: str, from: { type: 'string', format: 'date' }, to: { type: 'string', format: 'date' } } },
		response: { 200: { type: 'object', properties: { slots: { type: 'array', items: { type: 'object', properties: { start: str, left: { type: 'integer' } } } } } }, 404: problem, 422: problem },
	},
}, (req, reply) => {
	const service = offices.get(req.params.office)?.services.get(req.query.service)
	if (!service) return fail(reply, 404, 'not_found', 'No such office or service.')
	const from = Date.parse(req.query.from + 'T00:00:00+09:00'), to = Date.parse(req.query.to + 'T00:00:00+09:00')
	if (!(from <= to) || to - from > 93 * DAY) return fail(reply, 422, 'invalid', 'At most 93 days.')
	const now = Date.now(), r = service.rule
	const gone = new Map(taken.all(CITY, req.params.office, service.id, from, to + DAY).map((row) => [row.start, row.taken]))
	const slots = []
	for (let day = from; day <= to; day += DAY) {
		const ahead = (day - midnight(now)) / DAY
		if (ahead < r.fromDays || ahead > r.toDays) continue
		for (const start of slotsOfDay(r, day)) {
			const left = r.places - (gone.get(start) ?? 0)
			if (left > 0) slots.push({ start: rfc3339(start), left })
		}
	}
	return { slots }
})

app.post('/api/v1/bookings', {
	schema: {
		body: {
			type: 'object',
			required: ['office', 'service', 'start', 'name', 'contact'],
			properties: {
				office: { type: 'string', maxLength: 32 },
				service: { type: 'string', maxLength: 32 },
				start: { type: 'string', format: 'date-time' },
				name: { type: 'string', minLength: 1, maxLength: 50, pattern: '\\S' },
				contact: { type: 'string', maxLength: 100, pattern: '^(\\+?[0-9][0-9() -]{8,18}[0-9]|[^@\\s]+@[^@\\s]+\\.[^@\\s]+)$' },
			},
		},
		response: { 201: view, 409: problem, 422: problem },
	},
}, (req, reply) => {
	const { office, service, start, name, contact } = req.body
	const offer = offices.get(office)?.services.get(service)
	if (!offer) return fail(reply, 422, 'not_found', 'No such office or service.')
	const at = Date.parse(start), now = Date.now()
	if (!offered(offer.rule, at, now)) return fail(reply, 422, 'slot_not_offered', 'That time cannot be booked.')
	const code = newCode()
	if (!book.immediate(code, office, service, at, name.trim(), contact.trim(), offer.rule.places, now))
		return fail(reply, 409, 'slot_full', 'That time has just been taken.')
	return reply.code(201).send({ code, office, service, start: rfc3339(at), state: 'booked', name: name.trim() })
})

app.get('/api/v1/bookings/:code', { schema: { response: { 200: view, 404: problem } } }, (req, reply) => {
	const b = getBooking.get(CITY, req.params.code)
	return b ? { ...b, start: rfc3339(b.start) } : fail(reply, 404, 'not_found', 'No such booking.')
})

const [host, port] = set.listen.split(':')
await app.listen({ host, port: Number(port) })
for (const signal of ['SIGTERM', 'SIGINT'])
	process.on(signal, async () => {
		await app.close()
		db.close()
		process.exit(0)
	})
