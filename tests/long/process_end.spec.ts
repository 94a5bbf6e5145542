import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { AceProcess } from '#tests/helpers/ace_process'
import { withCleanDatabase } from '#tests/helpers/database'
import { checkDelivery } from '#tests/helpers/delivery_checker'
import { insertDueMessages, orangeEnvironment } from '#tests/helpers/orange_runs'
import { freePort } from '#tests/helpers/postgres'
import { ServerProcess } from '#tests/helpers/server_process'
import { preloaded } from '#tests/helpers/preloaded'

const MESSAGES = 120
const DRAIN_SECONDS = 2
/** What bin/process_end.ts grants beyond the drain, and as much again for a machine that is busy. */
const SOON_MS = (DRAIN_SECONDS + 5) * 2_000

const count = async (table: string, where: object) => (await db.from(table).where(where)).length
const held = () => db.from('sms_messages').whereNotNull('lease_token')

test.group('A worker', (group) => {
  withCleanDatabase(group)

  async function aWorker(cleanup: any, environment: Record<string, string> = {}) {
    const emulator = await OrangeEmulator.start({ port: 0, ratePerSecond: null, latencyMs: 300 })
    await insertDueMessages(MESSAGES)
    const worker = new AceProcess(['sms:work', '--json'], {
      ...orangeEnvironment(emulator.url, { ratePerSecond: 40 }),
      LOG_LEVEL: 'info',
      ...environment,
    })
    cleanup(async () => {
      worker.kill('SIGKILL')
      await emulator.stop()
    })
    return { worker, emulator }
  }

  for (const signals of [['SIGHUP'], ['SIGINT', 'SIGINT'], ['SIGINT', 'SIGTERM']] as const) {
    test(`after ${signals.join(' and ')} gives everything back and ends with 0`, async ({
      assert,
      cleanup,
    }) => {
      const { worker, emulator } = await aWorker(cleanup)
      while (worker.running && emulator.journal().length < 20) await delay(5)
      for (const signal of signals) {
        worker.kill(signal)
        await delay(50)
      }
      const { code, signal, stderr } = await worker.ended
      const report = await checkDelivery(emulator.journal())
      assert.deepEqual({ code, signal }, { code: 0, signal: null }, stderr)
      assert.equal(await count('sms_messages', { status: 'sent' }), report.accepted)
      assert.isBelow(report.accepted, MESSAGES)
      assert.isEmpty(await held())
    })
  }

  test('is cut off where something hangs at its end, says so, and ends with 1', async ({
    assert,
    cleanup,
  }) => {
    const { worker, emulator } = await aWorker(cleanup, {
      ...preloaded('hanging_hook', 'short_drain'),
      DRAIN_SECONDS: String(DRAIN_SECONDS),
    })
    while (worker.running && emulator.journal().length < 20) await delay(5)
    const told = performance.now()
    worker.kill('SIGTERM')
    const { code, stderr } = await worker.ended
    assert.isBelow(performance.now() - told, SOON_MS)
    assert.equal(code, 1)
    assert.include(stderr, 'did not end in time and is cut off')
    const report = await checkDelivery(emulator.journal())
    assert.isBelow(report.accepted, MESSAGES)
    assert.equal(await count('sms_messages', { status: 'sent' }), report.accepted)
    assert.isEmpty(await held())
  })
})

test.group('A web server', (group) => {
  withCleanDatabase(group)

  test('that is told to end while it starts does not start', async ({ assert, cleanup }) => {
    const server = ServerProcess.launch(await freePort(), preloaded('slow_boot'))
    cleanup(() => server.stop('SIGKILL'))
    while (!server.output.includes('starting')) await delay(10)
    await server.stop('SIGTERM')
    assert.equal(await server.ended, 128 + 15)
  })
})
