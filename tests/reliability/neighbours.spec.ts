import { test } from '@japa/runner'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { writeSampleCsv } from '../../bench/sample_csv.js'
import { AceProcess } from '#tests/helpers/ace_process'
import { cleanDatabase } from '#tests/helpers/database'
import { assertNothingWrong, checkDelivery, printReport } from '#tests/helpers/delivery_checker'
import { insertDueMessages, orangeEnvironment } from '#tests/helpers/orange_runs'
import { ServerProcess } from '#tests/helpers/server_process'
import { aFile } from '#tests/helpers/imports'
import { aReceipt } from '#tests/helpers/operator_bodies'
import { RECEIPTS, SECRET } from '#tests/helpers/webhooks'
import { trials } from '#tests/reliability/support/scale'
import { drained, killAll, startWorker } from '#tests/reliability/support/workers'

const ROWS = trials(8_000, 60_000)
const MESSAGES = trials(60, 1_000)
const RATE_PER_SECOND = 20

/**
 * Different states of the import that a receipt has met at least. An import in one
 * transaction has none; on a busy machine its turns are smaller and there are more.
 */
const STATES_MET = 3

/** Posts receipts one after the other. Keeps each answer, and how many patients there were by then. */
async function keepPosting(server: ServerProcess, ended: AbortSignal) {
  const answers: { status: number; ms: number; patients: number }[] = []
  while (!ended.aborted) {
    const started = performance.now()
    const body = aReceipt(randomUUID())
    const { status } = await fetch(server.url + RECEIPTS, { method: 'POST', body })
    const ms = performance.now() - started
    const [{ count }] = await db.from('patients').count('* as count')
    answers.push({ status, ms, patients: Number(count) })
    await delay(10)
  }
  return answers
}

test.group('Beside an import of many rows', (group) => {
  group.each.setup(async () => {
    await cleanDatabase()
    return () => killAll()
  })

  test('messages leave and receipts are answered all the time', async ({ assert, cleanup }) => {
    const server = await ServerProcess.start({
      ORANGE_WEBHOOK_SECRET: SECRET,
      ORANGE_WEBHOOK_RATE_PER_SECOND: '100000',
    })
    const emulator = await OrangeEmulator.start({ ratePerSecond: null, latencyMs: 50 })
    cleanup(async () => {
      await server.stop('SIGKILL')
      await emulator.stop()
    })
    const file = await aFile('')
    await writeSampleCsv(file, ROWS, { soonEvery: Infinity })
    await insertDueMessages(MESSAGES)
    startWorker(orangeEnvironment(emulator.url, { ratePerSecond: RATE_PER_SECOND }))
    const ended = new AbortController()
    const posting = keepPosting(server, ended.signal)

    const imported = await new AceProcess(['sms:import', file, '--json']).ended
    ended.abort()
    const answers = await posting
    const { rows, rejected, durationMs } = JSON.parse(imported.stdout)
    const longest = Math.max(...answers.map(({ ms }) => ms))
    await drained()

    console.log(
      `import of ${rows} rows: ${durationMs} ms; ${answers.length} receipts, the longest took ${Math.round(longest)} ms`
    )
    assert.deepEqual([imported.code, rows, rejected], [0, ROWS, 0])
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
    const met = new Set(answers.map(({ patients }) => patients))
    for (const end of [0, ROWS / 2]) met.delete(end)
    assert.isAtLeast(met.size, STATES_MET)
    const report = await checkDelivery(emulator.journal())
    printReport('beside an import', report)
    assertNothingWrong(assert, report)
  }).timeout(300_000)
})
