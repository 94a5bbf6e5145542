/** graphile-worker with the settings of its own performance page: https://worker.graphile.org/docs/performance */
import { makeWorkerUtils, run } from 'graphile-worker'
import { Logger } from '@graphile/logger'
import { connectionString, playRound } from './round.js'

const [count] = process.argv.slice(2)
const jobs = Number(count)
const logger = new Logger(() => () => {})
const utils = await makeWorkerUtils({ connectionString: connectionString(), logger })
await utils.migrate()
await utils.withPgClient((client) =>
  client.query('TRUNCATE graphile_worker._private_jobs').then(() => undefined)
)
await utils.addJobs(
  Array.from({ length: jobs }, (_, number) => ({ identifier: 'trivial', payload: { number } }))
)

await playRound(jobs, async () => {
  let done = 0
  let allDone = () => {}
  const finished = new Promise<void>((resolve) => (allDone = resolve))
  const runner = await run({
    preset: {
      worker: {
        connectionString: connectionString(),
        concurrentJobs: 24,
        maxPoolSize: 25,
        localQueue: { size: 500 },
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
    logger,
    noHandleSignals: true,
    taskList: {
      trivial: async () => {
        done += 1
        if (done === jobs) allDone()
      },
    },
  })
  await finished
  /** Waits until the last completions are written. */
  await runner.stop()
})
