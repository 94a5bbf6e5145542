import { makeWorkerUtils } from 'graphile-worker'
import { Logger } from '@graphile/logger'
import { connectionString } from '../contenders/round.js'

/**
 * Jobs per second that graphile-worker adds on the same PostgreSQL, each with a key and a future
 * time, like our schedules.
 */
export async function addGraphileJobs(jobs: number, atOnce: number): Promise<number> {
  const logger = new Logger(() => () => {})
  const utils = await makeWorkerUtils({ connectionString: connectionString(), logger })
  await utils.migrate()
  await utils.withPgClient(async (client) => {
    await client.query('TRUNCATE graphile_worker._private_jobs')
  })
  const specs = Array.from({ length: jobs }, (_, place) => ({
    identifier: 'sms',
    payload: { phoneNumber: '+237690000001', message: 'Rappel de vaccination' },
    runAt: new Date(Date.now() + 86_400_000 + place * 1_000),
    jobKey: `bench-${place}`,
  }))
  const startedAt = performance.now()
  for (let from = 0; from < jobs; from += atOnce)
    await utils.addJobs(specs.slice(from, from + atOnce))
  const seconds = (performance.now() - startedAt) / 1_000
  await utils.release()
  return jobs / seconds
}
