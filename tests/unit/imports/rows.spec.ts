import { test } from '@japa/runner'
import { COLUMNS, type Column } from '#imports/columns'
import { readHeader } from '#imports/header'
import { parseRow } from '#imports/parse_row'
import { aRow } from '#tests/helpers/imports'

const header = readHeader(
  'patients.csv',
  { kind: 'values', line: 1, endsAt: 0, values: [...COLUMNS] },
  { mostColumns: 100 }
)
const rules = {
  defaultCountry: 'CM',
  latestPast: '2026-03-11',
  longestCell: 1_000,
  languages: new Set(['fr', 'en', 'wo', 'ar-td']),
} as const

const parse = (values: Partial<Record<Column, string>>) => parseRow(aRow(values), 2, header, rules)

function faultsOf(values: Partial<Record<Column, string>>) {
  const parsed = parse(values)
  return 'faults' in parsed ? parsed.faults.map(({ field, reason }) => `${field} ${reason}`) : []
}

function rowOf(values: Partial<Record<Column, string>>) {
  const parsed = parse(values)
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults))
  return parsed.row
}

test.group('A row', () => {
  test('comes out tidied: blanks, line breaks, accents, letter case, formula escapes', ({
    assert,
  }) => {
    const row = rowOf({
      first_name: '  Marie\r\n  Claire ',
      last_name: 'Franc\u0327oise',
      language: 'EN',
      consent: 'Oui',
      caregiver_phone: "'+237677123456",
    })
    assert.containSubset(row, {
      firstName: 'Marie Claire',
      lastName: 'Françoise',
      language: 'en',
      consent: 'yes',
      phone: '+237677123456',
    })
  })

  test('may leave out phone, last name, birth date, language, zone, visit and consent', ({
    assert,
  }) => {
    const optional = [
      'caregiver_phone',
      'last_name',
      'birth_date',
      'language',
      'timezone',
      'administered_on',
      'consent',
    ]
    const row = rowOf(Object.fromEntries(optional.map((column) => [column, ''])))
    assert.containSubset(row, {
      phone: null,
      lastName: '',
      birthDate: null,
      language: null,
      timezone: null,
    })
  })

  test('is rejected with all its faults, each with field and reason', ({ assert }) => {
    const faults = faultsOf({
      patient_ref: ' ',
      first_name: '',
      caregiver_phone: '12345',
      due_on: '2026-02-30',
      language: 'nl',
      timezone: 'Africa/Atlantis',
      consent: 'maybe',
    })
    assert.deepEqual(faults, [
      'patient_ref is required',
      'first_name is required',
      'caregiver_phone is not a possible number of CM',
      'language has no texts; use one of: ar-td, en, fr, wo (template:list), or leave it empty',
      'timezone is not an IANA time zone such as "Africa/Douala"',
      'due_on is a day that does not exist',
      'consent is neither "yes" nor "no" nor empty',
    ])
  })

  test('has any language that has texts, in any spelling of its tag', ({ assert }) => {
    for (const [written, read] of [
      ['WO', 'wo'],
      ['fr_CM', 'fr-cm'],
      ['ar-TD', 'ar-td'],
      ['', null],
    ] as const) {
      const parsed = parse({ language: written })
      assert.equal('row' in parsed && parsed.row.language, read)
    }
    for (const language of ['ar', 'français', `fr-${'x'.repeat(40)}`])
      assert.lengthOf(faultsOf({ language }), 1)
  })

  test('needs facility, vaccine, dose and due date', ({ assert }) => {
    for (const column of ['facility', 'vaccine', 'dose', 'due_on'] as const)
      assert.lengthOf(faultsOf({ [column]: '' }), 1, column)
  })

  test('has dates that are real and of one form', ({ assert }) => {
    for (const date of [
      '2026-02-29',
      '2026-13-01',
      '17/03/2026',
      '2026-3-17',
      '2026-03-17T00:00',
      '0026-03-17',
    ])
      assert.lengthOf(faultsOf({ due_on: date }), 1, date)
    assert.lengthOf(faultsOf({ due_on: '2028-02-29' }), 0)
  })

  test('has no visit and no birth after tomorrow', ({ assert }) => {
    assert.lengthOf(faultsOf({ administered_on: '2026-03-11', birth_date: '2026-03-11' }), 0)
    assert.deepEqual(faultsOf({ administered_on: '2026-03-12' }), [
      'administered_on is in the future',
    ])
    assert.deepEqual(faultsOf({ birth_date: '2026-03-12' }), ['birth_date is in the future'])
  })

  test('fits the columns of the database, counted in characters', ({ assert }) => {
    for (const [column, limit] of [
      ['patient_ref', 100],
      ['first_name', 100],
      ['facility', 100],
      ['vaccine', 60],
      ['dose', 30],
    ] as const) {
      assert.lengthOf(faultsOf({ [column]: '𝄞'.repeat(limit) }), 0, column)
      assert.deepEqual(faultsOf({ [column]: 'x'.repeat(limit + 1) }), [
        `${column} has ${limit + 1} characters, at most ${limit} fit`,
      ])
    }
  })

  test('names bytes that are not UTF-8 and characters that cannot be stored', ({ assert }) => {
    assert.match(faultsOf({ first_name: 'Fran\uFFFDoise' })[0], /not UTF-8/)
    assert.match(faultsOf({ first_name: 'A\0B' })[0], /U\+0000/)
  })

  test('an offset is no time zone', ({ assert }) => {
    assert.lengthOf(faultsOf({ timezone: '+01:00' }), 1)
    assert.lengthOf(faultsOf({ timezone: 'Indian/Antananarivo' }), 0)
  })

  test('has as many values as the header', ({ assert }) => {
    const parsed = parseRow(aRow().slice(1), 2, header, rules)
    assert.containSubset(parsed, {
      faults: [{ field: 'row', reason: 'has 12 values, the header has 13' }],
    })
  })
})
