/*
 * A hall for the tests of the ticket machine and the lobby's screen: a server as of support.mjs, with a copy of the city of its
 * own, a ticket printer (the emulator of tests/printer), and somebody who may do everything.
 *
 *     const h = await hall()                                         // a Tuesday, 9:50
 *     await h.at('3', 'open')                                        // as an administrator
 *     await h.printer('paper-out')                                   // in this state from now on; null: switched off
 *     await h.away(); await h.back(); await h.stop()
 */
import { execFileSync, spawn } from 'node:child_process'
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { OFFICE, serve } from './support.mjs'

const root = new URL('../..', import.meta.url).pathname

export const UPRIGHT = { width: 1080, height: 1920 }, LYING = { width: 1920, height: 1080 }

async function freePort() {
	const s = createServer()
	await new Promise((done) => s.listen(0, '127.0.0.1', done))
	const { port } = s.address()
	await new Promise((done) => s.close(done))
	return port
}

async function emulator(work, port, state) {
	const file = join(work, 'emulator')
	execFileSync('cc', ['-O1', '-o', file, join(root, 'tests/printer/emulator.c')])
	const child = spawn(file, ['--port', String(port), '--dir', join(work, 'paper'), '--state', state], { stdio: ['ignore', 'pipe', 'inherit'] })
	child.ended = new Promise((done) => child.on('exit', done))
	await new Promise((done, failed) => {
		child.stdout.once('data', done) /* "listening PORT" */
		child.on('exit', (code) => failed(new Error(`the printer ended with ${code}`)))
	})
	return child
}

/* `edit`: { 'city.yaml': (text) => text } */
export async function hall({ now = '2026-11-24T09:50:00+09:00', edit = {} } = {}) {
	const work = mkdtempSync(join(tmpdir(), 'madoguchi-hall-'))
	const folder = join(work, 'city')
	cpSync(join(root, 'cities/kitakyushu'), folder, { recursive: true })
	mkdirSync(join(work, 'paper'))
	const port = await freePort()
	appendFileSync(join(folder, `offices/${OFFICE}.yaml`), `\nprinter: tcp://127.0.0.1:${port}\n`)
	for (const [name, change] of Object.entries(edit))
		writeFileSync(join(folder, name), change(readFileSync(join(folder, name), 'utf8')))
	const city = await serve({ now, city: relative(join(root, 'cities'), folder), accounts: [{ login: 'admin', name: '守恒 四郎', role: 'admin' }] })
	const token = city.token('admin')
	const as = (method, path, body) => city.api(method, `/api/v1${path}`, body, token)
	let printer = null

	return {
		...city,
		as,
		ticket: (service) => as('POST', '/tickets', { office: OFFICE, service }),
		at: (desk, action, body) => as('POST', `/desks/${OFFICE}-${desk}/${action}`, body),
		booking: (start, { service = 'juumin', office = OFFICE } = {}) =>
			as('POST', '/bookings', { office, services: [service], start, name: '山田 花子', contact: '093-582-0000' }),
		async printer(state) {
			printer?.kill('SIGTERM')
			await printer?.ended
			printer = state ? await emulator(work, port, state) : null
		},
		/* The tickets that came out, as pictures. */
		papers: () => readdirSync(join(work, 'paper')).filter((f) => f.endsWith('.pbm')).map((f) => join(work, 'paper', f)),
		async stop() {
			await this.printer(null)
			await city.stop()
			rmSync(work, { recursive: true, force: true })
		},
	}
}

export async function eventually(what, within = 5000) {
	const until = Date.now() + within
	for (;;) {
		const got = await what()
		if (got)
			return got
		if (Date.now() > until)
			throw new Error(`not within ${within} ms: ${what}`)
		await sleep(25)
	}
}
