/*
 * The ticket machine, as people use it. 2026-11-24 is a Tuesday.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, before, test } from 'node:test'
import { LYING, UPRIGHT, eventually, hall } from './hall.mjs'
import { LANGUAGES, accessible, fontOf } from './support.mjs'

const START = '/kiosk/kokurakita'
let h

before(async () => { h = await hall() })
after(() => h?.stop())

/* A page of the machine that fails the test when a script of ours does. */
async function machine(t, { lang = 'ja', size = UPRIGHT, city = h, clock = false, ...options } = {}) {
	const page = await city.desk({ viewport: size, ...options })
	const broken = []
	page.on('pageerror', (e) => broken.push(e.message))
	t.after(async () => {
		await page.context().close()
		assert.deepEqual(broken, [])
	})
	if (clock)
		await page.clock.install()
	await page.goto(`${city.base}${START}?lang=${lang}`)
	return page
}

async function choose(page, ...services) {
	for (const s of services)
		await page.locator(`#service-${s}`).check()
}
const numberOf = (page) => page.locator('.slip .number').textContent()

async function take(page, ...services) {
	await page.locator('.big.primary').click()
	await choose(page, ...services)
	await page.locator('.take').click()
	await page.waitForSelector('.given')
	return numberOf(page)
}

async function typeCode(page, code) {
	await page.goto(`${h.base}${START}/check-in`)
	for (const key of code)
		await page.locator(`.keypad button[value="${key}"]`).click()
	assert.equal(await page.locator('#code').inputValue(), code)
	await page.locator('.code-line button').click()
}
const codeOf = (page) => new URL(page.url()).pathname.split('/').pop()
const refusal = (page) => page.locator('#error').textContent()

test('a ticket is taken in each language, and the wait is shown before', async (t) => {
	const words = {
		ja: ['番号札をとる', /人待ち/, /約\d+/, /あなたの番号/],
		'ja-easy': ['ばんごうふだを とる', /にん まっています/, /\d/, /あなたの ばんごう/],
		en: ['Take a number', /waiting/, /about|within|soon/, /Your number/],
	}
	for (const lang of LANGUAGES) {
		const page = await machine(t, { lang })
		const [begin, waiting, range, yours] = words[lang]
		assert.equal(await page.locator('html').getAttribute('lang'), lang === 'en' ? 'en' : 'ja')
		assert.equal(await page.locator('.big.primary strong').textContent(), begin)
		await page.locator('.big.primary').click()
		assert.match(await page.locator('#load-juumin .count').textContent(), waiting)
		assert.match(await page.locator('#load-juumin .range').textContent(), range)
		await choose(page, 'juumin')
		await page.locator('.take').click()
		await page.waitForSelector('.given')
		assert.match(await numberOf(page), /^A\d{3}$/)
		assert.match(await page.locator('h1').textContent(), yours)
		assert.match(await page.locator('.slip .wait').textContent(), /\d|soon|まもなく|すぐ/)
		assert.equal(await page.locator('.phone .qr svg').count(), 1)
	}
})

test('one number serves several services, and no more can be chosen than the city allows', async (t) => {
	const page = await machine(t)
	await page.locator('.big.primary').click()
	assert.equal(await page.locator('.take').isDisabled(), true)
	await choose(page, 'juumin', 'kokuho', 'nenkin', 'zei')
	assert.match(await page.locator('#chosen').textContent(), /4件/)
	assert.equal(await page.locator('#service-kodomo').isDisabled(), true)
	await page.locator('#service-zei').uncheck()
	assert.equal(await page.locator('#service-kodomo').isDisabled(), false)
	await page.locator('.take').click()
	await page.waitForSelector('.given')
	assert.deepEqual(await page.locator('.slip .for li').allTextContents(),
		['引越しの届出（転入・転出・転居）', '国民健康保険', '国民年金'])
})

test('a service that takes no tickets says so and cannot be chosen', async (t) => {
	const page = await machine(t)
	await page.locator('.big.primary').click()
	assert.equal(await page.locator('#service-okuyami').isDisabled(), true)
	assert.equal(await page.locator('#load-okuyami').textContent(), '予約の方だけ')
})

test('who presses twice gets one ticket', async (t) => {
	const page = await machine(t)
	await page.locator('.big.primary').click()
	await choose(page, 'kaigo')
	await page.locator('.take').dblclick()
	await page.waitForSelector('.given')
	const first = Number((await numberOf(page)).slice(1))
	const next = await h.ticket('kaigo')
	assert.equal(Number(next.number.slice(1)), first + 1)
})

test('the waiting count changes while somebody chooses, and the choice stays', async (t) => {
	const page = await machine(t)
	await page.locator('.big.primary').click()
	await choose(page, 'shougai')
	const count = () => page.locator('#load-hoikusho .count').textContent()
	const before = parseInt(await count())
	await h.ticket('hoikusho')
	await eventually(async () => parseInt(await count()) === before + 1)
	assert.equal(await page.locator('#service-shougai').isChecked(), true)
})

test('the ticket comes out on paper, and a phone reads its code', async (t) => {
	await h.printer('ready')
	t.after(() => h.printer(null))
	const page = await machine(t, { lang: 'en' })
	const number = await take(page, 'juumin', 'kokuho')
	assert.match(await page.locator('#print').textContent(), /being printed|take your paper/)
	await eventually(async () => /take your paper/.test(await page.locator('#print').textContent()))
	const read = (picture) => execFileSync('zbarimg', ['-q', '--raw', picture], { encoding: 'utf8' }).trim()
	const address = `${h.base}/t/${codeOf(page)}`
	assert.ok(h.papers().map(read).includes(address))
	assert.match(await (await fetch(address)).text(), new RegExp(number))
	const screen = `${h.folder}/screen.png`
	await page.screenshot({ path: screen })
	assert.equal(read(screen), address)
})

test('without paper the machine says so, and the number is good all the same', async (t) => {
	await h.printer('paper-out')
	t.after(() => h.printer(null))
	const page = await machine(t)
	const number = await take(page, 'nenkin')
	await eventually(async () => /紙が出ませんでした/.test(await page.locator('#print').textContent()))
	assert.match(await page.locator('#print').textContent(), /番号を控えるか、QRコードを読み取ってください/)
	await accessible(page)
	assert.equal((await h.as('GET', `/tickets/${codeOf(page)}`)).number, number)
})

test('a booking is checked in by its code on the keypad, and twice is as once', async (t) => {
	const { code } = await h.booking('2026-11-24T10:30:00+09:00')
	const page = await machine(t)
	await typeCode(page, code)
	await page.waitForSelector('.given')
	const number = await numberOf(page)
	assert.match(number, /^A\d{3}$/)
	await typeCode(page, code)
	await page.waitForSelector('.given')
	assert.equal(await numberOf(page), number)
})

test('a scanner types the address of a booking and Enter, wherever the focus is', async (t) => {
	const { code } = await h.booking('2026-11-24T10:30:00+09:00', { service: 'kokuho' })
	const page = await machine(t)
	await page.goto(`${h.base}${START}/check-in`)
	await page.locator('.keypad button').first().focus()
	await page.keyboard.type(`https://madoguchi.example.jp/b/${code.toLowerCase()}`)
	await page.keyboard.press('Enter')
	await page.waitForSelector('.given')
	const number = await numberOf(page)
	assert.match(number, /^F\d{3}$/)

	await page.goto(h.base + START)
	await page.keyboard.type(code)
	await page.keyboard.press('Enter')
	await page.waitForSelector('.given')
	assert.equal(await numberOf(page), number)
})

test('who cannot be checked in is told why and what to do', async (t) => {
	const page = await machine(t)
	const tooEarly = await h.booking('2026-11-24T14:00:00+09:00')
	await typeCode(page, tooEarly.code)
	assert.match(await refusal(page), /14:00.*13:00/s)

	const tomorrow = await h.booking('2026-11-25T10:00:00+09:00')
	await typeCode(page, tomorrow.code)
	assert.match(await refusal(page), /11月25日（水） 10:00.*今日ではありません/s)
	assert.equal(await page.locator('#error a').getAttribute('href'), `${START}/services`)
	await accessible(page)

	const cancelled = await h.booking('2026-11-24T11:00:00+09:00')
	await h.as('DELETE', `/bookings/${cancelled.code}`)
	await typeCode(page, cancelled.code)
	assert.match(await refusal(page), /取り消されています/)

	const elsewhere = await h.booking('2026-11-24T10:30:00+09:00', { office: 'moji' })
	await typeCode(page, elsewhere.code)
	assert.match(await refusal(page), /門司区役所/)

	await typeCode(page, '2222222222')
	assert.match(await refusal(page), /見つかりませんでした/)
	assert.equal(await page.locator('#code').inputValue(), '2222222222')
	assert.equal(await page.evaluate(() => document.body.textContent.includes('山田')), false)
})

test('nothing has to be scrolled, and nothing to press is smaller than a thumb', async (t) => {
	for (const size of [UPRIGHT, LYING])
		for (const lang of LANGUAGES) {
			const page = await machine(t, { lang, size })
			for (const path of ['', '/services', '/check-in', '/later', '/journey', '/journey/tennyuu', '/journey/okuyami?go=1&yes=koseki&yes=kaigo']) {
				await page.goto(`${h.base}${START}${path}`)
				const where = `${size.width}×${size.height} ${lang} ${path}`
				const height = await page.evaluate(() => document.documentElement.scrollHeight)
				assert.ok(height <= size.height, `${where}: ${height} px high`)
				const small = await page.locator('a, button, label.service').evaluateAll((all) => all
					.map((e) => [e.textContent.trim(), e.getBoundingClientRect()])
					.filter(([, box]) => box.height > 0 && (box.height < 96 || box.width < 90))
					.map(([text, box]) => `${text} ${Math.round(box.width)}×${Math.round(box.height)}`))
				assert.deepEqual(small, [], where)
			}
		}
})

test('axe finds nothing on any page in any language', async (t) => {
	for (const lang of LANGUAGES) {
		const page = await machine(t, { lang })
		for (const path of ['', '/services', '/check-in', '/later', '/journey', '/journey/tennyuu', '/journey/okuyami?go=1&yes=koseki&yes=kaigo']) {
			await page.goto(`${h.base}${START}${path}`)
			await accessible(page)
		}
		await page.goto(`${h.base}${START}`)
		await take(page, 'zei')
		await accessible(page)
	}
})

test('the ticket leaves the screen after twenty seconds, and the next person finds Japanese', async (t) => {
	const page = await machine(t, { lang: 'en', clock: true })
	await take(page, 'inkan')
	await page.clock.runFor(15000)
	assert.match(await page.locator('#countdown').textContent(), /5 seconds/)
	await page.locator('#more').click()
	await page.clock.runFor(15000)
	assert.match(page.url(), /ticket/)
	await page.clock.runFor(6000)
	await page.waitForURL(`${h.base}${START}?lang=ja`)
	assert.equal(await page.locator('h1').textContent(), 'ご用件をお選びください')
})

test('who walks away in the middle leaves nothing on the screen', async (t) => {
	const page = await machine(t, { lang: 'en', clock: true })
	await page.goto(`${h.base}${START}/check-in`)
	await page.keyboard.type('K7Q2M')
	await page.clock.runFor(50000)
	await page.keyboard.type('9')
	await page.clock.runFor(50000)
	assert.match(page.url(), /check-in/)
	await page.clock.runFor(12000)
	await page.waitForURL(`${h.base}${START}?lang=ja`)

	/* booking at the machine: the booking pages lead back, too */
	await page.goto(`${h.base}${START}/later`)
	await page.locator('[data-guest]').click()
	await page.waitForURL(/\/book\/kokurakita/)
	assert.equal(await page.locator('main a').first().textContent(), '最初にもどる')
	await page.clock.runFor(92000)
	await page.waitForURL(`${h.base}${START}?lang=ja`)
})

test('a page that went wrong leads back to the start, too', async (t) => {
	const page = await machine(t, { clock: true })
	assert.equal((await page.goto(`${h.base}${START}/ticket/2222222222`)).status(), 404)
	assert.match(await page.locator('main .actions a').first().getAttribute('href'), /kiosk/)
	await page.clock.runFor(92000)
	await page.waitForURL(`${h.base}${START}?lang=ja`)
})

test('everything works without JavaScript', async (t) => {
	const { code } = await h.booking('2026-11-24T10:30:00+09:00', { service: 'nenkin' })
	const page = await machine(t, { javaScript: false })
	const number = await take(page, 'kodomo')
	assert.match(number, /^L\d{3}$/)
	const given = new URL(page.url()), until = Number(given.searchParams.get('until'))
	assert.ok(until > 0)

	await page.goto(`${h.base}${START}/check-in`)
	for (const key of code + '2')
		await page.locator(`.keypad button[value="${key}"]`).click()
	await page.locator('.keypad button[value="delete"]').click()
	assert.equal(await page.locator('#code').inputValue(), code)
	await page.locator('#code').press('Enter')
	await page.waitForSelector('.given')
	assert.match(await numberOf(page), /^H\d{3}$/)

	/* the page comes again by itself, and when its time is over it is the start */
	given.searchParams.set('until', until - 18000)
	await page.goto(given.href)
	await page.waitForURL(`${h.base}${START}?lang=ja`, { timeout: 15000 })
})

test('while the server is away nobody sees an error page, and then it goes on', async (t) => {
	const page = await machine(t)
	await page.locator('.big.primary').click()
	await choose(page, 'zei')
	await h.away()
	await page.locator('.take').click()
	await page.waitForSelector('#lost:not([hidden])')
	assert.match(await page.locator('#lost').textContent(), /使えません/)
	await h.back()
	await page.waitForSelector('.given')
	assert.match(await numberOf(page), /^N\d{3}$/)
})

test('Japanese is drawn with a Japanese font', async (t) => {
	const page = await machine(t)
	assert.match((await fontOf(page, 'h1')).join(), /IPAex|Noto Sans (CJK )?JP|Hiragino|Meiryo|BIZ|Yu Gothic/)
})

test('a closed office says so, and when it opens', async (t) => {
	const strict = await hall({
		now: '2026-11-22T10:00:00+09:00', /* a Sunday */
		printer: null,
		edit: { 'city.yaml': (y) => y.replace(/any_hour: yes/, 'any_hour: no') },
	})
	t.after(() => strict.stop())
	const page = await machine(t, { city: strict })
	assert.match(await page.locator('#state').textContent(), /ただいまの時間は受付をしていません.*11月24日（火） 8:30/s)
	await accessible(page)
	await page.locator('.big.primary').click()
	assert.equal(await page.locator('.take').isDisabled(), true)
	assert.equal(await page.locator('#service-juumin').isDisabled(), true)
})

test('an office that gives no more numbers says so, and takes bookings in all the same', async (t) => {
	const sql = (text) => execFileSync('sqlite3', [`${h.folder}/city.db`, text])
	sql(`INSERT INTO stopped VALUES (401005, 'kokurakita', ${Date.UTC(2026, 10, 24) / 86400000}, '', 0, 0)`)
	t.after(() => sql('DELETE FROM stopped'))
	const page = await machine(t)
	assert.match(await page.locator('#state').textContent(), /番号札の発行を止めています/)
	const { code } = await h.booking('2026-11-24T10:30:00+09:00', { service: 'koseki' })
	await typeCode(page, code)
	await page.waitForSelector('.given')
	assert.match(await numberOf(page), /^B\d{3}$/)
})
