import { test } from '@japa/runner'
import fc from 'fast-check'
import {
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
  parsePhoneNumberFromString,
  type CountryCode,
} from 'libphonenumber-js'
import examples from 'libphonenumber-js/mobile/examples'
import { isPlainNumber } from '#values/plain_number'
import { readPhoneNumber } from '#values/phone_number'
import { withoutDatabase } from '#tests/helpers/without_database'

const COUNTRIES = getCountries()
const OF_CALLERS: CountryCode[] = ['CM', 'CI', 'FR', 'AR', 'US']

/** The whole check, as the library makes it. */
function byLibrary(text: string, defaultCountry: CountryCode): string | undefined {
  const phone = parsePhoneNumberFromString(text, { defaultCountry, extract: false })
  return phone && !phone.ext && phone.isValid() ? phone.number : undefined
}

const mobileOf = (country: CountryCode) => getExampleNumber(country, examples)?.number

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 15 })

/** Numbers that are nearly right: some digits of a real one are changed, lacking or too many. */
const nearlyRight = fc
  .record({
    number: fc.constantFrom(...COUNTRIES.flatMap((country) => mobileOf(country) ?? [])),
    from: fc.nat(12),
    removed: fc.nat(4),
    inserted: fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 4 }),
  })
  .map(({ number, from, removed, inserted }) => {
    return number.slice(0, 1 + from) + inserted + number.slice(1 + from + removed)
  })

/** With the prefix that is dialled at home, as many write it. */
const withPrefix = fc
  .record({
    country: fc.constantFrom(...COUNTRIES),
    prefix: fc.constantFrom('0', '1', '8', '9', '06', '00', '15', '044'),
    rest: digits,
  })
  .map(({ country, prefix, rest }) => `+${getCountryCallingCode(country)}${prefix}${rest}`)

const anyNumber = fc.oneof(
  { weight: 4, arbitrary: nearlyRight },
  { weight: 2, arbitrary: withPrefix },
  { weight: 1, arbitrary: digits.map((text) => `+${text}`) },
  { weight: 1, arbitrary: fc.string() }
)

test.group('A plain number', (group) => {
  withoutDatabase(group)

  test('is one that the library takes, and leaves as it is', ({ assert }) => {
    let plain = 0
    fc.assert(
      fc.property(anyNumber, fc.constantFrom(...OF_CALLERS), (text, country) => {
        if (!isPlainNumber(text)) return
        plain += 1
        assert.equal(byLibrary(text, country), text)
      }),
      { numRuns: 20_000 }
    )
    assert.isAbove(plain, 1_000)
  })

  test('is what a mobile number is in nearly every country with a calling code of its own', ({
    assert,
  }) => {
    const byCode = Map.groupBy(COUNTRIES, (country) => getCountryCallingCode(country))
    const alone = [...byCode.values()].filter((countries) => countries.length === 1).flat()
    const others = alone.filter((country) => !isPlainNumber(mobileOf(country) ?? ''))
    assert.isAbove(alone.length, 190)
    assert.isBelow(others.length, 20, others.join(' '))
    for (const country of ['CM', 'CI', 'SN', 'ML', 'BF', 'CD', 'MG', 'GN', 'FR'] as const)
      assert.isTrue(isPlainNumber(mobileOf(country)!), country)
  })

  test('is not the only one that is read', ({ assert }) => {
    for (const [text, number] of [
      ['+33 6 12 34 56 78', '+33612345678'],
      ['+330612345678', '+33612345678'],
      ['+12015550123', '+12015550123'],
    ]) {
      assert.isFalse(isPlainNumber(text), text)
      assert.deepEqual(readPhoneNumber(text, 'CM'), { ok: true, number })
    }
  })
})
