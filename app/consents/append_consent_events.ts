import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { ConsentEvent } from '#consents/consent'
import { query, rowsOf } from '#storage/sql'

/** Appends the changes in one statement; belongs in the transaction of the changes themselves. */
export async function appendConsentEvents(
  trx: QueryClientContract,
  events: ConsentEvent[]
): Promise<void> {
  if (events.length === 0) return
  const source = rowsOf(trx, 'e', {
    at: 'instant',
    phone_number: 'text',
    from_status: 'text',
    to_status: 'text',
    source: 'text',
    evidence: 'text',
    actor: 'text',
  })
  await query(
    trx,
    `INSERT INTO sms_consent_events (at, phone_number, from_status, to_status, source, evidence, actor)
     SELECT at, phone_number, from_status, to_status, source, evidence, actor FROM ${source}`,
    {
      rows: JSON.stringify(
        events.map(({ phoneNumber, from, to, ...event }) => ({
          ...event,
          phone_number: phoneNumber,
          from_status: from,
          to_status: to,
        }))
      ),
    }
  )
}
