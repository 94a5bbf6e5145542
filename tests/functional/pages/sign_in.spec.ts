import { getActiveTest, test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import AuditEvent from '#models/audit_event'
import User from '#models/user'
import { swapClock } from '#tests/helpers/application_clock'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import { aUser, PASSWORD } from '#tests/helpers/users'
import { Visitor } from '#tests/helpers/visitor'

test.group('Signing in', (group) => {
  withCleanDatabase(group)

  test('leads to the page that was asked for', async ({ assert }) => {
    const user = await aUser()
    const visitor = new Visitor()
    const asked = await visitor.get('/account?x=1')
    assert.equal(asked.to, '/sign-in?to=%2Faccount%3Fx%3D1')
    const form = await visitor.get(asked.to!)
    assert.include(form.html, 'name="to" value="/account?x=1"')

    const signedIn = await visitor.post('/sign-in', {
      email: ` ${user.email.toUpperCase()} `,
      password: PASSWORD,
      to: '/account?x=1',
    })
    assert.equal(signedIn.status, 302)
    assert.equal(signedIn.to, '/account?x=1')
    const page = await visitor.get('/account')
    assert.equal(page.status, 200)
    assert.include(page.html, 'Vous êtes Rosine Abena.')
    assert.isNotNull((await User.findOrFail(user.id)).lastSignedInAt)
    const [event] = await AuditEvent.all()
    assert.deepEqual([event.actor, event.action], [`user:${user.id}`, 'signed_in'])
  })

  test('leads to no other site', async ({ assert }) => {
    const user = await aUser()
    for (const to of ['https://evil.example', '//evil.example', '/\\evil.example', 'evil', '/a\nb'])
      assert.equal((await new Visitor().signIn(user.email, PASSWORD, { to })).to, '/', to)
  })

  test('does not say whether the account exists, is disabled, or has another password', async ({
    assert,
  }) => {
    const user = await aUser()
    const gone = await aUser({ disabledAt: user.createdAt })
    const answers = await Promise.all([
      new Visitor().signIn(user.email, 'not the password'),
      new Visitor().signIn('nobody@example.org', PASSWORD),
      new Visitor().signIn(gone.email, PASSWORD),
    ])
    for (const { status, html } of answers) {
      assert.equal(status, 401)
      assert.include(html, 'L’adresse ou le mot de passe ne convient pas. Il reste 4 essais')
      assert.notInclude(html, PASSWORD)
    }
    assert.equal(await countOf('user_sessions'), 0)
  })

  test('is refused after five failures, even with the right password', async ({ assert }) => {
    const user = await aUser()
    const visitor = new Visitor()
    for (let n = 0; n < 5; n++) await visitor.signIn(user.email, 'not the password')
    const refused = await visitor.signIn(user.email, PASSWORD)
    assert.equal(refused.status, 429)
    assert.match(refused.html, /Trop d’essais. Réessayez dans 15 minutes/)
    const [{ subject }] = await db.from('sign_in_counts').where('subject', 'like', 'pair:%')
    assert.notInclude(subject, user.email)
  })

  test('gives another session id, and a new token for forms', async ({ assert }) => {
    const user = await aUser()
    const visitor = new Visitor()
    await visitor.get('/sign-in')
    const before = visitor.cookies.get('session')
    await visitor.post('/sign-in', { email: user.email, password: PASSWORD })
    assert.isString(before)
    assert.notEqual(visitor.cookies.get('session'), before)
    /** The token of the sign-in page is the last one that the visitor saw. */
    assert.equal((await visitor.post('/sign-out')).status, 403)
    await visitor.get('/account')
    assert.equal((await visitor.post('/sign-out')).to, '/sign-in')
  })

  test('keeps what it stores unreadable', async ({ assert }) => {
    const user = await aUser()
    const visitor = await Visitor.signedIn(user)
    const [row] = await db.from('user_sessions')
    assert.match(row.hash, /^[0-9a-f]{64}$/)
    assert.equal(row.user_id, user.id)
    assert.notInclude(decodeURIComponent(visitor.cookies.get('session')!), row.hash)
    assert.notMatch(row.content, /auth_desk|csrf/)
  })

  test('sets cookies that scripts, other sites and subdomains do not get', async ({ assert }) => {
    const { headers } = await new Visitor().get('/sign-in')
    const cookies = headers.getSetCookie()
    assert.lengthOf(cookies, 2)
    for (const cookie of cookies) {
      assert.match(cookie, /; Path=\/(;|$)/i)
      assert.match(cookie, /; HttpOnly/i)
      assert.match(cookie, /; SameSite=Strict/i)
      assert.notMatch(cookie, /; Domain/i)
    }
  })

  test('of a stranger writes nothing to the database', async ({ assert }) => {
    const visitor = new Visitor()
    for (const path of ['/sign-in', '/sign-in', '/account', '/nothing']) await visitor.get(path)
    await visitor.post('/language', { language: 'en', to: '/sign-in' })
    assert.equal(await countOf('user_sessions'), 0)
    assert.include((await visitor.get('/sign-in')).html, '<html lang="en">')
  })

  test('needs the token of the form', async ({ assert }) => {
    const user = await aUser()
    const visitor = new Visitor()
    await visitor.get('/sign-in')
    for (const token of ['', 'made-up']) {
      const fields = { email: user.email, password: PASSWORD, _csrf: token }
      const refused = await visitor.post('/sign-in', fields)
      assert.equal(refused.status, 403)
      assert.include(refused.html, 'Cette page est restée ouverte trop longtemps.')
    }
    assert.equal(await countOf('user_sessions'), 0)
  })

  test('ends by signing out: the old cookie is worth nothing', async ({ assert }) => {
    const visitor = await Visitor.signedIn(await aUser())
    await visitor.get('/account')
    const kept = new Map(visitor.cookies)
    const out = await visitor.post('/sign-out')
    assert.equal(out.to, '/sign-in')
    assert.include((await visitor.get('/sign-in')).html, 'Vous êtes déconnecté.')
    assert.equal(await countOf('user_sessions'), 0)
    const thief = new Visitor()
    thief.take(kept)
    assert.match((await thief.get('/account')).to!, /^\/sign-in/)
  })

  const limits: [stays: boolean, idle: object, whole: object][] = [
    [false, { minutes: 60 }, { hours: 12 }],
    [true, { days: 14 }, { days: 30 }],
  ]
  for (const [stays, idle, whole] of limits) {
    test(`ends without use, and in any case, ${stays ? 'later' : 'soon'} for who ${stays ? 'stays' : 'does not stay'} signed in`, async ({
      assert,
    }) => {
      const clock = new FrozenClock('2026-03-09T08:00:00Z')
      getActiveTest()!.cleanup(swapClock(clock))
      const user = await aUser()
      const enter = async () => {
        const visitor = new Visitor()
        await visitor.signIn(user.email, PASSWORD, stays ? { stays: 'yes' } : {})
        return visitor
      }
      const isIn = async (visitor: Visitor) => (await visitor.get('/account')).status === 200

      const idler = await enter()
      clock.advance({ ...idle, seconds: -1 })
      assert.isTrue(await isIn(idler))
      clock.advance({ ...idle, seconds: 1 })
      assert.isFalse(await isIn(idler))

      const busy = await enter()
      const end = clock.now().plus(whole)
      while (clock.now().plus(idle) < end) {
        clock.advance({ ...idle, seconds: -1 })
        assert.isTrue(await isIn(busy))
      }
      clock.travelTo(end)
      assert.isFalse(await isIn(busy))
    })
  }

  test('is not kept alive by a page that renews itself', async ({ assert, cleanup }) => {
    const clock = new FrozenClock('2026-03-09T08:00:00Z')
    cleanup(swapClock(clock))
    const visitor = await Visitor.signedIn(await aUser())
    await visitor.get('/account')
    const renewal = { 'hx-request': 'true' }
    for (let minute = 0; minute < 59; minute += 10) {
      assert.equal((await visitor.get('/account', renewal)).status, 200)
      clock.advance({ minutes: 10 })
    }
    const refused = await visitor.get('/account', renewal)
    assert.equal(refused.status, 401)
    assert.equal(refused.headers.get('hx-redirect'), '/sign-in?to=%2Faccount')
  })

  test('counts at once for who loses access or gets another role', async ({ assert }) => {
    const user = await aUser({ role: 'admin' })
    const visitor = await Visitor.signedIn(user)
    assert.equal((await visitor.get('/users')).status, 200)
    await User.query().where('id', user.id).update({ role: 'viewer' })
    assert.equal((await visitor.get('/users')).status, 403)
    await User.query().where('id', user.id).update({ disabled_at: '2026-01-01 00:00:00' })
    assert.match((await visitor.get('/account')).to!, /^\/sign-in/)
  })
})
