import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { PhoneHash } from '#consents/phone_hash'
import type { Person } from './person.js'
import type { ErasureCounts, ErasureResult, FileErasure } from './erasure_result.js'
import { appendAuditEvent } from '#storage/audit_events'

/** A keyed hash that finds an erasure only for callers who know the person. */
export function subjectOf(person: Person, hash: PhoneHash): string {
  return person.kind === 'patient'
    ? `patient:${hash.labelled('erased patient', person.ref)}`
    : `number:${hash.labelled('erased number', person.phone)}`
}

/**
 * The actor, the reason and the counts. Files are only counted: a file name may be a person's name.
 */
export async function auditErasure(
  trx: TransactionClientContract,
  who: { at: string; actor: string; subject: string },
  reason: string | undefined,
  { files, kept, ...counts }: ErasureCounts & Pick<ErasureResult, 'files' | 'kept'>
): Promise<void> {
  await appendAuditEvent(trx, {
    ...who,
    action: 'person_erased',
    detail: { reason, ...counts, ...countsOf(files), kept },
  })
}

export function countsOf({ changed, rows, notReached }: FileErasure) {
  return { filesChanged: changed.length, fileRows: rows, filesNotReached: notReached.length }
}
