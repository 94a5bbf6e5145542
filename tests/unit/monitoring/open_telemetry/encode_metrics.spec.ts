import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { addToCounters } from '#messages/counters/add_to_counters'
import { CollectMetrics } from '#monitoring/metrics/collect_metrics'
import { expositionOf } from '#monitoring/metrics/exposition'
import type { Metric } from '#monitoring/metrics/metric'
import { encodeMetrics } from '#monitoring/open_telemetry/encode_metrics'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { parseOtlp, samplesOfExposition } from '#tests/helpers/otlp'

const TIMES = { sinceMs: 1_764_547_200_000, atMs: 1_773_133_200_123 }
const RESOURCE = { 'service.name': 'rappel', 'service.version': '1.2.3' }

/** As it arrives: through JSON. */
const encoded = (metrics: Metric[]) =>
  parseOtlp(
    JSON.parse(
      JSON.stringify(encodeMetrics({ metrics, ...TIMES, resource: RESOURCE, version: '1.2.3' }))
    )
  )

test.group('Metrics in the JSON of OTLP', (group) => {
  withCleanDatabase(group)

  test('say what the exposition says: each sample once, with the same value', async ({
    assert,
  }) => {
    for (let n = 0; n < 2; n++) await aMessage({ status: 'dead_letter' })
    const request = { counter: 'gateway_requests' } as const
    await addToCounters(db.connection(), [
      { counter: 'messages', messageType: 'custom', label: 'sent', amount: 7 },
      { ...request, label: '0.05', amount: 3 },
      { ...request, label: '2.5', amount: 2 },
      { ...request, label: '+Inf', amount: 1 },
      { counter: 'gateway_request_ms', amount: 71_250 },
    ])
    const metrics = await (await make(CollectMetrics)).collect('1.2.3')
    const { samples } = encoded(metrics)
    const scraped = samplesOfExposition(expositionOf(metrics))
    assert.isAbove(samples.size, 50)
    assert.deepEqual(samples, scraped)
    assert.equal(samples.get('rappel_messages_total{type="custom",outcome="sent"}'), 7)
    assert.isNaN(samples.get('rappel_gateway_units'))
  })

  test('counters are sums that only grow, and say since when', async ({ assert }) => {
    const metrics = await (await make(CollectMetrics)).collect('1.2.3')
    const { metrics: exported } = encoded(metrics)
    for (const { name, type, help } of metrics) {
      const metric = exported.find((each) => each.name === `rappel_${name}`)
      if (!metric) {
        assert.equal(name, 'kafka_consumer_lag', 'has no partitions')
        continue
      }
      assert.property(metric, { counter: 'sum', gauge: 'gauge', histogram: 'histogram' }[type])
      assert.equal(metric.description, help)
      assert.equal(metric.unit, name.endsWith('_seconds') ? 's' : undefined)
      const { dataPoints } = metric.sum ?? metric.gauge ?? metric.histogram
      for (const { startTimeUnixNano, timeUnixNano } of dataPoints) {
        assert.equal(startTimeUnixNano, type === 'gauge' ? undefined : '1764547200000000000')
        assert.equal(timeUnixNano, '1773133200123000000')
      }
    }
  })

  test('histograms of several labels are a point each, with a count for each bucket', ({
    assert,
  }) => {
    const series = (account: string, counts: number[]) => [
      ...counts.map((value, n) => ({
        suffix: '_bucket',
        labels: { account, le: ['0.5', '1', '+Inf'][n] },
        value,
      })),
      { suffix: '_sum', labels: { account }, value: 1.5 },
      { suffix: '_count', labels: { account }, value: counts[2] },
    ]
    const samples = [...series('sn', [1, 4, 9]), ...series('ci', [0, 0, 2])]
    const { metrics } = encoded([{ name: 'wait', type: 'histogram', help: 'Waits.', samples }])
    const points = metrics[0].histogram.dataPoints
    assert.deepEqual(
      points.map(({ bucketCounts, explicitBounds, count, sum }: any) => ({
        ...{ bucketCounts, explicitBounds, count, sum },
      })),
      [
        { bucketCounts: ['1', '3', '5'], explicitBounds: [0.5, 1], count: '9', sum: 1.5 },
        { bucketCounts: ['0', '0', '2'], explicitBounds: [0.5, 1], count: '2', sum: 1.5 },
      ]
    )
    assert.deepEqual(points[0].attributes, [{ key: 'account', value: { stringValue: 'sn' } }])
  })

  test('the resource says whose they are', async ({ assert }) => {
    const metrics = await (await make(CollectMetrics)).collect('1.2.3')
    assert.deepEqual(encoded(metrics).resource, RESOURCE)
  })
})
