import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { AceProcess } from '#tests/helpers/ace_process'
import { cleanDatabase } from '#tests/helpers/database'
import { checkDelivery, printReport } from '#tests/helpers/delivery_checker'
import { insertDueMessages, orangeEnvironment } from '#tests/helpers/orange_runs'

const MESSAGES = Number(process.env.KILL_MESSAGES ?? 1_000)
/** Accepted POSTs after which a sweep is killed: somewhere in the middle of its work. */
const PROGRESS_BEFORE_KILL = { least: 10, most: 120 }
const RATE_PER_SECOND = 100
/** What one process can have committed and not recorded: each of four lanes what it may send in a second. */
const IN_FLIGHT_AT_MOST = RATE_PER_SECOND

test.group('SIGKILL of sms:process, again and again', (group) => {
  group.each.setup(() => cleanDatabase())

  test('loses nothing and sends nothing twice', async ({ assert }) => {
    const emulator = await OrangeEmulator.start({ port: 0, ratePerSecond: null, latencyMs: 20 })
    await insertDueMessages(MESSAGES)

    let kills = 0
    /** Each process lives two minutes later than the one before: the leases of the dead have run out. */
    for (let round = 0; (await stillOpen()) > 0; round++) {
      assert.isBelow(round, 200, 'the queue does not drain')
      const sweep = new AceProcess(['sms:process', '--json'], {
        ...orangeEnvironment(emulator.url, { ratePerSecond: RATE_PER_SECOND }),
        APP_CLOCK_OFFSET_MS: String(round * 120_000),
      })
      const killed = await killAfterProgress(sweep, emulator)
      if (killed) kills += 1
      else await sweep.ended.then(({ code }) => assert.equal(code, 0))
    }
    const report = await checkDelivery(emulator.journal())
    await emulator.stop()
    printReport('SIGKILL mid-batch', report, `kills ${kills}`)

    assert.equal(report.messages, MESSAGES)
    assert.lengthOf(report.lost, 0)
    assert.lengthOf(report.unexpected, 0)
    assert.lengthOf(report.duplicated, 0)
    assert.isAtLeast(kills, 3)
    assert.isAtMost(report.unknown.length, kills * IN_FLIGHT_AT_MOST)
  })
})

async function killAfterProgress(sweep: AceProcess, emulator: OrangeEmulator): Promise<boolean> {
  const { least, most } = PROGRESS_BEFORE_KILL
  const target = emulator.journal().length + least + Math.floor(Math.random() * (most - least))
  while (sweep.running && emulator.journal().length < target) await delay(2)
  if (!sweep.running) return false
  sweep.kill('SIGKILL')
  const { signal } = await sweep.ended
  return signal === 'SIGKILL'
}

async function stillOpen(): Promise<number> {
  const [{ count }] = await db
    .from('sms_messages')
    .whereIn('status', ['pending', 'sending'])
    .count('* as count')
  return Number(count)
}
