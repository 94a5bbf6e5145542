import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import SmsMessage from '#models/sms_message'
import { ReconcilePlan } from '#reminders/reconcile_plan'
import { fromFirstLacking, lackingImmunizations } from '#reminders/reconcile_scope'
import { anImmunization, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { configWith, reconcilerAt } from '#tests/helpers/reminders'

const DUE_ON = '2026-03-10'

test.group('A page of the generation', (group) => {
  withCleanDatabase(group)
  const clock = new FrozenClock('2026-03-05T05:00:00Z')
  let ids: number[]

  group.each.setup(async () => {
    const { id: patientId } = await aPatient()
    const doses = ['1', '2', '3', '4']
    const made = []
    for (const dose of doses)
      made.push(await anImmunization({ patientId, vaccine: 'Penta', dose, dueOn: DUE_ON }))
    ids = made.map(({ id }) => Number(id))
    await reconcilerAt(clock).run()
  })

  function page({ after = 0, limit = 10 } = {}) {
    const plan = new ReconcilePlan(configWith(), {
      now: clock.now(),
      zones: ['Africa/Douala'],
      actor: 'test',
    })
    return { dueOn: DUE_ON, after, limit, context: plan.contextFor([DUE_ON]) }
  }

  test('is empty where nothing is missing, so that no lock is taken', async ({ assert }) => {
    assert.deepEqual(await fromFirstLacking(db.connection(), page()), [])
  })

  test('goes from the first immunization that lacks a reminder on', async ({ assert }) => {
    await SmsMessage.query().where('immunization_id', ids[1]).delete()
    const client = db.connection()
    assert.deepEqual(await lackingImmunizations(client, page()), [ids[1]])
    assert.deepEqual(await fromFirstLacking(client, page()), ids.slice(1))
    assert.deepEqual(await fromFirstLacking(client, page({ limit: 2 })), ids.slice(1, 3))
    assert.deepEqual(await fromFirstLacking(client, page({ after: ids[1] })), [])
  })

  test('gives a reminder to those that lack it, and no second to the others', async ({
    assert,
  }) => {
    await SmsMessage.query().whereIn('immunization_id', [ids[1], ids[3]]).delete()
    assert.containSubset(await reconcilerAt(clock).run(), { planned: 2, suppressed: 0 })
    const all = await SmsMessage.query().orderBy('immunization_id')
    assert.deepEqual(
      all.map(({ immunizationId }) => Number(immunizationId)),
      ids
    )
  })
})
