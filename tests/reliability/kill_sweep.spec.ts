import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import { OrangeEmulator } from '#emulator/orange_emulator'
import type { AceProcess } from '#tests/helpers/ace_process'
import { cleanDatabase } from '#tests/helpers/database'
import { assertNothingWrong, checkDelivery, printReport } from '#tests/helpers/delivery_checker'
import { insertDueMessages, orangeEnvironment } from '#tests/helpers/orange_runs'
import { trials } from '#tests/reliability/support/scale'
import { inFlightOf, startWorker, stillOpen } from '#tests/reliability/support/workers'

const MESSAGES = trials(1_000, 10_000)
const KILLS = trials(12, 120)
const WORKERS = 4
const RATE_PER_SECOND = 200
/** Accepted POSTs of all workers after which one is killed: somewhere in the middle of its work. */
const PROGRESS_BEFORE_KILL = { least: 10, most: Math.floor((MESSAGES / KILLS) * WORKERS) }

test.group('SIGKILL at random of four processes that send', (group) => {
  group.each.setup(() => cleanDatabase())

  test('loses nothing and sends nothing twice', async ({ assert }) => {
    const emulator = await OrangeEmulator.start({ ratePerSecond: null, latencyMs: 20 })
    const environment = orangeEnvironment(emulator.url, { ratePerSecond: RATE_PER_SECOND })
    await insertDueMessages(MESSAGES)

    let [kills, inFlight] = [0, 0]
    const workUntilDrained = async () => {
      while ((await stillOpen()) > 0) {
        const worker = startWorker(environment)
        if (kills < KILLS && (await killAfterProgress(worker, emulator))) {
          kills += 1
          inFlight += await inFlightOf(worker)
        } else await worker.ended
      }
    }
    await Promise.all(Array.from({ length: WORKERS }, workUntilDrained))

    const report = await checkDelivery(emulator.journal())
    await emulator.stop()
    printReport('SIGKILL at random', report, `kills ${kills}, in flight at kills ${inFlight}`)

    assert.equal(report.messages, MESSAGES)
    assertNothingWrong(assert, report)
    assert.isAtLeast(kills, KILLS / 2)
    assert.isAtMost(report.unknown.length, inFlight)
  })
})

async function killAfterProgress(worker: AceProcess, emulator: OrangeEmulator): Promise<boolean> {
  const { least, most } = PROGRESS_BEFORE_KILL
  const target = emulator.journal().length + least + Math.floor(Math.random() * (most - least))
  while (worker.running && emulator.journal().length < target) await delay(2)
  if (!worker.running) return false
  worker.kill('SIGKILL')
  const { signal } = await worker.ended
  return signal === 'SIGKILL'
}
