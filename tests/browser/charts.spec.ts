import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import type { Page } from 'playwright'
import { toSqlInstant } from '#storage/instants'
import { withCleanDatabase } from '#tests/helpers/database'
import { LOOKS, nameOf, open, picture } from '#tests/helpers/looks'
import { anAccount } from '#tests/helpers/operation_rows'
import { aProgramme } from '#tests/helpers/programme'

/** Whether a drawing has a pixel in the colour of a token, as it is at present. */
const hasColour = (page: Page, figure: string, token: string) =>
  page.evaluate<boolean>(`(() => {
    const canvas = document.querySelector('figure:has(#${figure}) canvas')
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    const hex = getComputedStyle(document.documentElement).getPropertyValue('${token}').trim()
    const wanted = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16))
    for (let at = 0; at < data.length; at += 4)
      if (data[at + 3] === 255 && wanted.every((value, index) => data[at + index] === value)) return true
    return false
  })()`)

/** Waits for the drawing to follow the colours. */
async function getsColour(page: Page, figure: string, token: string): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    if (await hasColour(page, figure, token)) return
    await page.waitForTimeout(100)
  }
  throw new Error(`${figure} has no ${token}`)
}

async function aBundle(): Promise<void> {
  const now = DateTime.utc()
  const expires = toSqlInstant(now.plus({ days: 5 }))
  await anAccount({ units: 40, units_expire_at: expires })
  for (const day of [2, 1, 0])
    await db.table('gateway_balances').insert({
      account: 'log',
      contract_id: 'c',
      usable: true,
      units: 40 + 10 * day,
      polled_at: toSqlInstant(now.minus({ days: day })),
    })
}

test.group('Charts in a browser', (group) => {
  withCleanDatabase(group)

  for (const look of [LOOKS[1], LOOKS[2]]) {
    test(`are drawn in the colours of the reader, ${nameOf(look)}`, async ({ assert, browser }) => {
      await aProgramme()
      await aBundle()
      const screen = await open(browser, look)
      const { page } = screen
      await screen.visit('/')
      assert.equal(await page.locator('figure canvas').count(), 4)
      assert.equal(await page.locator('.plot svg').count(), 0)
      await picture(screen, `charts-${nameOf(look)}`)
      await screen.assertSound(assert, 'today')
      for (const token of ['--bar-ok', '--bar-calm', '--bar-bad'])
        assert.isTrue(await hasColour(page, 'month', token), token)
      assert.isTrue(await hasColour(page, 'units', '--accent'))
      await page.emulateMedia({ colorScheme: look.colorScheme === 'dark' ? 'light' : 'dark' })
      await getsColour(page, 'month', '--bar-ok')
      await screen.visit('/system')
      assert.isTrue(await hasColour(page, 'units-0', '--accent'))
      await screen.close()
    })
  }

  test('keep to their place, say what is pointed at, and stay', async ({ assert, browser }) => {
    await aProgramme()
    const screen = await open(browser, LOOKS[2])
    const { page } = screen
    await screen.visit('/')
    const drawing = page.locator('figure:has(#month) canvas')
    const width = async () => (await drawing.boundingBox())!.width
    const wide = await width()
    await page.setViewportSize({ width: 400, height: 800 })
    await page.waitForTimeout(200)
    assert.isBelow(await width(), wide)
    await page.locator('figure:has(#month) .u-over').hover()
    assert.match((await page.textContent('#plot-month p'))!, / – Delivered \d[\d,]*, Sent/)
    await page.mouse.move(0, 0)
    await page.evaluate(`document.querySelector('figure:has(#month) canvas').dataset.first = 'yes'`)
    await db.from('sms_daily_counts').update({ count: 9_000 })
    await page.evaluate(`document.getElementById('live').dispatchEvent(new Event('renew'))`)
    const changed = page.locator('figure:has(#month) data[value="9000"]')
    await changed.first().waitFor({ state: 'attached' })
    assert.equal(await drawing.getAttribute('data-first'), 'yes')
    await page.evaluate(`document.querySelector('figure:has(#month) details').open = true`)
    assert.include(await page.textContent('figure:has(#month) table'), '9,000')
    await screen.close()
  })

  test('are drawn by the server without JavaScript', async ({ assert, browser }) => {
    await aProgramme()
    const screen = await open(browser, LOOKS[0], { javaScriptEnabled: false })
    await screen.visit('/')
    assert.isAbove(await screen.page.locator('figure:has(#month) .plot rect').count(), 28)
    assert.equal(await screen.page.locator('canvas').count(), 0)
    await screen.close()
  })
})
