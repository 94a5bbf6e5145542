import type { Finding, HealthCheck } from '#monitoring/health/health_check'
import { writeAheadLogOf } from '#storage/write_ahead_log'

const MEGABYTE = 1024 * 1024

/**
 * Whether SQLite's write-ahead log stays small: it grows as long as any program keeps a read open.
 */
export const walCheck: HealthCheck = {
  key: 'database:writeAheadLog',
  name: 'wal',
  async run({ client, config }): Promise<Finding> {
    const log = await writeAheadLogOf(client)
    if (!log) {
      const output = 'This database manages its own log'
      return { status: 'pass', observedValue: null, observedUnit: 'MB', output }
    }
    const { walWarnMegabytes: warn, walFailMegabytes: fail } = config.monitoring
    const megabytes = Math.round(log.bytes / MEGABYTE)
    const observed = {
      observedValue: megabytes,
      observedUnit: 'MB',
      thresholds: { warn, fail },
    }
    if (megabytes < warn)
      return { ...observed, status: 'pass', output: 'The write-ahead log of SQLite is small' }
    return {
      ...observed,
      status: megabytes < fail ? 'warn' : 'fail',
      output:
        `The write-ahead log of SQLite has grown to ${megabytes} MB: it fills the disk, and every read becomes slower. ` +
        'A program keeps a read open (a backup, a report, an SQL shell): find it with "lsof" on SQLITE_FILE and end it. ' +
        'The log then shrinks within a minute, while a worker or the scheduler runs',
    }
  },
}
