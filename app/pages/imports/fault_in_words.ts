import type { ImportLimits } from '#imports/limits'
import type { RowFault } from '#imports/rejected_row'
import type { UploadFault } from '#imports/uploads/upload_row'
import type { Reader } from '#app/pages/reader'
import { maskPhoneNumber } from '#values/mask_phone_number'

/** Columns whose wrong values have words of their own. */
const OWN_WORDS: readonly string[] = [
  'caregiver_phone',
  'birth_date',
  'due_on',
  'administered_on',
  'language',
  'timezone',
  'consent',
  'status',
]

/** Whole numbers: what cannot be dialled is shown, so that it can be found and corrected. */
const WHOLE_NUMBER = /^\+\d{8,15}$/

/** What is wrong with a value, and how to correct it. */
export function faultInWords({ t }: Reader, { field, value, kind = 'unusable' }: RowFault): string {
  const shown = WHOLE_NUMBER.test(value) ? maskPhoneNumber(value) : value
  if (kind !== 'unusable') return t(`imports.faults.${kind}`, { value: shown })
  return t(`imports.unusable.${OWN_WORDS.includes(field) ? field : 'other'}`, { value: shown })
}

/** Why a file cannot be imported, and what helps. */
export function fileFaultInWords(
  reader: Reader,
  { kind, missing }: UploadFault,
  limits: ImportLimits
): string {
  const key = kind === 'columns' && missing.length === 0 ? 'header' : kind
  return reader.t(`imports.file.${key}`, {
    missing: missing.join(', '),
    megabytes: reader.number(limits.largestFileMegabytes),
    lines: reader.number(limits.mostRows),
    columns: reader.number(limits.mostColumns),
  })
}
