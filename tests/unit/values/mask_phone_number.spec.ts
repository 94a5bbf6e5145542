import { test } from '@japa/runner'
import { maskPhoneNumber } from '#values/mask_phone_number'

test.group('A masked number', () => {
  const cases: [number: string, masked: string][] = [
    ['+237677123456', '+237•••••••56'],
    ['+33612345678', '+336••••••78'],
    ['+1234567', '+123••67'],
    ['1234', '••34'],
    ['', ''],
  ]
  for (const [number, masked] of cases) {
    test(`of "${number}" is "${masked}"`, ({ assert }) => {
      assert.equal(maskPhoneNumber(number), masked)
    })
  }
})
