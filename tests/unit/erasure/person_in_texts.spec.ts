import { test } from '@japa/runner'
import { PersonInTexts } from '#erasure/texts/person_in_texts'
import { growthOf, LINEAR } from '#tests/helpers/growth'

const NAME = { firstName: 'Zulmira', lastName: 'Kanari Ngo' }
const person = (values: Partial<ConstructorParameters<typeof PersonInTexts>[0]> = {}) =>
  new PersonInTexts({ numbers: ['+237677123456'], name: NAME, reference: 'CM-YDE/0815', ...values })

test.group('A person in texts of others', () => {
  const written = [
    '+237677123456',
    'tel:+237677123456',
    'tel%3A%2B237677123456',
    '%2B237%20677%2012%2034%2056',
    '00237 677 12 34 56',
    '(+237) 677.12.34.56',
    '+237 (0) 6 77 12 34 56',
    '677-12-34-56',
    '677\u00A012\u202F34\u00A056',
    '237677123456',
    '77123456',
    'text%20677123456',
    '٦٧٧١٢٣٤٥٦',
    '６７７１２３４５６',
    '0677123456',
  ]
  for (const number of written) {
    test(`a number written ${number}`, ({ assert }) => {
      const redacted = person().redact(`Appelez ${number} svp`)
      assert.match(redacted!, /^Appelez .*\[erased\] svp$/)
      assert.notMatch(redacted!, /7\D*7\D*1\D*2\D*3|٧|７/)
    })
  }

  const named: [string, string][] = [
    ['Zulmira Kanari est malade', '[erased] est malade'],
    ['KANARI Zulmira', '[erased]'],
    ['zulmíra  kanári-ngo', '[erased]'],
    ['la petite Kanari Ngo, Zulmira', 'la petite [erased]'],
    ['dossier cm-yde/0815.', 'dossier [erased].'],
    ['Zulmira (CM-YDE/0815)', '[erased] ([erased])'],
    ['q=Zulmira+Kanari', 'q=[erased]'],
    ['q=Zulm%C3%ADra%20Kanari', 'q=[erased]'],
    ['{"text":"Zulm\\u00edra Kanari","n":1}', '{"text":"[erased]","n":1}'],
    ['{"first":"Zulmira","last":"Kanari"}', '{"first":"[erased]","last":"[erased]"}'],
    ['{"phone":237677123456}', '{"phone":"[erased]"}'],
  ]
  for (const [text, expected] of named) {
    test(`is removed from ${text}`, ({ assert }) => {
      assert.equal(person().redact(text), expected)
    })
  }

  const others = [
    'Zulmira est une fleur',
    'Kanari',
    'ZulmiraKanariste',
    'CM-YDE/08150',
    '677123457',
    'le 2026-03-10 09:00:00',
    '{"phone":"+237677123457","list":[677,123456]}',
    '',
  ]
  for (const text of others) {
    test(`leaves "${text}" alone`, ({ assert }) => {
      assert.isNull(person().redact(text))
    })
  }

  test('a short reference, or a few digits, is not looked for', ({ assert }) => {
    for (const reference of ['001', '12345', 'A1', 'Dose'])
      assert.isNull(person({ reference }).redact(`${reference} mg`))
  })

  test('an 8-digit number is not found within a longer one', ({ assert }) => {
    const mali = person({ numbers: ['+22365012345'] })
    assert.equal(mali.redact('65 01 23 45'), '[erased]')
    assert.isNull(mali.redact('9650123457'))
    assert.isNull(mali.redact('165012345999'))
  })

  for (const piece of [' ', '(', '6', '7 ', '%20', '+', 'Zulmira ', '{"a":', '6771234'])
    test(`takes time as the text is long: "${piece}"`, async ({ assert }) => {
      const wanted = person()
      const growth = await growthOf((size) => wanted.redact(piece.repeat(size / piece.length)))
      assert.isBelow(growth, LINEAR)
    })
})
