import { countRows } from '#monitoring/health/capped_count'
import { durationInWords } from '#monitoring/health/duration_in_words'
import type { HealthCheck } from '#monitoring/health/health_check'
import { fromSqlInstant } from '#storage/instants'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'

const UNREAD = along('inbound_messages_unread')
const COUNT_AT_MOST = 1_000

/** Replies that a person has to read. Somebody may have refused in words of their own. Walks the index inbound_messages_unread. */
export const repliesCheck: HealthCheck = {
  key: 'replies:unread',
  name: 'replies',
  async run({ client, clock, config: { monitoring } }) {
    const { unreadRepliesThreshold: threshold, unreadRepliesHours: hours } = monitoring
    const cap = Math.max(COUNT_AT_MOST, threshold + 1)
    const { value, text } = await countRows(client, 'inbound_messages', UNREAD, { cap })
    const [oldest] = await query<{ received_at: string }>(
      client,
      `SELECT received_at FROM inbound_messages WHERE ${UNREAD} ORDER BY received_at, id LIMIT 1`
    )
    const seconds = oldest
      ? Math.max(0, clock.now().diff(fromSqlInstant(oldest.received_at)).as('seconds'))
      : 0
    const isMany = value >= threshold || seconds >= hours * 3_600
    const found = `${text} replies wait for a person, the oldest for ${durationInWords(seconds)}`
    return {
      status: isMany ? 'warn' : 'pass',
      observedValue: value,
      observedUnit: 'replies',
      thresholds: { warn: threshold },
      output: isMany
        ? `${found}: read them (GET /api/v1/inbound-messages?unread=true), and opt out who refuses ("node ace consent:opt-out NUMBER")`
        : value > 0
          ? found
          : 'No reply waits for a person',
    }
  },
}
