import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import {
  previewDueMessages,
  type ClaimedMessage,
  type DueMessage,
} from '#delivery/claim/claimed_message'
import { ActivePauses } from '#delivery/pauses/active_pauses'
import { HELD_BACK_REASONS, previewHeldBackMessages } from '#delivery/pauses/held_back'
import { EVERYTHING, isAbout, type PauseTarget } from '#delivery/pauses/pause_target'
import type { Pauses } from '#delivery/pauses/pauses'
import { idsOfAll } from '#delivery/message_in_hand'
import { PrepareMessages } from '#delivery/send/prepare_messages'
import type { Counts } from '#delivery/caps/sending_counts'
import {
  count,
  countSettled,
  emptySweepStatistics,
  type SweepStatistics,
} from '#delivery/sweep/sweep_statistics'
import { toSqlInstant } from '#storage/instants'

export interface PreviewOptions {
  limit?: number
  type?: string
  /** Only messages that a pause of this target would hold back. */
  of?: PauseTarget
  /** Replaces the pauses in force. */
  pauses?: Pauses
  signal?: AbortSignal
}

/**
 * What a sweep would do now, by the same gate and texts. Changes nothing; `sent` counts what would
 * be POSTed.
 */
@inject()
export class PreviewSweep {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly prepare: PrepareMessages,
    private readonly pauses: ActivePauses
  ) {}

  async run({
    limit = Number.POSITIVE_INFINITY,
    signal,
    ...options
  }: PreviewOptions): Promise<SweepStatistics> {
    const started = performance.now()
    const statistics = emptySweepStatistics()
    const counts: Counts = new Map()
    const pauses = options.pauses ?? (await this.pauses.load())

    for await (const page of this.#pages(pauses, options)) {
      const messages = page.slice(0, limit - statistics.processed)
      const { ready, unsent } = await this.prepare.run(messages, { counts, pauses })
      count(statistics, 'sent', idsOfAll(ready).length)
      statistics.sms += ready.length
      for (const settlement of unsent) countSettled(statistics, settlement)
      if (statistics.processed >= limit || signal?.aborted) break
    }
    statistics.processingTime = Math.round(performance.now() - started)
    return statistics
  }

  /** First due messages, then messages held back until later by a pause that is not in `pauses`. */
  async *#pages(
    pauses: Pauses,
    { type, of = EVERYTHING }: PreviewOptions
  ): AsyncGenerator<ClaimedMessage[]> {
    const client = this.db.connection()
    const common = {
      now: toSqlInstant(this.clock.now()),
      limit: this.config.processing.batchSize,
      type,
    }
    for (let after: DueMessage | undefined; ;) {
      const page = await previewDueMessages(client, { ...common, after })
      if (page.length === 0) break
      yield page.filter((message) => isAbout(of, message))
      after = page.at(-1)
    }
    for (const reason of Object.values(HELD_BACK_REASONS)) {
      for (let after: ClaimedMessage | undefined; ;) {
        const position = { reason, afterId: after?.id }
        const page = await previewHeldBackMessages(client, { ...common, ...position })
        if (page.length === 0) break
        yield page.filter((message) => isAbout(of, message) && !pauses.holding(message))
        after = page.at(-1)
      }
    }
  }
}
