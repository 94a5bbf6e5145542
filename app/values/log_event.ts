const LONGEST = 60

/**
 * The name of a line of the log, for programs: its message up to the first punctuation mark, in
 * snake case (`sweep finished` → `sweep_finished`). docs/logs.md lists them.
 */
export function logEvent(message: string): string {
  const [start] = message.split(/[:;,.?!("]/, 1)
  const words = start.toLowerCase().match(/[a-z0-9_]+/g) ?? []
  return words.join('_').slice(0, LONGEST)
}

/** The arguments of a call of the logger, with the name of the line among its fields. */
export function withLogEvent(parts: unknown[]): unknown[] {
  const [first, second] = parts
  if (typeof first === 'string') return [{ event: logEvent(first) }, ...parts]
  if (typeof second !== 'string' || first instanceof Error) return parts
  return [{ event: logEvent(second), ...(first as object) }, ...parts.slice(1)]
}
