import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { aReceipt } from '#tests/helpers/operator_bodies'
import { preloaded } from '#tests/helpers/preloaded'
import { RECEIPTS, SECRET } from '#tests/helpers/webhooks'
import { AceProcess } from '#tests/helpers/ace_process'
import { withCleanDatabase } from '#tests/helpers/database'
import { assertNothingWrong, checkDelivery, printReport } from '#tests/helpers/delivery_checker'
import { insertDueMessages, orangeEnvironment } from '#tests/helpers/orange_runs'
import { ServerProcess } from '#tests/helpers/server_process'
import { standStill } from '#tests/reliability/support/stand_still'
import * as workers from '#tests/reliability/support/workers'

const MESSAGES = 400
const DRAIN_SECONDS = 2
/** What bin/process_end.ts grants beyond the drain, and as much again for a machine that is busy. */
const SOON_MS = (DRAIN_SECONDS + 5) * 2_000

const SHORT_TIMES = {
  ...preloaded('lease', 'short_drain'),
  LEASE_SECONDS: '15',
  DRAIN_SECONDS: String(DRAIN_SECONDS),
  LOG_LEVEL: 'info',
}

test.group('A database that stands still', (group) => {
  withCleanDatabase(group)

  for (const command of ['sms:work', 'sms:process']) {
    test(`${command} ends in time all the same; what was in flight is unknown, nothing is sent twice`, async ({
      assert,
      cleanup,
    }) => {
      const emulator = await OrangeEmulator.start({ ratePerSecond: null, latencyMs: 300 })
      await insertDueMessages(MESSAGES)
      const environment = orangeEnvironment(emulator.url, { ratePerSecond: 50 })
      const worker = new AceProcess([command, '--json'], { ...environment, ...SHORT_TIMES })
      cleanup(async () => {
        worker.kill('SIGKILL')
        await workers.killAll()
        await emulator.stop()
      })
      while (worker.running && emulator.journal().length < 40) await delay(5)

      const goOn = await standStill()
      let told = 0
      let end
      try {
        await delay(500)
        told = performance.now()
        worker.kill('SIGTERM')
        end = await worker.ended
      } finally {
        await goOn()
      }
      const tookMs = Math.round(performance.now() - told)
      assert.deepEqual({ code: end.code, signal: end.signal }, { code: 1, signal: null })
      assert.isBelow(tookMs, SOON_MS)
      assert.match(end.stderr, /cut off: messages in flight/)

      const inFlight = await workers.inFlight()
      await workers.leaveUntouched(50)
      const second = workers.startWorker(environment)
      await workers.drained()
      second.kill('SIGTERM')
      assert.equal((await second.ended).code, 0)

      const report = await checkDelivery(emulator.journal())
      printReport(
        'stands still',
        report,
        `${command} ended after ${tookMs} ms, ${inFlight} in flight`
      )
      assertNothingWrong(assert, report)
      assert.isAtMost(report.unknown.length, inFlight)
    })
  }

  test('a web server that is being called ends in time', async ({ assert, cleanup }) => {
    const server = await ServerProcess.start({ ...SHORT_TIMES, ORANGE_WEBHOOK_SECRET: SECRET })
    cleanup(() => server.stop('SIGKILL'))
    const call = (id: string) =>
      fetch(server.url + RECEIPTS, { method: 'POST', body: aReceipt(id) }).then(
        ({ status }) => status,
        () => 0
      )
    assert.equal(await call('before'), 200)
    const goOn = await standStill()
    let told = 0
    try {
      const calls = ['a', 'b', 'c'].map(call)
      await delay(300)
      told = performance.now()
      await server.stop('SIGTERM')
      assert.notInclude(await Promise.all(calls), 200)
    } finally {
      await goOn()
    }
    assert.isBelow(performance.now() - told, SOON_MS)
    assert.equal(await server.ended, 1, server.output)
    assert.lengthOf(await db.from('sms_webhook_logs').where('provider_message_id', 'before'), 1)
  })
})
