import { test } from '@japa/runner'
import type { RouteJSON } from '@adonisjs/core/types/http'
import { covers, ROLES } from '#access/roles'
import { leastRoleOf } from '#dashboard/least_role'
import { withCleanDatabase } from '#tests/helpers/database'
import { addressOf, deskRoutes, methodOf, nameOf } from '#tests/helpers/pages/desk_routes'
import { aUser } from '#tests/helpers/users'
import { Visitor } from '#tests/helpers/visitor'
import { onOneDatabase } from '#tests/helpers/without_database'

/** Open to everybody, and why. */
const FOR_STRANGERS = [
  'GET /sign-in',
  'POST /sign-in',
  'GET /sign-in/code',
  'POST /sign-in/code',
  /** The sign-in page has a language, too. */
  'POST /language',
]

/** It would end the session of the walk. */
const LEAVES = 'POST /sign-out'

const pages = deskRoutes

function walk(visitor: Visitor, route: RouteJSON) {
  const address = addressOf(route)
  return methodOf(route) === 'GET' ? visitor.get(address) : visitor.post(address)
}

test.group('Routes of the pages', (group) => {
  onOneDatabase(group)
  withCleanDatabase(group)

  test('begin with the session, then ask for a role, then read the form and check its token', ({
    assert,
  }) => {
    assert.isAbove(pages().length, 10)
    for (const route of pages())
      assert.deepEqual(
        [...route.middleware.all()].map((one: any) => one.name),
        ['compress', 'session', 'initializeAuth', 'reader', 'role', 'body', 'shield'],
        `${route.pattern} is not declared with deskRoute()`
      )
  })

  test('are open to strangers only where the list says so', ({ assert }) => {
    const open = pages().filter((route) => leastRoleOf(route) === 'stranger')
    assert.sameMembers(open.map(nameOf), FOR_STRANGERS)
  })

  test('let only admins at accounts and tokens', ({ assert }) => {
    const routes = pages().filter(({ pattern }) => /^\/(users|tokens)/.test(pattern))
    assert.isAbove(routes.length, 5)
    for (const route of routes) assert.equal(leastRoleOf(route), 'admin', route.pattern)
  })

  test('do not let viewers change anything but their own account', ({ assert }) => {
    const changes = pages().filter((route) => methodOf(route) !== 'GET')
    const own = /^\/(account(\/|$)|sign-out$|sign-in|language$)/
    for (const route of changes.filter(({ pattern }) => !own.test(pattern)))
      assert.isTrue(covers(leastRoleOf(route) as 'viewer', 'operator'), nameOf(route))
  })

  test('send a stranger to the sign-in page', async ({ assert }) => {
    const stranger = new Visitor()
    for (const route of pages().filter((one) => leastRoleOf(one) !== 'stranger')) {
      const answer = await walk(stranger, route)
      assert.equal(answer.status, 302, nameOf(route))
      assert.match(answer.to!, /^\/sign-in/, nameOf(route))
    }
  })

  for (const role of ROLES) {
    test(`refuse a ${role} what the role does not cover, and nothing else`, async ({ assert }) => {
      const visitor = await Visitor.signedIn(await aUser({ role }))
      await visitor.get('/account')
      for (const route of pages()) {
        const least = leastRoleOf(route)!
        if (nameOf(route) === LEAVES || least === 'stranger') continue
        const { status, html } = await walk(visitor, route)
        if (!covers(role, least)) assert.equal(status, 403, nameOf(route))
        else assert.notInclude([401, 403, 500], status, `${nameOf(route)}: ${html}`)
      }
    })
  }
})
