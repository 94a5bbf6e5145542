import { test } from '@japa/runner'
import fc from 'fast-check'
import { contradictions, IDENTITY_FIELDS, type Identity } from '#registry/identity'
import { isSameSpelling } from '#registry/same_spelling'

const AWA: Identity = {
  first_name: 'Awa',
  last_name: 'Ngo',
  birth_date: '2026-01-05',
  caregiver_phone: '+237677600001',
}

const ISSA: Identity = {
  first_name: 'Issa',
  last_name: 'Bello',
  birth_date: '2025-03-15',
  caregiver_phone: '+237699600002',
}

const against = (told: Partial<Identity>, known: Partial<Identity> = {}) =>
  contradictions({ ...AWA, ...known }, { ...AWA, ...told })

test.group('One reference, one child', () => {
  test('the same child: nothing differs, fields are filled in, left out or spelt otherwise', ({
    assert,
  }) => {
    const unknown = { last_name: '', birth_date: null, caregiver_phone: null }
    assert.deepEqual(against({}), [])
    assert.deepEqual(against({}, unknown), [], 'filled in')
    assert.deepEqual(against(unknown), [], 'left out')
    assert.deepEqual(against({ last_name: undefined, birth_date: undefined }), [])
    assert.deepEqual(against({ first_name: 'AWA', last_name: 'N’go' }), [])
    assert.deepEqual(against({ first_name: 'Ngo', last_name: 'Awa' }), [], 'exchanged')
  })

  test('the same child: one field is corrected, a phone among them', ({ assert }) => {
    for (const field of IDENTITY_FIELDS) assert.deepEqual(against({ [field]: ISSA[field] }), [])
  })

  test('the same child: a name in another spelling beside a field that is corrected', ({
    assert,
  }) => {
    const known = { first_name: 'Aïssatou', last_name: "N'Guessan" }
    const told = { first_name: 'Aissatou', last_name: 'N’GUESSAN' }
    for (const phone of [AWA.caregiver_phone, ISSA.caregiver_phone])
      assert.deepEqual(against({ ...told, caregiver_phone: phone }, known), [])
    assert.deepEqual(against({ ...told, birth_date: ISSA.birth_date }, known), [])
  })

  test('another child: two fields or more are others', ({ assert }) => {
    assert.deepEqual(contradictions(AWA, ISSA), [...IDENTITY_FIELDS])
    for (const one of IDENTITY_FIELDS) {
      for (const other of IDENTITY_FIELDS.filter((field) => field > one)) {
        const told = { [one]: ISSA[one], [other]: ISSA[other] }
        assert.sameMembers(against(told), [one, other])
      }
    }
  })

  test('another child: the one field that both know is another', ({ assert }) => {
    const unknown = { last_name: '', birth_date: null, caregiver_phone: null }
    assert.deepEqual(against({ first_name: 'Issa', ...unknown }), ['first_name'])
    assert.deepEqual(against({ ...ISSA }, unknown), ['first_name'])
  })

  test('whichever of the two is on record, and never of a field that one does not know', ({
    assert,
  }) => {
    const value = (...values: string[]) => fc.constantFrom(null, undefined, '', ...values)
    const identity = fc.record({
      first_name: value('Awa', 'AWA', 'Issa', 'Aïssatou', 'Aissatu'),
      last_name: value('Ngo', 'Bello', 'Awa'),
      birth_date: value('2026-01-05', '2025-03-15'),
      caregiver_phone: value('+237677600001', '+237699600002'),
    })
    fc.assert(
      fc.property(identity, identity, (one, other) => {
        const fields = contradictions(one, other)
        assert.deepEqual(contradictions(other, one), fields)
        assert.deepEqual(contradictions(one, one), [])
        for (const field of fields) assert.isTrue(Boolean(one[field] && other[field]))
      })
    )
  })
})

test.group('The spelling of a name', () => {
  test('case, accents, marks, blanks and slips make no other name', ({ assert }) => {
    for (const [one, other] of [
      ['Aïda', 'AIDA'],
      ['N’Dri', "N'Dri"],
      ['Marie-Claire', 'Marie Claire'],
      ['Aissatou', 'Aissatu'],
      ['Mohamed', 'Mohammed'],
      ['عائشة', 'عائشة'],
    ])
      assert.isTrue(isSameSpelling(one, other), `${one} ${other}`)
  })

  test('short names have no room for slips, and other names are others', ({ assert }) => {
    for (const [one, other] of [
      ['Awa', 'Ama'],
      ['Issa', 'Moussa'],
      ['Ali', 'Alia'],
      ['Mamadou', 'Mohamed'],
      ['कमल', 'विमल'],
      ['𝄞', '𝄢'],
    ])
      assert.isFalse(isSameSpelling(one, other), `${one} ${other}`)
  })

  test('what is too long for a name is not compared letter by letter', ({ assert }) => {
    const before = process.cpuUsage()
    assert.isFalse(isSameSpelling('a'.repeat(1_000_000), 'b'.repeat(1_000_000)))
    assert.isBelow(process.cpuUsage(before).user / 1_000, 500)
  })
})
