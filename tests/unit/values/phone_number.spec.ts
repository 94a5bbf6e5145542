import { test } from '@japa/runner'
import { readPhoneNumber, readPhoneNumbers } from '#values/phone_number'

const NUMBER = '+237677123456'

const read = (text: string, country: 'CM' | 'CI' | 'FR' = 'CM') => {
  const reading = readPhoneNumber(text, country)
  return reading.ok ? reading.number : reading.reason
}

test.group('A phone number', () => {
  test('is read as people and programs write it', ({ assert }) => {
    for (const text of [
      '(+237) 677 12 34 56',
      '(00237) 677123456',
      '( +237 )677-12-34-56',
      '+(237) 677123456',
      'tel:+237677123456',
      'TEL: +237-677-12-34-56',
      '00237677123456',
      '00 237 677 12 34 56',
      '237677123456',
      '+237 (0) 677 12 34 56',
      '+237(0)677123456',
      '(0)677123456',
      '677123456.0',
      '＋２３７ ６７７１２３４５６',
      "'+237677123456",
    ])
      assert.equal(read(text), NUMBER, text)
  })

  test('is read through characters that cannot be seen', ({ assert }) => {
    for (const text of [
      '\u202A+237 677 12 34 56\u202C',
      '\u2068+237677123456\u2069',
      '+237\uFE0E677123456',
      '677\u00A012\u202F34\u200956',
      '677\u200B123\u200B456',
      '\u200E677123456',
      '\uFEFF677123456',
      '6\u200D77123\u00AD456',
    ])
      assert.equal(read(text), NUMBER, JSON.stringify(text))
  })

  test('keeps a zero in brackets where it is part of the number', ({ assert }) => {
    assert.equal(read('+225 (0)7 07 12 34 56', 'CI'), '+2250707123456')
    assert.equal(read('+33 (0)6 12 34 56 78', 'FR'), '+33612345678')
  })

  test('is one', ({ assert }) => {
    for (const text of ['677123456 / 699123456', '677123456 ext 5', '(+237)', 'tel:', '(0)', ''])
      assert.isFalse(readPhoneNumber(text, 'CM').ok, text)
  })

  test('has a length', ({ assert }) => {
    assert.match(read('6'.repeat(101)), /has more than 100 characters/)
  })
})

test.group('A field with several numbers', () => {
  test('gives all that can be read', ({ assert }) => {
    for (const text of [
      '677123456 / 699123456',
      '677123456/+237 699 12 34 56',
      '677123456 ou 699123456',
      '677123456;699123456;12',
      '677123456, 699123456, 677123456',
    ])
      assert.deepEqual(readPhoneNumbers(text, 'CM'), [NUMBER, '+237699123456'], text)
    assert.deepEqual(readPhoneNumbers('677123456 ext 5', 'CM'), [])
  })
})
