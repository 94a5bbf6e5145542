import app from '@adonisjs/core/services/app'
import { Secret } from '@adonisjs/core/helpers'
import { Database } from '@adonisjs/lucid/database'
import db from '@adonisjs/lucid/services/db'
import { Clock, FrozenClock } from '#app/clock'
import { ExportLog } from '#monitoring/open_telemetry/export_log'
import { ExportMetrics } from '#monitoring/open_telemetry/export_metrics'
import { OpenTelemetryConfig, type OpenTelemetrySettings } from '#settings/open_telemetry_config'
import { AddressList } from '#values/address_list'
import { aLogger } from '#tests/helpers/logger'
import { TEST_NOW } from '#tests/helpers/test_clock'

export const COLLECTOR_KEY = 'key-of-the-tenant'

const NEVER = new AbortController().signal

/** No interval is taken. */
export async function forgetExports(): Promise<void> {
  await db.from('metric_exports').update({ interval_start_ms: 0 })
}

/** Exports to a collector on this machine as a process of their own would do it, each minute. */
export async function theExports(
  url: string,
  changes: Partial<OpenTelemetrySettings> = {},
  database?: Database
) {
  const { settings } = await app.container.make(OpenTelemetryConfig)
  const clock = new FrozenClock(TEST_NOW)
  const { lines, logger } = aLogger()
  const config = new OpenTelemetryConfig({
    ...settings,
    url,
    headers: new Secret({ 'x-tenant': COLLECTOR_KEY }),
    serviceName: 'rappel-douala',
    allowedAddresses: new AddressList(['127.0.0.1']),
    ...changes,
  })
  const resolver = app.container.createResolver()
  resolver.bindValue(Clock, clock)
  if (database) resolver.bindValue(Database, database)
  resolver.bindValue(ExportLog, new ExportLog(logger))
  resolver.bindValue(OpenTelemetryConfig, config)
  const exporter = await resolver.make(ExportMetrics)
  const events = () => lines.map((line) => JSON.parse(line))
  return {
    clock,
    events,
    export: (signal = NEVER) => exporter.run({ signal }),
    /** One after the other, each in its own interval. */
    async intervals(count: number) {
      for (let n = 0; n < count; n++) {
        await exporter.run({ signal: NEVER })
        clock.advance({ minutes: 1 })
      }
    },
    /** The lines of the log, without what all have. */
    told: () =>
      events().map(({ level, msg, reason, rejected, said }) => ({
        ...{ level, msg },
        ...(reason && { reason }),
        ...(rejected !== undefined && { rejected, said }),
      })),
  }
}
