import { test } from '@japa/runner'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { LOOKS, nameOf, open, picture, WALKED_LOOKS } from '#tests/helpers/looks'
import { Screen } from '#tests/helpers/screen'

test.group('The first steps in a browser', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => installDefaultTemplates())

  for (const look of WALKED_LOOKS) {
    const name = nameOf(look)
    test(`are sound, ${name}`, async ({ assert, browser }) => {
      const { language: locale, colorScheme, width } = look
      const viewport = { width, height: 800 }
      const stranger = await Screen.open(browser, { locale, colorScheme, viewport })
      await stranger.visit('/sign-in')
      await picture(stranger, `first-sign-in-${name}`)
      await stranger.assertSound(assert, 'sign-in')
      await stranger.close()

      const screen = await open(browser, look)
      for (const [page, path] of Object.entries({ start: '/', test: '/start/test' })) {
        await screen.visit(path)
        await picture(screen, `${page}-${name}`)
        await screen.assertSound(assert, page)
      }
      await screen.close()
    })
  }

  test('lead to a test SMS without JavaScript', async ({ assert, browser }) => {
    const screen = await open(browser, LOOKS[0], { javaScriptEnabled: false })
    const { page } = screen
    await screen.visit('/')
    await Promise.all([page.waitForNavigation(), page.click('a[href="/start/test"]')])
    await page.fill('#number', '12')
    await Promise.all([page.waitForResponse('**/start/test'), page.click('main .btn.main')])
    assert.equal(await page.getAttribute('#number', 'aria-invalid'), 'true')
    await page.fill('#number', '690000001')
    await Promise.all([page.waitForNavigation(), page.click('main .btn.main')])
    assert.match(page.url(), /\/messages\/\d+$/)
    await screen.close()
  })
})
