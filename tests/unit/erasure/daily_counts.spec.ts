import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import fc from 'fast-check'
import { CleanUp } from '#retention/clean_up'
import type Patient from '#models/patient'
import { RecordDailyCounts } from '#monitoring/record_daily_counts'
import { ErasePerson } from '#erasure/erase_person'
import { aPatient } from '#tests/helpers/arrange'
import { cleanDatabase, withCleanDatabase } from '#tests/helpers/database'
import { anEngine } from '#tests/helpers/engine'
import { aMessageOf } from '#tests/helpers/person_with_everything'
import { now } from '#tests/helpers/test_clock'

const PATIENTS = 3
const DAYS = 6

type Step = { kind: 'erase'; patient: number } | { kind: 'cleanup' | 'midnight' }

const step = fc.oneof(
  fc.record({ kind: fc.constant('erase' as const), patient: fc.nat(PATIENTS - 1) }),
  fc.record({ kind: fc.constantFrom('cleanup' as const, 'midnight' as const) })
)
const message = fc.record({
  patient: fc.nat(PATIENTS - 1),
  status: fc.constantFrom('delivered' as const, 'failed' as const, 'unknown' as const),
  daysAgo: fc.nat(DAYS - 1),
})

test.group('Counts by day', (group) => {
  withCleanDatabase(group)

  test('have every message once, whatever is erased and cleaned up when', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { minLength: 1, maxLength: 8 }),
        fc.array(step, { maxLength: 6 }),
        async (messages, steps: Step[]) => {
          await cleanDatabase()
          const patients: Patient[] = []
          for (let n = 0; n < PATIENTS; n++) patients.push(await aPatient())
          for (const { patient, status, daysAgo } of messages) {
            const of = patients[patient]
            await aMessageOf(of, { status, phoneNumber: of.caregiverPhone }, daysAgo)
          }
          const { resolver, clock } = await anEngine({
            cleanup: { retentionDays: 2, batchSize: 1 },
          })
          const erase = await resolver.make(ErasePerson)
          const cleanup = await resolver.make(CleanUp)
          const midnight = await resolver.make(RecordDailyCounts)
          const run: Record<Step['kind'], (at: number) => Promise<unknown>> = {
            erase: (at) => erase.run({ patientRef: patients[at].externalRef, actor: 'test' }),
            cleanup: () => cleanup.run(),
            midnight: () => midnight.run(),
          }
          for (const each of steps) await run[each.kind]('patient' in each ? each.patient : 0)

          /** Until everything is gone, each day counted. */
          for (let at = 0; at < PATIENTS; at++) {
            clock.advance({ days: 1 })
            await run.midnight(0)
            await run.erase(at)
          }
          const rows = await db
            .from('sms_daily_counts')
            .select('day')
            .sum('count as total')
            .groupBy('day')
          const counted = Object.fromEntries(rows.map(({ day, total }) => [day, Number(total)]))
          const expected: Record<string, number> = {}
          for (const { daysAgo } of messages) {
            const day = now.minus({ days: daysAgo }).toISODate()!
            expected[day] = (expected[day] ?? 0) + 1
          }
          assert.deepEqual(counted, expected)
        }
      ),
      { numRuns: 12 }
    )
  })
})
