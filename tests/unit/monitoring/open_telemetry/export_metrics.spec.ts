import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { Secret } from '@adonisjs/core/helpers'
import { Database } from '@adonisjs/lucid/database'
import db from '@adonisjs/lucid/services/db'
import { Clock, FrozenClock } from '#app/clock'
import { ExportLog } from '#monitoring/open_telemetry/export_log'
import { ExportMetrics } from '#monitoring/open_telemetry/export_metrics'
import { TimetableService } from '#services/timetable_service'
import { OpenTelemetryConfig, type OpenTelemetrySettings } from '#settings/open_telemetry_config'
import { AddressList } from '#values/address_list'
import { withCleanDatabase } from '#tests/helpers/database'
import { dyingDatabase } from '#tests/helpers/dying_database'
import { aLogger } from '#tests/helpers/logger'
import { parseOtlp } from '#tests/helpers/otlp'
import { answer, close, drip, hang, reset, ScriptedServer } from '#tests/helpers/scripted_server'
import { TEST_NOW } from '#tests/helpers/test_clock'

const PATH = '/v1/metrics'
const KEY = 'key-of-the-tenant'

/** Milliseconds for a post to a collector that never answers, or never ends its answer. */
const SHORT = 2_000

test.group('Exporting metrics', (group) => {
  withCleanDatabase(group)
  let collector: ScriptedServer
  group.each.setup(async () => {
    await db.from('metric_exports').update({ interval_start_ms: 0 })
    collector = await ScriptedServer.start()
    return () => collector.stop()
  })

  async function anExporter(changes: Partial<OpenTelemetrySettings> = {}, database?: Database) {
    const { settings } = await app.container.make(OpenTelemetryConfig)
    const clock = new FrozenClock(TEST_NOW)
    const { lines, logger } = aLogger()
    const resolver = app.container.createResolver()
    resolver.bindValue(Clock, clock)
    if (database) resolver.bindValue(Database, database)
    resolver.bindValue(ExportLog, new ExportLog(logger))
    resolver.bindValue(
      OpenTelemetryConfig,
      new OpenTelemetryConfig({
        ...settings,
        url: `${collector.url}${PATH}`,
        headers: new Secret({ 'x-tenant': KEY }),
        serviceName: 'rappel-douala',
        allowedAddresses: new AddressList(['127.0.0.1']),
        ...changes,
      })
    )
    const exporter = await resolver.make(ExportMetrics)
    const never = new AbortController().signal
    return {
      clock,
      export: (signal = never) => exporter.run({ signal }),
      /** One after the other, each in its own interval. */
      async intervals(count: number) {
        for (let n = 0; n < count; n++) {
          await exporter.run({ signal: never })
          clock.advance({ minutes: 1 })
        }
      },
      events: () => lines.map((line) => JSON.parse(line)),
    }
  }

  const withoutTimes = ({ level, msg, reason, rejected, said }: any) => ({
    ...{ level, msg },
    ...(reason && { reason }),
    ...(rejected !== undefined && { rejected, said }),
  })

  test('posts them as JSON, with the headers and whose they are', async ({ assert }) => {
    collector.on(PATH, answer(200, { partialSuccess: {} }))
    const exporter = await anExporter()
    await exporter.export()
    const [{ method, headers, body }] = collector.requests
    assert.equal(method, 'POST')
    assert.include(headers, { 'content-type': 'application/json', 'x-tenant': KEY })
    const { resource, samples } = parseOtlp(JSON.parse(body))
    assert.equal(resource['service.name'], 'rappel-douala')
    assert.match(resource['service.version'], /^\d+\.\d+\.\d+/)
    assert.lengthOf(resource['service.instance.id'], 22)
    const { id } = await db.from('database_identity').firstOrFail()
    assert.notInclude(body, id)
    assert.equal(samples.get('rappel_sending_paused'), 0)
    assert.deepEqual(exporter.events().map(withoutTimes), [
      { level: 30, msg: 'metrics are exported' },
    ])
  })

  test('does nothing without a collector', async ({ assert }) => {
    const exporter = await anExporter({ url: undefined })
    await exporter.export()
    assert.equal(collector.connections, 0)
    const { interval_start_ms: taken } = await db.from('metric_exports').firstOrFail()
    assert.equal(Number(taken), 0)
  })

  test('one of several processes posts in an interval, and names the same instance', async ({
    assert,
  }) => {
    collector.on(PATH, answer(200))
    const exporters = [await anExporter(), await anExporter(), await anExporter()]
    for (let interval = 1; interval <= 3; interval++) {
      await Promise.all(exporters.map((each) => each.export()))
      assert.lengthOf(collector.requests, interval)
      for (const { clock } of exporters) clock.advance({ minutes: 1 })
    }
    const posts = collector.requests.map(({ body }) => parseOtlp(JSON.parse(body)))
    assert.lengthOf(new Set(posts.map(({ resource }) => resource['service.instance.id'])), 1)
    const starts = posts.flatMap(({ metrics }) =>
      metrics.flatMap(({ sum }) => sum?.dataPoints.map((point: any) => point.startTimeUnixNano))
    )
    assert.lengthOf(new Set(starts.filter(Boolean)), 1)
  })

  test('an interval in the future, of a wrong clock, holds nothing up', async ({ assert }) => {
    collector.on(PATH, answer(200))
    const wrong = await anExporter()
    wrong.clock.advance({ days: 365 })
    await wrong.export()
    await (await anExporter()).export()
    assert.lengthOf(collector.requests, 2)
  })

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
      collector.next(PATH, script, script, script)
      collector.on(PATH, answer(200, {}))
      const exporter = await anExporter({ timeoutMs: SHORT })
      await exporter.intervals(5)
      assert.lengthOf(collector.requests, 5, 'one post in an interval')
      assert.deepEqual(exporter.events().map(withoutTimes), [
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

  test('a name is resolved as the system does', async ({ assert }) => {
    collector.on(PATH, answer(200))
    const exporter = await anExporter({ url: `http://localhost:${collector.port}${PATH}` })
    await exporter.export()
    assert.lengthOf(collector.requests, 1)
  })

  test('what a collector rejects is told, without the headers', async ({ assert }) => {
    const rejected = {
      rejectedDataPoints: '3',
      errorMessage: `${KEY} sent points that are too old`,
    }
    collector.on(PATH, answer(200, { partialSuccess: rejected }))
    const exporter = await anExporter()
    await exporter.intervals(3)
    assert.deepEqual(exporter.events().map(withoutTimes), [
      {
        ...{ level: 40, msg: 'the collector did not take all metrics' },
        ...{ rejected: 3, said: '[secret] sent points that are too old' },
      },
    ])
  })

  test('neither the address nor a header is in the log', async ({ assert }) => {
    collector.next(PATH, answer(200), answer(401, KEY), reset, answer(200))
    const exporter = await anExporter()
    await exporter.intervals(4)
    const log = JSON.stringify(exporter.events())
    assert.notInclude(log, KEY)
    assert.notInclude(log, String(collector.port))
  })

  test('an external cron exports with its minute', async ({ assert, cleanup }) => {
    collector.on(PATH, answer(200))
    const { settings } = await app.container.make(OpenTelemetryConfig)
    const url = `${collector.url}${PATH}`
    const allowedAddresses = new AddressList(['127.0.0.1'])
    const config = new OpenTelemetryConfig({ ...settings, url, allowedAddresses })
    app.container.swap(OpenTelemetryConfig, () => config)
    cleanup(() => app.container.restore(OpenTelemetryConfig))
    const timetable = await app.container.make(TimetableService)
    await timetable.doMinutely()
    assert.lengthOf(collector.requests, 1)
  })

  test('a post that waits ends with the process, and is no fault', async ({ assert }) => {
    collector.on(PATH, hang)
    const exporter = await anExporter({ timeoutMs: 60_000 })
    const ending = new AbortController()
    const exported = exporter.export(ending.signal)
    while (collector.requests.length === 0) await new Promise(setImmediate)
    ending.abort()
    await exported
    assert.isEmpty(exporter.events())
  })
})
