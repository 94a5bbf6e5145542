import { test } from '@japa/runner'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { LOOKS, nameOf, open, picture, WALKED_LOOKS } from '#tests/helpers/looks'

const DEAR = 'N’oubliez pas {first_name} : {vaccine}, fête du {day} {at_facility}.'

test.group('Templates in a browser', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => installDefaultTemplates())

  for (const look of WALKED_LOOKS) {
    test(`are sound, ${nameOf(look)}`, async ({ assert, browser }) => {
      const screen = await open(browser, look)
      const { page } = screen
      for (const [name, path] of Object.entries({
        'templates': '/templates',
        'template': '/templates/7_day_reminder/fr',
        'template-new': '/templates/7_day_reminder/ff',
        'template-remove': '/templates/7_day_reminder/en/remove',
      })) {
        await screen.visit(path)
        await picture(screen, `${name}-${nameOf(look)}`)
        await screen.assertSound(assert, name)
      }
      await screen.visit('/templates/7_day_reminder/fr')
      await page.fill('#body', DEAR)
      await Promise.all([page.waitForNavigation(), page.click('button[value=preview]')])
      await picture(screen, `template-dear-${nameOf(look)}`)
      await screen.assertSound(assert, 'letters that cost')
      await screen.close()
    })
  }

  test('are tried and corrected without JavaScript', async ({ assert, browser }) => {
    const screen = await open(browser, LOOKS[0], { javaScriptEnabled: false })
    const { page } = screen
    await screen.visit('/templates/7_day_reminder/fr')
    await page.fill('#body', DEAR)
    await page.click('button[value=preview]')
    assert.include(await page.textContent('h1'), 'Une lettre rend ce texte plus cher')
    await page.click('button[value=plain]')
    await page.fill('#reason', 'moins cher')
    await page.click('button[value=save]')
    assert.include(await page.textContent('main'), 'Enregistré.')
    assert.include(await page.textContent('main'), 'moins cher')
    assert.include(await page.inputValue('#body'), 'fete')
    await screen.close()
  })

  test('are tried while somebody types, without leaving the page', async ({ assert, browser }) => {
    const screen = await open(browser, LOOKS[3])
    const { page } = screen
    await screen.visit('/templates/7_day_reminder/fr')
    assert.isFalse(await page.isVisible('#trial mark'))
    await page.fill('#reason', 'essai')
    await page.fill('#body', DEAR)
    await page.waitForSelector('#trial mark')
    assert.include(await page.textContent('h1'), 'Une lettre rend ce texte plus cher')
    assert.include(await page.textContent('#encoding'), 'UCS-2')
    assert.isTrue(await page.isVisible('button[value=plain]'))
    assert.equal(await page.inputValue('#body'), DEAR)
    assert.equal(await page.inputValue('#reason'), 'essai')
    await page.fill('#body', 'Bonjour {nobody}')
    await page.waitForSelector('#fault:has-text("nobody")')
    await screen.assertSound(assert, 'tried')
    await screen.close()
  })
})
