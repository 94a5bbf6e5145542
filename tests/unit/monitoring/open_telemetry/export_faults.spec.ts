import { test } from '@japa/runner'
import type { Database } from '@adonisjs/lucid/database'
import db from '@adonisjs/lucid/services/db'
import type { OpenTelemetrySettings } from '#settings/open_telemetry_config'
import { AddressList } from '#values/address_list'
import { withCleanDatabase } from '#tests/helpers/database'
import { dyingDatabase } from '#tests/helpers/dying_database'
import { COLLECTOR_KEY, forgetExports, theExports } from '#tests/helpers/metric_exports'
import { answer, close, drip, hang, reset, ScriptedServer } from '#tests/helpers/scripted_server'
import { onOneDatabase } from '#tests/helpers/without_database'

const PATH = '/v1/metrics'

/** Milliseconds for a post to a collector that never answers, or never ends its answer. */
const SHORT = 2_000

test.group('When a collector does not take metrics', (group) => {
  onOneDatabase(group)
  withCleanDatabase(group)
  let collector: ScriptedServer
  group.each.setup(async () => {
    await forgetExports()
    collector = await ScriptedServer.start()
    return () => collector.stop()
  })
  const anExporter = (changes: Partial<OpenTelemetrySettings> = {}, database?: Database) =>
    theExports(`${collector.url}${PATH}`, changes, database)

  for (const [what, script, reason] of [
    ['refuses', answer(503, '', { 'Retry-After': '1' }), 'http_503'],
    ['sends elsewhere', answer(307, '', { Location: '/elsewhere' }), 'http_307'],
    ['is a web page', answer(200, '<!doctype html>'), 'answer_not_otlp'],
    ['answers with a list', answer(200, '[]'), 'answer_not_otlp'],
    ['answers without an end', answer(200, ' '.repeat(5_000_000)), 'answer_not_otlp'],
    ['drips', drip(20), 'answer_not_otlp'],
    ['hangs', hang, 'timeout'],
    ['cuts the line', reset, 'connection_lost'],
    ['says nothing', close, 'connection_lost'],
  ] as const)
    test(`a collector that ${what} is told once, and again when it is over`, async ({ assert }) => {
      collector.next(PATH, script, script)
      collector.on(PATH, answer(200, {}))
      const exporter = await anExporter({ timeoutMs: SHORT })
      await exporter.intervals(4)
      assert.lengthOf(collector.requests, 4, 'one post in an interval')
      assert.deepEqual(exporter.told(), [
        { level: 40, msg: 'metrics were not exported', reason },
        { level: 30, msg: 'metrics are exported again' },
      ])
    })

  test('a database that is away is told once', async ({ assert }) => {
    const exporter = await anExporter({}, dyingDatabase(db as Database, 1).db)
    await exporter.intervals(3)
    assert.equal(collector.connections, 0)
    const [{ msg, reason, err }, ...others] = exporter.events()
    assert.deepInclude(
      { msg, reason },
      { msg: 'metrics were not exported', reason: 'not_collected' }
    )
    assert.equal(err.message, 'killed')
    assert.isEmpty(others)
  })

  test('an address that is not public is not called unless it is allowed', async ({ assert }) => {
    const byAddress = await anExporter({ allowedAddresses: new AddressList([]) })
    await byAddress.export()
    const byName = await anExporter({
      allowedAddresses: new AddressList([]),
      url: `http://localhost:${collector.port}${PATH}`,
    })
    byName.clock.advance({ minutes: 1 })
    await byName.export()
    assert.equal(collector.connections, 0)
    for (const exporter of [byAddress, byName])
      assert.equal(exporter.events()[0].reason, 'address_refused')
  })

  test('what a collector rejects is told, without the headers', async ({ assert }) => {
    const rejected = {
      rejectedDataPoints: '3',
      errorMessage: `${COLLECTOR_KEY} sent points that are too old`,
    }
    collector.on(PATH, answer(200, { partialSuccess: rejected }))
    const exporter = await anExporter()
    await exporter.intervals(3)
    assert.deepEqual(exporter.told(), [
      {
        ...{ level: 40, msg: 'the collector did not take all metrics' },
        ...{ rejected: 3, said: '[secret] sent points that are too old' },
      },
    ])
  })

  test('neither the address nor a header is in the log', async ({ assert }) => {
    collector.next(PATH, answer(200), answer(401, COLLECTOR_KEY), reset, answer(200))
    const exporter = await anExporter()
    await exporter.intervals(4)
    const log = JSON.stringify(exporter.events())
    assert.notInclude(log, COLLECTOR_KEY)
    assert.notInclude(log, String(collector.port))
  })
})
