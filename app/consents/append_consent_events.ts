import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { ConsentEvent } from '#consents/consent'
import { recordOutgoingOptOuts } from '#messages/outgoing_events'
import { rowsOf } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

/** Appends the changes in one statement. Call it in the transaction of the changes. */
export async function appendConsentEvents(
  trx: QueryClientContract,
  events: ConsentEvent[]
): Promise<void> {
  if (events.length === 0) return
  await insertRows(
    trx,
    {
      into: 'sms_consent_events',
      columns: NAMES,
      rows: `SELECT ${NAMES} FROM ${rowsOf(trx, 'e', COLUMNS)}`,
    },
    {
      rows: JSON.stringify(
        events.map(({ phoneNumber, from, to, saidAt = null, ...event }) => ({
          ...event,
          phone_number: phoneNumber,
          from_status: from,
          to_status: to,
          said_at: saidAt,
        }))
      ),
    }
  )
  const optOuts = events.filter(({ from, to }) => to === 'opted_out' && from !== to)
  await recordOutgoingOptOuts(trx, optOuts)
}

const COLUMNS = {
  at: 'instant',
  phone_number: 'text',
  from_status: 'text',
  to_status: 'text',
  source: 'text',
  evidence: 'text',
  actor: 'text',
  said_at: 'instant',
} as const

const NAMES = Object.keys(COLUMNS).join(', ')
