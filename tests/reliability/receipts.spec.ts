import { test } from '@japa/runner'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'
import type { Callback } from '#emulator/callbacks'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { ApplyReceipts } from '#inbound/apply_receipts'
import { rankOf } from '#inbound/receipt_status'
import SmsMessage from '#models/sms_message'
import { cleanDatabase } from '#tests/helpers/database'
import { assertNothingWrong, checkDelivery, printReport } from '#tests/helpers/delivery_checker'
import { insertDueMessages, orangeEnvironment } from '#tests/helpers/orange_runs'
import { ServerProcess } from '#tests/helpers/server_process'
import { trials } from '#tests/reliability/support/scale'
import { drained, killAll, startWorker } from '#tests/reliability/support/workers'
import { aReceipt } from '#tests/helpers/operator_bodies'
import { RECEIPTS, SECRET } from '#tests/helpers/webhooks'

const MESSAGES = trials(300, 3_000)
const RATE_PER_SECOND = 60

/** In any order, a third of them twice, a tenth never; most before the answer to the send. */
const RECEIPTS_COME = {
  latencyMs: 60,
  receiptDelayMs: 10,
  receiptJitterMs: 200,
  receiptsShuffled: true,
  receiptDuplicates: 0.3,
  receiptLosses: 0.1,
  undelivered: 0.2,
}

const heard = (callbacks: Callback[]) => callbacks.filter(({ outcome }) => outcome === 'answered')
const rank = (word: string | null) => (word === null ? 0 : rankOf(word)!.rank)

/** Receipts that nobody has sent about anything, until it is told to stop. Returns the statuses of the answers. */
async function forgeReceipts(server: ServerProcess, signal: AbortSignal): Promise<Set<number>> {
  const statuses = new Set<number>()
  for (let n = 0; !signal.aborted; n++) {
    const body = aReceipt(randomUUID(), 'DeliveredToTerminal', `tel:+23799${n % 9}000000`)
    const answer = await fetch(server.url + RECEIPTS, { method: 'POST', body }).catch(() => null)
    if (answer) statuses.add(answer.status)
  }
  return statuses
}

test.group('Receipts while messages are sent', (group) => {
  group.each.setup(async () => {
    await cleanDatabase()
    return () => killAll()
  })

  test('have their effect whatever their order, also when the web server is killed', async ({
    assert,
    cleanup,
  }) => {
    const server = await ServerProcess.start({
      ORANGE_WEBHOOK_SECRET: SECRET,
      ORANGE_WEBHOOK_RATE_PER_SECOND: '100000',
    })
    const callbackUrl = `${server.url}/webhooks/orange/${SECRET}`
    const emulator = await OrangeEmulator.start({
      ...RECEIPTS_COME,
      ratePerSecond: null,
      callbackUrl,
    })
    cleanup(async () => {
      await server.stop('SIGKILL')
      await emulator.stop()
    })
    await insertDueMessages(MESSAGES)
    const flood = new AbortController()
    const forged = forgeReceipts(server, flood.signal)
    const worker = startWorker(orangeEnvironment(emulator.url, { ratePerSecond: RATE_PER_SECOND }))

    while (heard(emulator.callbacks()).length < MESSAGES) await delay(10)
    await server.stop('SIGKILL')
    flood.abort()
    assert.deepEqual([...(await forged)], [200])
    await drained()
    worker.kill('SIGTERM')
    await worker.ended
    while (emulator.callbacks().some(({ outcome }) => outcome === 'waiting')) await delay(50)
    const apply = await app.container.make(ApplyReceipts)
    await apply.run()

    const report = await checkDelivery(emulator.journal())
    const callbacks = emulator.callbacks()
    const counts = `receipts ${callbacks.length}, answered ${heard(callbacks).length}`
    printReport('receipts while messages are sent', report, counts)
    assertNothingWrong(assert, report)
    let moved = 0
    for (const message of await SmsMessage.all()) {
      const ofIt = callbacks.filter(({ resourceId }) => resourceId === message.providerMessageId)
      const best = Math.max(0, ...heard(ofIt).map(({ says }) => rank(says)))
      assert.isAtLeast(message.receiptRank, best)
      if (message.receiptRank > 0) moved += 1
      assert.equal(message.receiptRank, rank(message.providerStatus))
      if (message.providerStatus !== null)
        assert.include(
          ofIt.map(({ says }) => says),
          message.providerStatus
        )
    }
    assert.isAbove(moved, MESSAGES / 4)
  }).timeout(300_000)
})
