import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { AceProcess, runAceProcess } from '#tests/helpers/ace_process'
import { share } from '#tests/helpers/delivery_checker'
import { orangeEnvironment } from '#tests/helpers/orange_runs'
import { preloaded } from '#tests/helpers/preloaded'
import {
  aRestorableDatabase,
  insertDue,
  statesOf,
  type RestorableDatabase,
} from '#tests/reliability/support/restorable_database'
import { trials } from '#tests/reliability/support/scale'

const SENT_SINCE = 150
const KILLS = trials(5, 40)
/** Past the lease of whoever is dead. */
const LATER = { APP_CLOCK_OFFSET_MS: '180000' }
const onSqlite = process.env.DB_CONNECTION !== 'pg'

test.group('A restored database', (group) => {
  let database: RestorableDatabase
  let emulator: OrangeEmulator
  let environment: Record<string, string>
  const processes: AceProcess[] = []

  group.each.setup(async () => {
    database = await aRestorableDatabase()
    emulator = await OrangeEmulator.start({ ratePerSecond: null, magicNumbers: false })
    environment = {
      ...database.environment,
      ...orangeEnvironment(emulator.url, { ratePerSecond: 1_000 }),
    }
    return async () => {
      for (const process of processes.splice(0)) {
        if (process.running) process.kill('SIGKILL')
        await process.ended
      }
      await emulator.stop()
      await database.drop()
    }
  })

  const posts = () => emulator.journal().length
  const ace = (...args: string[]) => runAceProcess(args, environment)
  const json = async (...args: string[]) => {
    const { code, stdout, stderr } = await ace(...args, '--json')
    if (stdout === '') throw new Error(`${args.join(' ')} printed nothing: ${stderr}`)
    return { code, ...JSON.parse(stdout) }
  }
  const start = (args: string[], more: Record<string, string> = {}) => {
    const process = new AceProcess(args, { ...environment, ...more })
    processes.push(process)
    return process
  }
  const sentTwice = () => {
    const numbers = emulator.journal().map(({ address }) => address)
    return numbers.length - new Set(numbers).size
  }
  const untilPosts = async (count: number, process: AceProcess) => {
    while (process.running && posts() < count) await delay(5)
  }

  test('sends nothing again, says what was sent, and goes on by a person’s word', async ({
    assert,
  }) => {
    await insertDue(database, SENT_SINCE)
    const backup = await database.backUp()
    assert.equal((await json('sms:process')).statistics.sent, SENT_SINCE)
    await database.restore(backup)

    const { code, outcome, pauseReason } = await json('sms:process')
    assert.deepEqual([code, outcome], [75, 'paused'])
    assert.match(pauseReason, /older than what was sent.*sms:restore-review/)
    const health = await json('sms:health', '--only=restore')
    assert.deepEqual([health.code, health.status], [2, 'fail'])
    assert.match((await ace('sms:resume')).stdout, /sms:restore-review/)
    assert.equal((await ace('sms:process')).code, 75)
    assert.equal(posts(), SENT_SINCE)

    const review = await json('sms:restore-review')
    assert.equal(review.code, 0)
    assert.deepEqual(review.doubtful, { sent: SENT_SINCE, unknown: 0 })
    assert.containSubset(review, { findings: [{ kind: 'older', messages: SENT_SINCE }] })

    const accepted = await json('sms:restore-review', '--accept')
    assert.deepEqual([accepted.code, accepted.sent, accepted.unknown], [0, SENT_SINCE, 0])
    assert.equal((await ace('sms:restore-review')).code, 3)
    await insertDue(database, 10, 'later')
    assert.equal((await json('sms:process')).statistics.sent, 10)
    assert.deepEqual(await statesOf(database), { 'sent: restored': SENT_SINCE, 'sent': 10 })
    console.log(`    restore: sent again ${share(sentTwice(), SENT_SINCE)} messages`)
    assert.equal(sentTwice(), 0)
  })

  test('under workers that are sending', async ({ assert }) => {
    const RATE = { ORANGE_RATE_LIMIT_PER_SECOND: '100', SMS_BATCH_SIZE: '10' }
    await insertDue(database, 400)
    const first = start(['sms:process', '--limit=100', '--json'], RATE)
    await first.ended
    const backup = await database.backUp()
    const workers = [start(['sms:work'], RATE), start(['sms:work'], RATE)]
    await untilPosts(200, workers[0])
    await database.restore(backup)
    if (onSqlite) {
      for (const worker of workers) {
        const { code, stdout, stderr } = await worker.ended
        assert.equal(code, 1)
        assert.match(stdout + stderr, /was replaced or deleted/)
      }
    } else {
      /** They find out by themselves, and live on. */
      const paused = `SELECT id FROM sending_pauses WHERE scope = 'restore_review'`
      while ((await database.query(paused)).length === 0) await delay(100)
      assert.isTrue(workers.every(({ running }) => running))
      for (const worker of workers) worker.kill('SIGTERM')
      for (const worker of workers) assert.equal((await worker.ended).code, 0)
    }
    const postsThen = posts()
    assert.equal((await ace('sms:process')).code, 75)
    assert.equal(posts(), postsThen)

    const accepted = await json('sms:restore-review', '--accept')
    /** What was committed and waited for its place when the database went is doubtful, too. */
    assert.isAtLeast(accepted.sent + accepted.unknown, postsThen - 100)
    await runAceProcess(['sms:process'], { ...environment, ...LATER })
    console.log(
      `    restore under workers: sent again ${share(sentTwice(), posts())} POSTs · unknown ${accepted.unknown} of ${postsThen - 100} sent since`
    )
    assert.equal(sentTwice(), 0)
    assert.isAtLeast(posts(), 400 - accepted.unknown)
    assert.notProperty(await statesOf(database), 'pending')
  })

  test('SIGKILL at any moment gives no false alarm, and every older backup is found', async ({
    assert,
  }) => {
    await insertDue(database, KILLS * 40)
    const backups: { name: string; posts: number }[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      backups.push({ name: await database.backUp(), posts: posts() })
      const worker = start(['sms:work'], {
        ORANGE_RATE_LIMIT_PER_SECOND: '200',
        SMS_BATCH_SIZE: '10',
      })
      await untilPosts(posts() + 1 + Math.floor(Math.random() * 30), worker)
      await delay(Math.random() * 20)
      worker.kill('SIGKILL')
      await worker.ended
      /** PostgreSQL may still finish the statement that it was asked for. */
      if (!onSqlite) await delay(1_000)
    }
    const last = await database.backUp()
    const alarms = await database.query('SELECT id FROM restore_findings')
    assert.equal((await ace('sms:restore-review')).code, 3)

    const missed: number[] = []
    for (const [place, { name, posts: sentByThen }] of backups.entries()) {
      await database.restore(name)
      const { code, findings } = await json('sms:restore-review')
      if (code !== 0 || findings[0].messages < posts() - sentByThen) missed.push(place)
    }
    console.log(
      `    restore: false alarms ${share(alarms.length, KILLS)} kills · missed ${share(missed.length, KILLS)} backups`
    )
    assert.deepEqual([alarms, missed], [[], []])

    await database.restore(last)
    await runAceProcess(['sms:process', '--json'], { ...environment, ...LATER })
    assert.equal(sentTwice(), 0)
    const { sent = 0, 'unknown: worker_lost': lost = 0 } = await statesOf(database)
    assert.equal(sent + lost, KILLS * 40)
  })

  test('SIGKILL between the commit and the journal, or with nothing answered', async ({
    assert,
  }) => {
    await insertDue(database, 6)
    const backup = await database.backUp()
    for (const point of ['after_commit', 'mid_post']) {
      const dying = start(['sms:process', '--limit=3'], {
        ...preloaded('crash_at'),
        CRASH_AT: point,
      })
      assert.equal((await dying.ended).signal, 'SIGKILL')
    }
    assert.equal((await ace('sms:restore-review')).code, 3)
    await database.restore(backup)
    const { doubtful } = await json('sms:restore-review')
    assert.deepEqual(doubtful, { sent: 0, unknown: 6 })
  })
})

test.group('A SQLite file that is exchanged under a process', () => {
  for (const [command, how] of [
    ['sms:work', 'deleted'],
    ['scheduler:run', 'replaced'],
  ] as const) {
    test(`${command} ends with 1 when it was ${how}`, async ({ assert, cleanup }) => {
      const database = await aRestorableDatabase()
      cleanup(() => database.drop())
      const backup = await database.backUp()
      const process = new AceProcess([command], database.environment)
      cleanup(async () => {
        if (process.running) process.kill('SIGKILL')
        await process.ended
      })
      const hasBegun = () =>
        database.query('SELECT id FROM workers').then((rows) => rows.length > 0)
      while (process.running && !(await hasBegun())) await delay(50)
      if (how === 'deleted') database.delete()
      else await database.restore(backup)

      const { code, stdout, stderr } = await process.ended
      assert.equal(code, 1)
      assert.match(stdout + stderr, /was replaced or deleted/)
    }).skip(!onSqlite, 'PostgreSQL has no file that is exchanged')
  }
})
