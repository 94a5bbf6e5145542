import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { runAceProcess } from '#tests/helpers/ace_process'
import { runAce } from '#tests/helpers/run_ace'
import { withCleanDatabase } from '#tests/helpers/database'

const DOUALA = '--timezone=Africa/Douala'
const NUMBER = '+237690000001'
const SMS = ['--app=sms', `--payload={"phoneNumber":"${NUMBER}","message":"Bonjour"}`]
const HEALTH = ['--app=command', '--payload={"command":"sms:health"}']

async function json(args: string[]) {
  const { code, stdout } = await runAce([...args, '--json'])
  return { code, answer: JSON.parse(stdout) }
}

async function create(...args: string[]): Promise<number> {
  const { answer } = await json(['schedule:create', ...args])
  return answer.schedule.id
}

test.group('schedule:create', (group) => {
  withCleanDatabase(group)

  test('makes one of each kind, and says in words when it runs', async ({ assert }) => {
    const cron = await runAceProcess(['schedule:create', ...HEALTH, '--cron=0 9 * * 1'], {
      APP_TIMEZONE: 'Africa/Douala',
    })
    assert.equal(cron.code, 0)
    assert.match(
      cron.stdout,
      /Schedule \d+ created\. At 09:00, only on Monday \(Africa\/Douala\); next run .* 09:00 \+01:00/
    )
    const every = await json(['schedule:create', ...HEALTH, '--every=15m', '--max-runs=3'])
    assert.equal(every.code, 0)
    assert.containsSubset(every.answer, {
      created: true,
      schedule: { kind: 'interval', intervalMs: 900_000, maxRuns: 3, source: 'cli' },
    })
    assert.match(every.answer.schedule.createdBy, /^cli:./)
    const once = await json([
      ...['schedule:create', ...SMS, '--at=2099-03-10 15:30', DOUALA],
      ...['--priority=high', '--name=Thanks'],
    ])
    assert.containsSubset(once.answer.schedule, {
      name: 'Thanks',
      runAt: '2099-03-10T14:30:00Z',
      priority: 'high',
    })
  })

  test('takes every option', async ({ assert }) => {
    const { answer } = await json([
      ...['schedule:create', ...HEALTH, '--every=3600000', '--timezone=Europe/Paris'],
      ...['--starts=2099-01-01', '--ends=2099-02-01 12:00', '--missed=skip', '--overlap=skip'],
    ])
    assert.containsSubset(answer.schedule, {
      intervalMs: 3_600_000,
      timezone: 'Europe/Paris',
      startsAt: '2098-12-31T23:00:00Z',
      endsAt: '2099-02-01T11:00:00Z',
      missedRuns: 'skip',
      overlap: 'skip',
    })
  })

  test('with a key makes it once; another one under the key is refused', async ({ assert }) => {
    const command = ['schedule:create', ...HEALTH, '--key=k1', '--every=1h']
    const first = await json(command)
    const again = await json(command)
    assert.deepEqual([again.code, again.answer.created], [0, false])
    assert.equal(again.answer.schedule.id, first.answer.schedule.id)

    const other = await runAce([...command.slice(0, -1), '--every=2h'])
    assert.equal(other.code, 1)
    assert.match(other.stdout + other.stderr, /--key belongs to schedule \d+/)
    assert.lengthOf(await db.from('schedules'), 1)
  })

  const refused: [string[], RegExp][] = [
    [
      ['--every=soon'],
      /^--app: the job is missing: .* sms, sms_retry, command\n--every: "soon" cannot/,
    ],
    [[...HEALTH], /^--at, --cron, --every: nothing says when it runs/],
    [
      [...HEALTH, '--at=2020-01-01 09:00', '--ends=2020-01-01', '--max-runs=0'],
      /^--at: .* more than 24 hours past.*\n--ends: only applies to .*\n--max-runs: 0 cannot/,
    ],
    [
      ['--app=command', '--payload={"command":"x"}', '--every=1h'],
      /^--payload.command: must be one/,
    ],
    [['--app=sms', `--payload={${NUMBER}`, '--every=1h'], /^--payload: is not valid JSON/],
  ]
  for (const [flags, message] of refused) {
    test(`refuses ${flags.join(' ')}`, async ({ assert }) => {
      const { code, answer } = await json(['schedule:create', ...flags])
      assert.equal(code, 1)
      assert.match(answer.error, message)
      assert.notInclude(answer.error, NUMBER)
      assert.isEmpty(await db.from('schedules'))
    })
  }
})

test.group('Commands about schedules', (group) => {
  withCleanDatabase(group)

  test('list those that run, or all, without payloads for people', async ({ assert }) => {
    await create(...SMS, '--every=1h', '--name=Greeting')
    const paused = await create(...HEALTH, '--cron=@daily', DOUALA)
    await runAce(['schedule:pause', String(paused), '--reason=closed'])

    const running = await json(['schedule:list'])
    assert.deepEqual(
      running.answer.schedules.map(({ name }: any) => name),
      ['Greeting']
    )
    const { stdout } = await runAce(['schedule:list', '--all'])
    for (const text of ['Greeting', 'Every hour', 'At 00:00 (Africa/Douala)', 'paused: closed'])
      assert.include(stdout, text)
    assert.notInclude(stdout, NUMBER)

    const one = await json(['schedule:list', '--all', '--limit=1'])
    assert.containsSubset(one.answer, { isMore: true, schedules: [{ id: paused }] })
    assert.lengthOf((await json(['schedule:list', '--all', '--app=sms'])).answer.schedules, 1)
    assert.equal((await json(['schedule:list', '--limit=0'])).code, 1)

    const none = await runAce(['schedule:list', '--app=sms_retry'])
    assert.include(none.stdout, 'No schedule with the job "sms_retry" runs: --all shows')
  })

  test('pause, resume and delete one', async ({ assert }) => {
    const id = String(await create(...HEALTH, '--cron=0 9 * * *', DOUALA))
    const paused = await runAce(['schedule:pause', id])
    assert.include(paused.stdout, `Schedule ${id} is paused until "node ace schedule:resume ${id}"`)
    assert.include((await runAce(['schedule:pause', id])).stdout, 'was already like that')
    const resumed = await runAce(['schedule:resume', id])
    assert.match(resumed.stdout, /runs again, next at \d{4}-\d\d-\d\d 09:00 \+01:00/)
    const deleted = await json(['schedule:delete', id])
    assert.containsSubset(deleted, { code: 0, answer: { outcome: 'changed' } })
    const gone = await runAce(['schedule:resume', id])
    assert.equal(gone.code, 1)
    assert.include(gone.stdout + gone.stderr, `There is no schedule ${id}`)
  })

  test('run one now, beside its times, and show what became of it', async ({ assert }) => {
    const id = String(await create(...SMS, '--at=2099-01-01 09:00', DOUALA))
    const run = await json(['schedule:run', id])
    assert.containsSubset(run, {
      code: 0,
      answer: { outcome: 'fired', occurrence: { status: 'done', reason: 'by_hand' } },
    })
    const [message] = await db.from('sms_messages')
    assert.include(message, { status: 'pending', source: 'schedule', phone_number: NUMBER })

    const effect = String(await create(...HEALTH, '--every=1h', '--starts=2099-01-01'))
    const pending = await runAce(['schedule:run', effect])
    assert.match(pending.stdout, /occurrence \d+ is pending \(by hand\): "scheduler:run" does it/)

    const shown = await runAce(['schedule:show', id])
    for (const text of ['Once, on 1 January 2099 at 09:00 (Africa/Douala)', 'done (by hand)'])
      assert.include(shown.stdout, text)
    assert.notInclude(shown.stdout, NUMBER)
    const { answer } = await json(['schedule:show', id])
    assert.containsSubset(answer, {
      schedule: { payload: { phoneNumber: NUMBER }, nextRuns: ['2099-01-01T08:00:00Z'] },
      occurrences: [{ status: 'done' }],
    })
  })

  test('run all that are due, and have dead letters done again', async ({ assert }) => {
    const at = new Date(Date.now() - 2_000).toISOString()
    const id = await create(...HEALTH, `--at=${at}`)
    const due = await json(['schedule:run', '--due'])
    assert.equal(due.code, 0)
    assert.containsSubset(due.answer, { fired: 1, remaining: 0 })
    await db.from('schedule_occurrences').update({ status: 'dead_letter' })

    const retried = await json(['schedule:retry', `--schedule=${id}`])
    assert.equal(retried.code, 0)
    const [occurrence] = await db.from('schedule_occurrences')
    assert.deepEqual(retried.answer, { requeued: [occurrence.id] })
    assert.equal(occurrence.status, 'pending')
    const none = await runAce(['schedule:retry', String(occurrence.id)])
    assert.equal(none.code, 1)
    assert.include(none.stdout + none.stderr, 'None of them is a dead letter')
    for (const flags of [['schedule:run'], ['schedule:run', '1', '--due'], ['schedule:retry']]) {
      assert.include(await json(flags), { code: 1 })
    }
  })

  for (const command of ['pause', 'resume', 'delete', 'show', 'run']) {
    test(`schedule:${command} reports an invalid id and a missing schedule`, async ({ assert }) => {
      const none = await json([`schedule:${command}`, '4711'])
      assert.equal(none.code, 1)
      const bad = await json([`schedule:${command}`, '47x'])
      assert.deepEqual([bad.code], [1])
      assert.match(bad.answer.error, /"47x" is not an id/)
    })
  }
})
