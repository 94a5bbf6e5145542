import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { PhoneHash } from '#consents/phone_hash'
import type { Person } from '#people/erasure_request'
import type { ErasureResult, FileErasure } from '#people/erasure_result'
import { appendAuditEvent } from '#storage/audit_events'

/** By what an erasure can be found again by whoever knows whom it was about, and by nobody else. */
export function subjectOf(person: Person, hash: PhoneHash): string {
  return person.kind === 'patient'
    ? `patient:${hash.labelled('erased patient', person.ref)}`
    : `number:${hash.labelled('erased number', person.phone)}`
}

/** Who erased, why, and how much. Files are counted: the name of one may be that of a person. */
export async function auditErasure(
  trx: TransactionClientContract,
  who: { at: string; actor: string; subject: string },
  reason: string | undefined,
  { deleted, numbersTakenOff, bodiesEmptied, optOutsKept, files, kept }: ErasureResult
): Promise<void> {
  const counts = { deleted, numbersTakenOff, bodiesEmptied, optOutsKept }
  await appendAuditEvent(trx, {
    ...who,
    action: 'person_erased',
    detail: { reason, ...counts, ...countsOf(files), kept },
  })
}

export function countsOf({ changed, rows, notReached }: FileErasure) {
  return { filesChanged: changed.length, fileRows: rows, filesNotReached: notReached.length }
}
