import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { ActivePauses } from '#delivery/pauses/active_pauses'
import { GatewayConfig } from '#gateways/define_config'
import { accountMetrics } from '#monitoring/metrics/account_metrics'
import { countedMetrics } from '#monitoring/metrics/counted_metrics'
import { expositionOf } from '#monitoring/metrics/exposition'
import { ingestMetrics } from '#monitoring/metrics/ingest_metrics'
import type { Metric } from '#monitoring/metrics/metric'
import { queueMetrics } from '#monitoring/metrics/queue_metrics'
import { schedulerMetrics } from '#monitoring/metrics/scheduler_metrics'
import { whyNothingIsSent } from '#monitoring/why_nothing_is_sent'
import { KafkaConfig } from '#settings/kafka_config'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { followDatabaseClock } from '#storage/follow_database_clock'

/**
 * The metrics of one scrape or export. All of them come from the database, so that any process can answer for
 * all others, those that have ended included (docs/adr/0038).
 */
@inject()
export class CollectMetrics {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly gateways: GatewayConfig,
    private readonly pauses: ActivePauses,
    private readonly kafka: KafkaConfig
  ) {}

  /** In the text format of Prometheus. `version`: of Rappel. */
  async run(version: string): Promise<string> {
    return expositionOf(await this.collect(version))
  }

  async collect(version: string): Promise<Metric[]> {
    const client = this.db.connection()
    await followDatabaseClock(client, this.clock)
    const parts = await Promise.all([
      countedMetrics(client, this.config),
      queueMetrics(client, this.clock.now()),
      this.#paused(),
      accountMetrics(client, this.gateways),
      schedulerMetrics(client, this.#latestBeat()),
      ingestMetrics(client, this.kafka),
    ])
    return [...parts.flat(), buildInfo(version)]
  }

  async #paused(): Promise<Metric> {
    const client = this.db.connection()
    const { pauses, gateways } = this
    const why = await whyNothingIsSent({ client, pauses, gateways })
    return {
      name: 'sending_paused',
      type: 'gauge',
      help: '1 while nothing is sent: a person paused everything, or a fault stopped every account.',
      samples: [{ value: why === null ? 0 : 1 }],
    }
  }

  /** Heartbeats ahead of this were written by a wrong clock. */
  #latestBeat() {
    const { heartbeatStaleSeconds: seconds } = this.config.monitoring
    return this.clock.sharedNow().plus({ seconds })
  }
}

function buildInfo(version: string): Metric {
  return {
    name: 'build_info',
    type: 'gauge',
    help: 'The version of Rappel that answers.',
    samples: [{ labels: { version }, value: 1 }],
  }
}
