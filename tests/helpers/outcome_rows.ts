import db from '@adonisjs/lucid/services/db'
import { toSqlInstant } from '#storage/instants'
import { ago, now } from '#tests/helpers/test_clock'

let serial = 0

export interface OutcomeValues {
  status: string
  reason?: string
  type?: string
  patientId?: number
  account?: string | null
  /** Hours before the present of the tests: the last move, and the sending. */
  hoursAgo?: number
}

/** Messages with what became of them, in one statement. */
export async function outcomes(
  count: number,
  { status, reason, type = '7_day_reminder', patientId, account, hoursAgo = 2 }: OutcomeValues
): Promise<void> {
  const moved = ago({ hours: hoursAgo })
  const left = ['sent', 'delivered', 'undelivered', 'unknown'].includes(status)
  const rows = Array.from({ length: count }, () => ({
    message_type: type,
    status,
    reason: reason ?? null,
    patient_id: patientId ?? null,
    phone_number: '+237691000001',
    gateway_account: account === undefined && left ? 'orange' : (account ?? null),
    priority: 2,
    attempt_count: left ? 1 : 0,
    scheduled_at: moved,
    sent_at: left ? moved : null,
    source: 'test',
    dedupe_key: `outcome:${++serial}`,
    created_at: toSqlInstant(now.minus({ days: 30 })),
    updated_at: moved,
  }))
  for (let start = 0; start < rows.length; start += 40)
    await db.table('sms_messages').multiInsert(rows.slice(start, start + 40))
}

/** A week in which nine of ten were delivered, one of fifty was not, and the rest has no receipt. */
export async function anOrdinaryWeek() {
  for (let day = 2; day <= 8; day++) {
    const hoursAgo = day * 24
    await outcomes(90, { status: 'delivered', hoursAgo })
    await outcomes(2, { status: 'undelivered', hoursAgo })
    await outcomes(8, { status: 'sent', hoursAgo })
  }
}
