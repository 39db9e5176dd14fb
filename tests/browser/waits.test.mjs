/* What people are told about their wait, and the public page that holds it against what happened. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, fits, LANGUAGES, OFFICE, serve } from './support.mjs'

let city
before(async () => {
	city = await serve({ limits: 'off', accounts: [{ login: 'clerk', name: '北方 一郎', role: 'clerk', office: OFFICE }] })
})
after(() => city?.stop())

const views = [['phone', () => city.phone], ['desk', () => city.desk]]

test('before_the_first_day_is_over_the_page_says_that_there_is_nothing_yet', async () => {
	const page = await city.phone()
	await page.goto(city.base + '/status')
	await page.click('main a[href="/accuracy"]')
	assert.match(await page.locator('.notice').innerText(), /まだ比べられる記録がありません/)
	assert.equal(await page.locator('.accuracy-chart').count(), 0)
	await accessible(page)
	await fits(page)
	await page.context().close()
})

test('what_people_were_told_yesterday_is_published_beside_what_happened', async () => {
	await city.atDesk('1', 'open')
	for (let i = 0; i < 12; i++)
		await city.api('POST', '/api/v1/tickets', { office: OFFICE, service: 'shoumei' })
	for (let i = 0; i < 12; i++) {
		await city.atDesk('1', 'call-next')
		await city.atDesk('1', 'done')
	}
	assert.deepEqual((await city.api('GET', '/api/v1/accuracy')).weeks, [])
	await city.restart({ now: '2026-11-25T09:00:00+09:00' })
	let weeks = []
	for (let tries = 0; tries < 100 && !weeks.length; tries++) {
		weeks = (await city.api('GET', '/api/v1/accuracy')).weeks
		await new Promise((done) => setTimeout(done, 50))
	}
	assert.equal(weeks.length, 1)
	assert.equal(weeks[0].called, 12)
	assert.equal(weeks[0].week, '2026-11-23')
	const page = await city.desk()
	await page.goto(city.base + '/accuracy')
	assert.match(await page.locator('.accuracy-headline').innerText(), /ご案内した 12人のうち、\d+%/)
	assert.equal(await page.locator('.accuracy-chart rect.said').count(), 2) /* one week, and the key */
	await page.click('#weeks summary')
	const cells = await page.locator('#weeks tbody tr').first().locator('th, td').allInnerTexts()
	assert.equal(cells[1], '12')
	assert.equal(cells[2], `${Math.round(weeks[0].inside * 100 / 12)}%`)
	assert.equal(cells[3], (Math.round(weeks[0].mean_error / 6) / 10).toFixed(1))
	await page.click('main table a')
	assert.equal(new URL(page.url()).search, `?office=${OFFICE}`)
	assert.match(await page.locator('h1').innerText(), /小倉北区役所/)
	await page.context().close()
})

test('a_ticket_is_asked_for_again_each_minute_without_news', async () => {
	const ticket = await city.api('POST', '/api/v1/tickets', { office: OFFICE, service: 'koseki' })
	const page = await city.phone()
	await page.clock.install()
	await page.goto(`${city.base}/t/${ticket.code}`)
	let asked = 0
	page.on('request', (r) => { asked += r.url().endsWith(`/t/${ticket.code}`) })
	await page.clock.runFor(30000)
	assert.equal(asked, 0)
	await page.clock.runFor(35000)
	assert.equal(asked, 1)
	assert.match(await page.locator('.ticket-wait .estimate').innerText(), /約[\d時間分]+〜?[\d時間]*分/)
	await page.context().close()
})

for (const lang of LANGUAGES)
	for (const [kind, open] of views)
		test(`everybody_can_read_the_page_${lang}_on_a_${kind}`, async () => {
			const page = await open()({ lang })
			for (const path of ['/accuracy', `/accuracy?office=${OFFICE}`]) {
				await page.goto(city.base + path)
				await accessible(page)
				await fits(page)
				await page.click('#how summary')
				await page.click('#weeks summary')
				await accessible(page)
				await fits(page)
			}
			await page.context().close()
		})
