import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { ErasePerson } from './erase_person.js'
import { deleteRecords, listRecords, type ErasureRecord } from './erasure_record.js'
import type { ErasureSubject } from './erasure_request.js'
import type { Person } from './person.js'
import type { FileErasure } from './erasure_result.js'
import { FinishTexts } from './finish_texts.js'
import { PERSONAL_TABLES } from './personal_tables.js'
import { ERASED } from './stop_sending.js'
import { query } from '#storage/sql'
import { OverwriteDeleted } from '#storage/overwrite/overwrite_deleted'

const ACTOR = 'cleanup'

const NOTHING_ELSE = {
  files: { changed: [], rows: 0, notReached: [] } satisfies FileErasure,
  kept: [],
}

/**
 * Finishes erasures, of patients and of numbers, that were not completed: the process was killed, a
 * message was being sent, or the bytes of deleted rows are still to be overwritten.
 */
@inject()
export class FinishErasures {
  constructor(
    private readonly db: Database,
    private readonly erase: ErasePerson,
    private readonly texts: FinishTexts,
    private readonly overwrite: OverwriteDeleted
  ) {}

  /** Returns how many people were erased. */
  async run({ signal }: { signal?: AbortSignal } = {}): Promise<number> {
    const client = this.db.connection()
    let finished = 0
    for (const record of await listRecords(client)) {
      if (signal?.aborted) return finished
      if (record.stage !== 'searched' && (await this.#finish(record, signal))) finished += 1
    }
    for (const { ref } of await patientsLeft(client)) {
      if (signal?.aborted) return finished
      if (await this.#erasePatient(ref, signal)) finished += 1
    }
    await this.#overwriteOnce(signal)
    return finished
  }

  /** A patient with this reference who was registered after the deletion is someone else. */
  async #finish(record: ErasureRecord, signal?: AbortSignal): Promise<boolean> {
    if (record.stage === 'deleted') return this.#finishTexts(record, signal)
    const { actor, reason } = record
    const request = { ...subjectOf(record.person), actor, reason, signal, overwriteLater: true }
    const { outcome } = await this.erase.run(request)
    return outcome === 'erased'
  }

  async #finishTexts(record: ErasureRecord, signal?: AbortSignal): Promise<boolean> {
    const redacted = await this.texts.run(record, NOTHING_ELSE, { signal })
    return redacted !== null
  }

  async #erasePatient(patientRef: string, signal?: AbortSignal): Promise<boolean> {
    const request = { patientRef, actor: ACTOR, signal, overwriteLater: true }
    const { outcome } = await this.erase.run(request)
    return outcome === 'erased'
  }

  async #overwriteOnce(signal?: AbortSignal): Promise<void> {
    const client = this.db.connection()
    const records = await listRecords(client)
    const waiting = records.filter(({ stage }) => stage === 'searched')
    if (waiting.length === 0 || signal?.aborted) return
    const { outcome } = await this.overwrite.run(PERSONAL_TABLES)
    if (outcome === 'done') for (const { subject } of waiting) await deleteRecords(client, subject)
  }
}

/** Patients who are still marked: a message is being sent to them, or no record is left. */
async function patientsLeft(client: QueryClientContract): Promise<{ ref: string }[]> {
  return query(
    client,
    `SELECT external_ref AS ref FROM patients WHERE status = '${ERASED}' ORDER BY id`
  )
}

/** The number is in E.164, so the country does not matter. */
function subjectOf(person: Person): ErasureSubject {
  return person.kind === 'patient'
    ? { patientRef: person.ref }
    : { phoneNumber: person.phone, defaultCountry: 'CM' }
}
