import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { aReceipt } from '#tests/helpers/operator_bodies'
import { preloaded } from '#tests/helpers/preloaded'
import { RECEIPTS, SECRET } from '#tests/helpers/webhooks'
import { AceProcess } from '#tests/helpers/ace_process'
import { withCleanDatabase } from '#tests/helpers/database'
import { checkDelivery } from '#tests/helpers/delivery_checker'
import { insertDueMessages, orangeEnvironment } from '#tests/helpers/orange_runs'
import { ServerProcess } from '#tests/helpers/server_process'

const MESSAGES = 120

const held = () => db.from('sms_messages').whereNotNull('lease_token')

/** What each process does with a fault that nobody caught: tests/reliability/preloads/fault.ts. */
const FAULTS = ['a rejection', 'an exception']

const environmentOf = (fault: string) => ({
  ...preloaded('fault'),
  FAULT: fault.split(' ')[1],
  LOG_LEVEL: 'info',
})

test.group('A worker', (group) => {
  withCleanDatabase(group)

  for (const fault of FAULTS) {
    test(`with ${fault} that nobody caught finishes what is in flight and ends with 1`, async ({
      assert,
      cleanup,
    }) => {
      const emulator = await OrangeEmulator.start({ port: 0, ratePerSecond: null, latencyMs: 300 })
      await insertDueMessages(MESSAGES)
      const worker = new AceProcess(['sms:work', '--json'], {
        ...orangeEnvironment(emulator.url, { ratePerSecond: 40 }),
        ...environmentOf(fault),
      })
      cleanup(async () => {
        worker.kill('SIGKILL')
        await emulator.stop()
      })
      const { code, stderr, stdout } = await worker.ended
      const report = await checkDelivery(emulator.journal())

      assert.equal(code, 1, stderr)
      assert.match(stderr, /(unhandled rejection|uncaught exception): this process ends/)
      assert.include(stderr, 'the second fault')
      assert.notInclude(stderr + stdout, '237690001234')
      assert.isAbove(report.accepted, 0)
      assert.equal((await db.from('sms_messages').where('status', 'sent')).length, report.accepted)
      assert.isEmpty(await held())
    })
  }
})

test.group('A web server', (group) => {
  withCleanDatabase(group)

  for (const fault of FAULTS) {
    test(`with ${fault} that nobody caught has stored what it answered with 200, and ends with 1`, async ({
      assert,
      cleanup,
    }) => {
      const server = await ServerProcess.start({
        ...environmentOf(fault),
        ORANGE_WEBHOOK_SECRET: SECRET,
      })
      cleanup(() => server.stop('SIGKILL'))
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, number) =>
          fetch(server.url + RECEIPTS, { method: 'POST', body: aReceipt(`id-${number}`) }).then(
            ({ status }) => status,
            () => 0
          )
        )
      )
      assert.equal(await server.ended, 1)
      assert.match(server.output, /(unhandled rejection|uncaught exception): this process ends/)
      assert.notInclude(server.output, '237690001234')
      const stored = answers.filter((status) => status === 200).length
      assert.isAbove(stored, 0)
      assert.isAtLeast((await db.from('sms_webhook_logs')).length, stored)
    })
  }
})
