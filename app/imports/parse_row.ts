import type { CountryCode } from 'libphonenumber-js'
import { faultOfDate } from '#values/calendar_date'
import { alignCells } from '#imports/align_cells'
import type { Column } from '#imports/columns'
import type { Header } from '#imports/header'
import { protectionOf, type Protection } from '#imports/protection'
import { readCell } from '#imports/read_cell'
import type { FaultKind, RowFault } from '#imports/rejected_row'
import type { PatientStatus, SingleRow } from '#registry/registered_row'
import { isTimeZone } from '#values/time_zone'
import { baseOf, LANGUAGE_TAG } from '#values/language_tag'
import { readPhoneNumber, readPhoneNumbers } from '#values/phone_number'
import { shorten } from '#values/tidy_value'

export interface RowRules {
  defaultCountry: CountryCode
  /**
   * `YYYY-MM-DD`: the latest possible visit or birth. One day of tolerance, because facilities are
   * ahead of UTC.
   */
  latestPast: string
  /** Characters of a cell, whatever its column. */
  longestCell: number
  /** The languages that have texts, in lower case. */
  languages: ReadonlySet<string>
}

export type ParsedRow = { row: SingleRow } | { faults: RowFault[]; protection?: Protection }

const CONSENTS = new Map([
  ['yes', 'yes'],
  ['oui', 'yes'],
  ['no', 'no'],
  ['non', 'no'],
] as const)

const STATUSES: readonly string[] = ['active', 'moved', 'died', 'other'] satisfies PatientStatus[]

/** Parses the values of a row into a patient row, or everything that is wrong with them. */
export function parseRow(
  values: string[],
  line: number,
  header: Header,
  rules: RowRules
): ParsedRow {
  const width = header.names.length
  const cells = alignCells(values, width)
  const parsed = cells && new RowReader(cells, header, rules).read(line)
  if (parsed && ('row' in parsed || values.length >= width)) return parsed
  const reason = `has ${values.length} values, the header has ${width}`
  const value = shorten(values.join(' | '))
  const fault: RowFault = { field: 'row', value, reason, kind: 'shape' }
  return { ...parsed, faults: [fault, ...(parsed?.faults ?? [])] }
}

class RowReader {
  readonly #faults: RowFault[] = []
  /** All that the phone's cell names, where that is not one number. */
  #otherPhones: string[] = []

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
      dose: this.#dose(),
      dueOn: this.#date('due_on') ?? '',
      administeredOn: this.#date('administered_on', this.rules.latestPast) ?? null,
      consent: this.#consent(),
      status: this.#status(),
    }
    if (this.#faults.length === 0) return { row }
    const phones = row.phone ? [row.phone] : this.#otherPhones
    return { faults: this.#faults, protection: protectionOf(row, phones) }
  }

  /** Undefined if the file does not have this column. */
  #text(column: Column): string | undefined {
    const index = this.header.indexes[column]
    if (index === undefined) return undefined
    const reading = readCell(column, this.values[index], this.rules.longestCell)
    if (reading.ok) return reading.text
    this.#fault(column, reading.value, reading.reason, reading.kind)
    return ''
  }

  /** Spreadsheets and programs that know no whole numbers write `1.0`, or `1,0`. */
  #dose(): string {
    return this.#text('dose')?.replace(/^(\d{1,3})[.,]0{1,3}$/, '$1') ?? ''
  }

  #date(column: Column, latest?: string): string | null | undefined {
    const value = this.#text(column)
    if (!value) return value === undefined ? undefined : null
    const fault = faultOfDate(value) ?? (latest && value > latest ? 'is in the future' : null)
    if (fault === null) return value
    this.#fault(column, value, fault)
    return null
  }

  #phone(): string | null {
    const value = this.#text('caregiver_phone')
    if (!value) return null
    const reading = readPhoneNumber(value, this.rules.defaultCountry)
    if (reading.ok) return reading.number
    this.#fault('caregiver_phone', value, reading.reason)
    this.#otherPhones = readPhoneNumbers(value, this.rules.defaultCountry)
    return null
  }

  /** In lower case; `fr-CM` and `fr_CM` are served by the texts of `fr`. */
  #language(): string | null | undefined {
    const value = this.#text('language')?.toLowerCase().replaceAll('_', '-')
    if (value === undefined) return undefined
    const { languages } = this.rules
    if (languages.has(value) || (LANGUAGE_TAG.test(value) && languages.has(baseOf(value))))
      return value
    if (value !== '') {
      const known = [...languages].sort().join(', ')
      this.#fault(
        'language',
        value,
        `has no texts; use one of: ${known} (template:list), or leave it empty`
      )
    }
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
    const consent = CONSENTS.get(value as 'yes')
    if (!consent) this.#fault('consent', value, 'is neither "yes" nor "no" nor empty')
    return consent ?? null
  }

  #status(): PatientStatus | null {
    const value = this.#text('status')?.toLowerCase()
    if (!value) return null
    if (STATUSES.includes(value)) return value as PatientStatus
    const known = STATUSES.join(', ')
    this.#fault('status', value, `is not a status; use one of: ${known}, or leave it empty`)
    return null
  }

  #fault(field: Column, value: string, reason: string, kind?: FaultKind) {
    this.#faults.push({ field, value: shorten(value), reason, ...(kind && { kind }) })
  }
}
