import type { Consumer } from '@platformatic/kafka'
import type { KafkaSettings } from '#settings/kafka_config'
import type { BrokerRecord } from '#ingest/broker/broker_record'
import { connectionOf, ignoreErrorEvents, loadClient } from '#ingest/broker/connect'
import { offsetsOf, withAdmin } from '#ingest/broker/topics'

const FETCH_BYTES = 4_194_304
const FETCH_WAIT_MS = 500

export interface ReadOptions {
  /** Newest records of each partition. */
  most?: number
  /** Records from this offset of one partition. */
  from?: { partition: number; offset: bigint }
}

/** Records of a topic as they are stored, oldest first in each partition; no group is joined. */
export async function readTopic(
  settings: KafkaSettings,
  topic: string,
  { most = 1_000, from }: ReadOptions = {}
): Promise<BrokerRecord[]> {
  const offsets = await withAdmin(settings, (admin) => offsetsOf(admin, [topic], settings.groupId))
  const { Consumer: ConsumerClient } = await loadClient()
  const consumer = new ConsumerClient({
    ...connectionOf(settings, 'reader'),
    groupId: settings.groupId,
    retries: 1,
  })
  ignoreErrorEvents(consumer)
  try {
    const records: BrokerRecord[] = []
    for (const { partition, first, end } of offsets) {
      if (from && from.partition !== partition) continue
      const newest = end - BigInt(most) > first ? end - BigInt(most) : first
      const start = from ? from.offset : newest
      if (start < first || start >= end) continue
      records.push(...(await readPartition(consumer, { topic, partition, start, end, most })))
    }
    return records
  } finally {
    await consumer.close(true).catch(() => undefined)
  }
}

interface Range {
  topic: string
  partition: number
  start: bigint
  end: bigint
  most: number
}

async function readPartition(consumer: Consumer, range: Range): Promise<BrokerRecord[]> {
  const { topic, partition, end, most } = range
  const records: BrokerRecord[] = []
  for (let next = range.start; next < end && records.length < most;) {
    const metadata = await consumer.metadata({ topics: [topic] })
    const { id: topicId, partitions } = metadata.topics.get(topic)!
    const response = await consumer.fetch({
      node: partitions[partition].leader,
      minBytes: 1,
      maxBytes: FETCH_BYTES,
      maxWaitTime: FETCH_WAIT_MS,
      topics: [
        {
          topicId,
          partitions: [
            {
              partition,
              fetchOffset: next,
              partitionMaxBytes: FETCH_BYTES,
              currentLeaderEpoch: -1,
              lastFetchedEpoch: -1,
            },
          ],
        },
      ],
    })
    const batches = response.responses[0]?.partitions[0]?.records ?? []
    /** Only records that were deleted meanwhile. */
    if (batches.length === 0) break
    for (const batch of batches) {
      for (const record of batch.records) {
        const offset = batch.firstOffset + BigInt(record.offsetDelta)
        if (offset < next) continue
        next = offset + 1n
        if (records.length === most) break
        records.push({
          topic,
          partition,
          offset,
          key: record.key ?? null,
          value: record.value ?? null,
          headers: record.headers.map(([name, value]) => [name!, value ?? null]),
          timestamp: batch.firstTimestamp + BigInt(record.timestampDelta),
        })
      }
      const after = batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n
      if (after > next) next = after
    }
  }
  return records
}
