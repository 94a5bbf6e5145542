import { test } from '@japa/runner'
import decodeQR from 'qr/decode.js'
import { anApiToken } from '#tests/helpers/api_tokens'
import { withCleanDatabase } from '#tests/helpers/database'
import { nameOf, openWindow, picture, WALKED_LOOKS } from '#tests/helpers/looks'
import { Screen } from '#tests/helpers/screen'
import { aUser, PASSWORD } from '#tests/helpers/users'

/** For a file. */
const nameOfPath = (path: string) => path.slice(1).replace(/\d+/, 'one').replaceAll('/', '-')

test.group('Accounts in a browser', (group) => {
  withCleanDatabase(group)

  test('sign in with the keyboard, and out', async ({ assert, browser }) => {
    const user = await aUser()
    const screen = await Screen.open(browser)
    await screen.signIn(user.email)
    assert.equal(await screen.page.textContent('h1'), 'Vous êtes Rosine Abena.')
    await screen.page.keyboard.press('Tab')
    assert.equal(
      await screen.page.evaluate('document.activeElement.textContent'),
      'Aller au contenu'
    )
    await screen.page.locator('.side').getByText('Se déconnecter').click()
    await screen.page.waitForURL('**/sign-in')
    await screen.assertSound(assert, 'signed out')
    await screen.close()
  })

  test('say what is wrong, and keep what was typed but the password', async ({
    assert,
    browser,
  }) => {
    const user = await aUser()
    const screen = await Screen.open(browser)
    await screen.signIn(user.email, 'not the password')
    assert.include(await screen.page.textContent('[role=alert]'), 'Il reste 4 essais')
    assert.equal(await screen.page.inputValue('#email'), user.email)
    assert.equal(await screen.page.inputValue('#password'), '')
    /** The console says that the answer was 401. */
    screen.faults.length = 0
    await screen.assertSound(assert, 'refused')
    await screen.close()
  })

  for (const look of WALKED_LOOKS) {
    test(`are sound, ${nameOf(look)}`, async ({ assert, browser }) => {
      const { language } = look
      const admin = await aUser({
        role: 'admin',
        language,
        name: 'Marie-Thérèse Nguemo Essomba',
      })
      const other = await aUser({ role: 'operator', email: `${'long'.repeat(12)}@example.org` })
      await anApiToken('patients:write', 'messages:read')
      const screen = await openWindow(browser, look)
      await screen.visit('/sign-in')
      await screen.assertSound(assert, '/sign-in')
      await screen.signIn(admin.email)
      const pages = [
        '/account',
        '/account/second-factor',
        '/users',
        `/users/${other.id}`,
        '/tokens',
      ]
      for (const path of pages) {
        await screen.visit(path)
        assert.equal(await screen.page.getAttribute('html', 'lang'), language)
        await picture(screen, `${nameOfPath(path)}-${nameOf(look)}`)
        await screen.assertSound(assert, path)
      }
      await screen.close()
    })
  }

  test('show the key of a second factor as a QR code, dark on white', async ({
    assert,
    browser,
  }) => {
    const user = await aUser()
    const screen = await Screen.open(browser, { colorScheme: 'dark' })
    await screen.signIn(user.email)
    await screen.visit('/account/second-factor')
    const { page } = screen
    const key = (await page.textContent('.secret'))!.replaceAll(' ', '')
    const shot = await page.locator('.qr').screenshot()
    const drawn = await page.evaluate<number[]>(`(async () => {
      const image = new Image()
      image.src = 'data:image/png;base64,${shot.toString('base64')}'
      await image.decode()
      const canvas = new OffscreenCanvas(image.width, image.height)
      canvas.getContext('2d').drawImage(image, 0, 0)
      const { data } = canvas.getContext('2d').getImageData(0, 0, image.width, image.height)
      return [image.width, image.height, ...data]
    })()`)
    const [width, height, ...data] = drawn
    const address = new URL(decodeQR({ width, height, data: Uint8Array.from(data) }))
    assert.equal(address.protocol, 'otpauth:')
    assert.equal(address.searchParams.get('secret'), key)
    assert.include(decodeURIComponent(address.pathname), user.email)
    await screen.close()
  })

  test('open each page of the navigation that the role may see', async ({ assert, browser }) => {
    for (const role of ['viewer', 'operator', 'admin'] as const) {
      const user = await aUser({ role })
      const screen = await Screen.open(browser)
      await screen.signIn(user.email)
      const links = await screen.page
        .locator('.side a')
        .evaluateAll((all) => all.map((link) => link.getAttribute('href')!))
      assert.equal(links.includes('/users'), role === 'admin')
      for (const path of links) {
        await screen.visit(path)
        await screen.assertSound(assert, `${path} as ${role}`)
      }
      await screen.close()
    }
  })

  test('work without JavaScript', async ({ assert, browser }) => {
    const user = await aUser()
    const screen = await Screen.open(browser, {
      javaScriptEnabled: false,
      viewport: { width: 360, height: 740 },
    })
    const { page } = screen
    await screen.visit('/sign-in')
    await page.fill('#email', user.email)
    await page.fill('#password', PASSWORD)
    await page.click('text=Se connecter >> nth=-1')
    await screen.visit('/account')
    await page.click('summary:has-text("Menu")')
    await page.locator('.menu').getByText('English').click()
    assert.equal(await page.textContent('h1'), 'You are Rosine Abena.')
    await page.click('summary:has-text("Menu")')
    await page.locator('.menu').getByText('Sign out').click()
    assert.include(page.url(), '/sign-in')
    await screen.close()
  })
})
