import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { ListedPatient } from '#records/list_patients'
import { boundsOf, rarestFirst, typedWords, within } from '#records/typed_words'
import { query, type Bindings } from '#storage/sql'

export interface NameSearch {
  /** As a person types it: accents, case, hyphens and the order of the words do not matter. */
  name: string
  /** The id of the last patient on the previous page; null for the first page. */
  after: number | null
  /** The page size. */
  take: number
}

/** The patients in whose name each word begins with one that was typed, in the order of letters. */
@inject()
export class FindByName {
  constructor(private readonly db: Database) {}

  async run({ name, after, take }: NameSearch): Promise<ListedPatient[]> {
    const client = this.db.connection()
    const words = await rarestFirst(client, typedWords(name))
    if (words.length === 0) return []
    const bindings = boundsOf(words)
    const last = after === null ? null : await lastOf(client, after, bindings)
    return query<ListedPatient>(client, foundBy(words, last !== null), {
      ...bindings,
      after,
      last,
      take,
    })
  }
}

/** Where a patient stands in the order of letters; null if the name has been changed. */
async function lastOf(
  client: QueryClientContract,
  after: number,
  bindings: Bindings
): Promise<string | null> {
  const [{ letters }] = await query<{ letters: string | null }>(
    client,
    `SELECT MIN(n.letters) AS letters FROM patient_names n
     WHERE n.patient_id = :after AND ${within('n', 0)}`,
    { ...bindings, after }
  )
  return letters
}

/** A child of whom two words begin so is found by the first. */
function foundBy(words: string[], isLater: boolean): string {
  const others = words.slice(1).map(
    (_, n) => `AND EXISTS (
         SELECT 1 FROM patient_names w WHERE w.patient_id = n.patient_id AND ${within('w', n + 1)})`
  )
  return `
    SELECT p.id, p.external_ref AS patient_ref, p.first_name, p.last_name, p.birth_date,
      p.caregiver_phone, p.language, f.code AS facility, p.status, p.updated_at
    FROM patient_names n
    JOIN patients p ON p.id = n.patient_id
    JOIN facilities f ON f.id = p.facility_id
    WHERE ${within('n', 0)}
      ${isLater ? 'AND (n.letters, n.patient_id) > (:last, :after)' : ''}
      AND NOT EXISTS (
        SELECT 1 FROM patient_names e
        WHERE e.patient_id = n.patient_id AND e.letters >= :from0 AND e.letters < n.letters)
      ${others.join('\n      ')}
    ORDER BY n.letters, n.patient_id LIMIT :take`
}
