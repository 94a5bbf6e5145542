import { statfs } from 'node:fs/promises'
import type { Finding, HealthCheck } from '#monitoring/health/health_check'
import { databaseFileOf } from '#storage/database_file'

const MEGABYTE = 1024 * 1024

/**
 * Free space where this process writes: beside the SQLite file, or in its working folder where the
 * database is a server, whose disk it cannot see.
 */
export const diskCheck: HealthCheck = {
  key: 'disk:free',
  name: 'disk',
  async run({ client, config: { monitoring } }): Promise<Finding> {
    const file = await databaseFileOf(client)
    const { bavail, bsize } = await statfs(file ?? process.cwd())
    const free = Math.floor((bavail * bsize) / MEGABYTE)
    const { diskWarnMegabytes: warn, diskFailMegabytes: fail } = monitoring
    const observed = { observedValue: free, observedUnit: 'MB' }
    const where = file ? 'the disk of the database' : 'the disk of this machine'
    if (free >= warn)
      return { ...observed, status: 'pass', output: `${free} MB are free on ${where}` }
    return {
      ...observed,
      status: free < fail ? 'fail' : 'warn',
      output:
        `Only ${free} MB are free on ${where}: a full disk stops sending and receiving. ` +
        'Delete old backups and logs, or enlarge it; "node ace sms:cleanup" makes room inside the database',
    }
  },
}
