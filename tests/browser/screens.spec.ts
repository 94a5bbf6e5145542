import { test } from '@japa/runner'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { nameOf, picture, WALKED_LOOKS } from '#tests/helpers/looks'
import { walkErrorPages } from '#tests/helpers/pages/error_pages'
import { walkPages } from '#tests/helpers/pages/page_walk'
import { PAGES } from '#tests/helpers/pages/pages'
import { aProgramme } from '#tests/helpers/programme'
import { Screen } from '#tests/helpers/screen'
import { aUser } from '#tests/helpers/users'

/** As wide as a window of 1280 px at 400 %. */
const ENLARGED = { width: 320, height: 256 }

test.group('The screens in a browser', (group) => {
  withCleanDatabase(group)

  for (const look of WALKED_LOOKS) {
    test(`are sound in every state, ${nameOf(look)}`, async ({ assert, browser }) => {
      for await (const visit of walkPages(browser, look, PAGES)) {
        const { name, screen } = visit
        assert.deepEqual(await visit.takeFaults(), [], name)
        assert.equal(await screen.page.getAttribute('html', 'lang'), look.language, name)
        assert.equal(await screen.page.locator('h1').count(), 1, name)
        await picture(screen, `${name}-${nameOf(look)}`)
        await screen.assertSound(assert, name)
        if (look.width > 360) continue
        await screen.resize(ENLARGED)
        assert.deepEqual(await screen.takeFaults(), [], `${name} at 400 %`)
        await screen.resize({ width: look.width, height: 800 })
      }
    }).timeout(1_200_000)
  }

  test('lead from a problem to its end without JavaScript', async ({ assert, browser }) => {
    await installDefaultTemplates()
    await aProgramme()
    const user = await aUser({ role: 'operator' })
    const screen = await Screen.open(browser, { javaScriptEnabled: false })
    const { page } = screen
    await screen.signIn(user.email)
    await screen.visit('/attention')
    await page.click('text=Renvoyer 3…')
    assert.include(await page.textContent('h1'), 'Renvoyer 3 rappels')
    await page.click('button:has-text("Renvoyer 3 rappels")')
    assert.match(page.url(), /\/batches\/\d+$/)
    await screen.close()
  })
})

test.group('The pages of errors in a browser', () => {
  for (const look of WALKED_LOOKS) {
    test(`are sound, ${nameOf(look)}`, async ({ assert, browser }) => {
      for await (const visit of walkErrorPages(browser, look)) {
        const { name, screen } = visit
        assert.deepEqual(await visit.takeFaults(), [], name)
        assert.equal(await screen.page.getAttribute('html', 'lang'), look.language, name)
        await picture(screen, `${name}-${nameOf(look)}`)
        await screen.assertSound(assert, name)
      }
    })
  }
})
