import env from '#start/env'
import { defineEvents } from '#settings/events_config'

/*
|--------------------------------------------------------------------------
| Events for other programs
|--------------------------------------------------------------------------
|
| What became of messages, posted to a URL. The same events are published on a
| topic if config/kafka.ts names one. Without either nothing is recorded
| (docs/events.md).
|
*/
export default defineEvents({
  /** Where events are posted; empty: nowhere (EVENTS_WEBHOOK_URL). */
  url: env.get('EVENTS_WEBHOOK_URL'),
  /** One, or the new and the old one during a rotation (EVENTS_WEBHOOK_SECRET). */
  secrets: env.get('EVENTS_WEBHOOK_SECRET'),
  /** Private addresses that may be called all the same (ALLOW_PRIVATE_ADDRESSES). */
  allowedAddresses: env.get('ALLOW_PRIVATE_ADDRESSES'),

  /** Milliseconds for one call. */
  timeoutMs: 10_000,
  /** Bytes of an answer that are read. */
  largestAnswerBytes: 65_536,
  /** Calls of one process at a time. */
  concurrency: 8,
  /** When an event is posted again; then it is a dead letter (docs/retry_strategies.md). */
  retry: {
    kind: 'exponential',
    delayMinutes: 1,
    multiplier: 3,
    maxDelayMinutes: 360,
    jitter: 0.2,
    retryForMinutes: 4_320,
  },

  /** Events that a process takes at a time. */
  batchSize: 50,
  /** Seconds after which events of a process that died are taken by another. */
  leaseSeconds: 120,
  /** Seconds between two looks for new events. */
  pollSeconds: 5,
  /** Minutes that an event may wait before health warns. */
  waitWarnMinutes: 30,
})
