/** A metric as a scraper reads it. */
export interface ScrapedMetric {
  type: string
  help: string
  /** By their name with its labels, as they are written. */
  samples: Map<string, number>
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const HEAD = new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`)
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"'
const SAMPLE = new RegExp(`^(${NAME})(\\{${LABEL}(?:,${LABEL})*\\})? (NaN|[+-]?Inf|[-+.0-9eE]+)$`)

/**
 * Reads the text format of Prometheus and throws at what Prometheus or `promtool check metrics`
 * would not take: https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function parseExposition(text: string): Map<string, ScrapedMetric> {
  if (!text.endsWith('\n')) throw new Error('The last line does not end')
  const metrics = new Map<string, ScrapedMetric>()
  let current = ''
  for (const line of text.slice(0, -1).split('\n')) {
    const head = HEAD.exec(line)
    if (head) {
      const [, kind, name, rest] = head
      if (kind === 'HELP') {
        if (metrics.has(name)) throw new Error(`${name} comes twice`)
        metrics.set(name, { type: '', help: rest, samples: new Map() })
        current = name
      } else if (name !== current) throw new Error(`TYPE of ${name} without its HELP`)
      else metrics.get(name)!.type = rest
      continue
    }
    const sample = SAMPLE.exec(line)
    if (!sample) throw new Error(`Not a sample: ${line}`)
    addSample(metrics, current, sample)
  }
  for (const [name, metric] of metrics) lint(name, metric)
  return metrics
}

function addSample(
  metrics: Map<string, ScrapedMetric>,
  current: string,
  [, name, labels = '', value]: RegExpExecArray
): void {
  const metric = metrics.get(current)!
  const suffixes = metric.type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']
  if (!suffixes.some((suffix) => name === current + suffix))
    throw new Error(`${name} does not belong to ${current}`)
  if (metric.samples.has(name + labels)) throw new Error(`${name}${labels} comes twice`)
  metric.samples.set(name + labels, Number(value.replace('Inf', 'Infinity')))
}

/** As promtool lints. */
function lint(name: string, { type, samples }: ScrapedMetric): void {
  if (!['counter', 'gauge', 'histogram'].includes(type)) throw new Error(`${name} has no type`)
  if ((type === 'counter') !== name.endsWith('_total'))
    throw new Error(`${name}: counters and nothing else end with _total`)
  if (/[A-Z]|_(ms|milliseconds|minutes|kb)(_|$)/.test(name))
    throw new Error(`${name}: no base unit`)
  if (type !== 'histogram') return
  const buckets = [...samples].filter(([sample]) => sample.startsWith(`${name}_bucket`))
  const counts = buckets.map(([, count]) => count)
  if (counts.some((count, place) => place > 0 && count < counts[place - 1]))
    throw new Error(`${name}: buckets do not add up`)
  const [last, count] = [buckets.at(-1), samples.get(`${name}_count`)]
  if (!last?.[0].includes('le="+Inf"') || last[1] !== count)
    throw new Error(`${name}: the last bucket is not all`)
}
