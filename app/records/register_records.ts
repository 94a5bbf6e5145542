import { randomUUID } from 'node:crypto'
import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { addCounts } from '#imports/add_counts'
import { ImportBatch } from '#imports/import_batch'
import type { WrittenBatch } from '#imports/write_batch'
import type { ImportedFile } from '#imports/write_consents'
import { mapByTurns } from '#promises/map_by_turns'
import { messagesChanged, type NamedMessage } from '#records/named_messages'
import type { RecordShape } from '#records/record_fields'
import { RecordJudge, type RecordVerdict } from '#records/record_judge'
import type { RecordResult } from '#records/record_result'
import { RecordRules } from '#records/record_rules'
import { resultsOf } from '#records/results_of'
import { emptySummary, type ReconcileSummary } from '#reminders/reconcile_summary'
import { appendAuditEvent, type AuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { ShortTurns } from '#storage/short_turns'

/** Records of one request. */
export const MOST_RECORDS = 1_000

export interface RegisterRequest {
  /** Objects with the columns of an import; none of them is trusted. */
  records: unknown[]
  /** Without it, the fields of each record decide whether it is about a dose. */
  shape?: RecordShape
  /** `token:id`. */
  actor: string
  /** Whether a record may replace another child on record under its reference, or take back a death. */
  replace?: boolean
}

export interface RegisteredRecords {
  results: RecordResult[]
  /** Reminders that followed, of these patients and of others with their numbers. */
  reminders: ReconcileSummary
}

/**
 * Registers patients for other programs, by the rules of an import: each page of records is one
 * transaction with its reminders and its audit event. A record that cannot be used is
 * rejected with all its faults and does not stop the others; the same records again change nothing.
 */
@inject()
export class RegisterRecords {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly rules: RecordRules,
    private readonly batch: ImportBatch,
    private readonly logger: Logger
  ) {}

  async run(request: RegisterRequest): Promise<RegisteredRecords> {
    const origin = originOf(request)
    const judge = new RecordJudge(await this.rules.present(), request.shape)
    const turns = new ShortTurns(this.db.connection(), MOST_RECORDS)
    const results: RecordResult[] = []
    let reminders = emptySummary()
    for (let start = 0; start < request.records.length;) {
      const page = request.records.slice(start, start + turns.size)
      const verdicts = await mapByTurns(page, (record, place) =>
        judge.judge(record, start + place + 1)
      )
      const { written, messages } = await this.#write(verdicts, origin, turns)
      for (const { row } of written?.conflicts ?? []) judge.forget(row)
      if (written) reminders = addCounts(reminders, written.counts.reminders)
      results.push(...resultsOf(verdicts, written, messages))
      start += page.length
    }
    this.logger.info({ actor: request.actor, ...countsOf(results) }, 'records registered')
    return { results, reminders }
  }

  async #write(verdicts: RecordVerdict[], origin: ImportedFile, turns: ShortTurns) {
    const rows = verdicts.flatMap(({ row }) => row ?? [])
    const protections = verdicts.flatMap(({ protection }) => protection ?? [])
    if (rows.length + protections.length === 0) return { written: undefined, messages: [] }
    const since = toSqlInstant(this.clock.now())
    let messages: NamedMessage[] = []
    const alongside = async (trx: TransactionClientContract, written: WrittenBatch) => {
      messages = await messagesChanged(trx, written.reconciled, since)
      if (isNews(written)) await appendAuditEvent(trx, auditOf(written, origin, since))
    }
    const options = { turns, dryRun: false, alongside }
    const written = await this.batch.run({ rows, protections }, origin, options)
    return { written, messages }
  }
}

/** Within one request, a no to a number outweighs a yes. */
function originOf({ actor, replace = false }: RegisterRequest): ImportedFile {
  const fingerprint = randomUUID()
  const evidenceOf = (number: number) => `api record ${number} of request ${fingerprint}`
  return { fingerprint, evidenceOf, actor, replace, refusals: new Set(), rezoned: new Set() }
}

function isNews({ created, updated, taken }: WrittenBatch): boolean {
  return created.size + updated.size + taken.size > 0
}

function auditOf(
  { created, updated, patients, taken }: WrittenBatch,
  { actor, replace }: ImportedFile,
  at: string
): AuditEvent {
  const refs = new Set([...created, ...updated].map(({ patientRef }) => patientRef))
  const rows = [...refs].map((ref) => patients.get(ref)!.id)
  const counts = { created: created.size, updated: updated.size, protected: taken.size }
  return { at, actor, action: 'records_registered', detail: { replace, ...counts, rows } }
}

function countsOf(results: RecordResult[]) {
  const counts = { created: 0, updated: 0, unchanged: 0, rejected: 0 }
  for (const { outcome } of results) counts[outcome]++
  return counts
}
