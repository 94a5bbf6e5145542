import type { Logger } from '@adonisjs/core/logger'
import type { ExportOutcome } from './read_collector_answer.js'

/**
 * Says when exports of this process begin to fail, to be taken in part, and to be taken again: one
 * line for each change, however long it lasts. One instance per process.
 */
export class ExportLog {
  #last?: ExportOutcome['kind']

  constructor(private readonly logger: Logger) {}

  tell(outcome: ExportOutcome, error?: unknown): void {
    const before = this.#last
    this.#last = outcome.kind
    if (outcome.kind === before) return
    switch (outcome.kind) {
      case 'taken':
        return before
          ? this.logger.info('metrics are exported again')
          : this.logger.info('metrics are exported')
      case 'partly': {
        const { rejected, said } = outcome
        return this.logger.warn({ rejected, said }, 'the collector did not take all metrics')
      }
      case 'failed': {
        const { reason } = outcome
        return this.logger.warn(
          { reason, ...(error ? { err: error } : {}) },
          'metrics were not exported'
        )
      }
    }
  }
}
