import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { dialectOf } from '#storage/dialect_of'
import { along } from '#storage/partial_indexes'
import { query, rowsOf } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { updateRows } from '#storage/write_rows'
import { BEGINNING, sealOf, type ChainedEvent } from './audit_hash.js'

/** Events sealed in one transaction. */
const PAGE = 500

/** The number of the lock for which those who extend the chain take turns. */
const CHAIN_TURN = 731_002

/** The newest link of the chain; position 0 before the first. */
export interface ChainHead {
  position: number
  hash: string
}

/** Adds the events that are not yet in the chain to it. Returns how many. */
export async function sealAuditEvents(client: QueryClientContract): Promise<number> {
  let total = 0
  for (;;) {
    if (!(await isAnyUnsealed(client))) return total
    const sealed = await transaction(client, (trx) => sealPage(trx), { readsFirst: true })
    total += sealed
    if (sealed < PAGE) return total
  }
}

/** The same in a transaction of the caller, who then holds the chain until it ends. */
export async function sealWithin(trx: TransactionClientContract): Promise<void> {
  while ((await sealPage(trx)) === PAGE);
}

export async function headOfChain(client: QueryClientContract): Promise<ChainHead> {
  const [head] = await query<ChainHead>(
    client,
    'SELECT position, hash FROM audit_links WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1'
  )
  return head ?? { position: 0, hash: BEGINNING }
}

async function isAnyUnsealed(client: QueryClientContract): Promise<boolean> {
  const rows = await query<Pick<Rows['audit_links'], 'event_id'>>(
    client,
    `SELECT event_id FROM audit_links WHERE ${along('audit_links_unsealed')} LIMIT 1`
  )
  return rows.length > 0
}

async function sealPage(trx: TransactionClientContract): Promise<number> {
  const turn = dialectOf(trx).takeTurn(CHAIN_TURN)
  if (turn) await query(trx, turn)
  let { position, hash } = await headOfChain(trx)
  const events = await query<ChainedEvent>(trx, UNSEALED, { page: PAGE })
  const rows = events.map((event) => {
    const sealed = sealOf(event, ++position, hash)
    hash = sealed.hash
    return { event: event.id, ...sealed }
  })
  if (rows.length > 0)
    await updateRows(
      trx,
      {
        table: 'audit_links',
        as: 'l',
        from: rowsOf(trx, 'r', COLUMNS),
        on: 'l.event_id = r.event',
        set: 'position = r.position, salt = r.salt, content = r.content, hash = r.hash',
      },
      { rows: JSON.stringify(rows) }
    )
  return rows.length
}

const COLUMNS = {
  event: 'integer',
  position: 'integer',
  salt: 'text',
  content: 'text',
  hash: 'text',
} as const

const UNSEALED = `
  SELECT e.id, e.at, e.actor, e.action, e.subject, e.detail
  FROM (
    SELECT event_id FROM audit_links WHERE ${along('audit_links_unsealed')}
    ORDER BY event_id LIMIT :page
  ) l JOIN audit_events e ON e.id = l.event_id
  ORDER BY e.id`
