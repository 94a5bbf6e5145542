import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { ReceiptMessage } from '#inbound/messages_of_receipts'
import { fromSqlInstant } from '#storage/instants'
import { isPostgres, query, textList } from '#storage/sql'

/** Hours between an attempt and a receipt within which the one may be about the other. */
const WINDOW_HOURS = 72

/** What clocks of ours may differ by, in seconds. */
const CLOCK_SLACK_SECONDS = 60

/** A message that the operator may have, under an id that we were not told, or too late. */
export interface CandidateMessage extends ReceiptMessage {
  /** Of an answer that came when the lease was lost: it is on the attempt alone. */
  late_id: string | null
  /** When its last attempt began. */
  started_at: string
}

/** By number: being sent just now, accepted without an id, or unknown. Locked until the end of the transaction. */
export async function findMessagesWithoutId(
  trx: TransactionClientContract,
  numbers: string[]
): Promise<CandidateMessage[]> {
  if (numbers.length === 0) return []
  const lock = isPostgres(trx) ? 'FOR UPDATE OF m' : ''
  /**
   * Two statements: each along its own partial index, and PostgreSQL locks no rows of a UNION. In the order in which
   * messages move, so that none slips by between them.
   */
  const [sending, settled] = [
    `m.status = 'sending'`,
    `m.provider_message_id IS NULL AND m.status IN ('sent', 'unknown')`,
  ].map((condition) =>
    query<CandidateMessage>(
      trx,
      `SELECT m.id, m.message_type, m.status, m.phone_number, m.receipt_rank, m.edited_attempt_count, a.started_at,
              a.provider_message_id AS late_id
       FROM sms_messages m JOIN sms_attempts a ON a.message_id = m.id AND a.number = m.attempt_count
       WHERE ${condition} AND m.phone_number IN (${textList(trx, 'numbers')})
       ORDER BY m.id ${lock}`,
      { numbers: JSON.stringify(numbers) }
    )
  )
  return [...(await sending), ...(await settled)]
}

/** Whether a receipt that came then can be about an attempt that began then. */
export function isWithinWindow(startedAt: string, receivedAt: string): boolean {
  const seconds = fromSqlInstant(receivedAt).diff(fromSqlInstant(startedAt)).as('seconds')
  return seconds >= -CLOCK_SLACK_SECONDS && seconds <= WINDOW_HOURS * 3_600
}
