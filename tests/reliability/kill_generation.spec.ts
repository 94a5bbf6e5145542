import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { AceProcess, runAceProcess } from '#tests/helpers/ace_process'
import { aFacility, aPatient } from '#tests/helpers/arrange'
import { cleanDatabase } from '#tests/helpers/database'

/** Several pages of `reminders.pageSize`. */
const IMMUNIZATIONS = 40_000
const KILLS = 4

test.group('SIGKILL of sms:generate, again and again', (group) => {
  group.each.setup(() => cleanDatabase())

  test('leaves what the next run completes, and nothing twice', async ({ assert }) => {
    await insertImmunizationsDueIn(5)

    const rowsAfterKill: number[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      const before = await countReminders()
      const run = new AceProcess(['sms:generate', '--json'])
      while (run.running && (await countReminders()) === before) await delay(1)
      run.kill('SIGKILL')
      assert.equal((await run.ended).signal, 'SIGKILL')
      rowsAfterKill.push(await countReminders())
    }
    const completed = await runAceProcess(['sms:generate', '--json'])
    const again = await runAceProcess(['sms:generate', '--json'])
    console.log(
      `    rows after each of ${KILLS} kills: ${rowsAfterKill.join(', ')} of ${IMMUNIZATIONS}`
    )

    assert.isBelow(rowsAfterKill[0], IMMUNIZATIONS, 'the first kill came in the middle')
    assert.equal(completed.code, 0)
    assert.equal(await countReminders(), IMMUNIZATIONS)
    assert.include(JSON.parse(again.stdout), {
      planned: 0,
      suppressed: 0,
      cancelled: 0,
      reopened: 0,
    })
    const twice = await db
      .from('sms_messages')
      .select('immunization_id', 'message_type')
      .groupBy('immunization_id', 'message_type')
      .havingRaw('COUNT(*) > 1')
    assert.lengthOf(twice, 0)
  })
})

/** Near enough for one reminder each: the seven-day one, late but still useful. */
async function insertImmunizationsDueIn(days: number): Promise<void> {
  const facility = await aFacility({ timezone: 'UTC' })
  const patient = await aPatient({ facilityId: facility.id })
  const dueOn = DateTime.utc().plus({ days }).toISODate()
  const now = DateTime.utc().toFormat('yyyy-MM-dd HH:mm:ss')
  for (let start = 0; start < IMMUNIZATIONS; start += 500) {
    await db.table('immunizations').multiInsert(
      Array.from({ length: 500 }, (_, offset) => ({
        patient_id: patient.id,
        vaccine: 'Penta',
        dose: String(start + offset),
        due_on: dueOn,
        created_at: now,
        updated_at: now,
      }))
    )
  }
}

async function countReminders(): Promise<number> {
  const [{ count }] = await db.from('sms_messages').count('* as count')
  return Number(count)
}
