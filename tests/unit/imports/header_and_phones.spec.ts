import { test } from '@japa/runner'
import { COLUMNS } from '#imports/columns'
import { readHeader } from '#imports/header'
import { readPhoneNumber } from '#values/phone_number'

test.group('Phone numbers', () => {
  test('national and international forms become E.164', ({ assert }) => {
    const written = [
      '+237 677 12 34 56',
      '677123456',
      '6 77 12 34 56',
      '00237677123456',
      '677.12.34.56',
    ]
    for (const text of written)
      assert.deepEqual(readPhoneNumber(text, 'CM'), { ok: true, number: '+237677123456' }, text)
  })

  test('the ten digits of Côte d’Ivoire keep their leading 0', ({ assert }) => {
    for (const text of ['0707123456', '07 07 12 34 56', '+2250707123456', '002250707123456'])
      assert.deepEqual(readPhoneNumber(text, 'CI'), { ok: true, number: '+2250707123456' }, text)
  })

  test('what no network can have is refused, as are two numbers and extensions', ({ assert }) => {
    for (const text of [
      '12345',
      '6771234567',
      '677123456 / 699123456',
      '677123456 ext 5',
      'maman',
      '+0',
    ])
      assert.isFalse(readPhoneNumber(text, 'CM').ok, text)
  })
})

test.group('The header', () => {
  const headerOf = (...values: string[]) =>
    readHeader('f.csv', { kind: 'values', line: 1, endsAt: 0, values }, { mostColumns: 100 })

  test('names all that is missing, repeated and unknown at once', ({ assert }) => {
    assert.throws(
      () => headerOf('patient_ref', 'first_name', 'first_name', 'phone', 'vaccine', 'dose'),
      /missing: caregiver_phone, facility, due_on; present more than once: first_name; unknown: phone/
    )
  })

  test('takes the columns in any order and letter case, and warns of unknown ones', ({
    assert,
  }) => {
    const { indexes, warnings } = headerOf(
      'comment',
      ...COLUMNS.map((name) => ` ${name.toUpperCase()}`).reverse()
    )
    assert.equal(indexes.consent, 1)
    assert.deepEqual(warnings, ['unknown columns are ignored: comment'])
  })

  test('the columns of a rejected file are no news', ({ assert }) => {
    assert.deepEqual(headerOf('line', 'reason', ...COLUMNS).warnings, [])
  })

  test('optional columns may be missing, with a warning', ({ assert }) => {
    const { warnings } = headerOf(...COLUMNS.filter((name) => name !== 'consent'))
    assert.match(warnings[0], /consent/)
  })
})
