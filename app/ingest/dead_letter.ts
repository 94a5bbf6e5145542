import { header, type BrokerRecord, type OutgoingRecord } from '#ingest/broker/broker_record'
import type { IngestFault } from '#ingest/ingest_faults'
import type { KafkaSettings } from '#settings/kafka_config'

/** The headers that a dead letter has in addition to its own. */
export const DEAD_LETTER_HEADERS = {
  topic: 'rappel-topic',
  partition: 'rappel-partition',
  offset: 'rappel-offset',
  errorClass: 'rappel-error-class',
  reason: 'rappel-reason',
  attempts: 'rappel-attempts',
} as const

/** Names the dead letter that a record was sent in again from. */
export const REPLAY_HEADER = 'rappel-replay-of'

const LONGEST_REASON = 1_000

/** The record for its dead letter topic: key, bytes and headers unchanged. */
export function deadLetterOf(
  record: BrokerRecord,
  { errorClass, reason, attempts }: IngestFault,
  topics: KafkaSettings['topics']
): OutgoingRecord {
  const { topic, partition, offset, key, value, headers } = record
  const names = DEAD_LETTER_HEADERS
  return {
    topic: topic === topics.retry ? topics.retryDeadLetters : topics.ingestDeadLetters,
    key,
    value,
    headers: [
      ...headers,
      header(names.topic, topic),
      header(names.partition, partition),
      header(names.offset, offset),
      header(names.errorClass, errorClass),
      header(names.reason, reason.slice(0, LONGEST_REASON)),
      header(names.attempts, attempts),
    ],
  }
}
