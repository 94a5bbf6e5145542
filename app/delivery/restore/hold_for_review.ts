import { hostname } from 'node:os'
import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { DateTime } from 'luxon'
import { Clock } from '#app/clock'
import { chunksOf } from '#delivery/restore/chunks_of'
import { collectSends, type CollectedSends } from '#delivery/restore/collect_sends'
import type { DatabaseAgeRow } from '#delivery/restore/read_age'
import { writeRestoredSends } from '#delivery/restore/restored_sends'
import { adoptMarks } from '#delivery/restore/sending_marks'
import type { SendingJournal } from '#delivery/restore/sending_journal'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'
import { insertRows } from '#storage/write_rows'

/** `another`: the journal belongs to another database. `unreadable`: none of it can be read. */
export type FindingKind = 'older' | 'another' | 'unreadable'

const REASONS: Record<FindingKind, string> = {
  older:
    'this database is older than what was sent: it was restored from a backup. See "node ace sms:restore-review"',
  another: 'this is not the database that was last seen here. See "node ace sms:restore-review"',
  unreadable:
    'the journal of sent messages cannot be read, so whether this database has all of them is not known. See "node ace sms:restore-review"',
}

const MARKS_AT_ONCE = 1_000

/**
 * Stops everything until a person has looked. The pause comes first, in its own statement, and
 * holds for all machines. Then this machine's findings go into the database, so that any machine
 * can show them.
 */
@inject()
export class HoldForReview {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {}

  async run(journal: SendingJournal, age: DatabaseAgeRow, unreadable: boolean): Promise<void> {
    const client = this.db.connection()
    const collected = await collectSends(client, journal.folder!, age)
    const kind = unreadable ? 'unreadable' : collected.ofThisDatabase ? 'older' : 'another'
    await pause(client, kind, this.#now())
    await transaction(client, (trx) => this.#write(trx, kind, age, collected))
    if (unreadable) await journal.setAsideAll()
    this.logger.error(
      { kind, databaseUntil: age.until, messages: collected.sends.length, folder: journal.folder },
      'sending is paused for review: node ace sms:restore-review'
    )
  }

  async #write(
    trx: TransactionClientContract,
    kind: FindingKind,
    age: DatabaseAgeRow,
    { sends, marks, lastSeenAt, complete }: CollectedSends
  ): Promise<void> {
    const now = this.#now()
    /** A review may have been accepted in between, without these findings. */
    await pause(trx, kind, now)
    await writeRestoredSends(trx, sends)
    for (const page of chunksOf(marks, MARKS_AT_ONCE)) {
      await adoptMarks(
        trx,
        page.map(({ token, at }) => ({ token, at: instantOf(at) }))
      )
    }
    const isComplete = complete && kind !== 'unreadable'
    await insertRows(
      trx,
      {
        into: 'restore_findings',
        columns: 'host, kind, found_at, database_until, last_seen_at, messages, complete',
        rows: `VALUES (:host, :kind, :now, :until, :last_seen_at, :messages, ${isComplete ? 'TRUE' : 'FALSE'})`,
      },
      {
        host: hostname().slice(0, 120),
        kind,
        now,
        until: age.until,
        last_seen_at: lastSeenAt === null ? null : instantOf(lastSeenAt),
        messages: sends.length,
      }
    )
    await appendAuditEvent(trx, {
      at: now,
      actor: 'restore_check',
      action: 'restore_found',
      detail: { kind, databaseUntil: age.until, messages: sends.length, complete },
    })
  }

  #now(): string {
    return toSqlInstant(this.clock.now())
  }
}

async function pause(client: QueryClientContract, kind: FindingKind, now: string): Promise<void> {
  await insertRows(
    client,
    {
      into: 'sending_pauses',
      columns: 'scope, subject, reason, paused_by, since',
      rows: `VALUES ('restore_review', '', :reason, 'restore_check', :now)`,
      onConflict: { key: 'scope, subject' },
    },
    { reason: REASONS[kind], now }
  )
}

function instantOf(epochMs: number): string {
  return toSqlInstant(DateTime.fromMillis(epochMs, { zone: 'utc' }))
}
