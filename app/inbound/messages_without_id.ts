import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { ReceiptMessage } from '#inbound/messages_of_receipts'
import { dialectOf } from '#storage/dialect_of'
import { fromSqlInstant } from '#storage/instants'
import { along } from '#storage/partial_indexes'
import { query, textList } from '#storage/sql'

/** Hours between an attempt and a receipt within which they may belong together. */
const WINDOW_HOURS = 72

/** How far our clocks may differ, in seconds. */
const CLOCK_SLACK_SECONDS = 60

/**
 * A message that the operator may have under an id that we did not receive, or received too late.
 */
export interface CandidateMessage extends ReceiptMessage {
  /** Id of an answer that arrived after the lease was lost: only the attempt has it. */
  late_id: string | null
  /** When its last attempt began. */
  started_at: string
}

/**
 * Two statements: each uses its own partial index, and PostgreSQL cannot lock the rows of a UNION.
 * Ordered as messages move, so that none slips through between them.
 */
const CONDITIONS = [along('sms_messages_sending', 'm'), along('sms_messages_without_id', 'm')]

/**
 * Messages to these numbers that are being sent, were accepted without an id, or are unknown.
 * Locked until the end of the transaction.
 */
export async function findMessagesWithoutId(
  trx: TransactionClientContract,
  numbers: string[]
): Promise<CandidateMessage[]> {
  if (numbers.length === 0) return []
  const lock = dialectOf(trx).lock({ of: 'm' })
  const found: CandidateMessage[] = []
  for (const condition of CONDITIONS) {
    const candidates = await query<CandidateMessage>(
      trx,
      `SELECT m.id, m.message_type, m.status, m.phone_number, m.receipt_rank, m.edited_attempt_count, a.started_at,
              a.provider_message_id AS late_id
       FROM sms_messages m JOIN sms_attempts a ON a.message_id = m.id AND a.number = m.attempt_count
       WHERE ${condition} AND m.phone_number IN (${textList(trx, 'numbers')})
       ORDER BY m.id ${lock}`,
      { numbers: JSON.stringify(numbers) }
    )
    found.push(...candidates)
  }
  return found
}

/** Whether a receipt of that time can be about an attempt that began then. */
export function isWithinWindow(startedAt: string, receivedAt: string): boolean {
  const seconds = fromSqlInstant(receivedAt).diff(fromSqlInstant(startedAt)).as('seconds')
  return seconds >= -CLOCK_SLACK_SECONDS && seconds <= WINDOW_HOURS * 3_600
}
