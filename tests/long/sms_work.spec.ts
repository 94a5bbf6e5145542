import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { OrangeEmulator } from '#emulator/orange_emulator'
import Worker from '#models/worker'
import { AceProcess } from '#tests/helpers/ace_process'
import { runAce } from '#tests/helpers/run_ace'
import { withCleanDatabase } from '#tests/helpers/database'
import { checkDelivery } from '#tests/helpers/delivery_checker'
import { insertDueMessages, orangeEnvironment } from '#tests/helpers/orange_runs'

const countOf = async (status: string) =>
  (await db.from('sms_messages').where('status', status)).length

test.group('sms:work', (group) => {
  withCleanDatabase(group)

  test('sends, says that it is alive, and drains when it is told to end', async ({ assert }) => {
    const emulator = await OrangeEmulator.start({ port: 0, ratePerSecond: null, latencyMs: 50 })
    await insertDueMessages(200)
    const worker = new AceProcess(
      ['sms:work', '--concurrency=2', '--json'],
      orangeEnvironment(emulator.url, { ratePerSecond: 40 })
    )
    while (emulator.journal().length < 20) await delay(5)
    const alive = await Worker.firstOrFail()
    worker.kill('SIGTERM')
    const { code, stdout } = await worker.ended
    const report = await checkDelivery(emulator.journal())
    await emulator.stop()

    assert.equal(code, 0)
    assert.include(alive.$attributes, { role: 'worker', concurrency: 2, stoppedAt: null })
    assert.isNotNull((await alive.refresh()).stoppedAt)
    assert.isNotNull(alive.drainingSince)
    assert.equal(JSON.parse(stdout).sent, report.accepted)
    assert.equal(await countOf('sent'), report.accepted)
    assert.equal(await countOf('pending'), 200 - report.accepted)
    assert.lengthOf(await db.from('sms_messages').whereNotNull('lease_token'), 0)
  })

  test('four of them on one database send each message once', async ({ assert }) => {
    const emulator = await OrangeEmulator.start({ port: 0, ratePerSecond: null, latencyMs: 10 })
    await insertDueMessages(400)
    const environment = orangeEnvironment(emulator.url, { ratePerSecond: 100_000 })
    const workers = [1, 2, 3, 4].map(() => new AceProcess(['sms:work'], environment))
    while ((await countOf('sent')) < 400) await delay(50)
    workers.forEach((worker) => worker.kill('SIGTERM'))
    const ends = await Promise.all(workers.map(({ ended }) => ended))
    const report = await checkDelivery(emulator.journal())
    await emulator.stop()

    assert.deepEqual(
      ends.map(({ code }) => code),
      [0, 0, 0, 0]
    )
    assert.equal(report.accepted, 400)
    assert.lengthOf(report.duplicated, 0)
    assert.lengthOf(report.unknown, 0)
  })

  test('a worker takes over what a killed one had claimed, and leaves alone what that one was sending', async ({
    assert,
  }) => {
    const emulator = await OrangeEmulator.start({ port: 0, ratePerSecond: null, latencyMs: 20 })
    await insertDueMessages(120)
    const environment = orangeEnvironment(emulator.url, { ratePerSecond: 40 })
    const first = new AceProcess(['sms:work'], environment)
    while (emulator.journal().length < 10) await delay(2)
    first.kill('SIGKILL')
    await first.ended

    /** Two minutes later by its clock: the leases of the dead have run out. */
    const second = new AceProcess(['sms:work'], {
      ...environment,
      APP_CLOCK_OFFSET_MS: '120000',
    })
    while ((await countOf('pending')) + (await countOf('sending')) > 0) await delay(50)
    second.kill('SIGTERM')
    assert.equal((await second.ended).code, 0)
    const report = await checkDelivery(emulator.journal())
    await emulator.stop()

    assert.lengthOf(report.lost, 0)
    assert.lengthOf(report.duplicated, 0)
    assert.isAtMost(report.unknown.length, 40)
  })

  test('refuses a concurrency that makes no sense, and names it', async ({ assert }) => {
    const { code, stderr, stdout } = await runAce(['sms:work', '--concurrency=0'])
    assert.equal(code, 1)
    assert.match(stdout + stderr, /--concurrency must be a whole number from 1 to 64, got "0"/)
  })
})
