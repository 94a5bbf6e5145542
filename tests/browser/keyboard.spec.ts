import { test } from '@japa/runner'
import type { Page } from 'playwright'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { LOOKS, openWindow } from '#tests/helpers/looks'
import { freezePresent } from '#tests/helpers/pages/present'
import { wholeProgramme } from '#tests/helpers/pages/whole_programme'
import { aUser } from '#tests/helpers/users'

/** More than any page has. */
const MOST_TABS = 150

/** Text of what has the focus, and whether one sees that it has. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { document, getComputedStyle } = globalThis as any
    const { activeElement, body } = document
    /** After the last one the browser has it, then the page again. */
    if (activeElement === body) return { text: '', isSeen: true }
    const { outlineStyle, outlineWidth } = getComputedStyle(activeElement)
    return {
      text: activeElement.textContent.trim() as string,
      isSeen: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
    }
  })

/** Goes on with Tab to what has this text; all on the way must show the focus. */
async function tabTo(page: Page, text: RegExp): Promise<void> {
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    await page.keyboard.press('Tab')
    const here = await focused(page)
    if (!here.isSeen) throw new Error(`The focus is not seen on "${here.text}"`)
    if (text.test(here.text)) return
  }
  throw new Error(`Tab does not lead to ${text}`)
}

async function follow(page: Page, text: RegExp): Promise<void> {
  await tabTo(page, text)
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
}

test.group('The keyboard', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => freezePresent())

  for (const look of [LOOKS[0], LOOKS[3]])
    test(`leads from a problem to its end, at ${look.width} px`, async ({ assert, browser }) => {
      await installDefaultTemplates()
      await wholeProgramme()
      const { email } = await aUser({ role: 'operator' })
      const screen = await openWindow(browser, { ...look, language: 'fr' })
      const { page } = screen
      await screen.signIn(email)
      await screen.visit('/')
      await follow(page, /^Voir les raisons/)
      assert.equal(new URL(page.url()).pathname, '/attention')
      await follow(page, /^Renvoyer 3…$/)
      assert.include(await page.textContent('h1'), 'Renvoyer 3 rappels')
      await follow(page, /^Renvoyer 3 rappels$/)
      assert.match(page.url(), /\/batches\/\d+$/)
      assert.deepEqual(await screen.takeFaults(), [])
      await screen.close()
    })

  test('skips the frame', async ({ assert, browser }) => {
    const { email } = await aUser({ role: 'operator' })
    const screen = await openWindow(browser, LOOKS[3])
    const { page } = screen
    await screen.signIn(email)
    await screen.visit('/messages')
    await page.keyboard.press('Tab')
    assert.equal((await focused(page)).text, 'Aller au contenu')
    assert.isAbove((await page.locator('.skip').boundingBox())!.width, 100)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    assert.isTrue(
      await page.evaluate(() => (globalThis as any).document.activeElement.closest('main') !== null)
    )
    await screen.close()
  })
})
