/* Messages to people: what arrives in a mailbox, how it is asked for and stopped, what staff see. Against a real SMTP server. */
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { eventually } from './hall.mjs'
import { mailSink } from './sink.mjs'
import { accessible, fits, LANGUAGES, OFFICE, serve, TUESDAY } from './support.mjs'

const SECRET = 'a secret that both sides know'
const SHOTS = process.env.MADOGUCHI_SHOTS /* a folder: pictures to look at */

/* The receiver of docs/messages.md, as it stands there, but for its port, what it does with a message, and the test's clock. */
async function gateway(now) {
	const docs = readFileSync(new URL('../../docs/messages.md', import.meta.url), 'utf8')
	const shown = /```js\n([^]*?)```/.exec(docs)[1]
	const shift = Date.parse(now) - Date.now()
	const code = shown.replace('Date.now()', `(Date.now() + ${shift})`)
		.replace('.listen(8090)', ".listen(0, '127.0.0.1', function () { console.log(this.address().port) })")
		+ '\nfunction pass_on(message) { console.log(JSON.stringify(message)) }\n'
	const child = spawn(process.execPath, ['--input-type=module', '-'], { env: { ...process.env, SECRET }, stdio: ['pipe', 'pipe', 'inherit'] })
	child.stdin.end(code)
	const lines = []
	createInterface({ input: child.stdout }).on('line', (l) => lines.push(JSON.parse(l)))
	const port = await eventually(() => lines[0])
	return { port, taken: () => lines.slice(1), stop: () => child.kill() }
}

let sink, line, city
before(async () => {
	sink = await mailSink()
	line = await gateway(TUESDAY)
	city = await serve({ limits: 'off', settings: {
		MADOGUCHI_SMTP: `smtp://127.0.0.1:${sink.port}`, MADOGUCHI_MAIL_FROM: 'madoguchi@city.example',
		MADOGUCHI_WEBHOOK: `http://127.0.0.1:${line.port}/`, MADOGUCHI_WEBHOOK_SECRET: SECRET, MADOGUCHI_URL: 'https://city.example/' } })
})
after(async () => {
	await city?.stop()
	await sink?.stop()
	line?.stop()
})

const code = (page) => new URL(page.url()).pathname.split('/')[2]

async function picture(page, name) {
	if (!SHOTS)
		return
	mkdirSync(SHOTS, { recursive: true })
	await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true })
}

async function book(page, contact, { day } = {}) {
	await page.goto(`${city.base}/book/${OFFICE}/times?service=juumin${day ? `&day=${day}` : ''}`)
	await page.click('.slot-list .slot:not([disabled]) >> nth=0')
	await page.fill('#name', '小倉 花子')
	await page.fill('#contact', contact)
	await page.click('form .button.wide')
	await page.waitForURL(/\/b\/[0-9A-Z]{10}/)
	return code(page)
}

/* The bytes are ASCII, in lines of at most 76; an address cannot be folded. */
function assertWellFormed(mail) {
	for (const l of mail.raw.split('\r\n'))
		assert.ok((l.length <= 76 || l.startsWith(' <https://')) && /^[\x20-\x7e]*$/.test(l), l)
	assert.equal(mail.sender, 'madoguchi@city.example')
	assert.equal(mail.header('auto-submitted'), 'auto-generated')
	assert.match(mail.messageId, /^<[0-9a-z]{26}@city\.example>$/)
	assert.match(mail.header('list-unsubscribe'), /^<https:\/\/city\.example\/stop\/[a-z]+\/[0-9A-Z]{10}\/[0-9a-f]{32}>$/)
	assert.ok(!Number.isNaN(Date.parse(mail.date)))
}

const WORDS = {
	ja: { subject: /^【小倉北区役所】ご予約を受け付けました（11月\d+日（.） \d+:\d\d）$/, body: /ご予約を受け付けました。/, from: '小倉北区役所' },
	'ja-easy': { subject: /よやくが できました/, body: /よやくが できました。/, from: 'こくらきたくやくしょ' },
	en: { subject: /^Your booking is confirmed: November \d+ \(.*\) \d+:\d\d, /, body: /Your booking is confirmed\./, from: 'Kokurakita Ward Office' },
}

for (const lang of LANGUAGES)
	test(`who_books_with_an_address_gets_a_mail_in_${lang}`, async () => {
		const page = await city.phone({ lang })
		const to = `hanako.${lang}@example.jp`
		await page.goto(`${city.base}/book/${OFFICE}/times?service=juumin`)
		await page.click('.slot-list .slot:not([disabled]) >> nth=0')
		await accessible(page)
		await picture(page, `book-${lang}`)
		const booking = await book(page, to)
		assert.match(await page.locator('.notice.good').innerText(), /h•••@example\.jp/)
		await accessible(page)
		await picture(page, `booked-${lang}`)
		const [mail] = await sink.wait(to)
		assert.match(mail.subject, WORDS[lang].subject)
		assert.match(mail.text, WORDS[lang].body)
		assert.ok(mail.text.includes(`https://city.example/b/${booking}\n`))
		assert.ok(mail.text.includes(`https://city.example/b/${booking}/calendar.ics\n`))
		assert.ok(mail.text.includes('小倉 花子'))
		assert.ok(!mail.subject.includes(booking))
		assert.equal(mail.from.address, 'madoguchi@city.example')
		if (lang !== 'ja-easy')
			assert.equal(mail.from.name, WORDS[lang].from)
		assertWellFormed(mail)
		if (SHOTS)
			writeFileSync(join(SHOTS, `mail-${lang}.txt`), `${mail.subject}\n\n${mail.text}`)
		await page.context().close()
	})

test('who_moves_and_cancels_is_told_of_both', async () => {
	const page = await city.phone()
	const booking = await book(page, 'taro@example.jp')
	await sink.wait('taro@example.jp', 1)
	await page.goto(`${city.base}/b/${booking}/move`)
	await page.click('.slot-list .slot:not([disabled]):not(.chosen) >> nth=3')
	await page.waitForURL(/moved/)
	const [, moved] = await sink.wait('taro@example.jp', 2)
	assert.match(moved.subject, /日時を変更しました/)
	await page.goto(`${city.base}/b/${booking}/cancel`)
	await page.click('form .button.danger')
	const [, , cancelled] = await sink.wait('taro@example.jp', 3)
	assert.match(cancelled.subject, /取り消しました/)
	assert.ok(!cancelled.text.includes('/b/' + booking))
	await page.context().close()
})

test('a_mailbox_that_says_not_now_gets_the_mail_later_and_one_that_says_no_never', async () => {
	const page = await city.phone()
	sink.refuse = { code: 550, times: 1 }
	await book(page, 'nobody@example.jp')
	await eventually(() => !sink.refuse)
	const clerk = await city.desk()
	await city.signIn(clerk, 'floor')
	await eventually(async () => {
		await clerk.goto(`${city.base}/messages?state=failed`)
		return (await clerk.locator('tbody tr').count()) === 1
	})
	const row = clerk.locator('tbody tr')
	assert.match(await row.innerText(), /n•••@example\.jp/)
	assert.match(await row.innerText(), /550/)
	assert.ok(!(await clerk.content()).includes('nobody@example.jp'))
	await accessible(clerk)
	await fits(clerk)
	await picture(clerk, 'messages-failed')
	await row.locator('button').click()
	await sink.wait('nobody@example.jp')
	await clerk.goto(`${city.base}/messages`)
	await accessible(clerk)
	await picture(clerk, 'messages')
	await clerk.context().close()
	await page.context().close()
})

test('who_waits_is_told_three_before_and_soon_and_when_missed', async () => {
	const clerk = city.token('floor')
	const desk = (action, body = {}) => city.api('POST', `/api/v1/desks/${OFFICE}-14/${action}`, body, clerk)
	const before = []
	await desk('open')
	for (let i = 0; i < 5; i++)
		before.push(await city.api('POST', '/api/v1/tickets', { office: OFFICE, services: ['zei'] }))
	const mine = await city.api('POST', '/api/v1/tickets', { office: OFFICE, services: ['zei'] })
	const page = await city.phone()
	await page.goto(`${city.base}/t/${mine.code}`)
	await accessible(page)
	await picture(page, 'ticket')
	await page.click('.ticket-notify a')
	await accessible(page)
	await picture(page, 'notify')
	await page.fill('#contact', 'hanako.example.jp')
	await page.click('form .button.wide')
	assert.match(await page.locator('#contact-error').innerText(), /メールアドレス/)
	assert.equal(await page.inputValue('#contact'), 'hanako.example.jp')
	await accessible(page)
	await picture(page, 'notify-wrong')
	await page.fill('#contact', 'wait@example.jp')
	await page.selectOption('#ahead', '3')
	await page.click('form .button.wide')
	await page.waitForURL(`${city.base}/t/${mine.code}`)
	assert.match(await page.locator('.ticket-notify').innerText(), /あと3人になったら w•••@example\.jp へお知らせします。/)
	await accessible(page)
	await picture(page, 'ticket-notified')

	const told = async (n, subject, text) => {
		const mail = (await sink.wait('wait@example.jp', n))[n - 1]
		assert.match(mail.subject, subject)
		assert.match(mail.text, text)
		assert.ok(mail.text.includes(`https://city.example/t/${mine.code}\n`))
		assertWellFormed(mail)
		if (SHOTS)
			writeFileSync(join(SHOTS, `mail-ticket-${n}.txt`), `${mail.subject}\n\n${mail.text}`)
	}
	const leave = (ticket) => city.api('POST', `/api/v1/tickets/${ticket.code}/leave`, {})
	await desk('call-next')
	await leave(before[1])
	await told(1, /^【小倉北区役所】番号札 [A-Z]\d{3}：あと3人です$/, /順番まで、あと3人です。/)
	await leave(before[2])
	await leave(before[3])
	await leave(before[4])
	await told(2, /：まもなくお呼びします$/, /窓口の近くでお待ちください/)
	await desk('done')
	assert.equal((await desk('call-next')).ticket.number, mine.number)
	await desk('missed')
	await told(3, /：お呼びしましたが、いらっしゃいませんでした$/, /\d+:\d\d までに窓口の職員に声をかけてください/)
	assert.equal(sink.mails.filter((m) => m.receiver === 'wait@example.jp').length, 3)
	await page.context().close()
})

test('who_gave_a_telephone_number_is_told_through_the_gateway', async () => {
	const page = await city.phone({ lang: 'en' })
	const booking = await book(page, '090-1234-5678')
	const message = await eventually(() => line.taken().find((m) => m.to === '+819012345678'), 10000)
	assert.equal(message.kind, 'booking.confirmed')
	assert.equal(message.lang, 'en')
	assert.equal(message.link, `https://city.example/b/${booking}`)
	assert.match(message.text, /^Dear /)
	assert.equal((await fetch(`http://127.0.0.1:${line.port}/`, { method: 'POST', body: JSON.stringify(message),
		headers: { 'idempotency-key': 'x', 'x-madoguchi-signature': `t=${Math.round(Date.parse(TUESDAY) / 1000)},v1=${'0'.repeat(64)}` } })).status, 401)
	assert.match(message.stop, /^https:\/\/city\.example\/stop\/booking\//)
	await page.context().close()
})

for (const lang of LANGUAGES)
	test(`a_receiver_stops_messages_by_the_link_in_the_mail_in_${lang}`, async () => {
		const page = await city.phone({ lang })
		const to = `stop.${lang}@example.jp`
		const booking = await book(page, to)
		const [mail] = await sink.wait(to)
		const stop = /https:\/\/city\.example(\/stop\/\S+)/.exec(mail.text)[1]
		await page.goto(city.base + stop)
		await accessible(page)
		await fits(page)
		await picture(page, `stop-${lang}`)
		await page.click('form .button.wide')
		await page.waitForLoadState()
		assert.equal(await page.locator('main form').count(), 0)
		await accessible(page)
		await page.goto(`${city.base}/b/${booking}/cancel`)
		await page.click('form .button.danger')
		await page.waitForURL(/\/b\/[0-9A-Z]{10}$/)
		await book(page, `after.${to}`)
		await sink.wait(`after.${to}`)
		assert.equal(sink.mails.filter((m) => m.receiver === to).length, 1)
		assert.equal((await page.goto(city.base + stop.replace(/.$/, (c) => (c === '0' ? '1' : '0')))).status(), 404)
		await page.context().close()
	})

test('a_page_of_messages_is_readable_in_every_language', async () => {
	for (const lang of LANGUAGES) {
		const page = await city.desk({ lang })
		await city.signIn(page, 'admin')
		for (const path of ['/messages', '/messages?state=queued', `/messages?office=moji`]) {
			await page.goto(city.base + path)
			await accessible(page)
			await fits(page)
		}
		await page.context().close()
	}
})

test('the_evening_before_a_reminder_comes', async () => {
	const page = await city.phone()
	await book(page, 'reminder@example.jp', { day: '2026-11-27' })
	await sink.wait('reminder@example.jp')
	await city.restart({ now: '2026-11-26T17:00:05+09:00' })
	const [, mail] = await sink.wait('reminder@example.jp', 2)
	assert.match(mail.subject, /^【小倉北区役所】明日のご予約のお知らせ（11月27日（金）/)
	assert.match(mail.text, /持ち物：/)
	if (SHOTS)
		writeFileSync(join(SHOTS, 'mail-reminder.txt'), `${mail.subject}\n\n${mail.text}`)
	await page.context().close()
})

test('a_mail_that_was_under_way_when_the_program_was_killed_is_sent_once_more_as_the_same_mail', async () => {
	const page = await city.phone()
	const mails = () => sink.mails.filter((m) => m.receiver === 'killed@example.jp')
	await city.restart({ now: '2026-11-26T17:00:05+09:00' }) /* too late for a reminder of the next day */
	sink.silent = true
	await book(page, 'killed@example.jp', { day: '2026-11-27' })
	await sink.wait('killed@example.jp')
	await city.killed()
	sink.silent = false
	await city.back({ now: '2026-11-26T17:10:00+09:00' }) /* the lease has run out */
	await sink.wait('killed@example.jp', 2)
	assert.equal(mails()[0].messageId, mails()[1].messageId)
	assert.equal(mails()[0].text, mails()[1].text)
	await city.restart({ now: '2026-11-26T17:20:00+09:00' })
	const last = await book(page, 'after.killed@example.jp', { day: '2026-11-27' })
	assert.match((await sink.wait('after.killed@example.jp'))[0].text, new RegExp(last))
	assert.equal(mails().length, 2)
	assert.match(city.run(['messages', 'list', '--state', 'sent']), /k•••@example\.jp/)
	await page.context().close()
})

/* --- a server that is careful, and one that is killed --------------------------------------------------------------------- */

function certificate(folder) {
	execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
		'-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', join(folder, 'key.pem'),
		'-out', join(folder, 'cert.pem')], { stdio: 'ignore' })
	return { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'cert.pem')) }
}

test('a_password_is_sent_behind_starttls_alone_and_to_a_server_that_shows_its_certificate', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'madoguchi-tls-'))
	const careful = await mailSink({ tls: certificate(folder), users: { madoguchi: 'correct horse' } })
	writeFileSync(join(folder, 'password'), 'correct horse\n')
	const program = process.env.MADOGUCHI_BIN ?? new URL('../../build/madoguchi', import.meta.url).pathname
	const root = new URL('../..', import.meta.url).pathname
	const send = (settings) => new Promise((done) => {
		const child = spawn(program, ['messages', 'test', '--to', 'hanako@example.jp', '--city', 'cities/kitakyushu', '--db', `sqlite:${folder}/x.db`,
			'--smtp', `smtp://madoguchi@localhost:${careful.port}`, '--mail-from', 'madoguchi@city.example', ...settings], { cwd: root })
		let said = ''
		child.stdout.on('data', (x) => { said += x })
		child.stderr.on('data', (x) => { said += x })
		child.on('exit', (status) => done({ status, said }))
	})
	const ca = ['--ca-file', join(folder, 'cert.pem')], password = ['--smtp-password-file', join(folder, 'password')]
	try {
		const good = await send([...ca, ...password])
		assert.equal(good.status, 0, good.said)
		assert.equal(careful.secured, 1)
		assert.equal(careful.mails[0].subject, 'madoguchi: テスト送信 / test message')
		writeFileSync(join(folder, 'password'), 'wrong\n')
		const wrong = await send([...ca, ...password])
		assert.equal(wrong.status, 1)
		assert.match(wrong.said, /535|denied|Authentication/i)
		assert.ok(!wrong.said.includes('wrong\n') || /wrong password/.test(wrong.said))
		const unknown = await send(['--ca-file', '/etc/ssl/certs/ca-certificates.crt', ...password])
		assert.equal(unknown.status, 1)
		assert.match(unknown.said, /certificate/i)
		assert.equal((await send([...ca, '--smtp-password', 'visible'])).status, 2)
		assert.equal(careful.mails.length, 1)
	} finally {
		await careful.stop()
		rmSync(folder, { recursive: true })
	}
})
