import type { BrokerRecord } from '#ingest/broker/broker_record'
import type { Position } from '#ingest/broker/group_consumer'
import { NO_COUNTS, type PartitionCounts, type PartitionState } from '#ingest/partition_marks'
import type { Intake } from '#ingest/take_in_requests'

/** How far this process is in each partition, and what it has not yet written down. */
export class PartitionProgress {
  readonly #unwritten = new Map<string, PartitionState>()
  readonly summary = { received: 0, created: 0, duplicates: 0, failed: 0, deadLetters: 0 }

  /** What to write down before these records are touched; `kills` is about the first. */
  begin(records: BrokerRecord[], kills: number): PartitionState[] {
    for (const { topic, partition, offset } of records) {
      const state = this.#state(topic, partition, offset)
      state.inHand ??= { first: offset, last: offset, kills }
      state.inHand.last = offset
    }
    return this.#take()
  }

  /** Records in the database or in their dead letter topic. Returns the next offset of each partition. */
  end(settled: [BrokerRecord, Intake][]): Position[] {
    const touched = new Set<PartitionState>()
    for (const [{ topic, partition, offset }, intake] of settled) {
      const state = this.#state(topic, partition, offset)
      state.offset = offset + 1n
      this.#count(state.counts, intake)
      touched.add(state)
    }
    return [...touched].map(({ topic, partition, offset }) => ({ topic, partition, offset }))
  }

  /** What to write down when nothing more is waiting. */
  idle(): PartitionState[] {
    return this.#take()
  }

  #state(topic: string, partition: number, offset: bigint): PartitionState {
    const name = `${topic}:${partition}`
    const known = this.#unwritten.get(name)
    if (known) return known
    const state: PartitionState = { topic, partition, offset, counts: { ...NO_COUNTS } }
    this.#unwritten.set(name, state)
    return state
  }

  #take(): PartitionState[] {
    const states = [...this.#unwritten.values()]
    this.#unwritten.clear()
    return states
  }

  #count(counts: PartitionCounts, intake: Intake): void {
    counts.received += 1
    this.summary.received += 1
    if (intake === 'created') {
      counts.created += 1
      this.summary.created += 1
    } else if (intake === 'duplicate') {
      counts.duplicates += 1
      this.summary.duplicates += 1
    } else {
      const isFailure = intake.errorClass === 'failed' || intake.errorClass === 'killed_process'
      counts.dead_letters += 1
      this.summary.deadLetters += 1
      if (isFailure) {
        counts.failed += 1
        this.summary.failed += 1
      }
    }
  }
}
