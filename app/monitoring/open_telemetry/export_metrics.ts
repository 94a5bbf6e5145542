import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { databaseFingerprint } from '#delivery/restore/message_identity'
import { CollectMetrics } from '#monitoring/metrics/collect_metrics'
import { OpenTelemetryConfig } from '#settings/open_telemetry_config'
import { readIdentity } from '#storage/copy/read_identity'
import { followDatabaseClock } from '#storage/follow_database_clock'
import { encodeMetrics } from './encode_metrics.js'
import { ExportLog } from './export_log.js'
import { postMetrics } from './post_metrics.js'
import { takeInterval } from './take_interval.js'

/**
 * Posts the metrics of this interval to the collector, unless another process has. A collector that
 * is away, hangs or answers nonsense costs the time of one post and nothing else (docs/adr/0047).
 */
@inject()
export class ExportMetrics {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: OpenTelemetryConfig,
    private readonly metrics: CollectMetrics,
    private readonly log: ExportLog
  ) {}

  /** Never rejects; ends early when the signal is aborted. */
  async run({ signal }: { signal: AbortSignal }): Promise<void> {
    if (!this.config.settings.url) return
    try {
      const encoded = await this.#collect()
      if (!encoded || signal.aborted) return
      const outcome = await postMetrics(this.config.settings, encoded, signal)
      if (!signal.aborted) this.log.tell(outcome)
    } catch (error) {
      this.log.tell({ kind: 'failed', reason: 'not_collected' }, error)
    }
  }

  /** Null if the interval is taken. */
  async #collect() {
    const client = this.db.connection()
    const { intervalMs: lengthMs, serviceName, version } = this.config.settings
    await followDatabaseClock(client, this.clock)
    const startMs = Math.floor(this.clock.databaseMs() / lengthMs) * lengthMs
    const since = await takeInterval(client, { startMs, lengthMs })
    if (!since) return null
    const metrics = await this.metrics.collect(version)
    return encodeMetrics({
      metrics,
      version,
      sinceMs: since.toMillis(),
      atMs: this.clock.databaseMs(),
      resource: {
        'service.name': serviceName,
        'service.version': version,
        'service.instance.id': databaseFingerprint(await readIdentity(client)),
      },
    })
  }
}
