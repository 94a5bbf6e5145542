import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import { SystemClock } from '#app/clock'
import type SmsMessage from '#models/sms_message'
import SmsAttempt from '#models/sms_attempt'
import { aFacility, aMessage, anImmunization, aPatient } from '#tests/helpers/arrange'
import { cleanDatabase } from '#tests/helpers/database'
import { share } from '#tests/helpers/delivery_checker'
import { secondConnection } from '#tests/helpers/second_connection'
import { anEngine } from '#tests/helpers/engine'
import { TEST_NOW } from '#tests/helpers/test_clock'
import { DUE_ON, racingChanges, type RacingChange } from '#tests/reliability/support/racing_changes'
import { trials } from '#tests/reliability/support/scale'

const ROUNDS = trials(8, 80)
const MESSAGES = 40
/** Messages a second: about as many as can be changed in one, so that the two are neck and neck. */
const RATES = { 'opt-out': 120, 'cancel': 100, 'visit': 70, 'due date moved': 60 } as const

test.group('A change that races with the sending', (group) => {
  group.each.setup(() => cleanDatabase())

  for (const [kind, ratePerSecond] of entriesOf(RATES)) {
    test(`${kind}: no POST once the change was first`, async ({ assert }) => {
      let [changeFirst, sendFirst] = [0, 0]
      const sentAllTheSame: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const clock = new SystemClock(Date.parse(TEST_NOW) - Date.now())
        const engine = await anEngine({
          clock,
          ratePerSecond,
          processing: { lanes: 2, batchSize: 3 },
        })
        const other = await secondConnection()
        const change = (await racingChanges(engine, clock, other.db))[kind]
        const messages = await someReminders()

        const [wasCommitted] = await Promise.all([
          changeOneByOne(messages, change),
          engine.sweep.run(),
        ])
        await engine.sweep.run()

        const posted = new Set(engine.gateway.sent.map(({ messageId }) => messageId))
        for (const { id } of messages) {
          if (wasCommitted.get(id)) sendFirst += 1
          else changeFirst += 1
          if (!wasCommitted.get(id) && posted.has(id)) sentAllTheSame.push(id)
        }
        assert.lengthOf(engine.gateway.sent, posted.size)
        const made = await SmsAttempt.query().whereNot('outcome', 'not_posted')
        assert.lengthOf(made, posted.size)
        await other.close()
        await cleanDatabase()
      }
      console.log(
        `    ${kind}: sent after the change ${share(sentAllTheSame.length, changeFirst)} changes that were first ` +
          `(${sendFirst} times the sending was)`
      )
      assert.deepEqual(sentAllTheSame, [])
      assert.isAbove(changeFirst, 0)
      assert.isAbove(sendFirst, 0)
    })
  }
})

function entriesOf<Name extends string>(record: Record<Name, number>): [Name, number][] {
  return Object.entries(record) as [Name, number][]
}

async function changeOneByOne(
  messages: SmsMessage[],
  change: RacingChange
): Promise<Map<number, boolean>> {
  const wasCommitted = new Map<number, boolean>()
  for (const message of nearlyInOrder(messages)) {
    await delay(Math.random() * 4)
    wasCommitted.set(message.id, await change(message))
  }
  return wasCommitted
}

/** The order of the sweep, but for a few places: the two are neck and neck. */
function nearlyInOrder(messages: SmsMessage[]): SmsMessage[] {
  const place = new Map(messages.map(({ id }, index) => [id, index + Math.random() * 16 - 8]))
  return messages.toSorted((a, b) => place.get(a.id)! - place.get(b.id)!)
}

/** Each of a child and to a number of its own, due now. */
async function someReminders(): Promise<SmsMessage[]> {
  const facilityId = (await aFacility()).id
  const messages: SmsMessage[] = []
  for (let n = 0; n < MESSAGES; n++) {
    const { id: patientId } = await aPatient({ facilityId })
    const dueOn = DUE_ON.toISODate()!
    const { id: immunizationId } = await anImmunization({ patientId, dueOn })
    messages.push(
      await aMessage({
        messageType: '1_day_reminder',
        patientId,
        immunizationId,
        dueOn,
        ruleVersion: 1,
        expiresAt: DUE_ON.plus({ hours: 19 }),
      })
    )
  }
  return messages
}
