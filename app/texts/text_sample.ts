import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { query } from '#storage/sql'

/** Names and facilities to try texts with; nobody's in particular. */
export interface TextSample {
  firstNames: string[]
  facilities: SampleFacility[]
}

/** Columns of a facility that texts use. */
export type SampleFacility = Pick<
  Rows['facilities'],
  'name' | 'short_name' | 'at_phrase' | 'language'
>

/** Enough to see what texts cost, and quick on any register. */
const MOST_ROWS = 300

const FOLDER = 'resources/text_sample'

/** The shipped sample: names and facilities as Central and West African registers write them. */
export async function loadTextSample(root: string): Promise<TextSample> {
  const [firstNames, facilities] = await Promise.all(
    ['first_names.txt', 'facilities.txt'].map(async (file) => {
      const lines = await readFile(join(root, FOLDER, file), 'utf8')
      return lines.split('\n').filter(Boolean)
    })
  )
  return {
    firstNames,
    facilities: facilities.map((name) => ({
      name,
      short_name: null,
      at_phrase: null,
      language: 'fr',
    })),
  }
}

/** The newest names and the facilities of a programme; empty lists where there are none yet. */
export async function textSampleOf(client: QueryClientContract): Promise<TextSample> {
  const names = await query<Pick<Rows['patients'], 'first_name'>>(
    client,
    `SELECT p.first_name FROM patients p ORDER BY p.id DESC LIMIT ${MOST_ROWS}`
  )
  const facilities = await query<SampleFacility>(
    client,
    `SELECT f.name, f.short_name, f.at_phrase, f.language FROM facilities f ORDER BY f.id LIMIT ${MOST_ROWS}`
  )
  return { firstNames: names.map(({ first_name: name }) => name), facilities }
}
