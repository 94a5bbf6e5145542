import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { OUTCOMES } from '#gateways/types'
import { COUNTED_OUTCOMES } from '#messages/counters/count_moves'
import { countedTypes } from '#messages/counters/counted_types'
import type { Counter } from '#messages/counters/add_to_counters'
import { readCounters, type CounterSums } from '#messages/counters/read_counters'
import { LAST_BUCKET, REQUEST_BUCKETS } from '#messages/counters/request_buckets'
import { COUNTED_RECEIPTS } from '#inbound/count_receipts'
import { ENCODINGS } from '#texts/measure_text'
import type { Metric, Sample } from './metric.js'

/** What has been counted since the tables were made. Every label exists from the start, with 0. */
export async function countedMetrics(
  client: QueryClientContract,
  config: SmsSchedulerConfig
): Promise<Metric[]> {
  const types = countedTypes(config)
  const sums = await readCounters(client, types)
  const by = (counter: Counter, label: string, values: readonly string[]): Sample[] =>
    values.map((value) => ({
      labels: { [label]: value },
      value: sums.of(counter, { label: value }),
    }))
  return [
    {
      name: 'messages_total',
      type: 'counter',
      help: 'Messages that came to an outcome, by message type. A message that is sent again counts again.',
      samples: types.flatMap((type) =>
        COUNTED_OUTCOMES.map((outcome) => ({
          labels: { type, outcome },
          value: sums.of('messages', { messageType: type, label: outcome }),
        }))
      ),
    },
    {
      name: 'attempts_total',
      type: 'counter',
      help: 'Attempts to send that have ended, by the class of the answer.',
      samples: by('attempts', 'outcome', [...OUTCOMES, 'not_posted']),
    },
    {
      name: 'segments_total',
      type: 'counter',
      help: 'SMS segments that the operator accepted and bills.',
      samples: by('segments', 'encoding', ENCODINGS),
    },
    {
      name: 'receipts_total',
      type: 'counter',
      help: 'Delivery receipts, each counted once however often it comes.',
      samples: by('receipts', 'status', COUNTED_RECEIPTS),
    },
    {
      name: 'gateway_request_duration_seconds',
      type: 'histogram',
      help: 'Time from a POST to the answer of the operator.',
      samples: durationsOf(sums),
    },
  ]
}

function durationsOf(sums: CounterSums): Sample[] {
  let requests = 0
  const buckets = [...REQUEST_BUCKETS, LAST_BUCKET].map((bound): Sample => {
    requests += sums.of('gateway_requests', { label: bound })
    return { suffix: '_bucket', labels: { le: bound }, value: requests }
  })
  const seconds = sums.of('gateway_request_ms') / 1_000
  return [...buckets, { suffix: '_sum', value: seconds }, { suffix: '_count', value: requests }]
}
