import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import AuditEvent from '#models/audit_event'
import { EVERYTHING } from '#delivery/pauses/pause_target'
import { SmsSchedulerService } from '#services/sms_scheduler_service'
import { toSqlInstant } from '#storage/instants'
import { aFacility, aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { readable, Walker, type WalkedPage } from '#tests/helpers/walker'

const sinceOf = ({ html }: WalkedPage) => /name="since" value="([^"]*)"/.exec(html)![1]
const paused = () => db.from('sending_pauses').select('scope', 'subject', 'reason')

async function audited(action: string) {
  const events = await AuditEvent.query().where('action', action)
  return events.map(({ actor }) => actor.replace(/\d+/, 'N'))
}

test.group('The system on a page', (group) => {
  withCleanDatabase(group)

  for (const language of ['fr', 'en'] as const) {
    test(`is checked in words of ${language}, for those who only look as well`, async ({
      assert,
    }) => {
      const page = await (await Walker.signedIn('viewer', language)).get('/system')
      assert.equal(page.status, 200)
      assert.notMatch(page.html, /translation missing|undefined|\bNaN\b|\[object/)
      assert.notInclude(page.html, 'action="/system/')
      const words =
        language === 'fr'
          ? [/Base de données .{0,80}En ordre/, /Rien n’est suspendu/, /Prévoir les rappels/]
          : [/Database .{0,80}In order/, /Nothing is paused/, /Plan reminders/]
      for (const one of words) assert.match(readable(page), one)
    })
  }

  test('shows who is alive, and what was left of the units on each day', async ({ assert }) => {
    const now = DateTime.utc()
    const worker = { pid: 1, started_at: toSqlInstant(now), heartbeat_at: toSqlInstant(now) }
    const old = toSqlInstant(now.minus({ hours: 2 }))
    await db.table('workers').multiInsert([
      { id: 'a', role: 'scheduler', host: 'host-a', ...worker },
      { id: 'b', role: 'worker', host: 'host-b', ...worker, heartbeat_at: old },
    ])
    const account = 'log'
    for (const [days, units] of [
      [2, 900],
      [1, 700],
      [0, 640],
    ])
      await db.table('gateway_balances').insert({
        account,
        polled_at: toSqlInstant(now.minus({ days })),
        contract_id: 'c',
        units,
        usable: true,
      })
    const page = readable(await (await Walker.signedIn('viewer', 'en')).get('/system'))
    assert.match(page, /Scheduler host-a Alive/)
    assert.match(page, /Sending program host-b Silent/)
    assert.match(page, /Units left: log.*640.*700.*900/)
  })

  test('is paused with a reason, once, after a look at what waits', async ({ assert }) => {
    await aFacility({ code: 'HD-1', name: 'Hôpital de Mfou' })
    await aMessage({ scheduledAt: DateTime.utc().startOf('second').minus({ minutes: 5 }) })
    const visitor = await Walker.signedIn('operator')
    const form = await visitor.get('/system')
    assert.include(form.html, 'value="facility:HD-1"')
    const question = await visitor.get('/system/pause?what=everything')
    assert.include(readable(question), 'Suspendre « Tous les envois » ?')
    assert.include(readable(question), 'SMS qui partiraient 1')

    const what = 'everything'
    const without = await visitor.post('/system/pause', { what, reason: '' })
    assert.equal(without.status, 422)
    assert.include(readable(without), 'Écrivez une raison')
    const late = { what, reason: 'inondation', until: '2020-01-01T10:00' }
    assert.include(readable(await visitor.post('/system/pause', late)), 'Cette heure est passée')
    assert.lengthOf(await paused(), 0)

    const done = await visitor.post('/system/pause', { what, reason: 'inondation' })
    assert.include(readable(done), 'Rien ne part : tout est suspendu.')
    assert.include(readable(done), '« inondation »')
    await visitor.get('/system')
    const again = await visitor.post('/system/pause', { what, reason: 'autre' })
    assert.include(readable(again), 'Quelqu’un l’a suspendu pendant que vous lisiez.')
    assert.deepEqual(await paused(), [{ scope: 'everything', subject: '', reason: 'inondation' }])
    assert.deepEqual(await audited('sending_paused'), ['user:N'])
  })

  test('is resumed after a look at what would leave, if it still is that pause', async ({
    assert,
  }) => {
    await aFacility({ code: 'HD-1', name: 'Hôpital de Mfou' })
    const visitor = await Walker.signedIn('operator', 'en')
    const what = 'facility:HD-1'
    await visitor.get(`/system/pause?what=${what}`)
    await visitor.post('/system/pause', { what, reason: 'flood' })
    const question = await visitor.get(`/system/resume?what=${what}`)
    assert.include(readable(question), 'Resume “Hôpital de Mfou”?')
    const other = await visitor.post('/system/resume', { what, since: '2026-01-01T00:00:00.000Z' })
    assert.include(readable(other), 'Nothing was done')
    assert.lengthOf(await paused(), 1)

    await visitor.get(`/system/resume?what=${what}`)
    const since = sinceOf(question)
    assert.include(readable(await visitor.post('/system/resume', { what, since })), 'Resumed.')
    assert.lengthOf(await paused(), 0)
    await visitor.get(`/system/resume?what=${what}`)
    const twice = await visitor.post('/system/resume', { what, since })
    assert.include(readable(twice), 'Nothing was done')
    assert.deepEqual(await audited('sending_resumed'), ['user:N'])
  })

  test('is not resumed by a form that saw stopped accounts alone', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator', 'en')
    await visitor.get('/system/resume?what=everything')
    const scheduler = await app.container.make(SmsSchedulerService)
    await scheduler.pauseSending({ ...EVERYTHING, actor: 'cli:awa', reason: 'wrong text' })
    const answer = await visitor.post('/system/resume', { what: 'everything', since: '' })
    assert.include(readable(answer), 'Nothing was done')
    assert.lengthOf(await paused(), 1)
  })

  test('asks for the units, and says when there are none', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator', 'en')
    await visitor.get('/system')
    const answer = await visitor.post('/system/balance')
    assert.include(readable(answer), 'No account has units to read')
    assert.deepEqual(await audited('balance_checked'), ['user:N'])
  })

  test('knows no other thing to pause', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator')
    for (const what of ['', 'nothing', 'facility:NONE', 'type:none', 'facility:', 'a'.repeat(500)])
      assert.equal((await visitor.get(`/system/pause?what=${what}`)).status, 404, what)
  })
})
