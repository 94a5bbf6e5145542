/** What became of a post. `partly`: the collector rejected points, or has a remark. */
export type ExportOutcome =
  | { kind: 'taken' }
  | { kind: 'partly'; rejected: number; said: string }
  | { kind: 'failed'; reason: string }

const LONGEST_REMARK = 200

/**
 * Reads an ExportMetricsServiceResponse. An empty one means that all was taken; another text than
 * JSON comes from a server that is no collector. `secrets` are removed from what it says.
 */
export function readCollectorAnswer(
  answer: string | null,
  secrets: readonly string[] = []
): ExportOutcome {
  if (answer === '') return { kind: 'taken' }
  const body = answer === null ? undefined : parsed(answer)
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return { kind: 'failed', reason: 'answer_not_otlp' }
  const { rejectedDataPoints, errorMessage } = body.partialSuccess ?? {}
  const rejected = Number(rejectedDataPoints ?? 0) || 0
  const said = typeof errorMessage === 'string' ? remarkOf(errorMessage, secrets) : ''
  return rejected > 0 || said !== '' ? { kind: 'partly', rejected, said } : { kind: 'taken' }
}

function remarkOf(message: string, secrets: readonly string[]): string {
  const told = secrets
    .filter((secret) => secret !== '')
    .reduce((text, secret) => text.replaceAll(secret, '[secret]'), message)
  return told.slice(0, LONGEST_REMARK)
}

function parsed(text: string): any {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
