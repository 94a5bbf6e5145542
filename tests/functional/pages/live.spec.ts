import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { FrozenClock } from '#app/clock'
import User from '#models/user'
import { BatchService } from '#services/batch_service'
import { swapClock } from '#tests/helpers/application_clock'
import { aMessage } from '#tests/helpers/arrange'
import { auditTrail } from '#tests/helpers/audit_trail'
import { withCleanDatabase } from '#tests/helpers/database'
import { aReplyRow } from '#tests/helpers/inbound_rows'
import { aUser } from '#tests/helpers/users'
import { Visitor, type Page } from '#tests/helpers/visitor'

/** As resources/assets/live.js asks for a page that it shows. */
const askingFor = ({ html }: Page) => ({
  'hx-request': 'true',
  'if-none-match': `"${/data-tag="([^"]+)"/.exec(html)![1]}"`,
})

async function aBatch(): Promise<string> {
  const batches = await app.container.make(BatchService)
  const filter = { statuses: ['failed'] as any }
  const { id } = await batches.create({ action: 'reject', filter, options: {}, actor: 'cli:root' })
  return `/batches/${id}`
}

test.group('A page that renews itself', (group) => {
  withCleanDatabase(group)

  for (const path of ['/', '/messages', '/attention', '/system', 'a batch']) {
    test(`is sent again only if it says something else: ${path}`, async ({ assert, cleanup }) => {
      const clock = new FrozenClock('2026-03-09T08:00:05Z')
      cleanup(swapClock(clock))
      await aMessage({ status: 'failed', reason: 'no_route' })
      await aReplyRow({ body: 'Bonjour' })
      const visitor = await Visitor.signedIn(await aUser({ role: 'operator' }))
      const address = path.startsWith('/') ? path : await aBatch()
      const page = await visitor.get(address)
      assert.equal(page.headers.get('cache-control'), 'no-store')
      clock.advance({ seconds: 40 })
      const same = await visitor.get(address, askingFor(page))
      assert.equal(same.status, 304)
      assert.equal(same.html, '')
      assert.equal(same.headers.get('cache-control'), 'no-store')
      assert.equal(`"${/data-tag="([^"]+)"/.exec(page.html)![1]}"`, same.headers.get('etag'))
      await aMessage({ status: 'dead_letter', reason: 'retries_used_up' })
      const other = await visitor.get(address, askingFor(page))
      assert.equal(other.status, 200)
      assert.match(other.html, /<b aria-hidden="true">2<\/b>/)
      assert.notEqual(askingFor(other)['if-none-match'], askingFor(page)['if-none-match'])
    })
  }

  test('is another one for another role', async ({ assert }) => {
    await aMessage({ status: 'failed', reason: 'no_route' })
    const user = await aUser({ role: 'operator' })
    const visitor = await Visitor.signedIn(user)
    const page = await visitor.get('/messages?tab=failed')
    assert.include(page.html, '/batches/new')
    await User.query().where('id', user.id).update({ role: 'viewer' })
    const other = await visitor.get('/messages?tab=failed', askingFor(page))
    assert.equal(other.status, 200)
    assert.notInclude(other.html, '/batches/new')
  })

  test('is recorded as seen where it is sent, and not where it is the same', async ({ assert }) => {
    await aMessage({ status: 'failed' })
    const visitor = await Visitor.signedIn(await aUser())
    const reads = async () =>
      (await auditTrail()).filter(({ action }) => action === 'personal_data_read').length
    const page = await visitor.get('/messages')
    await visitor.get('/messages', askingFor(page))
    assert.equal(await reads(), 1)
    await aMessage({ status: 'failed' })
    await visitor.get('/messages', askingFor(page))
    assert.equal(await reads(), 2)
  })

  test('leaves what is told once to the page that a person opens', async ({ assert }) => {
    const visitor = await Visitor.signedIn(await aUser({ role: 'operator' }))
    const page = await visitor.get('/system')
    await visitor.post('/system/balance')
    await visitor.get('/system', askingFor(page))
    assert.match((await visitor.get('/system')).html, /<p class="flash/)
    assert.notMatch((await visitor.get('/system')).html, /<p class="flash/)
  })

  test('asks to sign in once the session has ended, and leads back', async ({ assert }) => {
    const user = await aUser()
    const visitor = await Visitor.signedIn(user)
    const page = await visitor.get('/messages?tab=failed')
    await User.query().where('id', user.id).update({ disabled_at: '2026-01-01 00:00:00' })
    const { status, headers, html } = await visitor.get('/messages?tab=failed', askingFor(page))
    assert.equal(status, 401)
    assert.equal(html, '')
    assert.equal(headers.get('hx-redirect'), '/sign-in?to=%2Fmessages%3Ftab%3Dfailed')
  })

  test('does not go on once a batch has ended, or on a later page', async ({ assert }) => {
    const visitor = await Visitor.signedIn(await aUser({ role: 'operator' }))
    const address = await aBatch()
    assert.include((await visitor.get(address)).html, 'every 5s')
    const batches = await app.container.make(BatchService)
    await batches.workOff()
    assert.notInclude((await visitor.get(address)).html, 'data-tag')
    assert.notInclude((await visitor.get('/messages?before=5')).html, 'data-tag')
    assert.notInclude((await visitor.get('/account')).html, 'htmx')
  })
})
