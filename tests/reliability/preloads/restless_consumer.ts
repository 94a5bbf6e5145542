import 'reflect-metadata'
import { GroupConsumer } from '#ingest/broker/group_consumer'

/** Leaves its group soon after it was killed, so that the next one need not wait. */
const join = GroupConsumer.join.bind(GroupConsumer)
GroupConsumer.join = (settings, topics) => join({ ...settings, sessionTimeoutMs: 3_000 }, topics)

/** Small batches: those in hand when a process dies are taken in one by one. */
const MOST_RECORDS = 50
const next = GroupConsumer.prototype.next
GroupConsumer.prototype.next = function (most, options) {
  return next.call(this, Math.min(most, MOST_RECORDS), options)
}
