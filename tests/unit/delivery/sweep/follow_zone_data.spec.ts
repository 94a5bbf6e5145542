import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { ReconcileReminders } from '#reminders/reconcile_reminders'
import { query } from '#storage/sql'
import { aFacility, aMessage, anImmunization, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { aPausableEngine } from '#tests/helpers/pauses'
import { reminders } from '#tests/helpers/reminders'
import { NEWER, OLDER, plannedBy, plannedByOurs } from '#tests/helpers/zone_data'
import { ZONE_DATA } from '#values/zone_data'

/** 07:30 in Casablanca, which keeps UTC; by older data, 08:30. */
const MORNING = '2026-12-01T07:30:00Z'
const timezone = 'Africa/Casablanca'

const remarks = () =>
  query<{ reason: string; detail: string; to_status: string }>(
    db.connection(),
    'SELECT reason, detail, to_status FROM sms_message_events ORDER BY id'
  )

const zoneDataVersions = () =>
  query<{ version: string; asked: number; done: number }>(
    db.connection(),
    'SELECT version, asked, done FROM zone_data_versions ORDER BY version'
  )

async function aSevenDayReminder(at = MORNING) {
  const engine = await aPausableEngine({ clock: new FrozenClock(at) })
  const { id: facilityId } = await aFacility({ timezone })
  const { id: patientId } = await aPatient({ facilityId })
  await anImmunization({ patientId, dueOn: '2026-12-08' })
  const reconcile = await engine.resolver.make(ReconcileReminders)
  await reconcile.run()
  return { ...engine, reconcile, patientId }
}

/** What a process with data from before the change made of 09:00 and 20:00. */
const AS_BEFORE = {
  planned_at: '2026-12-01 08:00:00',
  scheduled_at: '2026-12-01 08:00:00',
  expires_at: '2026-12-06 19:00:00',
}
const AS_NOW = { planned_at: '2026-12-01 09:00:00', expires_at: '2026-12-06 20:00:00' }

test.group('Messages that were planned by older zone data', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => installDefaultTemplates())
  group.each.teardown(() => plannedByOurs())

  test('are sent at their local time, and their history says so', async ({ assert }) => {
    const { clock, gateway, sweep } = await aSevenDayReminder()
    await db.from('sms_messages').update(AS_BEFORE)
    await plannedBy(OLDER)
    clock.travelTo('2026-12-01T08:30:00Z')
    await sweep.run()
    assert.isEmpty(gateway.sent)
    assert.containSubset(await reminders(), [
      { ...AS_NOW, scheduled_at: '2026-12-01 09:00:00', status: 'pending' },
    ])
    assert.deepEqual(await remarks(), [
      {
        reason: 'zone_rules_changed',
        to_status: 'pending',
        detail: `zone data ${ZONE_DATA}: planned for 2026-12-01 09:00:00 UTC, before 2026-12-01 08:00:00; useful until 2026-12-06 20:00:00 UTC, before 2026-12-06 19:00:00`,
      },
    ])
    clock.travelTo('2026-12-01T09:00:00Z')
    await sweep.run()
    assert.lengthOf(gateway.sent, 1)
  })

  test('are planned again once for each version, by however many processes', async ({ assert }) => {
    const { sweep } = await aSevenDayReminder()
    await db.from('sms_messages').update(AS_BEFORE)
    await plannedBy(OLDER)
    const other = await aPausableEngine({ clock: new FrozenClock(MORNING) })
    await Promise.all([sweep.run(), other.sweep.run(), other.sweep.run()])
    assert.lengthOf(await remarks(), 1)
    assert.deepEqual(await zoneDataVersions(), [
      { version: OLDER, asked: 0, done: 0 },
      { version: ZONE_DATA, asked: 1, done: 1 },
    ])
    await db.from('sms_messages').update(AS_BEFORE)
    await sweep.run()
    assert.containSubset(await reminders(), [AS_BEFORE])
  })

  test('are planned again, too, after a process with older data has planned', async ({
    assert,
  }) => {
    const { sweep } = await aSevenDayReminder()
    await db.from('sms_messages').update(AS_BEFORE)
    await db.from('zone_data_versions').update({ asked: 1 })
    await sweep.run()
    assert.containSubset(await reminders(), [AS_NOW])
  })

  test('keep the times of newer data in a process with older data, which asks for its plan to be checked', async ({
    assert,
  }) => {
    const { sweep, reconcile, patientId } = await aSevenDayReminder()
    await db.from('sms_messages').update(AS_BEFORE)
    await plannedBy(NEWER)
    await db.from('patients').update({ caregiver_phone: '+237690000009' })
    await sweep.run()
    await reconcile.run()
    assert.containSubset(await reminders(), [{ ...AS_BEFORE, phone_number: '+237690000009' }])
    assert.containSubset(await zoneDataVersions(), [{ version: NEWER, asked: 1, done: 0 }])

    const { id } = await anImmunization({ patientId, vaccine: 'BCG', dueOn: '2026-12-08' })
    await reconcile.forImmunizations(db.connection(), [id])
    assert.containSubset(await zoneDataVersions(), [{ version: NEWER, asked: 2, done: 0 }])
  })

  test('that wait for a retry keep its time', async ({ assert }) => {
    const { sweep } = await aSevenDayReminder()
    const retry = { ...AS_BEFORE, attempt_count: 1, scheduled_at: '2026-12-01 07:45:00' }
    await db.from('sms_messages').update(retry)
    await plannedBy(OLDER)
    await sweep.run()
    assert.containSubset(await reminders(), [{ ...AS_NOW, scheduled_at: retry.scheduled_at }])
  })

  test('do not pass a deadline in silence', async ({ assert }) => {
    const { sweep, clock } = await aSevenDayReminder()
    await db.from('sms_messages').update({ ...AS_BEFORE, expires_at: '2026-12-06 21:00:00' })
    await plannedBy(OLDER)
    clock.travelTo('2026-12-06T20:30:00Z')
    await sweep.run()
    assert.containSubset(await reminders(), [{ status: 'expired', reason: 'deadline_passed' }])
    assert.deepEqual(
      (await remarks()).map(({ reason }) => reason),
      ['zone_rules_changed', 'deadline_passed']
    )
  })

  for (const reason of ['outside_window', 'number_cap', 'day_cap'] as const) {
    test(`that the gate put off, ${reason}, are decided again`, async ({ assert }) => {
      const { sweep, clock, gateway } = await aPausableEngine({
        clock: new FrozenClock('2026-12-01T06:30:00Z'),
        timezone,
      })
      /** 08:00 as it would be in a zone that went west. */
      const { id } = await aMessage({ source: 'schedule', reason })
      await db.from('sms_messages').update({ scheduled_at: '2026-12-01 09:00:00' })
      await plannedBy(OLDER)
      await sweep.run()
      const [waits] = await reminders()
      assert.include(waits, { reason: 'outside_window', scheduled_at: '2026-12-01 08:00:00' })
      clock.travelTo('2026-12-01T08:00:00Z')
      await sweep.run()
      assert.deepEqual(
        gateway.sent.map((sms) => sms.messageId),
        [id]
      )
    })
  }

  test('a pause ends at the local time that it was given', async ({ assert }) => {
    const engine = await aPausableEngine({ clock: new FrozenClock(MORNING), timezone })
    const untilOf = async () =>
      (await query(db.connection(), 'SELECT until FROM sending_pauses'))[0]
    await engine.pause({ until: '18:00' })
    assert.deepEqual(await untilOf(), { until: '2026-12-01 18:00:00' })
    await db.from('sending_pauses').update({ until: '2026-12-01 17:00:00', zone_data: OLDER })
    engine.clock.travelTo('2026-12-01T17:30:00Z')
    await engine.sweep.run()
    assert.deepEqual(await untilOf(), { until: '2026-12-01 18:00:00' })
    const [audit] = await query<{ detail: string }>(
      db.connection(),
      `SELECT detail FROM audit_events WHERE action = 'pause_replanned'`
    )
    assert.deepEqual(JSON.parse(audit.detail), {
      zoneData: ZONE_DATA,
      before: '2026-12-01T17:00:00Z',
      until: '2026-12-01T18:00:00Z',
    })

    await engine.pause({ until: '2026-12-01T20:00:00Z' })
    await db.from('sending_pauses').update({ zone_data: OLDER })
    await engine.sweep.run()
    assert.deepEqual(await untilOf(), { until: '2026-12-01 20:00:00' })
  })
})
