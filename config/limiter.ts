import { defineConfig, stores } from '@adonisjs/limiter'
import type { InferLimiters } from '@adonisjs/limiter/types'

/**
 * Requests are counted in the memory of the process. The limiter's database store
 * would cost a durable write a request, and on SQLite it gives the connection
 * back before it has written: its savepoint gets into whatever runs next on it
 * (rate-limiter-flexible, `_upsertTransaction`). So n web processes let through
 * n times as much.
 */
const limiterConfig = defineConfig({
  default: 'memory',
  stores: { memory: stores.memory({}) },
})

export default limiterConfig

declare module '@adonisjs/limiter/types' {
  export interface LimitersList extends InferLimiters<typeof limiterConfig> {}
}
