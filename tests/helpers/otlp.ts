import { parseExposition } from '#tests/helpers/exposition'

/** The values of a sample, by name and labels as an exposition writes them. */
type Samples = Map<string, number>

type Fields = Record<string, (value: any) => void>

const UNSIGNED = /^(?:0|[1-9]\d*)$/
const CUMULATIVE = 2
const NO_RECORDED_VALUE = 1

/**
 * Reads an ExportMetricsServiceRequest in the JSON of OTLP and throws at what a collector would not
 * take: unknown fields, 64-bit integers that are no texts, points that do not fit their metric
 * (opentelemetry/proto/metrics/v1/metrics.proto).
 */
export function parseOtlp(body: any) {
  const only = (what: string, object: any, fields: Fields) => {
    for (const [name, value] of Object.entries(object)) {
      if (!Object.hasOwn(fields, name)) throw new Error(`${what} has an unknown field ${name}`)
      fields[name](value)
    }
  }
  const fault = (what: string): never => {
    throw new Error(`not OTLP: ${what}`)
  }
  const text = (value: any) => typeof value === 'string' || fault(`${value} is no text`)
  const number = (value: any) => Number.isFinite(value) || fault(`${value} is no number`)
  const unsigned = (value: any) =>
    (typeof value === 'string' && UNSIGNED.test(value)) || fault(`${value} is no integer as a text`)
  const list = (each: (value: any) => void) => (values: any) =>
    Array.isArray(values) ? values.forEach(each) : fault(`${values} is no list`)
  const cumulative = (value: any) => value === CUMULATIVE || fault(`temporality ${value}`)
  const attributes = list((attribute) =>
    only('an attribute', attribute, {
      key: text,
      value: (value) => only('a value', value, { stringValue: text }),
    })
  )
  const times = { startTimeUnixNano: unsigned, timeUnixNano: unsigned, attributes }
  const numberPoints = list((point) => {
    only('a number point', point, { ...times, asDouble: number, flags: unsigned32 })
    if ('asDouble' in point === (point.flags === NO_RECORDED_VALUE)) fault('a value, or none')
  })
  const histogramPoints = list((point) => {
    const parts = { count: unsigned, sum: number, bucketCounts: list(unsigned) }
    only('a histogram point', point, { ...times, ...parts, explicitBounds: list(number) })
    const { bucketCounts, explicitBounds, count } = point
    if (bucketCounts.length !== explicitBounds.length + 1) fault('a bucket beyond the bounds')
    if (explicitBounds.some((bound: number, n: number) => bound <= explicitBounds[n - 1]))
      fault('bounds that grow')
    if (sumOf(bucketCounts) !== Number(count)) fault('buckets that add up to the count')
  })
  const sumFields = { dataPoints: numberPoints, aggregationTemporality: cumulative }
  const metric = (each: any) => {
    only('a metric', each, {
      ...{ name: text, description: text, unit: text },
      gauge: (gauge) => only('a gauge', gauge, { dataPoints: numberPoints }),
      sum: (sum) =>
        only('a sum', sum, {
          ...sumFields,
          isMonotonic: (is) => is === true || fault('a counter'),
        }),
      histogram: (histogram) =>
        only('a histogram', histogram, { ...sumFields, dataPoints: histogramPoints }),
    })
    if (['gauge', 'sum', 'histogram'].filter((kind) => kind in each).length !== 1)
      fault(`${each.name} has one kind of data`)
  }
  const texts = { name: text, version: text }
  only('the request', body, {
    resourceMetrics: list((part) =>
      only('a resource', part, {
        resource: (resource) => only('its attributes', resource, { attributes }),
        scopeMetrics: list((scope) =>
          only('a scope', scope, {
            scope: (named) => only('its name', named, texts),
            metrics: list(metric),
          })
        ),
      })
    ),
  })
  const [{ resource, scopeMetrics }] = body.resourceMetrics
  return {
    resource: labelsOf(resource.attributes),
    metrics: scopeMetrics[0].metrics as any[],
    samples: samplesOf(scopeMetrics[0].metrics),
  }
}

/** All samples of an exposition, by name and labels. */
export function samplesOfExposition(exposition: string): Samples {
  return new Map([...parseExposition(exposition).values()].flatMap(({ samples }) => [...samples]))
}

/** What the points say, as samples of an exposition: the buckets of a histogram contain those before. */
function samplesOf(metrics: any[]): Samples {
  const samples: Samples = new Map()
  const add = (name: string, labels: Record<string, string>, value: number) => {
    const pairs = Object.entries(labels).map(([label, of]) => `${label}=${JSON.stringify(of)}`)
    const sample = pairs.length > 0 ? `${name}{${pairs.join(',')}}` : name
    if (samples.has(sample)) throw new Error(`${sample} comes twice`)
    samples.set(sample, value)
  }
  for (const { name, sum, gauge, histogram } of metrics) {
    for (const { attributes, asDouble } of (sum ?? gauge)?.dataPoints ?? [])
      add(name, labelsOf(attributes), asDouble ?? Number.NaN)
    for (const point of histogram?.dataPoints ?? []) {
      const labels = labelsOf(point.attributes)
      const bounds = [...point.explicitBounds.map(String), '+Inf']
      for (const [n, le] of bounds.entries())
        add(`${name}_bucket`, { ...labels, le }, sumOf(point.bucketCounts.slice(0, n + 1)))
      add(`${name}_sum`, labels, point.sum)
      add(`${name}_count`, labels, Number(point.count))
    }
  }
  return samples
}

function labelsOf(attributes: any[]): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]))
}

function sumOf(counts: string[]): number {
  return counts.reduce((sum, count) => sum + Number(count), 0)
}

function unsigned32(value: any): void {
  if (!Number.isInteger(value) || value < 0) throw new Error(`not OTLP: flags ${value}`)
}
