import type { Column } from '#imports/columns'
import type { SingleRow as Row } from '#imports/parse_row'
import type { Fault } from '#imports/patient_row'
import { shorten } from '#imports/tidy_value'

const PATIENT_FIELDS = [
  ['first_name', 'firstName'],
  ['last_name', 'lastName'],
  ['birth_date', 'birthDate'],
  ['caregiver_phone', 'phone'],
  ['language', 'language'],
  ['facility', 'facility'],
] as const satisfies readonly (readonly [Column, keyof Row])[]

/**
 * Remembers what the rows accepted so far have said, so that one file does not
 * say two things: else importing it twice would change something twice. One short
 * string and a number a patient, one short string and a number a row: 23 MB for
 * 100,000 rows of 50,000 patients.
 */
export class FirstLines {
  readonly #patients = new Map<string, number>()
  readonly #patientLines: number[] = []
  readonly #patientValues: string[] = []
  readonly #doses = new Map<string, number>()
  readonly #zones = new Map<string, { zone: string; line: number }>()

  /** Remembers the row unless it contradicts or repeats an earlier one. */
  accept(row: Row): { firstOfPatient: boolean; firstOfZone: boolean } | { faults: Fault[] } {
    const known = this.#patients.get(row.patientRef)
    const values = JSON.stringify(PATIENT_FIELDS.map(([, key]) => row[key] ?? ''))
    const dose = `${known ?? this.#patientLines.length} ${row.vaccine.length} ${row.vaccine}${row.dose}`

    const faults = [
      ...(known === undefined ? [] : this.#contradictions(row, known, values)),
      ...this.#zoneFaults(row),
      ...(known === undefined ? [] : this.#repetitions(row, dose)),
    ]
    if (faults.length > 0) return { faults }

    if (known === undefined) {
      this.#patients.set(row.patientRef, this.#patientLines.length)
      this.#patientLines.push(row.line)
      this.#patientValues.push(values)
    }
    this.#doses.set(dose, row.line)
    const firstOfZone = row.timezone !== null && !this.#zones.has(row.facility)
    if (firstOfZone) this.#zones.set(row.facility, { zone: row.timezone!, line: row.line })
    return { firstOfPatient: known === undefined, firstOfZone }
  }

  #contradictions(row: Row, known: number, values: string): Fault[] {
    if (this.#patientValues[known] === values) return []
    const earlier: string[] = JSON.parse(this.#patientValues[known])
    return PATIENT_FIELDS.flatMap(([field, key], index) => {
      const value = row[key] ?? ''
      if (value === earlier[index]) return []
      const reason = `is "${shorten(earlier[index])}" for the same patient in line ${this.#patientLines[known]}`
      return [{ field, value: shorten(value), reason }]
    })
  }

  #zoneFaults(row: Row): Fault[] {
    const known = this.#zones.get(row.facility)
    if (!row.timezone || !known || known.zone === row.timezone) return []
    const reason = `is "${known.zone}" for the same facility in line ${known.line}`
    return [{ field: 'timezone', value: row.timezone, reason }]
  }

  #repetitions(row: Row, dose: string): Fault[] {
    const line = this.#doses.get(dose)
    if (line === undefined) return []
    const value = shorten(`${row.patientRef} ${row.vaccine} ${row.dose}`)
    return [{ field: 'row', value, reason: `repeats patient, vaccine and dose of line ${line}` }]
  }
}
