import type { CountryCode } from 'libphonenumber-js'
import { faultOfDate } from '#imports/calendar_date'
import { MAX_LENGTHS, REQUIRED_COLUMNS, type Column } from '#imports/columns'
import type { Header } from '#imports/header'
import type { Fault, PatientRow } from '#imports/patient_row'
import { isTimeZone } from '#imports/time_zone'
import { readPhoneNumber } from '#imports/phone_number'
import { shorten, tidyValue } from '#imports/tidy_value'

export interface RowRules {
  defaultCountry: CountryCode
  /** `YYYY-MM-DD`: no visit or birth is later. A day of grace, as facilities are ahead of UTC. */
  latestPast: string
}

/** The row by itself, before it is held against the rows before it. */
export type SingleRow = Omit<PatientRow, 'firstOfPatient' | 'firstOfZone'>

export type ParsedRow = { row: SingleRow } | { faults: Fault[] }

const CONSENTS: Record<string, 'yes' | 'no'> = { yes: 'yes', oui: 'yes', no: 'no', non: 'no' }

/** Turns the values of one row into a patient row, or into everything that is wrong with them. */
export function parseRow(
  values: string[],
  line: number,
  header: Header,
  rules: RowRules
): ParsedRow {
  if (values.length !== header.names.length) {
    const reason = `has ${values.length} values, the header has ${header.names.length}`
    return { faults: [{ field: 'row', value: shorten(values.join(' | ')), reason }] }
  }
  return new RowReader(values, header, rules).read(line)
}

class RowReader {
  readonly #faults: Fault[] = []

  constructor(
    private readonly values: string[],
    private readonly header: Header,
    private readonly rules: RowRules
  ) {}

  read(line: number): ParsedRow {
    const row = {
      line,
      patientRef: this.#text('patient_ref') ?? '',
      firstName: this.#text('first_name') ?? '',
      lastName: this.#text('last_name'),
      birthDate: this.#date('birth_date', this.rules.latestPast),
      phone: this.#phone(),
      language: this.#language(),
      facility: this.#text('facility') ?? '',
      timezone: this.#timezone(),
      vaccine: this.#text('vaccine') ?? '',
      dose: this.#text('dose') ?? '',
      dueOn: this.#date('due_on') ?? '',
      administeredOn: this.#date('administered_on', this.rules.latestPast) ?? null,
      consent: this.#consent(),
    }
    return this.#faults.length > 0 ? { faults: this.#faults } : { row }
  }

  /** Undefined where the file has no such column. */
  #text(column: Column): string | undefined {
    const index = this.header.indexes[column]
    if (index === undefined) return undefined
    const value = tidyValue(this.values[index])
    const limit = MAX_LENGTHS[column]
    if (value.includes('\uFFFD'))
      this.#fault(column, value, 'is not UTF-8. Save the file as "CSV UTF-8"')
    else if (value.includes('\0'))
      this.#fault(column, value, 'contains the character U+0000, which cannot be stored')
    else if (limit !== undefined && value.length > limit && [...value].length > limit)
      this.#fault(column, value, `has ${[...value].length} characters, at most ${limit} fit`)
    else if (value === '' && REQUIRED_COLUMNS.includes(column) && column !== 'caregiver_phone')
      this.#fault(column, value, 'is required')
    else return value
    return ''
  }

  #date(column: Column, latest?: string): string | null | undefined {
    const value = this.#text(column)
    if (!value) return value === undefined ? undefined : null
    const fault = faultOfDate(value)
    if (fault) this.#fault(column, value, fault)
    else if (latest && value > latest) this.#fault(column, value, 'is in the future')
    return value
  }

  #phone(): string | null {
    const value = this.#text('caregiver_phone')
    if (!value) return null
    const reading = readPhoneNumber(value, this.rules.defaultCountry)
    if (reading.ok) return reading.number
    this.#fault('caregiver_phone', value, reading.reason)
    return null
  }

  #language(): 'fr' | 'en' | null | undefined {
    const value = this.#text('language')?.toLowerCase()
    if (value === undefined || value === 'fr' || value === 'en') return value
    if (value !== '') this.#fault('language', value, 'is neither "fr" nor "en" nor empty')
    return null
  }

  #timezone(): string | null {
    const value = this.#text('timezone')
    if (!value) return null
    if (!isTimeZone(value)) {
      this.#fault('timezone', value, 'is not an IANA time zone such as "Africa/Douala"')
    }
    return value
  }

  #consent(): 'yes' | 'no' | null {
    const value = this.#text('consent')?.toLowerCase()
    if (!value) return null
    if (!CONSENTS[value]) this.#fault('consent', value, 'is neither "yes" nor "no" nor empty')
    return CONSENTS[value] ?? null
  }

  #fault(field: Column, value: string, reason: string) {
    this.#faults.push({ field, value: shorten(value), reason })
  }
}
