import { createServer, type AddressInfo } from 'node:net'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { toSqlInstant } from '#storage/instants'
import { runAceProcess } from '#tests/helpers/ace_process'
import { runAce } from '#tests/helpers/run_ace'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { aPausedAccount, aWorker } from '#tests/helpers/operation_rows'

const CANARY = { phoneNumber: '+237699887766', body: 'Canari Ngo-Canari' }

const currentInstant = () => toSqlInstant(DateTime.utc())

/** No run of the timetable is overdue yet. */
const aSchedulerHasJustStarted = () =>
  aWorker('a', { started_at: currentInstant(), heartbeat_at: currentInstant() })

/** Less than the minute after which monitoring gives up, and time for a busy machine to start a process. */
const SOON_MS = 45_000

/** Where a database should be. */
const databaseAt = (port: number) => ({
  DB_CONNECTION: 'pg',
  DB_HOST: '127.0.0.1',
  DB_PORT: String(port),
  DB_USER: 'nobody',
  DB_DATABASE: 'nothing',
})

test.group('sms:health', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => installDefaultTemplates())

  test('ends with 0 when all is well', async ({ assert }) => {
    await aSchedulerHasJustStarted()
    const { code, stdout } = await runAce(['sms:health', '--json'])
    assert.equal(code, 0)
    const { status, checks } = JSON.parse(stdout)
    assert.equal(status, 'pass')
    assert.containsSubset(checks, [{ name: 'due', status: 'pass', observedValue: 0 }])
  })

  test('ends with 1 and says in words what to do', async ({ assert }) => {
    const { code, stdout } = await runAce(['sms:health'])
    assert.equal(code, 1)
    assert.match(stdout, /▲ warning\s.*scheduler: No scheduler has run yet: start "node ace/)
    assert.match(stdout, /✔ ok/)
  })

  test('ends with 2 when nothing can be sent; one line for Nagios', async ({ assert }) => {
    await aPausedAccount({ state_since: currentInstant() })
    await aMessage({ status: 'dead_letter', errorMessage: CANARY.phoneNumber, ...CANARY })
    const { code, stdout, stderr } = await runAceProcess(['sms:health', '--nagios'], {
      LOG_LEVEL: 'trace',
    })
    assert.equal(code, 2)
    assert.lengthOf(stdout.trim().split('\n'), 1)
    assert.match(
      stdout,
      /^SMS CRITICAL - account: .*no_credit.*dead_letters: 1 .* \| .*due=0;1000;;0/
    )
    assert.notMatch(stdout + stderr, /99887766|Canari/)
  })

  test('looks at one check with --only', async ({ assert }) => {
    await aPausedAccount({ state_since: currentInstant() })
    const due = await runAce(['sms:health', '--only=due', '--nagios'])
    assert.equal(due.code, 0)
    assert.equal(due.stdout.trim(), 'SMS OK - everything works | due=0;1000;;0')
  })

  test('ends with 3 for a check that does not exist, and names the others', async ({ assert }) => {
    const { code, stdout, stderr } = await runAce(['sms:health', '--only=nope'])
    assert.equal(code, 3)
    assert.match(stdout + stderr, /"nope"; use one of: database, clock, disk, wal, account/)
    const json = await runAce(['sms:health', '--only=nope', '--json'])
    assert.equal(json.code, 3)
    assert.equal(JSON.parse(json.stdout).status, 'unknown')
  })

  test('ends with 3 and soon when the database is away', async ({ assert }) => {
    const started = performance.now()
    const { code, stdout } = await runAceProcess(['sms:health', '--nagios'], databaseAt(1))
    assert.equal(code, 3)
    assert.match(stdout, /^SMS UNKNOWN - database: Could not find out: .*ECONNREFUSED/)
    assert.isBelow(performance.now() - started, SOON_MS)
  })

  test('ends with 3 and soon when the database does not answer', async ({ assert, cleanup }) => {
    const silent = createServer()
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    cleanup(() => void silent.close())

    const started = performance.now()
    const port = (silent.address() as AddressInfo).port
    const { code, stdout } = await runAceProcess(['sms:health', '--json'], databaseAt(port))
    assert.equal(code, 3)
    assert.equal(JSON.parse(stdout).status, 'unknown')
    assert.isBelow(performance.now() - started, SOON_MS)
  })
})
