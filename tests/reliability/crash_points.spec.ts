import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { OrangeEmulator } from '#emulator/orange_emulator'
import SmsMessage from '#models/sms_message'
import { AceProcess, runAceProcess } from '#tests/helpers/ace_process'
import { toSqlInstant } from '#storage/instants'
import { aFacility, aMessage, aPatient } from '#tests/helpers/arrange'
import { cleanDatabase } from '#tests/helpers/database'
import { assertNothingWrong, checkDelivery, printReport } from '#tests/helpers/delivery_checker'
import { orangeEnvironment } from '#tests/helpers/orange_runs'
import { CRASH_POINTS, type CrashPoint } from '#tests/reliability/support/crash_points'
import { preloaded } from '#tests/helpers/preloaded'
import { aVisit } from '#tests/helpers/visits'
import { trials } from '#tests/reliability/support/scale'

const TRIALS = trials(20, 100)
const MESSAGES_EACH = 3
/** One SMS more in each trial carries so many reminders. */
const VACCINES = ['Penta', 'VPO', 'PCV']
/** Processes at a time, each with messages of a type of its own. */
const AT_ONCE = 4
/** Longer than all trials take on a busy machine. */
const LEASE_SECONDS = 600
/** Past the lease of whoever is dead. */
const LATER = { APP_CLOCK_OFFSET_MS: String((LEASE_SECONDS + 90) * 1_000) }

/**
 * What is found right after the death: of an SMS, of its attempt, in the operator's journal. The
 * messages of one SMS are found in one state, or each in its own.
 */
interface Found {
  status: string
  reason: string | null
  held: boolean
  attempts: number
  finished: number
  posts: number
}

const CLAIMED: Found = {
  status: 'pending',
  reason: null,
  held: true,
  attempts: 0,
  finished: 0,
  posts: 0,
}
const SENDING: Found = { ...CLAIMED, status: 'sending', attempts: 1 }
const SENT: Found = { ...SENDING, status: 'sent', held: false, finished: 1, posts: 1 }
const LOST: Found = { ...SENT, status: 'unknown', reason: 'worker_lost' }

/** And once others have worked past its lease. */
const EXPECTED: Record<CrashPoint, { atDeath: Found; inTheEnd: Found }> = {
  after_claim: { atDeath: CLAIMED, inTheEnd: SENT },
  after_commit: { atDeath: SENDING, inTheEnd: { ...LOST, posts: 0 } },
  mid_post: { atDeath: { ...SENDING, posts: 1 }, inTheEnd: LOST },
  before_record: { atDeath: { ...SENDING, posts: 1 }, inTheEnd: LOST },
  after_record: { atDeath: SENT, inTheEnd: SENT },
}

test.group('SIGKILL at a named point', (group) => {
  group.each.setup(() => cleanDatabase())

  for (const point of CRASH_POINTS) {
    test(`${point}: the exact state each time`, async ({ assert }) => {
      const emulator = await OrangeEmulator.start({
        ratePerSecond: null,
        magicNumbers: false,
        latencyMs: point === 'mid_post' ? 1_000 : 0,
      })
      const environment = {
        ...orangeEnvironment(emulator.url, { ratePerSecond: 1_000 }),
        ...preloaded('lease'),
        LEASE_SECONDS: String(LEASE_SECONDS),
      }
      await eachTrial(async (type) => {
        for (let n = 0; n < MESSAGES_EACH; n++) await aMessage({ messageType: type })
        await anSmsOfSeveral(type)
        const dying = new AceProcess(['sms:process', `--type=${type}`, '--json'], {
          ...environment,
          ...preloaded('lease', 'crash_at'),
          CRASH_AT: point,
        })
        const { signal, stderr } = await dying.ended
        assert.equal(signal, 'SIGKILL', `${point} was not reached: ${stderr}`)
      })

      const { atDeath, inTheEnd } = EXPECTED[point]
      const all = TRIALS * (MESSAGES_EACH + 1)
      assert.deepEqual(await whatIsFound(emulator), new Map([[JSON.stringify(atDeath), all]]))

      /** Before the leases have run out nobody touches what the dead held. */
      await runAceProcess(['sms:process', '--json'], environment)
      assert.deepEqual(await whatIsFound(emulator), new Map([[JSON.stringify(atDeath), all]]))

      await runAceProcess(['sms:process', '--json'], { ...environment, ...LATER })
      await runAceProcess(['sms:process', '--json'], { ...environment, ...LATER })
      assert.deepEqual(await whatIsFound(emulator), new Map([[JSON.stringify(inTheEnd), all]]))

      const report = await checkDelivery(emulator.journal())
      await emulator.stop()
      printReport(`SIGKILL ${point}`, report, `reached ${TRIALS} times`)
      assertNothingWrong(assert, report)
    })
  }
})

async function eachTrial(trial: (type: string) => Promise<void>): Promise<void> {
  const types = Array.from({ length: TRIALS }, (_, n) => `trial_${n}`)
  const lane = async () => {
    for (let type = types.shift(); type; type = types.shift()) await trial(type)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
}

/** Due now, where it is noon whenever this runs. */
async function anSmsOfSeveral(messageType: string): Promise<void> {
  const text = { language: 'fr', body: '{first_name} : {vaccine}', version: 1 }
  const now = DateTime.utc()
  const created = { created_at: toSqlInstant(now) }
  await db.table('sms_templates').insert({ message_type: messageType, ...text, ...created })
  const west = now.hour - 12
  const { id: facilityId } = await aFacility({ timezone: `Etc/GMT${west < 0 ? '' : '+'}${west}` })
  await aVisit({
    child: await aPatient({ facilityId }),
    vaccines: VACCINES,
    type: messageType,
    expiresAt: now.plus({ days: 2 }),
  })
}

/** How many SMS are found in which state. */
async function whatIsFound(emulator: OrangeEmulator): Promise<Map<string, number>> {
  const posts = emulator.journal()
  const messages = await SmsMessage.query().preload('attempts')
  const found = new Map<string, number>()
  for (const [number, ofOne] of Map.groupBy(messages, ({ phoneNumber }) => phoneNumber)) {
    const attempts = ofOne.flatMap((message) => message.attempts)
    const states = ofOne.map(({ status, reason, leaseToken, leaseUntil }) =>
      JSON.stringify({ status, reason, held: leaseToken !== null && leaseUntil !== null })
    )
    const [one, ...others] = new Set(states)
    const state = {
      ...JSON.parse(one),
      ...(others.length > 0 ? { others } : {}),
      attempts: attempts.length,
      finished: attempts.filter(({ finishedAt }) => finishedAt).length,
      posts: posts.filter(({ address }) => address === `tel:${number}`).length,
    }
    const key = JSON.stringify(state)
    found.set(key, (found.get(key) ?? 0) + 1)
  }
  return found
}
