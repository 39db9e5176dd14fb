/*
 * An import that is killed is completed by another.
 *
 * A survey of a whole city is made up and exported. `madoguchi work import` reads it into an empty round and is killed (SIGKILL) at a moment that nobody chose, some
 * times while it is reading, mostly between two of its commits; then it is run again, and again. At the end what is exported is the file, byte by byte; each number stands
 * once; another import says that nothing changed, and the round's revision stays; the audit log's chain is whole. The same when rows have moved from unit to unit.
 */
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const rounds = Number(process.argv[2] ?? 3)
const program = process.env.MADOGUCHI ?? 'build/madoguchi'
const work = mkdtempSync(join(tmpdir(), 'madoguchi-crash.'))
const pg = process.env.MADOGUCHI_TEST_PG
const base = pg ?? `sqlite:${work}/db`
const city = `${work}/city`
const done = (code) => { rmSync(work, { recursive: true, force: true }); process.exit(code) }
process.on('uncaughtException', (e) => { console.error(e); done(1) })

cpSync('cities/kitakyushu', city, { recursive: true })
const args = (...a) => [...a, '--city', city, '--db', base]
const madoguchi = (...a) => execFileSync(program, args(...a), { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe'] })
const sql = (q) => (pg ? execFileSync('psql', ['-XqAt', '-F', '|', pg, '-c', q], { encoding: 'utf8' })
	: execFileSync('sqlite3', ['-readonly', '-cmd', '.timeout 10000', `${work}/db`, q], { encoding: 'utf8' })).trim()
const fail = (why) => { throw new Error(why) }
const equal = (a, b, why) => { if (a !== b) fail(`${why}: ${String(a).slice(0, 200)} is not ${String(b).slice(0, 200)}`) }

if (pg) execFileSync('psql', ['-Xq', pg, '-c', 'DROP SCHEMA public CASCADE; CREATE SCHEMA public'], { stdio: ['ignore', 'ignore', 'ignore'] })
madoguchi('work', 'rehearse', '--round', 'made', '--items', '30000', '--seed', '4')
const rows = madoguchi('work', 'export', '--round', 'made'), staff = madoguchi('work', 'export', '--round', 'made', '--staff')
writeFileSync(`${work}/survey.csv`, rows)
writeFileSync(`${work}/staff.csv`, staff)

// every tenth row goes to another unit of the file
const lines = rows.trimEnd().split('\r\n'), names = lines.slice(1).map((l) => l.split(',').slice(1, 4))
const moved = lines.map((l, i) => {
	if (i === 0 || i % 10) return l
	const cells = l.split(',')
	cells.splice(1, 3, ...names[(i * 7919) % names.length])
	return cells.join(',')
})
writeFileSync(`${work}/moved.csv`, moved.join('\r\n') + '\r\n')
const byNumber = (text) => text.trimEnd().split('\r\n').slice(1).sort((a, b) => parseInt(a) - parseInt(b)).join('\n')

/* Runs the import and kills it after so many milliseconds, or with 0 when the first sheets are there; whether it was killed. */
const killed = (round, file, ms) => new Promise((told) => {
	const child = spawn(program, args('work', 'import', '--round', round, `${work}/${file}`, `${work}/staff.csv`), { stdio: 'ignore' })
	const timer = ms > 0 ? setTimeout(() => child.kill('SIGKILL'), ms) : setInterval(() => { if (sheets(round) > 0) child.kill('SIGKILL') }, 1)
	child.on('exit', (code, signal) => { clearTimeout(timer); if (code) fail(`the import failed: ${code}`); told(signal === 'SIGKILL') })
})
const sheets = (round) => Number(sql(`SELECT COUNT(*) FROM work_unit WHERE round = '${round}' AND version > 0`))

async function round(name) {
	madoguchi('work', 'rounds', 'add', '--round', name, '--name', name, '--open')
	let kills = 0, partly = 0
	for (const file of ['survey.csv', 'moved.csv']) {
		for (let tries = 0; tries < 4; tries++) {
			// the first as soon as something stands there, the others whenever
			const ms = tries === 0 && file === 'survey.csv' ? 0 : whole * (0.35 + 0.65 * Math.random())
			const was = await killed(name, file, ms)
			const n = sheets(name)
			if (!was) break
			kills++
			if (n > 0 && n < names.length && file === 'survey.csv') partly++
			equal(madoguchi('audit', 'verify').includes('hold'), true, 'the audit log')
		}
		madoguchi('work', 'import', '--round', name, `${work}/${file}`, `${work}/staff.csv`)
		const want = file === 'survey.csv' ? rows : moved.join('\r\n') + '\r\n'
		equal(byNumber(madoguchi('work', 'export', '--round', name)), byNumber(want), `${file}: what is kept`)
		const revision = sql(`SELECT revision FROM work_round WHERE round = '${name}'`)
		if (!madoguchi('work', 'import', '--round', name, `${work}/${file}`, `${work}/staff.csv`).includes('nothing changed')) fail('a second import changed something')
		equal(sql(`SELECT revision FROM work_round WHERE round = '${name}'`), revision, 'the revision')
	}
	console.log(`${name}: killed ${kills} times, ${partly} times with some sheets written; every row is there once`)
	return partly
}

// how long a whole one takes here
madoguchi('work', 'rounds', 'add', '--round', 'first', '--name', 'first', '--open')
const begun = Date.now()
madoguchi('work', 'import', '--round', 'first', `${work}/survey.csv`, `${work}/staff.csv`)
const whole = Date.now() - begun

let partly = 0
for (let i = 1; i <= rounds || (partly === 0 && i <= rounds + 5); i++) partly += await round(`r${i}`)
if (partly === 0) fail('no import was killed between two of its commits: nothing was tried')
done(0)
