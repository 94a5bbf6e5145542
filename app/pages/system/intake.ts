import type { PartitionIntake } from '#monitoring/system/read_intake'
import type { Reader } from '#app/pages/reader'

/** How many records of Kafka wait, by topic and partition. */
export function intakeOnPage(reader: Reader, partitions: PartitionIntake[]) {
  return partitions.map(({ topic, partition, lag, progressedAt }) => ({
    place: reader.t('kafka.lag.place', { topic, partition: String(partition) }),
    lag: reader.number(lag),
    progressed: reader.ago(progressedAt),
    at: `${progressedAt.replace(' ', 'T')}Z`,
  }))
}
