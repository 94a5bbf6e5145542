import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { TimetableService } from '#services/timetable_service'
import { OpenTelemetryConfig, type OpenTelemetrySettings } from '#settings/open_telemetry_config'
import { AddressList } from '#values/address_list'
import { withCleanDatabase } from '#tests/helpers/database'
import { COLLECTOR_KEY, forgetExports, theExports } from '#tests/helpers/metric_exports'
import { parseOtlp } from '#tests/helpers/otlp'
import { answer, hang, ScriptedServer } from '#tests/helpers/scripted_server'

const PATH = '/v1/metrics'

test.group('Exporting metrics', (group) => {
  withCleanDatabase(group)
  let collector: ScriptedServer
  group.each.setup(async () => {
    await forgetExports()
    collector = await ScriptedServer.start()
    return () => collector.stop()
  })
  const anExporter = (changes: Partial<OpenTelemetrySettings> = {}) =>
    theExports(`${collector.url}${PATH}`, changes)

  test('posts them as JSON, with the headers and whose they are', async ({ assert }) => {
    collector.on(PATH, answer(200, { partialSuccess: {} }))
    const exporter = await anExporter()
    await exporter.export()
    const [{ method, headers, body }] = collector.requests
    assert.equal(method, 'POST')
    assert.include(headers, { 'content-type': 'application/json', 'x-tenant': COLLECTOR_KEY })
    const { resource, samples } = parseOtlp(JSON.parse(body))
    assert.equal(resource['service.name'], 'rappel-douala')
    assert.match(resource['service.version'], /^\d+\.\d+\.\d+/)
    assert.lengthOf(resource['service.instance.id'], 22)
    const { id } = await db.from('database_identity').firstOrFail()
    assert.notInclude(body, id)
    assert.equal(samples.get('rappel_sending_paused'), 0)
    assert.deepEqual(exporter.told(), [{ level: 30, msg: 'metrics are exported' }])
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

  test('a name is resolved as the system does', async ({ assert }) => {
    collector.on(PATH, answer(200))
    const exporter = await anExporter({ url: `http://localhost:${collector.port}${PATH}` })
    await exporter.export()
    assert.lengthOf(collector.requests, 1)
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
