import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import AuditEvent from '#models/audit_event'
import User from '#models/user'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import { aUser, PASSWORD } from '#tests/helpers/users'
import { Visitor } from '#tests/helpers/visitor'

const NEW = { name: 'Jo Ngo', email: 'Jo@Example.org', role: 'operator', language: 'en' }

async function anAdmin(path = '/users') {
  const admin = await aUser({ role: 'admin', name: 'Ada Admin' })
  const visitor = await Visitor.signedIn(admin)
  await visitor.get(path)
  return { admin, visitor }
}

const secretOn = (html: string) => /class="secret">([^<]+)</.exec(html)![1]

test.group('Accounts of others', (group) => {
  withCleanDatabase(group)

  test('are created with a password that is shown once and works', async ({ assert }) => {
    const { admin, visitor } = await anAdmin()
    const page = await visitor.post('/users', NEW)
    assert.include(page.html, 'Jo Ngo a un compte.')
    assert.equal(page.headers.get('cache-control'), 'no-store')
    const person = new Visitor()
    assert.equal((await person.signIn('jo@example.org', secretOn(page.html))).status, 302)
    assert.include((await person.get('/account')).html, 'You are Jo Ngo.')
    assert.notInclude((await visitor.get('/users')).html, secretOn(page.html))
    const event = await AuditEvent.findByOrFail('action', 'user_created')
    assert.equal(event.actor, `user:${admin.id}`)
    assert.notInclude(event.detail ?? '', 'Ngo')
  })

  const refused: [object, string][] = [
    [{ email: 'jo' }, 'Ce n’est pas une adresse e-mail.'],
    [{ name: '' }, 'Écrivez un nom'],
    [{ name: '<script>alert(1)</script>' }, 'Écrivez un nom'],
    [{ role: 'owner' }, 'Choisissez un rôle.'],
    [{ language: 'xx' }, 'Choisissez le français'],
  ]
  for (const [change, words] of refused) {
    test(`are not created with ${JSON.stringify(change)}`, async ({ assert }) => {
      const { visitor } = await anAdmin()
      const page = await visitor.post('/users', { ...NEW, ...change })
      assert.equal(page.status, 422)
      assert.include(page.html, words)
      assert.notMatch(page.html, /<script>alert/)
      assert.equal(await countOf('users'), 1)
    })
  }

  test('are not created twice, however the address is written', async ({ assert }) => {
    const { visitor } = await anAdmin()
    await visitor.post('/users', NEW)
    const again = await visitor.post('/users', { ...NEW, email: 'JO@example.org ' })
    assert.equal(again.status, 422)
    assert.include(again.html, 'Cette adresse a déjà un compte.')
  })

  test('take no other field from the form', async ({ assert }) => {
    const { visitor } = await anAdmin()
    await visitor.post('/users', { ...NEW, id: '77', disabled_at: 'x', password: PASSWORD })
    const user = await User.findByOrFail('email', 'jo@example.org')
    assert.notEqual(user.id, 77)
    assert.isNull(user.disabledAt)
    assert.equal((await new Visitor().signIn(user.email, PASSWORD)).status, 401)
  })

  test('get another role, unless somebody was faster', async ({ assert }) => {
    const user = await aUser({ role: 'viewer' })
    const { visitor } = await anAdmin(`/users/${user.id}`)
    const path = `/users/${user.id}/role?_method=PUT`
    await visitor.post(path, { from: 'viewer', to: 'operator' })
    assert.include((await visitor.get(`/users/${user.id}`)).html, 'Le rôle est changé.')
    await visitor.post(path, { from: 'viewer', to: 'admin' })
    assert.include((await visitor.get(`/users/${user.id}`)).html, 'Rien n’a changé')
    await user.refresh()
    assert.equal(user.role, 'operator')
  })

  test('are not changed by their owners, who could lock themselves out', async ({ assert }) => {
    const { admin, visitor } = await anAdmin()
    await aUser({ role: 'admin' })
    const before = await db.from('users').where('id', admin.id).first()
    const path = `/users/${admin.id}`
    assert.equal((await visitor.get(path)).to, '/account')
    const changes = [
      `${path}/role?_method=PUT`,
      `${path}/lock?_method=PUT`,
      `${path}/password`,
      `${path}/second-factor?_method=DELETE`,
      `${path}/sessions?_method=DELETE`,
    ]
    for (const change of changes) {
      assert.equal((await visitor.post(change, { from: 'admin', to: 'viewer' })).to, '/account')
      assert.include((await visitor.get('/account')).html, 'C’est votre propre compte')
    }
    assert.deepEqual(await db.from('users').where('id', admin.id).first(), before)
    assert.equal(await countOf('user_sessions'), 1)
  })

  test('lose access with their sessions, and get it back', async ({ assert }) => {
    const user = await aUser()
    const person = await Visitor.signedIn(user)
    const { visitor } = await anAdmin(`/users/${user.id}`)
    await visitor.post(`/users/${user.id}/lock?_method=PUT`)
    assert.match((await person.get('/account')).to!, /^\/sign-in/)
    assert.equal((await new Visitor().signIn(user.email, PASSWORD)).status, 401)
    await visitor.post(`/users/${user.id}/lock?_method=DELETE`)
    assert.equal((await new Visitor().signIn(user.email, PASSWORD)).status, 302)
    const actions = (await AuditEvent.query().orderBy('id')).map(({ action }) => action)
    assert.includeMembers(actions, ['user_disabled', 'user_enabled'])
  })

  test('get a new password when theirs is forgotten, and are signed out', async ({ assert }) => {
    const user = await aUser()
    const person = await Visitor.signedIn(user)
    const { visitor } = await anAdmin(`/users/${user.id}`)
    const page = await visitor.post(`/users/${user.id}/password`)
    assert.match((await person.get('/account')).to!, /^\/sign-in/)
    assert.equal((await new Visitor().signIn(user.email, secretOn(page.html))).status, 302)
    assert.equal((await new Visitor().signIn(user.email, PASSWORD)).status, 401)
    assert.equal((await visitor.post('/users/999999/password')).status, 404)
  })

  test('are signed out everywhere', async ({ assert }) => {
    const user = await aUser()
    const people = [await Visitor.signedIn(user), await Visitor.signedIn(user)]
    const { visitor } = await anAdmin(`/users/${user.id}`)
    await visitor.post(`/users/${user.id}/sessions?_method=DELETE`)
    assert.include((await visitor.get(`/users/${user.id}`)).html, '2 sessions sont fermées.')
    for (const person of people) assert.match((await person.get('/account')).to!, /^\/sign-in/)
  })

  test('show names as text, whatever they are', async ({ assert }) => {
    const names = [
      `"><img src=x onerror=alert(1)>`,
      `{{ user.password }}`,
      `';alert(1)//`,
      '<b>x</b>',
    ]
    for (const name of names) await aUser({ name })
    const { visitor } = await anAdmin()
    const { html } = await visitor.get('/users')
    assert.notMatch(html, /<img|<b>x|\$scrypt/)
    assert.include(html, '{{ user.password }}')
  })
})

test.group('Tokens of programs', (group) => {
  withCleanDatabase(group)

  test('are shown once, work, and are revoked', async ({ assert, client }) => {
    const { admin, visitor } = await anAdmin('/tokens')
    const page = await visitor.post('/tokens', {
      'name': 'logiciel du centre',
      'days': '30',
      'abilities[]': ['scheduler:read', 'stats:read'],
    })
    const token = secretOn(page.html)
    const ask = () => client.get('/api/v1/scheduler/status').bearerToken(token)
    ;(await ask()).assertStatus(200)
    const { html } = await visitor.get('/tokens')
    assert.include(html, 'logiciel du centre')
    assert.notInclude(html, token)
    const [{ id }] = await db.from('auth_access_tokens')
    await visitor.post(`/tokens/${id}?_method=DELETE`)
    ;(await ask()).assertStatus(401)
    const events = await AuditEvent.query().where('actor', `user:${admin.id}`).orderBy('id')
    assert.includeMembers(
      events.map(({ action }) => action),
      ['token_created', 'token_revoked']
    )
  })

  test('need a name and abilities', async ({ assert }) => {
    const { visitor } = await anAdmin('/tokens')
    const none = await visitor.post('/tokens', { name: 'x', days: '30' })
    assert.equal(none.status, 422)
    assert.include(none.html, 'Choisissez ce que le programme peut faire.')
    const nameless = await visitor.post('/tokens', { 'days': '30', 'abilities[]': 'stats:read' })
    assert.include(nameless.html, 'Écrivez un nom de 60 lettres au plus')
    assert.equal(await countOf('auth_access_tokens'), 0)
  })
})
