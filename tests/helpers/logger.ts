import { Logger } from '@adonisjs/core/logger'

/** Collects what is logged, at every level. */
export function aLogger() {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  return { lines, logger: new Logger({ enabled: true, level: 'trace', destination }) }
}
