import { watchMemory } from '../helpers.js'

/** Times the work of a contender, prints the result for the parent, and ends the process. */
export async function playRound(jobs: number, work: () => Promise<void>): Promise<never> {
  const memory = watchMemory()
  const startedAt = performance.now()
  await work()
  const perSecond = jobs / ((performance.now() - startedAt) / 1000)
  console.log(JSON.stringify({ perSecond, peakMb: memory.peakMb() }))
  process.exit(0)
}

/** The PostgreSQL of this run, from the environment set by the parent. */
export function connectionString(database = process.env.DB_DATABASE): string {
  const { DB_USER: user, DB_PASSWORD: password, DB_HOST: host, DB_PORT: port } = process.env
  return `postgres://${user}:${password}@${host}:${port}/${database}`
}
