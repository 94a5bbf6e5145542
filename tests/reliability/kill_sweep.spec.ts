import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import { OrangeEmulator } from '#emulator/orange_emulator'
import type { AceProcess } from '#tests/helpers/ace_process'
import { countersAndRows } from '#tests/helpers/counted_exactly'
import { cleanDatabase } from '#tests/helpers/database'
import { assertNothingWrong, checkDelivery, printReport } from '#tests/helpers/delivery_checker'
import { insertDueMessages, orangeEnvironment } from '#tests/helpers/orange_runs'
import { trials } from '#tests/reliability/support/scale'
import {
  drained,
  killAll,
  leftUnfinishedBy,
  startWorker,
  stillOpen,
  tellToEnd,
} from '#tests/reliability/support/workers'

const MESSAGES = trials(1_000, 10_000)
const KILLS = trials(12, 120)
const WORKERS = 4
const RATE_PER_SECOND = 200
/** Accepted POSTs of all workers after which one is killed: somewhere in the middle of its work. */
const PROGRESS_BEFORE_KILL = { least: 10, most: Math.floor((MESSAGES / KILLS) * WORKERS) }

test.group('SIGKILL at random of four processes that send', (group) => {
  group.each.setup(async () => {
    await cleanDatabase()
    return () => killAll()
  })

  test('loses nothing and sends nothing twice', async ({ assert }) => {
    const emulator = await OrangeEmulator.start({ ratePerSecond: null, latencyMs: 20 })
    const environment = orangeEnvironment(emulator.url, { ratePerSecond: RATE_PER_SECOND })
    await insertDueMessages(MESSAGES)

    const killed: AceProcess[] = []
    const workUntilDrained = async () => {
      for (let mayKill = true; mayKill;) {
        const worker = startWorker(environment)
        mayKill = killed.length < KILLS && (await killAfterProgress(worker, emulator))
        if (mayKill) {
          killed.push(worker)
        } else {
          await drained()
          await tellToEnd(worker)
          assert.equal((await worker.ended).code, 0)
        }
      }
    }
    await Promise.all(Array.from({ length: WORKERS }, workUntilDrained))
    let inFlight = 0
    for (const worker of killed) inFlight += await leftUnfinishedBy(worker)

    const report = await checkDelivery(emulator.journal())
    await emulator.stop()
    printReport(
      'SIGKILL at random',
      report,
      `kills ${killed.length}, in flight at kills ${inFlight}`
    )

    assert.equal(report.messages, MESSAGES)
    assertNothingWrong(assert, report)
    const { counters, rows } = await countersAndRows()
    assert.deepEqual(counters, rows, 'metrics count every change once')
    assert.isAtLeast(killed.length, KILLS / 2)
    assert.isAtMost(report.unknown.length, inFlight)
  })
})

/** Answers whether it was killed; where too little is left to do it goes on. */
async function killAfterProgress(worker: AceProcess, emulator: OrangeEmulator): Promise<boolean> {
  const { least, most } = PROGRESS_BEFORE_KILL
  const target = emulator.journal().length + least + Math.floor(Math.random() * (most - least))
  while (emulator.journal().length < target) {
    if ((await stillOpen()) === 0) return false
    await delay(5)
  }
  worker.kill('SIGKILL')
  await worker.ended
  return true
}
