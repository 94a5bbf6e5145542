import { isSameSpelling } from '#registry/same_spelling'

/** What tells one child from another. Empty, null and undefined: it is not known. */
export interface Identity {
  first_name: string | null | undefined
  last_name: string | null | undefined
  birth_date: string | null | undefined
  caregiver_phone: string | null | undefined
}

export const IDENTITY_FIELDS = ['first_name', 'last_name', 'birth_date', 'caregiver_phone'] as const

export type IdentityField = (typeof IDENTITY_FIELDS)[number]

/**
 * The fields that say that one reference stands for two children; none where it is one child.
 *
 * A field contradicts where both sides know it and it differs; it confirms where both know it and it
 * is the same. Names are the same in another spelling, and as first and last name exchanged.
 *
 * | contradict | confirm | it is | because |
 * |---|---|---|---|
 * | none | any | the same child | nothing speaks against it: fields are filled in, left out or spelt otherwise |
 * | one | at least one | the same child | a correction, or another phone: people change numbers |
 * | one | none | another child | nothing that both know is the same |
 * | two or more | any | another child | nobody is renamed, born anew and reached elsewhere all at once |
 */
export function contradictions(known: Identity, told: Identity): IdentityField[] {
  const both = IDENTITY_FIELDS.filter((field) => known[field] && told[field])
  const exchanged = areNamesExchanged(known, told)
  const differing = both.filter((field) => !isSame(field, known[field]!, told[field]!, exchanged))
  const isCorrection = differing.length === 1 && both.length > 1
  return isCorrection ? [] : differing
}

function isSame(field: IdentityField, known: string, told: string, exchanged: boolean): boolean {
  if (field === 'birth_date' || field === 'caregiver_phone') return known === told
  return exchanged || isSameSpelling(known, told)
}

function areNamesExchanged(known: Identity, told: Identity): boolean {
  if (!known.first_name || !known.last_name || !told.first_name || !told.last_name) return false
  return (
    isSameSpelling(known.first_name, told.last_name) &&
    isSameSpelling(known.last_name, told.first_name)
  )
}
