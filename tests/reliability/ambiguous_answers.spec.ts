import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { SystemClock } from '#app/clock'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { cleanDatabase } from '#tests/helpers/database'
import { assertNothingWrong, checkDelivery, printReport } from '#tests/helpers/delivery_checker'
import { insertDueMessages } from '#tests/helpers/orange_runs'
import { anOrangeEngine } from '#tests/helpers/orange_engine'
import { trials } from '#tests/reliability/support/scale'

const MESSAGES = trials(50, 500)
const TWO_DAYS_MS = 2 * 86_400_000
/** Milliseconds until a POST that hangs is given up. */
const TIMEOUT_MS = 600

/** Whether the operator has taken the message although nobody was told so. */
const FAULTS = {
  reset_after_accept: true,
  truncated_201: true,
  hang: true,
  gateway_timeout_after_accept: true,
  reset_before_accept: false,
  hang_before_accept: false,
  internal_error: false,
  bad_gateway: false,
  gateway_timeout: false,
}

test.group('An answer that leaves open whether the SMS was taken', (group) => {
  group.each.setup(() => cleanDatabase())

  for (const [fault, taken] of Object.entries(FAULTS)) {
    test(`${fault}: unknown, and never sent again by itself`, async ({ assert }) => {
      const emulator = await OrangeEmulator.start({ ratePerSecond: null, faults: [fault] })
      await insertDueMessages(MESSAGES)
      const engine = await anOrangeEngine({ url: emulator.url, timeoutMs: TIMEOUT_MS })
      await engine.sweep()

      const posts = emulator.journal().length
      emulator.clearFaults()
      const later = await anOrangeEngine({ url: emulator.url, clock: new SystemClock(TWO_DAYS_MS) })
      const { statistics } = await later.sweep()

      const report = await checkDelivery(emulator.journalWithAnswers())
      await Promise.all([engine.close(), later.close(), emulator.stop()])
      printReport(fault, report)
      assertNothingWrong(assert, report)
      assert.equal(posts, MESSAGES)
      assert.equal(report.posts, MESSAGES)
      assert.equal(report.accepted, taken ? MESSAGES : 0)
      assert.lengthOf(report.unknown, MESSAGES)
      assert.equal(statistics.processed, 0)
      assert.lengthOf(await db.from('sms_attempts').whereNot('outcome', 'ambiguous'), 0)
    })
  }
})
