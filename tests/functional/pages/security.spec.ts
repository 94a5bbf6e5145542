import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { leastRoleOf } from '#dashboard/least_role'
import { withCleanDatabase } from '#tests/helpers/database'
import { whereStored } from '#tests/helpers/everything_stored'
import { addressOf, deskRoutes, methodOf, nameOf } from '#tests/helpers/pages/desk_routes'
import { formsOf } from '#tests/helpers/pages/forms'
import { PAGES } from '#tests/helpers/pages/pages'
import { wholeProgramme, type WholeProgramme } from '#tests/helpers/pages/whole_programme'
import { PERSONAL_COLUMNS } from '#erasure/personal_columns'
import { aUser } from '#tests/helpers/users'
import { Visitor, type Page } from '#tests/helpers/visitor'
import { onOneDatabase } from '#tests/helpers/without_database'

/** Of every answer to a browser. */
const HEADERS = {
  'cache-control': /^no-store$/,
  'content-security-policy': /^default-src 'self'; img-src 'self' data:; .*frame-ancestors 'none'$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'referrer-policy': /^no-referrer$/,
  'strict-transport-security': /^max-age=31536000$/,
  'x-content-type-options': /^nosniff$/,
}

const NOT_OPENED = [
  /** Downloads. */
  'GET /messages.csv',
  'GET /activity.csv',
  'GET /patients.csv',
  'GET /schedules.csv',
  'GET /results.csv',
  'GET /imports/example.csv',
  'GET /imports/:id/rejected.csv',
  /** Only the form of another page leads there. */
  'GET /sign-in/code',
  'GET /templates/:type',
  /** With a file, and with a broker: tests/browser/imports.spec.ts, tests/kafka/pages.spec.ts. */
  'GET /imports/:id',
  'GET /attention/kafka',
  'GET /attention/kafka/:letter',
]

/** Fits text and number alike. */
const CANARY = '8675309'

const COLUMNS = new Set(
  Object.values(PERSONAL_COLUMNS).flatMap((lists) => Object.values(lists).flat() as string[])
)

const addressesOf = (programme: WholeProgramme) =>
  PAGES.flatMap(({ states }) => Object.values(states).map(({ path }) => path(programme)))

test.group('Pages are safe', (group) => {
  onOneDatabase(group)
  withCleanDatabase(group)

  test('and all in the list of pages', async ({ assert }) => {
    const addresses = addressesOf(await wholeProgramme()).map((path) => path.split('?', 1)[0])
    const isListed = (pattern: string) => {
      const wanted = new RegExp(`^${pattern.replace(/:\w+/g, '[^/]+')}$`)
      return addresses.some((address) => wanted.test(address))
    }
    const missing = deskRoutes()
      .filter((route) => methodOf(route) === 'GET' && !isListed(route.pattern))
      .map(nameOf)
    assert.sameMembers(missing, NOT_OPENED)
  })

  test('with headers that keep them private, errors and redirects as well', async ({ assert }) => {
    const programme = await wholeProgramme()
    const stranger = new Visitor()
    const viewer = await Visitor.signedIn(await aUser({ role: 'viewer' }))
    const admin = await Visitor.signedIn(await aUser({ role: 'admin' }))
    const answers: Record<string, Page> = {
      'a stranger at a page': await stranger.get('/account'),
      'a stranger at a form': await stranger.post('/system/pause', { _csrf: '' }),
      'no such page': await admin.get('/nothing'),
      'a page of admins': await viewer.get('/users'),
      'a form without its token': await admin.post('/sign-out', { _csrf: '' }),
      'a refused form': await admin.post('/account/password?_method=PUT'),
      'a download': await admin.get('/messages.csv'),
    }
    for (const path of addressesOf(programme)) answers[path] = await admin.get(path)
    for (const [what, { headers }] of Object.entries(answers))
      for (const [name, value] of Object.entries(HEADERS))
        assert.match(headers.get(name) ?? 'none', value, `${name} of ${what}`)
  })

  test('and change nothing without the token of a form, in words', async ({ assert }) => {
    const admin = await Visitor.signedIn(await aUser({ role: 'admin' }))
    const changes = deskRoutes().filter((route) => methodOf(route) !== 'GET')
    assert.isAbove(changes.length, 20)
    const tokens = ['', await tokenOfAnother()]
    const before = await db.from('user_sessions').orderBy('id').select('hash')
    for (const token of tokens)
      for (const route of changes) {
        const visitor = leastRoleOf(route) === 'stranger' ? new Visitor() : admin
        const { status, html } = await visitor.post(addressOf(route), { _csrf: token })
        assert.equal(status, 403, nameOf(route))
        assert.include(html, 'Cette page est restée ouverte trop longtemps.', nameOf(route))
      }
    assert.deepEqual(await db.from('user_sessions').orderBy('id').select('hash'), before)
  })

  test('and take no field that their form does not have', async ({ assert }) => {
    const programme = await wholeProgramme()
    const admin = await Visitor.signedIn(await aUser({ role: 'admin' }))
    const sent = new Set<string>()
    for (const path of addressesOf(programme)) {
      const { html } = await admin.get(path)
      for (const { action, fields } of formsOf(html)) {
        if (sent.has(action)) continue
        sent.add(action)
        const others = [...COLUMNS].filter((column) => !(column in fields))
        const extra = Object.fromEntries(others.map((column) => [column, CANARY]))
        await admin.get(path)
        const { status } = await admin.post(action, { ...extra, ...fields })
        assert.isBelow(status, 500, action)
      }
    }
    assert.isAbove(sent.size, 15)
    assert.deepEqual(await whereStored([CANARY]), [])
  })
})

async function tokenOfAnother(): Promise<string> {
  const another = await Visitor.signedIn(await aUser({ role: 'admin' }))
  const { html } = await another.get('/account')
  return /name='_csrf' value='([^']+)'/.exec(html)![1]
}
