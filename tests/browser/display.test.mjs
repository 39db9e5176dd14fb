/*
 * The lobby's screen: what people in the hall see and hear when a desk calls.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { chromium } from 'playwright-core'
import { LYING, UPRIGHT, eventually, hall } from './hall.mjs'
import { LANGUAGES, accessible } from './support.mjs'

const SCREEN = '/display/kokurakita'
let h

before(async () => { h = await hall() })
after(() => h?.stop())

async function screen(t, { query = '', size = LYING, ...options } = {}) {
	const page = await h.desk({ viewport: size, ...options })
	const broken = []
	page.on('pageerror', (e) => broken.push(e.message))
	t.after(async () => {
		await page.context().close()
		assert.deepEqual(broken, [])
	})
	await page.goto(h.base + SCREEN + query)
	return page
}

/* Notes what is spoken instead of speaking it. */
const listenIn = (page) => page.evaluate(() => {
	window.said = []
	window.Madoguchi.speak = async (call) => { window.said.push(`${call.lang} ${call.number} ${call.desk}`) }
})
const said = (page) => page.evaluate(() => window.said)
const shown = (page) => page.locator('.call').evaluateAll((all) => all.map((li) => `${li.dataset.number}→${li.dataset.desk}`))
const first = async (page) => (await shown(page))[0]

/* Opens the desk where it is not, and lets it call somebody: the number. */
async function call(desk, service) {
	await h.at(desk, 'open').catch((e) => assert.equal(e.status, 409))
	await h.ticket(service)
	return (await h.at(desk, 'call-next')).ticket.number
}
const done = (desk) => h.at(desk, 'done')

test('a call is on the screen within a second, large enough for the far end of the hall', async (t) => {
	const page = await screen(t)
	await listenIn(page)
	assert.match(await page.locator('#none').textContent(), /番号が出るまで/)
	await h.at('8', 'open')
	const { number } = await h.ticket('kokuho')
	const began = Date.now()
	await h.at('8', 'call-next')
	await page.waitForSelector(`.call[data-number="${number}"][data-desk="8"]`)
	assert.ok(Date.now() - began < 1000)
	const size = await page.locator('.call .no').first().evaluate((e) => parseFloat(getComputedStyle(e).fontSize))
	assert.ok(size >= LYING.height * 0.15, `${size} px`)
	assert.equal(await page.locator('.call').first().evaluate((e) => e.classList.contains('new')), true)
	assert.equal(await page.locator('#none').isVisible(), false)
	await eventually(async () => (await said(page)).length === 2)
	assert.deepEqual(await said(page), [`ja ${number} 8`, `en ${number} 8`])
	await done('8')
})

test('who is called again is sounded again, and stands once, on top', async (t) => {
	const page = await screen(t, { query: '?speak=en' })
	await listenIn(page)
	const early = await call('6', 'mynumber')
	const late = await call('10', 'nenkin')
	await eventually(async () => (await first(page)) === `${late}→10`)
	await h.at('6', 'recall')
	await eventually(async () => (await first(page)) === `${early}→6`)
	assert.equal((await shown(page)).filter((s) => s.startsWith(early)).length, 1)
	await eventually(async () => (await said(page)).length === 3)
	assert.deepEqual(await said(page), [`en ${early} 6`, `en ${late} 10`, `en ${early} 6`])
	await done('6')
	await done('10')
})

test('the last calls stay after they are done, seven at most; one by mistake goes away', async (t) => {
	const page = await screen(t, { query: '?speak=off' })
	const numbers = []
	for (let i = 0; i < 8; i++) {
		numbers.unshift(await call('1', 'shoumei'))
		await done('1')
	}
	await eventually(async () => (await first(page)) === `${numbers[0]}→1`)
	assert.deepEqual(await shown(page), numbers.slice(0, 7).map((n) => `${n}→1`))
	const wrong = await call('1', 'shoumei')
	await eventually(async () => (await first(page)) === `${wrong}→1`)
	await h.at('1', 'undo')
	await eventually(async () => (await first(page)) === `${numbers[0]}→1`)
	await h.at('1', 'call-next')
	await done('1')
})

test('a page that is opened later shows who is called, the latest first', async (t) => {
	const a = await call('12', 'kodomo'), b = await call('13', 'hoikusho')
	await h.at('12', 'serve')
	const page = await screen(t)
	assert.deepEqual(await shown(page), [`${b}→13`, `${a}→12`])
	await done('12')
	await done('13')
})

test('the counts change when somebody takes a ticket', async (t) => {
	const page = await screen(t)
	const count = async () => parseInt(await page.locator('.waiting li', { hasText: '介護保険' }).locator('.count').textContent())
	const was = await count()
	await h.ticket('kaigo')
	await eventually(async () => (await count()) === was + 1)
})

test('it survives a restart of the server: the calls stay, a mark says so, and calls go on by themselves', async (t) => {
	const page = await screen(t)
	await listenIn(page)
	await page.evaluate(() => { window.mine = true })
	const before = await call('4', 'juumin')
	await eventually(async () => (await first(page)) === `${before}→4`)
	await h.away()
	await page.waitForSelector('#lost:not([hidden])')
	assert.equal(await page.locator('#lost').textContent(), '接続が切れています')
	assert.equal(await first(page), `${before}→4`)
	await h.back()
	/* called before the screen has found back: it is told afterwards */
	await done('4')
	const next = await call('4', 'juumin')
	await eventually(async () => (await first(page)) === `${next}→4`, 15000)
	await eventually(async () => page.locator('#lost').isHidden())
	assert.ok((await said(page)).includes(`ja ${next} 4`))
	assert.equal(await page.evaluate(() => window.mine), true)
	await done('4')
})

test('when the program was replaced by another version the page loads itself anew', async (t) => {
	const page = await screen(t)
	await page.evaluate(() => { window.mine = true })
	await page.route('**/display/*', async (route) => {
		const answer = await route.fetch()
		await route.fulfill({ response: answer, body: (await answer.text()).replace(/screen\.([0-9a-f]+)\.css/, 'screen.$1.css?new') })
	})
	await h.ticket('zei')
	await eventually(() => page.evaluate(() => window.mine === undefined).catch(() => false))
})

test('a browser that makes no sound before a touch offers a button for it, and makes sound after', async (t) => {
	const launch = (policy) => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', `--autoplay-policy=${policy}`] })
	for (const [policy, blocked] of [['document-user-activation-required', true], ['no-user-gesture-required', false]]) {
		const browser = await launch(policy)
		t.after(() => browser.close())
		const page = await browser.newPage({ viewport: LYING, locale: 'ja-JP' })
		await page.addInitScript(() => {
			window.sounds = 0
			const start = AudioBufferSourceNode.prototype.start
			AudioBufferSourceNode.prototype.start = function (...args) {
				window.sounds++
				return start.apply(this, args)
			}
		})
		await page.goto(h.base + SCREEN)
		await page.waitForTimeout(800)
		assert.equal(await page.locator('#sound').isVisible(), blocked, policy)
		if (blocked)
			await page.locator('#sound button').click()
		assert.equal(await page.locator('#sound').isVisible(), false)
		await call('14', 'zei').then(() => done('14'))
		await eventually(() => page.evaluate(() => window.sounds > 0), 8000)
		await browser.close()
	}
})

test('without JavaScript the calls are there, and come again every ten seconds', async (t) => {
	const number = await call('11', 'kaigo')
	const page = await screen(t, { javaScript: false })
	assert.ok((await shown(page)).includes(`${number}→11`))
	assert.equal(await page.locator('meta[http-equiv="refresh"]').getAttribute('content'), '10')
	await done('11')
})

test('axe finds nothing, in any language, upright and lying, and all of it fits', async (t) => {
	await call('2', 'inkan')
	await call('10', 'nenkin')
	for (const size of [LYING, UPRIGHT])
		for (const lang of LANGUAGES) {
			const page = await screen(t, { size, lang, query: '?speak=off' })
			await accessible(page)
			/* wide letters, a very busy day, and a desk with a name: as the event would draw them */
			for (const [number, label] of [['M088', '10'], ['M1088', '10'], ['M088', 'おくやみ']]) {
				await page.evaluate(([number, label]) => {
					const width = Array.from(label).reduce((n, c) => n + (c < '\x80' ? 1 : 2), number.length)
					for (const li of document.querySelectorAll('.call')) {
						li.className = width <= 6 ? 'call' : width <= 8 ? 'call long' : 'call longer'
						li.querySelector('.no').textContent = number
						li.querySelector('.desk').textContent = label
					}
				}, [number, label])
				const over = await page.locator('.call, .waiting li, .display-head, .calls-head').evaluateAll((all) => all
					.filter((e) => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1 || e.getBoundingClientRect().bottom > innerHeight)
					.map((e) => e.textContent))
				assert.deepEqual(over, [], `${lang} ${size.width} ${number} ${label}`)
			}
		}
})

test('a screen of an office that does not exist is not found', async () => {
	assert.equal((await fetch(`${h.base}/display/nowhere`)).status, 404)
})
