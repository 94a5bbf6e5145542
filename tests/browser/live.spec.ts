import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import type { Browser, Page } from 'playwright'
import SmsMessage from '#models/sms_message'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { LOOKS, open, picture } from '#tests/helpers/looks'

const [, , WIDE_ENGLISH] = LOOKS
const ROWS = '#rows [data-row]'

async function visit(browser: Browser, path: string) {
  const screen = await open(browser, WIDE_ENGLISH)
  await screen.visit(path)
  return screen
}

/** The turn of the page to ask for itself: the status of the answer, null if it did not ask. */
const itsTurn = (page: Page) =>
  page.evaluate<number | null>(`new Promise((resolve) => {
    const end = ({ detail }) => resolve(detail.ctx.response?.status ?? null)
    document.addEventListener('htmx:finally:request', end, { once: true })
    document.getElementById('live').dispatchEvent(new Event('renew'))
  })`)

const title = (page: Page) => page.textContent('h1')

test.group('A page that renews itself, in a browser', (group) => {
  withCleanDatabase(group)

  test('asks every 30 seconds, and shows what has changed', async ({ assert, browser }) => {
    const screen = await open(browser, WIDE_ENGLISH)
    const { page } = screen
    await page.clock.install()
    await screen.visit('/attention')
    const heading = await page.locator('h1').elementHandle()
    await aMessage({ status: 'failed', reason: 'no_route' })
    const [response] = await Promise.all([
      page.waitForResponse((one) => 'hx-request' in one.request().headers()),
      page.clock.fastForward(31_000),
    ])
    assert.equal(response.status(), 200)
    await page.locator('h1', { hasText: '1 message' }).waitFor()
    assert.equal(await heading!.textContent(), '1 message needs a decision.')
    assert.match((await page.textContent('nav.side li:nth-child(3)'))!, /1 : 1 message/)
    assert.match(await page.title(), /^1 message needs/)
    await screen.assertSound(assert, 'renewed')
    await screen.close()
  })

  test('is told that nothing has changed', async ({ assert, browser }) => {
    const screen = await visit(browser, '/attention')
    assert.equal(await itsTurn(screen.page), 304)
    assert.equal(await itsTurn(screen.page), 304)
    assert.deepEqual(screen.faults, [])
    await screen.close()
  })

  test('goes on telling times while it stays the same', async ({ assert, browser }) => {
    await aMessage({ status: 'failed', reason: 'no_route' })
    const screen = await open(browser, WIDE_ENGLISH)
    const { page } = screen
    await page.clock.install()
    await screen.visit('/messages')
    const looked = page.locator('time[data-now]')
    const before = await looked.textContent()
    await page.clock.fastForward('05:00')
    assert.equal(await itsTurn(page), 304)
    assert.match((await page.textContent(`${ROWS} time`))!, /^5 min ago$/)
    assert.notEqual(await looked.textContent(), before)
    await screen.close()
  })

  test('waits while it is paused, also on the next page', async ({ assert, browser }) => {
    const screen = await visit(browser, '/attention')
    const { page } = screen
    const button = page.locator('#pause')
    assert.equal(await button.textContent(), 'Pause updates')
    await button.click()
    assert.equal(await button.getAttribute('aria-pressed'), 'true')
    assert.isNull(await itsTurn(page))
    await screen.visit('/messages')
    assert.equal(await button.textContent(), 'Resume updates')
    assert.isNull(await itsTurn(page))
    await picture(screen, 'paused')
    await screen.assertSound(assert, 'paused')
    await Promise.all([page.waitForResponse(/\/messages$/), button.click()])
    assert.equal(await button.getAttribute('aria-pressed'), 'false')
    await screen.close()
  })

  test('waits while somebody types, has typed, ticks or reads on', async ({ assert, browser }) => {
    for (let n = 0; n < 2; n++) await aMessage({ status: 'failed', reason: 'no_route' })
    const screen = await visit(browser, '/messages?tab=failed')
    const { page } = screen
    await page.locator('#q').focus()
    assert.isNull(await itsTurn(page), 'focused')
    await page.keyboard.type('677')
    await page.locator('#q').blur()
    assert.isNull(await itsTurn(page), 'typed')
    await page.locator('#q').fill('')
    await page.locator('#q').blur()
    assert.equal(await itsTurn(page), 304, 'emptied')
    await page.locator('[type=checkbox]').first().check()
    await page.mouse.move(0, 0)
    assert.isNull(await itsTurn(page), 'ticked')
    await page.locator('[type=checkbox]').first().uncheck()
    await page.evaluate(`document.activeElement.blur()`)
    await page.locator('form details > summary').click()
    await page.mouse.move(0, 0)
    assert.isNull(await itsTurn(page), 'opened')
    await screen.close()
  })

  test('never moves rows: it says how many are new, and shows them when asked', async ({
    assert,
    browser,
  }) => {
    const first = await aMessage({ status: 'failed', reason: 'no_route' })
    const screen = await visit(browser, '/messages?tab=failed')
    const { page } = screen
    await aMessage({ status: 'failed', reason: 'no_route' })
    await aMessage({ status: 'failed', reason: 'no_route' })
    assert.equal(await itsTurn(page), 200)
    assert.match((await title(page))!, /^3 /)
    assert.equal(await page.locator(ROWS).count(), 1)
    await picture(screen, 'news')
    await screen.assertSound(assert, 'news')
    assert.equal(await itsTurn(page), 304)
    await page.click('text=2 new – show')
    await page.locator(ROWS).nth(2).waitFor()
    assert.equal(await page.locator(ROWS).last().getAttribute('data-row'), String(first.id))
    assert.equal(await page.locator('.news button').count(), 0)
    await screen.close()
  })

  test('leaves rows alone while they are pointed at', async ({ assert, browser }) => {
    const message = await aMessage({ status: 'failed', reason: 'no_route' })
    const screen = await visit(browser, '/messages')
    const { page } = screen
    const chip = page.locator(`${ROWS} .chip`)
    await page.locator(`${ROWS} td.n`).hover()
    await SmsMessage.query().where('id', message.id).update({ status: 'delivered' })
    assert.equal(await itsTurn(page), 200)
    assert.include(await chip.textContent(), 'Did not leave')
    await page.mouse.move(0, 0)
    assert.equal(await itsTurn(page), 200)
    assert.include(await chip.textContent(), 'Delivered')
    await screen.close()
  })

  test('leads to the sign-in once the session has ended', async ({ assert, browser }) => {
    const screen = await visit(browser, '/messages?tab=failed')
    const { page } = screen
    await db.from('user_sessions').delete()
    await Promise.all([page.waitForURL(/\/sign-in/), itsTurn(page)])
    assert.match(page.url(), /\/sign-in\?to=%2Fmessages%3Ftab%3Dfailed$/)
    assert.equal(await page.locator('#email').count(), 1)
    await screen.close()
  })

  test('stays as it is if the server fails', async ({ assert, browser }) => {
    const screen = await visit(browser, '/attention')
    const { page } = screen
    const before = await title(page)
    await page.route('**/attention', (route) => route.fulfill({ status: 503, body: 'no' }))
    assert.equal(await itsTurn(page), 503)
    assert.equal(await title(page), before)
    await screen.close()
  })
})
