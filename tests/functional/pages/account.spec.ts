import { test } from '@japa/runner'
import { TOTP } from 'otpauth'
import AuditEvent from '#models/audit_event'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import { aUser, PASSWORD } from '#tests/helpers/users'
import { Visitor } from '#tests/helpers/visitor'

const NEW_PASSWORD = 'une autre phrase, plus longue'

const actions = async () => (await AuditEvent.query().orderBy('id')).map(({ action }) => action)

test.group('One’s own account', (group) => {
  withCleanDatabase(group)

  test('changes the password: other sessions end, this one goes on under another id', async ({
    assert,
  }) => {
    const user = await aUser()
    const [here, elsewhere] = [await Visitor.signedIn(user), await Visitor.signedIn(user)]
    await here.get('/account')
    const before = here.cookies.get('session')
    const fields = { present: PASSWORD, wanted: NEW_PASSWORD }
    assert.equal((await here.post('/account/password?_method=PUT', fields)).to, '/account')
    const page = await here.get('/account')
    assert.include(page.html, 'Le mot de passe est changé.')
    assert.notEqual(here.cookies.get('session'), before)
    assert.match((await elsewhere.get('/account')).to!, /^\/sign-in/)
    assert.equal((await new Visitor().signIn(user.email, PASSWORD)).status, 401)
    assert.equal((await new Visitor().signIn(user.email, NEW_PASSWORD)).status, 302)
    assert.include(await actions(), 'password_changed')
  })

  const refused: [string, object, RegExp][] = [
    [
      'another present one',
      { present: 'x', wanted: NEW_PASSWORD },
      /pas votre mot de passe actuel/,
    ],
    ['a short one', { present: PASSWORD, wanted: 'onze lettre' }, /trop court/],
    ['a long one', { present: PASSWORD, wanted: 'xyzab'.repeat(60) }, /trop long/],
    ['one of few letters', { present: PASSWORD, wanted: 'ababababababab' }, /se devine/],
    ['the name', { present: PASSWORD, wanted: 'rosine abena 12' }, /se devine/],
    ['none', {}, /trop court/],
  ]
  for (const [what, fields, words] of refused) {
    test(`refuses ${what} as a new password`, async ({ assert }) => {
      const user = await aUser()
      const visitor = await Visitor.signedIn(user)
      await visitor.get('/account')
      const page = await visitor.post('/account/password?_method=PUT', { ...fields })
      assert.equal(page.status, 422)
      assert.match(page.html, words)
      assert.match(page.html, /aria-invalid="true"/)
      assert.notInclude(page.html, 'onze lettre')
      assert.equal((await new Visitor().signIn(user.email, PASSWORD)).status, 302)
    })
  }

  test('shows where one is signed in, and ends one session or all others', async ({ assert }) => {
    const user = await aUser()
    const stranger = await aUser()
    const firefox = { 'user-agent': 'Mozilla/5.0 (Android 14; Mobile) Gecko/130.0 Firefox/130.0' }
    const phone = new Visitor(firefox)
    await phone.signIn(user.email, PASSWORD)
    const [here, other] = [await Visitor.signedIn(user), await Visitor.signedIn(stranger)]
    const { html } = await here.get('/account')
    assert.include(html, '2 sessions ouvertes')
    assert.include(html, 'Firefox, Android')
    assert.include(html, 'cet appareil, maintenant')

    const [, id] = /name="id" value="(\d+)"/.exec(html)!
    await other.get('/account')
    await other.post('/account/sessions?_method=DELETE', { id })
    assert.equal((await phone.get('/account')).status, 200, 'a session of somebody else')
    await here.post('/account/sessions?_method=DELETE', { id })
    assert.match((await phone.get('/account')).to!, /^\/sign-in/)

    const third = await Visitor.signedIn(user)
    await here.post('/account/sessions?_method=DELETE')
    assert.match((await third.get('/account')).to!, /^\/sign-in/)
    assert.equal((await here.get('/account')).status, 200)
    assert.equal((await actions()).filter((action) => action === 'sessions_ended').length, 2)
  })

  test('keeps the language that somebody chooses', async ({ assert }) => {
    const user = await aUser()
    const visitor = await Visitor.signedIn(user)
    await visitor.get('/account')
    const chosen = await visitor.post('/language', { language: 'en', to: '/account' })
    assert.equal(chosen.to, '/account')
    assert.include((await visitor.get('/account')).html, 'You are Rosine Abena.')
    assert.include((await (await Visitor.signedIn(user)).get('/account')).html, 'You are')
    await visitor.post('/language', { language: '../../etc', to: '/account' })
    assert.include((await visitor.get('/account')).html, 'You are')
  })
})

test.group('A second factor', (group) => {
  withCleanDatabase(group)

  const codeNow = (secret: string) => new TOTP({ secret }).generate()

  async function withSecondFactor() {
    const user = await aUser()
    const visitor = await Visitor.signedIn(user)
    const { html } = await visitor.get('/account/second-factor')
    const secret = /class="secret">([A-Z2-7 ]+)</.exec(html)![1].replaceAll(' ', '')
    const added = await visitor.post('/account/second-factor', { code: codeNow(secret) })
    const codes = [...added.html.matchAll(/class="secret">([A-Z2-7-]+)</g)].map(([, code]) => code)
    return { user, visitor, secret, codes }
  }

  test('begins once a code was shown, and gives ten recovery codes', async ({ assert }) => {
    const user = await aUser()
    const visitor = await Visitor.signedIn(user)
    const { html } = await visitor.get('/account/second-factor')
    assert.include(html, 'otpauth://totp/Rappel:')
    assert.equal((await visitor.post('/account/second-factor', { code: 'abc' })).status, 422)
    await user.refresh()
    assert.isNull(user.totpSecret)

    const { codes, user: other } = await withSecondFactor()
    assert.lengthOf(new Set(codes), 10)
    await other.refresh()
    assert.isString(other.totpSecret)
    assert.include(await actions(), 'second_factor_added')
  })

  test('is asked for after the password, and each code counts once', async ({ assert }) => {
    const { user, codes, secret } = await withSecondFactor()
    const visitor = new Visitor()
    assert.equal((await visitor.signIn(user.email, PASSWORD)).to, '/sign-in/code')
    assert.match((await visitor.get('/account')).to!, /^\/sign-in/)
    await visitor.get('/sign-in/code')
    /** The code that began it. */
    const used = await visitor.post('/sign-in/code', { code: codeNow(secret) })
    assert.equal(used.status, 401)
    const [code] = codes
    const right = await visitor.post('/sign-in/code', { code: ` ${code.toLowerCase()} ` })
    assert.equal(right.to, '/')
    assert.equal((await visitor.get('/account')).status, 200)
    assert.equal(await countOf('recovery_codes'), 9)

    const thief = new Visitor()
    await thief.signIn(user.email, PASSWORD)
    await thief.get('/sign-in/code')
    assert.equal((await thief.post('/sign-in/code', { code })).status, 401)
  })

  test('is refused after five wrong codes', async ({ assert }) => {
    const { user, codes } = await withSecondFactor()
    const visitor = new Visitor()
    await visitor.signIn(user.email, PASSWORD)
    await visitor.get('/sign-in/code')
    for (let n = 0; n < 5; n++) await visitor.post('/sign-in/code', { code: '000000' })
    const { status } = await visitor.post('/sign-in/code', { code: codes[0] })
    assert.equal(status, 429)
  })

  test('needs the password first', async ({ assert }) => {
    const { codes } = await withSecondFactor()
    const visitor = new Visitor()
    assert.equal((await visitor.get('/sign-in/code')).to, '/sign-in')
    await visitor.get('/sign-in')
    assert.equal((await visitor.post('/sign-in/code', { code: codes[0] })).to, '/sign-in')
  })

  test('goes with the password', async ({ assert }) => {
    const { user, visitor } = await withSecondFactor()
    await visitor.get('/account')
    const path = '/account/second-factor?_method=DELETE'
    assert.equal((await visitor.post(path, { present: 'not it' })).status, 422)
    assert.equal((await visitor.post(path, { present: PASSWORD })).to, '/account')
    assert.equal((await new Visitor().signIn(user.email, PASSWORD)).to, '/')
    assert.equal(await countOf('recovery_codes'), 0)
  })
})
