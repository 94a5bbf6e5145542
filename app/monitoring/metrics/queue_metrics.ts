import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { countMessages } from '#monitoring/health/capped_count'
import { oldestDueSeconds } from '#monitoring/oldest_due'
import { toSqlInstant } from '#storage/instants'
import { along } from '#storage/partial_indexes'
import type { Metric } from './metric.js'

/** The most messages counted: the cost must not grow with the queue. */
const COUNT_AT_MOST = 100_000

/** Naming all priorities restricts it to the index sms_messages_due. */
const DUE = `${along('sms_messages_due')} AND priority IN (1, 2, 3) AND scheduled_at <= :now`
const DEAD_LETTERS = `${along('sms_messages_needs_attention')} AND status = 'dead_letter'`

/** What waits now. */
export async function queueMetrics(client: QueryClientContract, now: DateTime): Promise<Metric[]> {
  const cap = COUNT_AT_MOST
  const due = await countMessages(client, DUE, { cap, now: toSqlInstant(now) })
  const deadLetters = await countMessages(client, DEAD_LETTERS, { cap })
  return [
    {
      name: 'due_messages',
      type: 'gauge',
      help: 'Messages that are due and not yet sent, at most 100000.',
      samples: [{ value: due.value }],
    },
    {
      name: 'oldest_due_age_seconds',
      type: 'gauge',
      help: 'How long the oldest due message has waited; 0 if none is due.',
      samples: [{ value: (await oldestDueSeconds(client, now)) ?? 0 }],
    },
    {
      name: 'dead_letters',
      type: 'gauge',
      help: 'Messages whose automatic retries are used up, waiting for a person, at most 100000.',
      samples: [{ value: deadLetters.value }],
    },
  ]
}
