import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { addToCounters, type Count } from '#messages/counters/add_to_counters'
import { bucketOf } from '#messages/counters/request_buckets'
import type { AttemptOutcome, RecordedBatch } from '#delivery/send/attempt_outcome'

/** Counts attempts, what the gateway took to answer them, and the segments that it accepted. */
export async function countAnswers(
  trx: TransactionClientContract,
  batches: RecordedBatch[]
): Promise<void> {
  await addToCounters(
    trx,
    batches.flatMap(({ outcomes }) => outcomes.flatMap(countsOf))
  )
}

function countsOf({ message, result }: AttemptOutcome): Count[] {
  const counts: Count[] = [{ counter: 'attempts', label: result.outcome, amount: 1 }]
  if (result.outcome !== 'not_posted') {
    const ms = Math.round(result.durationMs)
    counts.push(
      { counter: 'gateway_requests', label: bucketOf(ms), amount: 1 },
      { counter: 'gateway_request_ms', amount: ms }
    )
  }
  if (result.outcome === 'accepted')
    counts.push({ counter: 'segments', label: message.encoding, amount: message.segments })
  return counts
}
