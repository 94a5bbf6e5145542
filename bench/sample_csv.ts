import { once } from 'node:events'
import { createWriteStream } from 'node:fs'

/**
 * Writes a CSV file for an import: two rows per patient, one new facility in 500 rows, all due in a
 * year, except every tenth row (`soonEvery`), which is due next week and gets reminders.
 * `phonesFrom` gives all patients other numbers.
 */
export async function writeSampleCsv(
  file: string,
  rows: number,
  { soonEvery = 10, phonesFrom = 70_000_000 } = {}
): Promise<void> {
  const day = (offset: number) =>
    new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
  const stream = createWriteStream(file)
  stream.write(
    'patient_ref,first_name,last_name,birth_date,caregiver_phone,language,facility,timezone,vaccine,dose,due_on,administered_on,consent\n'
  )
  for (let row = 0; row < rows; row++) {
    const patient = Math.floor(row / 2)
    const line = [
      `CM-DLA-${String(patient).padStart(7, '0')}`,
      'Aïssatou',
      'Ngo Mbarga',
      '2025-12-01',
      `+2376${phonesFrom + patient}`,
      patient % 3 ? 'fr' : 'en',
      `CSI ${Math.floor(row / 500)}`,
      'Africa/Douala',
      'Penta',
      String((row % 2) + 1),
      day((row + 1) % soonEvery ? 365 : 7),
      '',
      row % 7 ? '' : 'yes',
    ]
    if (!stream.write(line.join(',') + '\n')) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'finish')
}
