import type { BrokerRecord } from '#ingest/broker/broker_record'
import type { InHand } from '#ingest/partition_marks'

/**
 * Records that a process had in hand when it died. They are taken in one by one, so that the next
 * death names its cause; a record that ended `mostKills` processes is not touched again.
 */
export class Suspects {
  readonly #leftBehind: InHand[]

  constructor(leftBehind: InHand[]) {
    this.#leftBehind = leftBehind
  }

  /** Processes that may have died of this record; undefined if it was in no hands. */
  killsOf({ topic, partition, offset }: BrokerRecord): number | undefined {
    const left = this.#leftBehind.find(
      (each) =>
        each.topic === topic &&
        each.partition === partition &&
        each.first <= offset &&
        offset <= each.last
    )
    if (!left) return undefined
    /** Of several records each may be the one; those that had a turn alone are known better. */
    return left.first === left.last ? left.kills + 1 : 1
  }

  /** The records before the first suspect, or that suspect alone. */
  nextPart(records: BrokerRecord[]): BrokerRecord[] {
    const first = records.findIndex((record) => this.killsOf(record) !== undefined)
    if (first === -1) return records
    return first === 0 ? records.slice(0, 1) : records.slice(0, first)
  }
}
