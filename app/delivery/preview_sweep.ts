import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { previewDueMessages, type DuePosition } from '#delivery/claimed_message'
import { PrepareMessages } from '#delivery/prepare_messages'
import type { Counts } from '#delivery/sending_counts'
import { emptySweepStatistics, type SweepStatistics } from '#delivery/sweep_statistics'
import { toSqlInstant } from '#storage/instants'

/** What a sweep would do now, by the same gate and the same texts. Changes nothing; `sent` is what would be POSTed. */
@inject()
export class PreviewSweep {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly prepare: PrepareMessages
  ) {}

  async run({
    limit = Number.POSITIVE_INFINITY,
    type,
    signal,
  }: {
    limit?: number
    type?: string
    signal?: AbortSignal
  }): Promise<SweepStatistics> {
    const started = performance.now()
    const statistics = emptySweepStatistics()
    const now = toSqlInstant(this.clock.now())
    const counts: Counts = new Map()
    let after: DuePosition | undefined

    while (statistics.processed < limit && !signal?.aborted) {
      const wanted = Math.min(this.config.processing.batchSize, limit - statistics.processed)
      const page = await previewDueMessages(this.db.connection(), {
        now,
        after,
        limit: wanted,
        type,
      })
      if (page.length === 0) break

      const { ready, unsent } = await this.prepare.run(page, counts)
      statistics.processed += page.length
      statistics.sent += ready.length
      for (const { status } of unsent) statistics[status === 'pending' ? 'deferred' : status] += 1
      after = page.at(-1)
    }
    statistics.processingTime = Math.round(performance.now() - started)
    return statistics
  }
}
