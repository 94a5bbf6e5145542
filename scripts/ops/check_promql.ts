import { parser } from '@prometheus-io/lezer-promql'

/** The faults of a query: what cannot be parsed, and metrics that Rappel does not print. */
export function faultsOfQuery(query: string, metrics: ReadonlySet<string>): string[] {
  const faults: string[] = []
  parser.parse(query).iterate({
    enter({ type, name, from, to }) {
      if (type.isError) faults.push(`cannot be parsed at ${from}: ${query}`)
      const text = query.slice(from, to)
      if (name === 'VectorSelector' && !metrics.has(/^\w*/.exec(text)![0]))
        faults.push(`no such metric: ${text}`)
    },
  })
  return faults
}
