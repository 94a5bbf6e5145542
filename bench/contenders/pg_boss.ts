/** pg-boss: four workers, each with batches of 500. */
import { PgBoss } from 'pg-boss'
import { connectionString, playRound } from './round.js'

const QUEUE = 'trivial'
const BATCH = 500
const WORKERS = 4

const [count] = process.argv.slice(2)
const jobs = Number(count)
const boss = new PgBoss({ connectionString: connectionString(), supervise: false, schedule: false })
boss.on('error', (error) => console.error(error))
await boss.start()
await boss.createQueue(QUEUE)
await boss.deleteAllJobs(QUEUE)
for (let start = 0; start < jobs; start += 5_000) {
  await boss.insert(
    QUEUE,
    Array.from({ length: Math.min(5_000, jobs - start) }, (_, number) => ({
      data: { number: start + number },
    }))
  )
}

await playRound(jobs, async () => {
  let done = 0
  let allDone = () => {}
  const finished = new Promise<void>((resolve) => (allDone = resolve))
  for (let worker = 0; worker < WORKERS; worker++) {
    await boss.work(
      QUEUE,
      { batchSize: BATCH, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true },
      async (batch: unknown[]) => {
        done += batch.length
        if (done >= jobs) allDone()
      }
    )
  }
  await finished
  /** Waits until the last completions are written. */
  await boss.stop({ graceful: true })
})
