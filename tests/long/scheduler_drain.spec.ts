import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { OrangeEmulator } from '#emulator/orange_emulator'
import SchedulerRun from '#models/scheduler_run'
import SmsMessage from '#models/sms_message'
import { AceProcess } from '#tests/helpers/ace_process'
import { withCleanDatabase } from '#tests/helpers/database'
import { checkDelivery } from '#tests/helpers/delivery_checker'
import { insertDueMessages, orangeEnvironment } from '#tests/helpers/orange_runs'

const MESSAGES = 150

test.group('scheduler:run in the middle of a sweep', (group) => {
  withCleanDatabase(group)

  test('finishes what is in flight, gives the rest back, and goes on as soon as it is back', async ({
    assert,
  }) => {
    const emulator = await OrangeEmulator.start({ port: 0, ratePerSecond: null, latencyMs: 50 })
    await insertDueMessages(MESSAGES)
    const environment = {
      ...orangeEnvironment(emulator.url, { ratePerSecond: 40 }),
      SMS_PROCESSING_INTERVAL_MINUTES: '60',
    }
    const first = new AceProcess(['scheduler:run'], environment)
    while (emulator.journal().length < 20) await delay(5)
    first.kill('SIGTERM')
    assert.equal((await first.ended).code, 0)

    const report = await checkDelivery(emulator.journal())
    assert.isBelow(report.accepted, MESSAGES)
    assert.lengthOf(report.unknown, 0)
    assert.lengthOf(await db.from('sms_messages').whereNotNull('lease_token'), 0)
    /** Of the sweep, the generation and the overdue job, whichever had claimed the messages. */
    assert.isNotEmpty(await SchedulerRun.query().where('outcome', 'stopped'))

    const second = new AceProcess(['scheduler:run'], environment)
    while (await anyOpen()) await delay(50)
    second.kill('SIGTERM')
    assert.equal((await second.ended).code, 0)
    const end = await checkDelivery(emulator.journal())
    await emulator.stop()
    assert.equal(end.accepted, MESSAGES)
    assert.lengthOf(end.duplicated, 0)
    assert.lengthOf(end.unknown, 0)
  })
})

const anyOpen = async () =>
  (await SmsMessage.query().whereIn('status', ['pending', 'sending'])).length > 0
