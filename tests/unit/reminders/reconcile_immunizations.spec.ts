import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import Immunization from '#models/immunization'
import { transaction } from '#storage/transaction'
import { aFacility, anImmunization, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { events, reconcilerAt, reminders, remindersInShort } from '#tests/helpers/reminders'

test.group('Reconciling some immunizations', (group) => {
  withCleanDatabase(group)
  const clock = new FrozenClock('2026-03-05T05:00:00Z')

  test('touches those alone', async ({ assert }) => {
    const wanted = await anImmunization()
    await anImmunization()
    const summary = await reconcilerAt(clock).forImmunizations(db.connection(), [wanted.id])
    assert.containSubset(summary, { immunizations: 1, planned: 1 })
    assert.lengthOf(await reminders(), 1)
    assert.containSubset(await reconcilerAt(clock).forImmunizations(db.connection(), []), {
      immunizations: 0,
    })
  })

  test('belongs to the transaction of the change', async ({ assert }) => {
    const immunization = await anImmunization()
    const reconciler = reconcilerAt(clock)
    await reconciler.forImmunizations(db.connection(), [immunization.id])
    const change = (fails: boolean) =>
      transaction(
        db.connection(),
        async (trx) => {
          await Immunization.query({ client: trx }).update({ dueOn: '2026-03-12' })
          await reconciler.forImmunizations(trx, [immunization.id], 'import')
          if (fails) throw new Error('the import failed')
        },
        { readsFirst: true }
      )

    await assert.rejects(() => change(true), 'the import failed')
    assert.deepEqual(await remindersInShort(), ['7_day_reminder 2026-03-10 pending'])
    await change(false)
    assert.deepEqual(await remindersInShort(), [
      '7_day_reminder 2026-03-10 cancelled due_date_moved',
      '7_day_reminder 2026-03-12 pending',
    ])
    assert.deepEqual(
      (await events()).map(({ actor }) => actor),
      ['import']
    )
  })

  test('takes immunizations that are not reminded of in its stride', async ({ assert }) => {
    const ids = [
      await anImmunization({ dueOn: '2010-01-01' }),
      await anImmunization({ dueOn: '2030-01-01' }),
      await anImmunization({ administeredOn: '2026-03-01' }),
    ].map(({ id }) => id)
    const summary = await reconcilerAt(clock).forImmunizations(db.connection(), ids)
    assert.containSubset(summary, { planned: 0, suppressed: 0 })
    assert.isEmpty(await reminders())
  })

  test('runs at the same time plan each reminder once', async ({ assert }) => {
    const facilityId = (await aFacility()).id
    const ids: number[] = []
    for (let n = 0; n < 30; n++) {
      const patientId = (await aPatient({ facilityId })).id
      ids.push((await anImmunization({ patientId })).id)
    }
    const summaries = await Promise.all([
      reconcilerAt(clock).run(),
      reconcilerAt(clock).run(),
      reconcilerAt(clock).forImmunizations(db.connection(), ids),
      reconcilerAt(clock).run(),
    ])
    assert.equal(
      summaries.reduce((sum, { planned }) => sum + planned, 0),
      30
    )
    assert.lengthOf(await reminders(), 30)
    assert.isEmpty(await events())
  })
})
