import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { isPostgres } from '#storage/dialect_of'
import { cleanDatabase } from '#tests/helpers/database'
import { cutCommits, type Cut } from '#tests/helpers/commit_cutter'
import { breakCommits, type CommitFault } from '#tests/helpers/commit_faults'
import { assertNothingWrong, checkDelivery, printReport } from '#tests/helpers/delivery_checker'
import { insertDueMessages } from '#tests/helpers/orange_runs'
import { anOrangeEngine, type OrangeEngine } from '#tests/helpers/orange_engine'
import { trials } from '#tests/reliability/support/scale'

const MESSAGES = 200
const CUT_MESSAGES = trials(400, 4_000)
/** One in so many COMMITs is cut off, in turn before and after the server has heard of it. */
const CUT_EVERY = 5
const FAULTS: CommitFault[] = ['connection_ends', 'disk_full', 'cancelled']

test.group('A COMMIT that fails', (group) => {
  group.each.skip(
    !isPostgres(db.connection()),
    'faults inside the COMMIT are triggers of PostgreSQL; on SQLite the full disk shows them'
  )
  group.each.setup(() => cleanDatabase())

  const anEmulator = (latencyMs = 0) => OrangeEmulator.start({ ratePerSecond: null, latencyMs })

  for (const fault of FAULTS) {
    test(`of the intention to send (${fault}): nothing is POSTed without its attempt`, async ({
      assert,
      cleanup,
    }) => {
      const emulator = await anEmulator()
      const engine = await anOrangeEngine({ url: emulator.url })
      cleanup(() => Promise.all([engine.close(), emulator.stop()]).then(() => undefined))
      await insertDueMessages(MESSAGES)

      const lift = await breakCommits('sms_attempts', fault, 'INSERT')
      for (let n = 0; n < 3; n++) await assert.rejects(() => engine.sweep())
      const during = await checkDelivery(emulator.journal())
      await lift()
      await drain(engine)

      const report = await checkDelivery(emulator.journal())
      printReport(`COMMIT of the intention fails: ${fault}`, report)
      assert.equal(during.posts, 0)
      assertNothingWrong(assert, report)
      assert.equal(report.accepted, MESSAGES)
      assert.lengthOf(report.unknown, 0)
    })

    test(`of the answers (${fault}): written as soon as it can be`, async ({ assert, cleanup }) => {
      const emulator = await anEmulator(50)
      const engine = await anOrangeEngine({ url: emulator.url })
      cleanup(() => Promise.all([engine.close(), emulator.stop()]).then(() => undefined))
      await insertDueMessages(MESSAGES)

      const lift = await breakCommits('sms_attempts', fault, 'UPDATE')
      const sweep = engine.sweep().catch(() => undefined)
      while (emulator.journal().length === 0) await delay(5)
      await delay(1_500)
      const written = await db.from('sms_attempts').whereNotNull('finished_at')
      await lift()
      await sweep
      await drain(engine)

      const report = await checkDelivery(emulator.journal())
      printReport(`COMMIT of the answers fails: ${fault}`, report)
      assert.isEmpty(written)
      assertNothingWrong(assert, report)
      assert.equal(report.accepted, MESSAGES)
      assert.lengthOf(report.unknown, 0)
    })
  }

  test('on a network that breaks while it is under way: found out each time', async ({
    assert,
    cleanup,
  }) => {
    const emulator = await anEmulator(10)
    let commits = 0
    let breaking = true
    const cutter = await cutCommits((): Cut | undefined => {
      commits += 1
      if (!breaking || commits % CUT_EVERY > 0) return undefined
      return commits % (2 * CUT_EVERY) === 0 ? 'lost' : 'unconfirmed'
    })
    const engines = await Promise.all(
      [1, 2].map(() => anOrangeEngine({ url: emulator.url, port: cutter.port, batchSize: 4 }))
    )
    cleanup(async () => {
      await Promise.all(engines.map((engine) => engine.close()))
      await cutter.stop()
      await emulator.stop()
    })
    await insertDueMessages(CUT_MESSAGES)
    while (await isAnythingPending())
      await Promise.all(engines.map((engine) => engine.sweep().catch(() => undefined)))
    breaking = false
    await drain(engines[0])

    const report = await checkDelivery(emulator.journal())
    const { lost, unconfirmed } = cutter.cuts
    printReport(
      'network breaks at the COMMIT',
      report,
      `of ${commits} COMMITs ${lost} lost, ${unconfirmed} unconfirmed`
    )
    assert.isAbove(unconfirmed, 5)
    assert.isAbove(lost, 5)
    assertNothingWrong(assert, report)
    assert.lengthOf(report.unknown, 0)
  })
})

async function isAnythingPending(): Promise<boolean> {
  return (await db.from('sms_messages').where('status', 'pending').first()) !== null
}

async function drain({ sweep }: OrangeEngine): Promise<void> {
  while ((await db.from('sms_messages').whereIn('status', ['pending', 'sending']).first()) !== null)
    await sweep()
}
