import { test } from '@japa/runner'
import fc from 'fast-check'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { FrozenClock } from '#app/clock'
import Immunization from '#models/immunization'
import Patient from '#models/patient'
import SmsConsent from '#models/sms_consent'
import SmsMessage from '#models/sms_message'
import { toSqlInstant } from '#storage/instants'
import { aFacility, anImmunization, aPatient } from '#tests/helpers/arrange'
import { cleanDatabase } from '#tests/helpers/database'
import { BEFORE_RR_2, configWith, reconcilerAt, reminders } from '#tests/helpers/reminders'

/** What can happen between two reconciliations, to one of the immunizations. */
type Change =
  | { kind: 'move'; of: number; days: number }
  | { kind: 'visit'; of: number; happened: boolean }
  | { kind: 'phone'; of: number; phone: string | null }
  | { kind: 'consent'; phone: string; status: string }
  | { kind: 'status'; of: number; status: string }
  | { kind: 'send'; of: number }
  | { kind: 'wait'; hours: number }
  | { kind: 'reconcile'; of: number | null }
  | { kind: 'rule'; set: FourthRule }

/** What operators do to a rule of their own. */
type FourthRule = 'off' | 'on' | 'for_all'

const PHONES = ['+237690000001', '+237690000002']
const START = '2026-03-05T05:00:00Z'
const CHILDREN = 3

const which = fc.nat({ max: CHILDREN - 1 })
const aChange: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('move'), of: which, days: fc.integer({ min: -6, max: 12 }) }),
  fc.record({ kind: fc.constant('visit'), of: which, happened: fc.boolean() }),
  fc.record({ kind: fc.constant('phone'), of: which, phone: fc.constantFrom(null, ...PHONES) }),
  fc.record({
    kind: fc.constant('consent'),
    phone: fc.constantFrom(...PHONES),
    status: fc.constantFrom('opted_in', 'opted_out'),
  }),
  fc.record({ kind: fc.constant('status'), of: which, status: fc.constantFrom('active', 'moved') }),
  fc.record({ kind: fc.constant('send'), of: which }),
  fc.record({ kind: fc.constant('wait'), hours: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ kind: fc.constant('reconcile'), of: fc.option(which) }),
  fc.record({ kind: fc.constant('rule'), set: fc.constantFrom('off', 'on', 'for_all') })
) as fc.Arbitrary<Change>

/** The rules told once more, for a facility one hour ahead of UTC all year. */
const RULES = [
  { type: '7_day_reminder', offset: -7, at: '08:00', until: -2 },
  { type: '1_day_reminder', offset: -1, at: '08:00', until: 0 },
  { type: 'overdue_reminder', offset: 1, at: '13:00', until: 4 },
  { type: 'rr2_reminder', offset: -3, at: '08:00', until: 0 },
]

/** The vaccine of each child, all second doses. */
const VACCINES = ['Penta', 'RR', 'Penta']

/** A deployment: a clock, and a configuration that operators change. */
class World {
  readonly clock = new FrozenClock(START)
  fourth: FourthRule = 'off'

  get reconciler() {
    const { appliesTo, ...forAll } = BEFORE_RR_2
    const rule = this.fourth === 'for_all' ? forAll : { ...forAll, appliesTo }
    return reconcilerAt(
      this.clock,
      configWith({}, { beforeRr2: { ...rule, enabled: this.fourth !== 'off' } })
    )
  }

  hasRule(type: string, vaccine: string): boolean {
    if (type !== BEFORE_RR_2.type) return true
    return this.fourth === 'for_all' || (this.fourth === 'on' && vaccine === 'RR')
  }
}

test.group('Whatever happens to an immunization', () => {
  test('exactly the wanted reminders are open afterwards, and none exists twice', async ({
    assert,
  }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(aChange, { minLength: 3, maxLength: 20 }), async (changes) => {
        const world = new World()
        const { clock } = world
        const ids = await someImmunizations()
        for (const change of changes) await happen(change, ids, world)
        await world.reconciler.run()

        const now = toSqlInstant(clock.now())
        const rows = await reminders()
        const open = rows
          .filter((row) => row.status === 'pending' && row.expires_at > now)
          .map((row) => `${row.dedupe_key} to ${row.phone_number} at ${row.planned_at}`)
        assert.sameMembers(open, await wanted(world))
        for (const row of rows)
          assert.isAtLeast(Date.parse(row.scheduled_at), Date.parse(row.planned_at))
        const standing = rows.filter((row) => !['cancelled', 'suppressed'].includes(row.status))
        const keys = standing.map((row) => row.dedupe_key)
        assert.lengthOf(new Set(keys), keys.length)

        await world.reconciler.run()
        assert.deepEqual(await reminders(), rows)
      }),
      { numRuns: 25 }
    )
  })
})

async function someImmunizations(): Promise<number[]> {
  await cleanDatabase()
  const facilityId = (await aFacility()).id
  const ids: number[] = []
  for (let n = 0; n < CHILDREN; n++) {
    const patient = await aPatient({ facilityId, caregiverPhone: PHONES[0] })
    const dose = { vaccine: VACCINES[n], dose: '2', dueOn: `2026-03-0${6 + n}` }
    ids.push((await anImmunization({ patientId: patient.id, ...dose })).id)
  }
  return ids
}

async function happen(change: Change, ids: number[], world: World): Promise<void> {
  switch (change.kind) {
    case 'move': {
      const dueOn = DateTime.fromISO(START).plus({ days: change.days }).toISODate()!
      await Immunization.query().where('id', ids[change.of]).update({ dueOn })
      return
    }
    case 'visit': {
      const administeredOn = change.happened ? '2026-03-05' : null
      await Immunization.query().where('id', ids[change.of]).update({ administeredOn })
      return
    }
    case 'phone':
      await patientOf(ids[change.of]).update({ caregiverPhone: change.phone })
      return
    case 'status':
      await patientOf(ids[change.of]).update({ status: change.status })
      return
    case 'consent':
      await SmsConsent.updateOrCreate(
        { phoneNumber: change.phone },
        { status: change.status, source: 'test' }
      )
      return
    case 'send':
      await SmsMessage.query()
        .where({ immunizationId: ids[change.of], status: 'pending' })
        .update({ status: 'sent', attemptCount: 1 })
      return
    case 'wait':
      world.clock.advance({ hours: change.hours })
      return
    case 'reconcile':
      if (change.of === null) await world.reconciler.run()
      else await world.reconciler.forImmunizations(db.connection(), [ids[change.of]])
      return
    case 'rule':
      world.fourth = change.set
  }
}

function patientOf(immunizationId: number) {
  return Patient.query().whereIn(
    'id',
    Immunization.query().where('id', immunizationId).select('patientId')
  )
}

/** Desired afresh: due soon or now, useful still, somebody to tell, and not told before. */
async function wanted(world: World): Promise<string[]> {
  const { clock } = world
  const optedOut = await SmsConsent.query().where('status', 'opted_out')
  const sent = await SmsMessage.query().where('status', 'sent')
  const immunizations = await Immunization.query().whereNull('administeredOn').preload('patient')
  const horizon = toSqlInstant(clock.now().plus({ days: 2 }))
  const now = toSqlInstant(clock.now())
  return immunizations.flatMap(({ id, dueOn, vaccine, patient }) =>
    RULES.flatMap(({ type, offset, at, until }) => {
      const day = (days: number) => DateTime.fromISO(dueOn).plus({ days }).toISODate()
      const plannedAt = `${day(offset)} ${at}:00`
      const key = `immunization:${id}:${type}:${dueOn}:v1`
      const isWanted =
        world.hasRule(type, vaccine) &&
        plannedAt <= horizon &&
        `${day(until)} 19:00:00` > now &&
        patient.status === 'active' &&
        patient.caregiverPhone !== null &&
        !optedOut.some((consent) => consent.phoneNumber === patient.caregiverPhone) &&
        !sent.some((message) => message.dedupeKey === key)
      return isWanted ? [`${key} to ${patient.caregiverPhone} at ${plannedAt}`] : []
    })
  )
}
