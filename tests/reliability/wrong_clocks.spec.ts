import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { toSqlInstant } from '#storage/instants'
import { type AceProcess, runAceProcess } from '#tests/helpers/ace_process'
import { cleanDatabase } from '#tests/helpers/database'
import { assertNothingWrong, checkDelivery, printReport } from '#tests/helpers/delivery_checker'
import { insertDueMessages, orangeEnvironment } from '#tests/helpers/orange_runs'
import { BUSY_MACHINE } from '#emulator/busy_machine'
import { trials } from '#tests/reliability/support/scale'
import * as workers from '#tests/reliability/support/workers'

const HOUR_MS = 3_600_000

/** Far longer than a lease on a busy machine, and far shorter than what the clocks are wrong by. */
const PATIENCE_MS = 400_000

/** Where nobody dies: a busy machine must not be taken for a wrong clock. */
const LONG_LEASE = { LEASE_SECONDS: '300' }

/** Slow enough that requests which the machine delays unequally keep their second. */
const RATE_PER_SECOND = 20

test.group('Clocks that are wrong', (group) => {
  let emulator: OrangeEmulator
  group.each.setup(async () => {
    await cleanDatabase()
    emulator = await OrangeEmulator.start({ ratePerSecond: null, latencyMs: 20 })
    return async () => {
      await workers.killAll()
      await emulator.stop()
    }
  })

  test('ahead at a kill: what it held is free within a lease, and health says so', async ({
    assert,
  }) => {
    const environment = {
      ...orangeEnvironment(emulator.url, { ratePerSecond: 100 }),
      /** Leaves 20 seconds between the commit and the POST. */
      LEASE_SECONDS: '30',
    }
    await insertDueMessages(trials(200, 2_000))
    const ahead = workers.startWorker({ ...environment, APP_CLOCK_OFFSET_MS: String(6 * HOUR_MS) })
    await posts(40, ahead)
    ahead.kill('SIGKILL')
    await ahead.ended
    const inFlight = await workers.inFlightOf(ahead)
    const claimed = await workers.claimedAndNotSent()
    /** The database's own clock was ahead as well: places are written by it. */
    await db.from('gateway_accounts').update({ next_slot_at: Date.now() + 6 * HOUR_MS })

    const { code, stdout } = await runAceProcess(['sms:health', '--only=clock', '--json'])
    assert.equal(code, 1)
    assert.match(JSON.parse(stdout).checks[0].output, /\d hours in the future: a clock ran ahead/)

    const right = [1, 2].map(() => workers.startWorker(environment))
    await drainedInTime()
    await Promise.all(right.map(workers.tellToEnd))
    const report = await checkDelivery(emulator.journal())
    printReport('ahead by 6 h at a kill', report, `in flight ${inFlight}, claimed ${claimed}`)
    assertNothingWrong(assert, report)
    assert.isAtMost(report.unknown.length, inFlight)
    assert.isAbove(inFlight + claimed, 0)
  })

  test('set back by two hours under a worker: it goes on sending', async ({ assert }) => {
    const messages = trials(160, 1_000)
    await dueForHours(messages)
    const worker = workers.startWorker(
      {
        ...orangeEnvironment(emulator.url, { ratePerSecond: RATE_PER_SECOND }),
        CLOCK_STEP_MS: String(-2 * HOUR_MS),
        ...LONG_LEASE,
      },
      'wrong_clock'
    )
    await posts(messages / 4, worker)
    worker.kill('SIGUSR2')
    await drainedInTime()
    await workers.tellToEnd(worker)
    assert.equal((await worker.ended).code, 0)

    const report = await checkDelivery(emulator.journal())
    const { maxInAnySlidingSecond } = emulator.report()
    printReport('set back by 2 h', report, `at most ${maxInAnySlidingSecond} in a second`)
    assertNothingWrong(assert, report)
    assert.lengthOf(report.unknown, 0)
    assert.isAtMost(maxInAnySlidingSecond, RATE_PER_SECOND * BUSY_MACHINE)
  })

  test('two hosts two hours apart: each message once, none given up, and one limit', async ({
    assert,
  }) => {
    const messages = trials(240, 2_000)
    await dueForHours(messages)
    const environment = orangeEnvironment(emulator.url, { ratePerSecond: RATE_PER_SECOND })
    const hosts = [0, 2 * HOUR_MS].map((aheadMs) =>
      workers.startWorker(
        { ...environment, ...LONG_LEASE, CLOCK_AHEAD_MS: String(aheadMs) },
        'wrong_clock'
      )
    )
    await haveBegun(hosts)
    const { code, stdout } = await runAceProcess(['sms:health', '--only=clock', '--json'])
    assert.equal(code, 2)
    assert.match(
      JSON.parse(stdout).checks[0].output,
      /host ".+" is 2 hours ahead of the database's/
    )

    await drainedInTime()
    const sent = await Promise.all(hosts.map(workers.sentBy))
    await Promise.all(hosts.map(workers.tellToEnd))
    const report = await checkDelivery(emulator.journal())
    const { maxInAnySlidingSecond } = emulator.report()
    printReport(
      'two hosts, 2 h apart',
      report,
      `sent ${sent.join(' and ')}, at most ${maxInAnySlidingSecond} in a second`
    )
    assertNothingWrong(assert, report)
    assert.lengthOf(report.unknown, 0)
    assert.isAtMost(maxInAnySlidingSecond, RATE_PER_SECOND * BUSY_MACHINE)
    assert.isTrue(
      sent.every((count) => count > 0),
      'both had their share'
    )
  })

  async function posts(count: number, worker: AceProcess): Promise<void> {
    while (worker.running && emulator.journal().length < count) await delay(5)
  }

  /** Due for so long that a clock which is two hours behind sees it, too. */
  async function dueForHours(count: number): Promise<void> {
    await insertDueMessages(count)
    const scheduledAt = toSqlInstant(DateTime.utc().minus({ hours: 3 }))
    await db.from('sms_messages').update({ scheduled_at: scheduledAt })
  }
})

async function haveBegun(hosts: AceProcess[]): Promise<void> {
  const beating = async () => (await db.from('workers').select('id')).length
  while (hosts.every(({ running }) => running) && (await beating()) < hosts.length) await delay(20)
}

async function drainedInTime(): Promise<void> {
  const ended = new AbortController()
  const tooLate = delay(PATIENCE_MS, undefined, { signal: ended.signal }).then(() => {
    throw new Error(`Messages are still waiting after ${PATIENCE_MS / 1000} seconds`)
  })
  await Promise.race([workers.drained(), tooLate])
  ended.abort()
  await tooLate.catch(() => undefined)
}
