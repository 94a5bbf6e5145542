import { defineConfig, stores } from '@adonisjs/limiter'
import type { InferLimiters } from '@adonisjs/limiter/types'

/**
 * Requests are counted in the memory of the process. The limiter's database store would cost a
 * durable write per request, and on SQLite it releases the connection before it has written: its
 * savepoint ends up in whatever runs next on it (rate-limiter-flexible, `_upsertTransaction`). So n
 * web processes allow n times as many requests.
 */
const limiterConfig = defineConfig({
  default: 'memory',
  stores: { memory: stores.memory({}) },
})

export default limiterConfig

declare module '@adonisjs/limiter/types' {
  export interface LimitersList extends InferLimiters<typeof limiterConfig> {}
}
