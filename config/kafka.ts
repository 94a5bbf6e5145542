import env from '#start/env'
import { defineKafka } from '#settings/kafka_config'

/*
|--------------------------------------------------------------------------
| Kafka
|--------------------------------------------------------------------------
|
| Requests for jobs come in over Kafka, and due retries go out. Without brokers
| nothing connects, and nothing of the client is loaded (docs/kafka.md).
|
*/
export default defineKafka({
  /** Some of the brokers, `host:port`; empty: Kafka is off (KAFKA_BROKERS). */
  brokers: env.get('KAFKA_BROKERS'),
  /** Consumers of one group share the partitions (KAFKA_GROUP_ID). */
  groupId: env.get('KAFKA_GROUP_ID'),

  topics: {
    /** Requests for jobs (KAFKA_INGEST_TOPIC). */
    ingest: env.get('KAFKA_INGEST_TOPIC'),
    /** Those of them that cannot be taken in (KAFKA_INGEST_DLQ_TOPIC). */
    ingestDeadLetters: env.get('KAFKA_INGEST_DLQ_TOPIC'),
    /** Requests for jobs of `sms_retry` (KAFKA_RETRY_TOPIC). */
    retry: env.get('KAFKA_RETRY_TOPIC'),
    /** Those of them that cannot be taken in (KAFKA_RETRY_DLQ_TOPIC). */
    retryDeadLetters: env.get('KAFKA_RETRY_DLQ_TOPIC'),
    /** Retries that are due (KAFKA_SEND_TOPIC). */
    send: env.get('KAFKA_SEND_TOPIC'),
  },
  /** What became of messages; empty: not published (KAFKA_EVENTS_TOPIC, docs/events.md). */
  eventsTopic: env.get('KAFKA_EVENTS_TOPIC'),

  /** Whether connections are encrypted (KAFKA_TLS). */
  tls: env.get('KAFKA_TLS'),
  /** File of the certificate authority in PEM; empty: those that Node trusts (KAFKA_TLS_CA). */
  tlsCa: env.get('KAFKA_TLS_CA'),
  /** PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512; empty: no login (KAFKA_SASL_MECHANISM). */
  saslMechanism: env.get('KAFKA_SASL_MECHANISM'),
  saslUsername: env.get('KAFKA_SASL_USERNAME'),
  saslPassword: env.get('KAFKA_SASL_PASSWORD'),

  /** Requests taken in by one transaction, at most 1,000. */
  batchSize: 500,
  /** Milliseconds that a batch waits for more. */
  lingerMs: 5,
  /** A longer record is a dead letter unread. */
  largestRecordBytes: 131_072,
  /** Milliseconds after which a consumer that fell silent loses its partitions. */
  sessionTimeoutMs: 10_000,
  /** Milliseconds before each retry of a single record that fails; then it is a dead letter. */
  retryWaitsMs: [200, 400, 800],
  /** Processes that one record may end before it is a dead letter. */
  mostKills: 3,
  /** Milliseconds for the broker to confirm what is published. */
  publishWithinMs: 10_000,
  /** Partitions of topics that `kafka:topics` makes. */
  partitions: 6,

  health: {
    /** Records not yet taken in that cause a warning. */
    lagWarn: 10_000,
    /** Seconds without a consumer after which intake counts as stopped. */
    silentSeconds: 60,
    /** Seconds for which a partition may stand still while records wait in it. */
    stillSeconds: 120,
  },
})
