import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { OrangeEmulator } from '#emulator/orange_emulator'
import type { EmulatorOptions } from '#emulator/options'
import { cleanDatabase } from '#tests/helpers/database'
import { assertNothingWrong, checkDelivery, printReport } from '#tests/helpers/delivery_checker'
import { insertDueMessages } from '#tests/helpers/orange_runs'
import { anOrangeEngine, someEngines } from '#tests/helpers/orange_engine'

const WORKERS = 3

test.group('Faults of the account, three workers at it', (group) => {
  let emulator: OrangeEmulator
  group.each.setup(async () => {
    await cleanDatabase()
    return () => emulator.stop()
  })

  const start = async (options: EmulatorOptions, messages: number) => {
    emulator = await OrangeEmulator.start({ ratePerSecond: null, ...options })
    await insertDueMessages(messages)
  }

  /** All were sent once, without a retry, and it was announced so many times. */
  async function allWasSentOnce(
    assert: any,
    title: string,
    announced: Record<string, number>
  ): Promise<void> {
    const report = await checkDelivery(emulator.journalWithAnswers())
    const changes = await announcedChanges()
    printReport(title, report, `announced ${JSON.stringify(changes)}`)
    assertNothingWrong(assert, report)
    assert.equal(report.accepted, report.messages)
    assert.lengthOf(report.unknown, 0)
    assert.lengthOf(await db.from('sms_messages').where('retry_count', '>', 0), 0)
    assert.containSubset(changes, announced)
  }

  for (const fault of ['throttled', 'throttled_429']) {
    test(`a burst of "${fault}" slows everybody down and burns no retry`, async ({ assert }) => {
      await start({ faults: [`${fault}:25x`] }, 120)
      const workers = await someEngines(WORKERS, { url: emulator.url, ratePerSecond: 200 })
      await drain(workers)
      await allWasSentOnce(assert, `burst of ${fault}`, {})
      assert.isAtLeast((await announcedChanges()).account_slowed, 1)
    })
  }

  test('an operator that allows less than was thought gets it all in the end', async ({
    assert,
  }) => {
    await start({ ratePerSecond: 20 }, 100)
    const workers = await someEngines(WORKERS, { url: emulator.url, ratePerSecond: 60 })
    await drain(workers)
    await allWasSentOnce(assert, 'limit lower than configured', {})
  })

  test('a token that expires with 50 in flight is renewed once', async ({ assert }) => {
    await start({ latencyMs: 200 }, 50)
    const engine = await anOrangeEngine({ url: emulator.url, lanes: 1 })
    await engine.door.prepare()
    emulator.expireTokens()
    await engine.sweep()
    await engine.close()

    const refused = emulator.journal().filter(({ outcome }) => outcome === 'refused:expired_token')
    await allWasSentOnce(assert, 'token expiring, 50 in flight', {})
    assert.lengthOf(refused, 50)
    assert.equal(emulator.report().tokensIssued, 2)
  })

  test('a token that expires in the middle of a batch is renewed once by each process', async ({
    assert,
  }) => {
    await start({ latencyMs: 50 }, 300)
    const workers = await someEngines(WORKERS, { url: emulator.url, ratePerSecond: 300 })
    const sweeps = workers.sweep()
    while (emulator.journal().length < 90) await new Promise(setImmediate)
    emulator.expireTokens()
    await sweeps
    await workers.close()
    await allWasSentOnce(assert, 'token expiring mid-batch', {})
    assert.isAtMost(emulator.report().tokensIssued, 2 * WORKERS)
  })

  test('wrong credentials: one pause, no POST; mended and resumed, nothing is lost', async ({
    assert,
  }) => {
    await start({}, 60)
    const wrong = await someEngines(WORKERS, { url: emulator.url, clientSecret: 'wrong' })
    await wrong.sweep()
    await wrong.sweep()
    await wrong.close()
    assert.lengthOf(emulator.journal(), 0)

    const mended = await someEngines(WORKERS, { url: emulator.url })
    await mended.all[0].resume()
    await drain(mended)
    await allWasSentOnce(assert, 'wrong credentials', { account_paused: 1, account_resumed: 1 })
  })

  test('credentials revoked in the middle of a batch: one pause, nothing is lost', async ({
    assert,
  }) => {
    await start({ faults: ['bad_credentials:after40'] }, 200)
    const workers = await someEngines(WORKERS, { url: emulator.url, ratePerSecond: 200 })
    await workers.sweep()
    const posts = emulator.journal().length
    await workers.sweep()
    assert.equal(emulator.journal().length, posts, 'a paused account makes no POST')
    assert.isTrue(await anythingPending())

    emulator.clearFaults()
    await workers.all[0].resume()
    await drain(workers)
    await allWasSentOnce(assert, 'credentials revoked', { account_paused: 1 })
  })

  test('credit runs out and is topped up: one pause, nothing is lost', async ({ assert }) => {
    await start({ units: 50 }, 200)
    const workers = await someEngines(WORKERS, { url: emulator.url, ratePerSecond: 200 })
    await workers.sweep()
    const posts = emulator.journal().length
    await workers.sweep()
    assert.equal(emulator.journal().length, posts, 'a paused account makes no POST')
    assert.equal(emulator.report().accepted, 50)

    emulator.topUp(1_000)
    await workers.all[0].resume()
    await drain(workers)
    await allWasSentOnce(assert, 'credit out and topped up', { account_paused: 1 })
  })
})

async function drain(workers: Awaited<ReturnType<typeof someEngines>>): Promise<void> {
  while (await anythingPending()) await workers.sweep()
  await workers.close()
}

async function anythingPending(): Promise<boolean> {
  return (await db.from('sms_messages').where('status', 'pending').first()) !== null
}

async function announcedChanges(): Promise<Record<string, number>> {
  const rows = await db
    .from('audit_events')
    .whereLike('action', 'account_%')
    .groupBy('action')
    .select('action')
    .count('* as count')
  return Object.fromEntries(rows.map(({ action, count }) => [action, Number(count)]))
}
