import { GuardedHttp } from '#guarded_http/guarded_http'
import { lookupApart } from '#guarded_http/lookup_apart'
import type { OpenTelemetrySettings } from '#settings/open_telemetry_config'
import { readCollectorAnswer, type ExportOutcome } from './read_collector_answer.js'

/**
 * Posts metrics once. What is not taken needs no second try: the next post says it again, because
 * values are counted from the start on. Ends at once when the signal is aborted. Never rejects.
 */
export async function postMetrics(
  settings: OpenTelemetrySettings,
  metrics: object,
  signal: AbortSignal
): Promise<ExportOutcome> {
  const { url, version, allowedAddresses: allowed, largestAnswerBytes } = settings
  const headers = settings.headers.release()
  const timeoutMs = Math.min(settings.timeoutMs, settings.intervalMs)
  const ends = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  const resolve = lookupApart(ends)
  const limits = { timeoutMs, largestAnswerBytes, connections: 1 }
  const http = new GuardedHttp({ allowed, ...limits, resolve })
  const result = await http.post({
    url: url!,
    body: JSON.stringify(metrics),
    headers: {
      'user-agent': `rappel/${version}`,
      ...headers,
      'content-type': 'application/json',
    },
    signal: ends,
    readsAnswer: true,
  })
  http.close()
  return result.ok
    ? readCollectorAnswer(result.answer ?? null, Object.values(headers))
    : { kind: 'failed', reason: result.reason }
}
