import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import fc from 'fast-check'
import { FrozenClock } from '#app/clock'
import { withCleanDatabase } from '#tests/helpers/database'
import { incidents, notices, OPS, ROSINE, theAlerts } from '#tests/helpers/alerts'
import { secondConnection } from '#tests/helpers/second_connection'
import { TEST_NOW } from '#tests/helpers/test_clock'

const kinds = async () => (await notices()).map(({ kind }) => kind)

test.group('Health is watched', (group) => {
  withCleanDatabase(group)

  test('and what lasts is an incident, told to everybody who is named', async ({ assert }) => {
    const alerts = await theAlerts({ settings: { mailTo: [ROSINE, OPS] } })
    await alerts.minutes(4, { due: 'warn' })
    const [suspected] = await incidents()
    assert.include(suspected, { rule: 'due', status: 'suspected', breaches: 4 })
    assert.isEmpty(await notices())

    await alerts.minutes(1)
    const [open] = await incidents()
    assert.include(open, { id: suspected.id, status: 'open', severity: 'warn', live_rule: 'due' })
    assert.deepEqual(
      (await notices()).map(({ kind, recipient, status }) => [kind, recipient, status]),
      [
        ['opened', 'mail:rosine@example.cm', 'sent'],
        ['opened', 'mail:ops@example.org', 'sent'],
      ]
    )
    assert.deepEqual(
      [ROSINE, OPS].map((one) => alerts.mailbox.to(one)[0].subject),
      [
        'Rappel\u00a0: Trop de rappels attendent leur départ',
        'Rappel: Too many reminders are waiting to leave',
      ]
    )
  })

  test('and what passes leaves nothing behind', async ({ assert }) => {
    const alerts = await theAlerts()
    await alerts.minutes(1, { account: 'fail' })
    await alerts.minutes(1, { account: 'pass' })
    assert.isEmpty(await incidents())
    assert.isEmpty(await notices())
  })

  test('until it has been well for a while; a later fault is another incident', async ({
    assert,
  }) => {
    const alerts = await theAlerts()
    await alerts.minutes(2, { account: 'fail' })
    await alerts.minutes(10, { account: 'pass' })
    await alerts.minutes(2, { account: 'fail' })
    assert.deepEqual(
      (await incidents()).map(({ status, live_rule: rule }) => [status, rule]),
      [
        ['recovered', null],
        ['open', 'account'],
      ]
    )
    assert.deepEqual(await kinds(), ['opened', 'recovered', 'opened'])
    assert.include(alerts.mailbox.subjects[1], 'terminé')
  })

  test('once a minute, however many schedulers do so', async ({ assert }) => {
    const clock = new FrozenClock(TEST_NOW)
    const other = await secondConnection()
    const all = await Promise.all([
      theAlerts({ clock, findings: { account: 'fail' } }),
      theAlerts({ clock, findings: { account: 'fail' } }),
      theAlerts({ clock, findings: { account: 'fail' }, database: other.db }),
    ])
    for (let minute = 0; minute < 3; minute++) {
      const results = await Promise.all(all.map((alerts) => alerts.watch()))
      assert.lengthOf(
        results.filter((summary) => summary !== null),
        1
      )
      clock.advance({ minutes: 1 })
    }
    await other.close()
    const found = await incidents()
    assert.lengthOf(found, 1)
    assert.equal(found[0].breaches, 3)
    assert.deepEqual(await kinds(), ['opened'])
  })

  test('with one live incident of a rule and its notices in order, whatever interleaves', async ({
    assert,
  }) => {
    const other = await secondConnection()
    const rules = { breaches: { warn: 2, fail: 1 }, calms: 2 }
    const anyMinutes = fc.array(
      fc.tuple(
        fc.constantFrom('pass' as const, 'warn' as const, 'fail' as const),
        fc.constantFrom('pass' as const, 'fail' as const)
      ),
      { minLength: 5, maxLength: 25 }
    )
    await fc.assert(
      fc
        .asyncProperty(anyMinutes, async (found) => {
          const clock = new FrozenClock(TEST_NOW)
          const both = await Promise.all([
            theAlerts({ clock, rules }),
            theAlerts({ clock, rules, database: other.db }),
          ])
          for (const findings of found) {
            clock.advance({ minutes: 1 })
            /** Two schedulers may have asked at different moments. */
            both.forEach((one, index) => Object.assign(one.findings, { due: findings[index] }))
            await Promise.all(both.map((one) => one.watch()))
          }
          const live = await db.from('alert_incidents').whereNotNull('live_rule')
          assert.isAtMost(live.length, 1)
          for (const { id, status, opened_at: openedAt } of await incidents()) {
            const told = (await notices().where('incident_id', id)).map(({ kind }) => kind)
            const open = told.filter((kind) => kind === 'opened')
            assert.lengthOf(open, openedAt === null ? 0 : 1)
            assert.isAtMost(told.filter((kind) => kind === 'worsened').length, 1)
            assert.notEqual(`${status} ${openedAt}`, 'recovered null')
          }
        })
        .afterEach(async () => {
          for (const table of ['alert_notices', 'alert_incidents', 'alert_evaluations'])
            await db.from(table).delete()
        }),
      { numRuns: 15 }
    )
    await other.close()
  })

  test('but of the others nothing is known while the database gives no answer', async ({
    assert,
  }) => {
    const alerts = await theAlerts()
    await alerts.minutes(2, { account: 'fail' })
    await alerts.minutes(15, { database: 'unknown', account: 'unknown', due: 'unknown' })
    assert.deepEqual(
      (await incidents()).map(({ rule, status, severity }) => [rule, status, severity]),
      [
        ['account', 'open', 'fail'],
        ['database', 'open', 'warn'],
      ]
    )
  })

  test('and a check that is off, or is not to be told, ends its incident', async ({ assert }) => {
    const alerts = await theAlerts({ findings: { kafka: 'fail', clock: 'pass' } })
    await alerts.minutes(2)
    delete alerts.findings.kafka
    await alerts.minutes(10)
    assert.deepEqual(await kinds(), ['opened', 'recovered'])
    const silent = await theAlerts({ clock: alerts.clock, rules: { except: ['due'] } })
    await silent.minutes(10, { due: 'fail' })
    assert.lengthOf(await incidents(), 1)
  })

  test('also after a clock that ran ahead was set back', async ({ assert }) => {
    const alerts = await theAlerts()
    alerts.clock.advance({ hours: 5 })
    await alerts.watch()
    alerts.clock.step(-5 * 3_600_000)
    await alerts.minutes(2, { account: 'fail' })
    assert.deepEqual(await kinds(), ['opened'])
  })
})
