import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import app from '@adonisjs/core/services/app'
import { Clock, FrozenClock } from '#app/clock'
import { COLUMNS, type Column } from '#imports/columns'
import { ImportPatients, type ImportRequest } from '#imports/import_patients'
import { PHONE } from '#tests/helpers/arrange'
import { aFolder } from '#tests/helpers/test_folder'

export const TODAY = '2026-03-10T14:05:00Z'

const A_ROW: Record<(typeof COLUMNS)[number], string> = {
  patient_ref: 'P-1',
  first_name: 'Amina',
  last_name: 'Ngo',
  birth_date: '2026-01-27',
  caregiver_phone: PHONE,
  language: 'fr',
  facility: 'CSI Briqueterie',
  timezone: 'Africa/Douala',
  vaccine: 'Penta',
  dose: '1',
  due_on: '2026-03-17',
  administered_on: '',
  consent: '',
}

/** A row with sensible values: name only what the test is about. */
export function aRow(values: Partial<Record<Column, string>> = {}): string[] {
  return COLUMNS.map((column) => values[column] ?? A_ROW[column])
}

/** Rows of values that need no quotes, under the full header. */
export function csv(...rows: string[][]): string {
  return [COLUMNS as readonly string[], ...rows].map((row) => row.join(',')).join('\n') + '\n'
}

/** A file of the test alone, removed after it. */
export async function aFile(content: string | Buffer, name = 'patients.csv'): Promise<string> {
  const file = join(await aFolder(), name)
  await writeFile(file, content)
  return file
}

/** Imports as `sms:import` does, on the demo day unless told otherwise. */
export async function importFile(
  file: string,
  options: Partial<ImportRequest> & { now?: string } = {}
) {
  const { now, ...request } = options
  app.container.swap(Clock, () => new FrozenClock(now ?? TODAY))
  try {
    const importPatients = await app.container.make(ImportPatients)
    return await importPatients.run({ file, defaultCountry: 'CM', ...request })
  } finally {
    app.container.restore(Clock)
  }
}

export async function importText(
  content: string | Buffer,
  options: Parameters<typeof importFile>[1] = {}
) {
  return importFile(await aFile(content), options)
}
