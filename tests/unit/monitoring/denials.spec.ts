import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { CheckHealth } from '#monitoring/check_health'
import { Denials } from '#monitoring/denials/denials'
import { denialsCheck } from '#monitoring/health/denials_check'
import { appendAuditEvent, type AuditEvent } from '#storage/audit_events'
import { withCleanDatabase } from '#tests/helpers/database'
import { aLogger } from '#tests/helpers/logger'
import { make } from '#tests/helpers/make'
import { listeningClient, planOf } from '#tests/helpers/query_plans'
import { ago, TEST_NOW } from '#tests/helpers/test_clock'

function denialsInto(events: Omit<AuditEvent, 'at'>[]) {
  const { lines, logger } = aLogger()
  return { lines, denials: new Denials(async (event) => void events.push(event), logger) }
}

test.group('Denials', () => {
  test('one line and one audit event for each source, however many requests', async ({
    assert,
  }) => {
    const events: Omit<AuditEvent, 'at'>[] = []
    const { denials, lines } = denialsInto(events)
    for (let count = 0; count < 1_000; count++)
      denials.note({ status: 401, face: 'api', source: '203.0.113.0/24' })
    denials.note({ status: 404, face: 'webhooks', source: '203.0.113.0/24' })
    denials.note({ status: 403, face: 'api', source: 'token:12' })
    await denials.flush()

    assert.lengthOf(lines, 2)
    assert.include(JSON.parse(lines[0]), {
      source: '203.0.113.0/24',
      total: 1_001,
      api_401: 1_000,
      webhooks_404: 1,
      msg: 'requests denied',
    })
    assert.deepEqual(events, [
      {
        actor: 'web',
        action: 'requests_denied',
        subject: '203.0.113.0/24',
        detail: { total: 1_001, counts: { api_401: 1_000, webhooks_404: 1 } },
      },
      {
        actor: 'web',
        action: 'requests_denied',
        subject: 'token:12',
        detail: { total: 1, counts: { api_403: 1 } },
      },
    ])
    await denials.flush()
    assert.lengthOf(events, 2)
  })

  test('sources beyond the first twenty are counted together', async ({ assert }) => {
    const events: Omit<AuditEvent, 'at'>[] = []
    const { denials, lines } = denialsInto(events)
    for (let host = 0; host < 5_000; host++)
      denials.note({ status: 401, face: 'api', source: `2001:db8:${host.toString(16)}::/48` })
    await denials.flush()
    assert.lengthOf(lines, 21)
    assert.lengthOf(events, 21)
    assert.containSubset(events.at(-1), { subject: 'others', detail: { total: 4_980 } })
  })

  test('are in the log where they cannot be audited', async ({ assert }) => {
    const { lines, logger } = aLogger()
    const denials = new Denials(() => Promise.reject(new Error('database away')), logger)
    denials.note({ status: 429, face: 'api', source: 'token:1' })
    await denials.flush()
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).msg),
      ['requests denied', 'denied requests could not be audited']
    )
  })
})

test.group('Health of denials', (group) => {
  withCleanDatabase(group)

  const deny = (subject: string, total: number, minutesAgo: number, kind = 'api_401') =>
    appendAuditEvent(db.connection(), {
      at: ago({ minutes: minutesAgo }),
      actor: 'web',
      action: 'requests_denied',
      subject,
      detail: { total, counts: { [kind]: total } },
    })

  async function ask() {
    const settings = { monitoring: { denialsPerHour: 100 } }
    const health = await make(CheckHealth, new FrozenClock(TEST_NOW), settings)
    return (await health.run({ only: 'denials' })).checks[0]
  }

  test('warns when they pile up, and names the worst source', async ({ assert }) => {
    assert.include(await ask(), { status: 'pass', observedValue: 0 })
    await deny('203.0.113.0/24', 5_000, 61)
    await deny('203.0.113.0/24', 60, 50)
    await deny('token:7', 39, 1, 'api_429')
    assert.include(await ask(), { status: 'pass', observedValue: 99 })
    await deny('203.0.113.0/24', 1, 2, 'webhooks_404')
    const { status, output } = await ask()
    assert.equal(status, 'warn')
    assert.match(
      output,
      /^100 requests were denied in the last hour, most from 203\.0\.113\.0\/24 \(api_401: 60\)\./
    )
  })

  test('walks the events of its action alone', async ({ assert }) => {
    const { client, statements } = listeningClient()
    await denialsCheck.run({
      client,
      clock: new FrozenClock(TEST_NOW),
      config: { monitoring: { denialsPerHour: 100 } },
    } as any)
    for (const statement of statements)
      assert.include(await planOf(statement), 'audit_events_by_action')
  })
})
