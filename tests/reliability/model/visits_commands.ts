import fc, { type AsyncCommand } from 'fast-check'
import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import SmsMessage from '#models/sms_message'
import { ReconcileReminders } from '#reminders/reconcile_reminders'
import { takeTurns } from '#reminders/reconcile_transaction'
import { transaction } from '#storage/transaction'
import { aFacility, aMessage, anImmunization, aPatient } from '#tests/helpers/arrange'
import { configWith } from '#tests/helpers/reminders'
import * as base from '#tests/reliability/model/commands'
import {
  checkVisits,
  localDay,
  mayHaveIt,
  namesIt,
} from '#tests/reliability/model/visits_invariants'
import type {
  ModelledChild,
  ModelledReminder,
  VisitsModel,
  WorldOfVisits,
} from '#tests/reliability/model/visits_world'

type Command = AsyncCommand<VisitsModel, WorldOfVisits>

const DUE_ON = '2026-03-11'
const CALLED_OFF = ['cancelled', 'suppressed']
const ofTheDay = (n: number, letter: string) => `${letter}${String(n).padStart(3, '0')}z`

/** Also notes what was called off, and ends with a look at everything. */
function command(
  name: string,
  run: (model: VisitsModel, world: WorldOfVisits) => Promise<unknown>,
  check: (model: VisitsModel) => boolean = () => true
): Command {
  return {
    check: (model) => check(model as VisitsModel),
    run: async (model, world) => {
      const before = await statusById()
      await run(model, world)
      noteCalledOff(model, world, { before, after: await statusById() })
      await checkVisits(model, world)
    },
    toString: () => name,
  }
}

const inVisits = (of: AsyncCommand<any, any>): Command =>
  command(
    of.toString(),
    (model, world) => of.run(model, world),
    (model) => of.check(model) as boolean
  )

type Statuses = Map<number, string>

async function statusById(): Promise<Statuses> {
  const rows = await SmsMessage.query().select('id', 'status')
  return new Map(rows.map(({ id, status }) => [id, status]))
}

/** One that was `sending` may still leave: it was committed before. */
function noteCalledOff(
  { reminders }: VisitsModel,
  { made }: WorldOfVisits,
  { before, after }: { before: Statuses; after: Statuses }
): void {
  for (const reminder of reminders) {
    const [was, is] = [before.get(reminder.id), after.get(reminder.id)]
    if (was === 'pending' && (is === undefined || CALLED_OFF.includes(is))) callOff(reminder, made)
  }
}

function callOff(reminder: ModelledReminder, made: WorldOfVisits['made']): void {
  reminder.apart = true
  reminder.namedWhenCalledOff = made.filter((post) => namesIt(reminder, post)).length
}

async function theChild(model: VisitsModel, phone: string, second: boolean) {
  const ofPhone = model.children.filter((child) => child.phone === phone && !child.erased)
  const known = ofPhone[second ? 1 : 0]
  if (known) return known
  const name = ofTheDay(model.children.length, 'Q')
  const ref = `REF-${name}`
  const facilityId = (await db.from('facilities').first())?.id ?? (await aFacility()).id
  const { id } = await aPatient({
    firstName: name,
    externalRef: ref,
    caregiverPhone: phone,
    facilityId,
  })
  const child: ModelledChild = { id, phone, name, ref, erased: false }
  model.children.push(child)
  return child
}

interface Visit {
  phone: string
  second: boolean
  vaccines: number
  hours: number
  type: string
}

const add = ({ phone, second, vaccines, hours, type }: Visit) =>
  command(
    `${vaccines} ${type} of child ${second ? 2 : 1} of ${phone} for ${hours} h`,
    async (model, { clock }) => {
      const child = await theChild(model, phone, second)
      const now = clock.now().startOf('second')
      const expiresAt = now.plus({ hours })
      for (let n = 0; n < vaccines; n++) {
        const vaccine = ofTheDay(model.reminders.length, 'V')
        const { id: immunizationId } = await anImmunization({
          patientId: child.id,
          vaccine,
          dueOn: DUE_ON,
        })
        const { id } = await aMessage({
          messageType: type,
          source: 'reminder',
          body: null,
          patientId: child.id,
          immunizationId,
          phoneNumber: phone,
          dueOn: DUE_ON,
          scheduledAt: now,
          expiresAt,
        })
        model.reminders.push({
          id,
          phone,
          vaccine,
          immunizationId,
          expiresAt,
          child,
          resentByHand: 0,
          requeuedOn: null,
          namedWhenCalledOff: null,
          apart: false,
        })
      }
    }
  )

/** On one reminder that is still there. */
const onOne = (
  name: string,
  place: number,
  run: (reminder: ModelledReminder, world: WorldOfVisits, model: VisitsModel) => Promise<unknown>
) =>
  command(
    `${name} ${place}`,
    async (model, world) => {
      const there = model.reminders.filter(({ child }) => !child.erased)
      await run(there[place % there.length], world, model)
    },
    ({ reminders }) => reminders.some(({ child }) => !child.erased)
  )

const visit = (place: number) =>
  onOne('visit', place, ({ immunizationId }, { clock }) =>
    transaction(db.connection(), async (trx) => {
      await takeTurns(trx)
      const administered = { administered_on: '2026-03-10' }
      await trx.from('immunizations').where('id', immunizationId).update(administered)
      const reconcile = new ReconcileReminders(db, clock, configWith(), logger)
      await reconcile.forImmunizations(trx, [immunizationId])
    })
  )

/** By whoever writes to the database, without a word: the gate or the commit must see it. */
const moveDate = (place: number) =>
  onOne('move the date of', place, async (reminder, { made }) => {
    const { id, immunizationId } = reminder
    await db.from('immunizations').where('id', immunizationId).update({ due_on: '2027-01-01' })
    if ((await statusById()).get(id) !== 'sending') callOff(reminder, made)
  })

const cancel = (place: number) =>
  onOne('cancel', place, ({ id }, { desk }) => desk.cancel.run({ actor: 'cli:model', ids: [id] }))

const requeue = (place: number, force: boolean) =>
  onOne(force ? 'requeue by force' : 'requeue', place, async (reminder, world, model) => {
    const before = await statusById()
    await world.desk.requeue.run({ actor: 'cli:model', ids: [reminder.id], force })
    const after = await statusById()
    for (const one of model.reminders) {
      if (before.get(one.id) === 'pending' || after.get(one.id) !== 'pending') continue
      one.requeuedOn = localDay(world.clock.now())
      if (world.made.some((post) => namesIt(one, post) && mayHaveIt(post))) one.resentByHand += 1
    }
    const [row] = await SmsMessage.query().where('id', reminder.id)
    if (row?.carriedBy !== null) reminder.apart = true
  })

const optOut = (phone: string) =>
  command(
    `opt out ${phone}`,
    async (model, { desk }) => {
      model.optedOut.add(phone)
      await desk.consent.run({
        phoneNumber: phone,
        status: 'opted_out',
        source: 'staff',
        actor: 'cli:model',
      })
    },
    ({ optedOut }) => !optedOut.has(phone)
  )

const receipt = (place: number, status: string) =>
  command(`receipt ${status} ${place}`, async ({ reminders }, { made, receipt: receive }) => {
    const accepted = made.filter(({ result }) => result?.outcome === 'accepted')
    const post = accepted[place % accepted.length]
    if (post?.result?.outcome !== 'accepted') return
    const last = made.findLast(({ carrier }) => carrier === post.carrier)
    await receive({ id: post.result.providerMessageId!, status, number: post.phone })
    /** About an SMS after which its carrier left once more, with others perhaps. */
    if (last !== post) for (const one of reminders) if (namesIt(one, post)) one.apart = true
  })

const erase = (place: number) =>
  onOne('erase the child of', place, async ({ child }, { erase: run, made }, model) => {
    const before = await statusById()
    const { outcome } = await run(child.ref)
    const ofTheChild = model.reminders.filter((one) => one.child === child)
    for (const one of ofTheChild) {
      if (before.get(one.id) !== 'sending') callOff(one, made)
      one.apart = true
    }
    if (outcome !== 'erased') return
    child.erased = true
    const { phone: number } = child
    if (model.children.some((other) => other.phone === number && !other.erased)) return
    for (const post of made) if (post.phone === number) post.forgotten = true
  })

const { place, phone } = base
const visits = fc
  .record({
    phone,
    second: fc.boolean(),
    vaccines: fc.integer({ min: 1, max: 3 }),
    hours: fc.constantFrom(2, 30, 30, 72),
    type: fc.constantFrom('1_day_reminder', '1_day_reminder', 'overdue_reminder'),
  })
  .map(add)

/** A history of at most so many steps; what stands twice comes twice as often. */
export const visitHistories = (maxCommands: number) =>
  fc.commands(
    [
      visits,
      visits,
      visits,
      visits,
      base.answering.map(inVisits),
      base.answering.map(inVisits),
      fc.constant(inVisits(base.sweep)),
      fc.constant(inVisits(base.sweep)),
      fc.constant(inVisits(base.sweep)),
      fc.constant(inVisits(base.sleep)),
      fc.constant(inVisits(base.wake)),
      fc.constant(inVisits(base.reap)),
      fc.constantFrom(2, 6, 25, 1_200).map((minutes) => inVisits(base.wait(minutes))),
      place.map(visit),
      place.map(moveDate),
      place.map(cancel),
      fc.tuple(place, fc.boolean()).map((given) => requeue(...given)),
      fc
        .tuple(place, fc.constantFrom('DeliveredToTerminal', 'DeliveryImpossible'))
        .map((given) => receipt(...given)),
      place.map(erase),
      phone.map(optOut),
      fc.constant(inVisits(base.resume)),
    ],
    { maxCommands, size: 'max' }
  )
