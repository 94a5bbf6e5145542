import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import AuditEvent from '#models/audit_event'
import { withCleanDatabase } from '#tests/helpers/database'
import { incidents, theAlerts } from '#tests/helpers/alerts'
import { readable, Walker } from '#tests/helpers/walker'

const taken = async () => {
  const events = await AuditEvent.query().where('action', 'incident_acknowledged')
  return events.map(({ actor, detail }) => [actor.replace(/\d+/, 'N'), JSON.parse(detail!)])
}

test.group('Alerts on the System page', (group) => {
  withCleanDatabase(group)

  async function anIncident() {
    const alerts = await theAlerts()
    await alerts.minutes(5, { balance: 'warn' })
    const [{ id }] = await incidents()
    return { alerts, id: Number(id), path: `/system/incidents/${id}/acknowledge` }
  }

  for (const [language, words] of [
    ['fr', [/Les unités ne suffiront pas longtemps.*À surveiller.*Achetez un forfait/]],
    ['en', [/The units will not last long.*To watch.*Buy a bundle/]],
  ] as const) {
    test(`say what is wrong, since when and what to do in ${language}, also to those who only look`, async ({
      assert,
    }) => {
      const visitor = await Walker.signedIn('viewer', language)
      const none = language === 'fr' ? 'Aucune alerte n’est ouverte' : 'No alert is open'
      assert.include(readable(await visitor.get('/system')), none)
      await anIncident()
      const page = await visitor.get('/system')
      for (const one of words) assert.match(readable(page), one)
      assert.notInclude(page.html, '/acknowledge')
    })
  }

  test('are taken by one person, once, and that is in the audit log', async ({ assert }) => {
    const { id, path } = await anIncident()
    const visitor = await Walker.signedIn('operator', 'en')
    assert.include((await visitor.get('/system')).html, `action="${path}"`)
    const done = readable(await visitor.post(path, { severity: 'warn' }))
    assert.include(done, 'You are on it')
    assert.match(done, /has been on it since/)
    await visitor.get('/system')
    const again = readable(await visitor.post(path, { severity: 'warn' }))
    assert.include(again, 'It had changed while you were reading')
    assert.deepEqual(await taken(), [['user:N', { rule: 'balance' }]])
    const [{ acknowledged_by: by }] = await db.from('alert_incidents').where({ id })
    assert.match(by, /^user:\d+$/)
  })

  test('are not taken by a page that saw them less serious, or still open', async ({ assert }) => {
    const { alerts, path } = await anIncident()
    const visitor = await Walker.signedIn('operator', 'en')
    await visitor.get('/system')
    await alerts.minutes(2, { balance: 'fail' })
    const worse = await visitor.post(path, { severity: 'warn' })
    assert.include(readable(worse), 'Nothing was done')
    await alerts.minutes(10, { balance: 'pass' })
    await visitor.get('/system')
    const over = await visitor.post(path, { severity: 'fail' })
    assert.include(readable(over), 'Nothing was done')
    assert.include(readable(over), 'The last that are over')
    assert.isEmpty(await taken())
  })

  test('that are only suspected, or do not exist, are not there', async ({ assert }) => {
    const alerts = await theAlerts()
    await alerts.minutes(1, { balance: 'warn' })
    const [{ id }] = await incidents()
    const visitor = await Walker.signedIn('operator', 'en')
    for (const one of [id, 999_999]) {
      const page = await visitor.get('/system')
      assert.include(readable(page), 'No alert is open')
      const answer = await visitor.post(`/system/incidents/${one}/acknowledge`, {
        severity: 'warn',
      })
      assert.equal(answer.status, 404)
    }
  })
})
