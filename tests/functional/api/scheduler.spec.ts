import { test } from '@japa/runner'
import config from '@adonisjs/core/services/config'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { toSqlInstant } from '#storage/instants'
import { anApiToken } from '#tests/helpers/api_tokens'
import { aFacility, aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { auditTrail } from '#tests/helpers/audit_trail'
import { aPausedAccount, aRun, aWorker } from '#tests/helpers/operation_rows'

const STATUS = '/api/v1/scheduler/status'
const PAUSE = '/api/v1/scheduler/pause'
const RESUME = '/api/v1/scheduler/resume'

const aProcess = (id: string, role: string, heartbeatAt: DateTime) =>
  aWorker(id, { role, heartbeat_at: toSqlInstant(heartbeatAt) })

test.group('GET /api/v1/scheduler/status', (group) => {
  withCleanDatabase(group)

  test('says what runs, what waits and what comes next', async ({ client, assert }) => {
    const now = DateTime.utc()
    await aProcess('scheduler', 'scheduler', now)
    await aProcess('worker', 'worker', now)
    await aProcess('lost', 'worker', now.minus({ days: 1 }))
    await aMessage()
    await aMessage({ scheduledAt: now.plus({ days: 1 }) })
    await aMessage({ status: 'sent' })
    const slot = toSqlInstant(now.minus({ minutes: 5 }))
    await aRun(slot, { job: 'sweep', finished_at: null, outcome: null })

    const response = await client.get(STATUS).bearerToken(await anApiToken('scheduler:read'))
    response.assertStatus(200)
    const { next_run: nextRun, last_run: lastRun, ...status } = response.body()
    assert.deepEqual(status, {
      running: true,
      paused: false,
      pause_reason: null,
      processing_interval_minutes: config.get('sms_scheduler.processing.intervalMinutes'),
      max_retries: config.get('sms_scheduler.retry.maxRetries'),
      pending: 2,
      due: 1,
      workers: 1,
    })
    assert.equal(toSqlInstant(DateTime.fromISO(lastRun)), slot)
    assert.isAbove(DateTime.fromISO(nextRun).toMillis(), now.toMillis())
  })

  test('says that nothing is sent when a fault has stopped every account', async ({
    client,
    assert,
  }) => {
    await aPausedAccount()
    const response = await client.get(STATUS).bearerToken(await anApiToken('scheduler:read'))
    assert.include(response.body(), {
      running: false,
      paused: true,
      pause_reason: 'account "log" is stopped: no_credit',
      last_run: null,
    })
  })
})

test.group('POST /api/v1/scheduler/pause and resume', (group) => {
  withCleanDatabase(group)

  test('pause everything and go on, each in the name of the token', async ({ client, assert }) => {
    const token = await anApiToken('scheduler:read', 'scheduler:write')
    const body = { reason: 'wrong text', until: '2099-01-01' }
    const paused = await client.post(PAUSE).bearerToken(token).json(body)
    paused.assertStatus(200)
    assert.include(paused.body(), {
      scope: 'everything',
      reason: 'wrong text',
      until: '2099-01-01T00:00:00.000Z',
      changed: false,
    })
    const status = await client.get(STATUS).bearerToken(token)
    assert.include(status.body(), { paused: true, pause_reason: 'wrong text' })

    const resumed = await client.post(RESUME).bearerToken(token)
    resumed.assertStatus(200)
    assert.include(resumed.body(), { resumed: true, due_again: 0 })
    const { id } = await db.from('auth_access_tokens').firstOrFail()
    const done = (await auditTrail()).filter(({ action }) => action.startsWith('sending_'))
    assert.deepEqual(
      done.map(({ actor, action }) => [actor, action]),
      [
        [`token:${id}`, 'sending_paused'],
        [`token:${id}`, 'sending_resumed'],
      ]
    )
  })

  test('pause a facility; what cannot be paused is 422 and says what would help', async ({
    client,
    assert,
  }) => {
    await aFacility({ code: 'CSI-1' })
    const token = await anApiToken('scheduler:write')
    const paused = await client.post(PAUSE).bearerToken(token).json({ facility: 'CSI-1' })
    assert.include(paused.body(), { scope: 'facility', subject: 'CSI-1', until: null })

    const refused: [object, string, RegExp][] = [
      [{ facility: 'CSI-2' }, 'E_UNKNOWN_FACILITY', /near it: "CSI-1"/],
      [{ type: 'nope' }, 'E_UNKNOWN_MESSAGE_TYPE', /use one of: 7_day_reminder/],
      [{ until: '2020-01-01' }, 'E_UNUSABLE_UNTIL', /"2020-01-01" is past/],
      [{ facility: 'CSI-1', type: 'custom' }, 'E_SEVERAL_TARGETS', /name one at a time/],
    ]
    for (const [body, code, detail] of refused) {
      const response = await client.post(PAUSE).bearerToken(token).json(body)
      response.assertStatus(422)
      assert.equal(response.body().code, code)
      assert.match(response.body().detail, detail)
    }
  })
})
