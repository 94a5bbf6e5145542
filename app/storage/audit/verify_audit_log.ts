import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { query } from '#storage/sql'
import { BEGINNING, contentOf, hashOf, redactedHashOf, type ChainedEvent } from './audit_hash.js'
import { REDACTION, type RedactionDetail } from './redact_audit_texts.js'
import type { ChainHead } from './seal_audit_events.js'

/** Links read at once. */
const PAGE = 1_000

/** The first event at which the log is not whole. */
export interface AuditBreak {
  /** Its id in `audit_events`. */
  event: number
  /** Its place in the chain; null if it has none. */
  position: number | null
  /** In words. */
  problem: string
}

export interface AuditVerdict {
  whole: boolean
  /** Events in the chain that were checked. */
  checked: number
  redacted: number
  /** The newest link that was checked. Kept elsewhere, it shows whether the end was cut off. */
  head: ChainHead
  broken: AuditBreak | null
}

type LinkRow = { [Column in keyof ChainedEvent]: ChainedEvent[Column] | null } & {
  event_id: number
  position: number
  salt: string | null
  content: string
  hash: string
}

/** Checks every link and its event. Stops at the first that is wrong. */
export async function verifyAuditLog(client: QueryClientContract): Promise<AuditVerdict> {
  const chain = new ChainCheck()
  for (;;) {
    const links = await query<LinkRow>(client, LINKS, { after: chain.head.position, page: PAGE })
    for (const link of links) {
      const problem = chain.problemOf(link)
      if (!problem) continue
      return chain.verdict({ event: link.event_id, position: link.position, problem })
    }
    if (links.length < PAGE) break
  }
  return chain.verdict(chain.unrecordedRedaction() ?? (await eventWithoutLink(client)))
}

class ChainCheck {
  head: ChainHead = { position: 0, hash: BEGINNING }
  #redacted = 0
  /** Redacted events whose removal has not been found yet, by id. */
  readonly #awaited = new Map<number, { position: number; detail: string }>()

  problemOf(link: LinkRow): string | undefined {
    const { event_id: id, position, salt, content, hash } = link
    const expected = this.head.position + 1
    if (position !== expected) return `link ${expected} of the chain is missing before this event`
    if (link.id === null) return 'the event was deleted'
    const event = link as ChainedEvent
    if (hash !== hashOf(event, link, this.head.hash))
      return 'the event or its link was changed, or another was put in its place'
    if (salt === null) {
      this.#redacted += 1
      this.#awaited.set(id, { position, detail: redactedHashOf(event.detail) })
    } else if (content !== contentOf(salt, event.detail)) return 'the detail was changed'
    this.head = { position, hash }
    if (event.action === REDACTION) this.#settle(event)
    return undefined
  }

  /** The event whose text is gone, or was changed, without an event that says so. */
  unrecordedRedaction(): AuditBreak | null {
    const [first] = this.#awaited
    if (!first) return null
    const [event, { position }] = first
    return { event, position, problem: 'the detail was changed, and no event says so' }
  }

  verdict(broken: AuditBreak | null): AuditVerdict {
    const { head } = this
    const whole = broken === null
    return { whole, checked: head.position, redacted: this.#redacted, head, broken }
  }

  #settle({ detail }: ChainedEvent): void {
    const { redacted } = JSON.parse(detail ?? '{"redacted":[]}') as RedactionDetail
    for (const { event, detail: hash } of redacted)
      if (this.#awaited.get(event)?.detail === hash) this.#awaited.delete(event)
  }
}

/** An event that was written past the triggers. */
async function eventWithoutLink(client: QueryClientContract): Promise<AuditBreak | null> {
  const [row] = await query<{ id: number }>(
    client,
    `SELECT e.id FROM audit_events e
     WHERE NOT EXISTS (SELECT 1 FROM audit_links l WHERE l.event_id = e.id) ORDER BY e.id LIMIT 1`
  )
  return row ? { event: row.id, position: null, problem: 'the event has no link' } : null
}

const LINKS = `
  SELECT l.event_id, l.position, l.salt, l.content, l.hash,
    e.id, e.at, e.actor, e.action, e.subject, e.detail
  FROM audit_links l LEFT JOIN audit_events e ON e.id = l.event_id
  WHERE l.position > :after ORDER BY l.position LIMIT :page`
