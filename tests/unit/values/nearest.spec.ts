import { test } from '@japa/runner'
import { nearest } from '#values/nearest'

test.group('Names near a mistyped one', () => {
  const CODES = ['CSI-1', 'CSI-2', 'CSI-12', 'Hopital-Nord', 'X']

  test('the most alike come first, whatever their case', ({ assert }) => {
    assert.deepEqual(nearest('csi-3', CODES, 5), ['CSI-1', 'CSI-2', 'CSI-12'])
    assert.deepEqual(nearest('hopitl-nord', CODES, 5), ['Hopital-Nord'])
    assert.deepEqual(nearest('csi-3', CODES, 1), ['CSI-1'])
  })

  test('one that contains the other is near it', ({ assert }) => {
    assert.deepEqual(nearest('nord', CODES, 5), ['Hopital-Nord'])
  })

  test('nothing is near an empty word, a strange one, or one too long to compare', ({ assert }) => {
    assert.deepEqual(nearest('', CODES, 5), [])
    assert.deepEqual(nearest('maternity', CODES, 5), [])
    const long = 'a'.repeat(101)
    assert.deepEqual(nearest(long, [long], 5), [])
    assert.deepEqual(nearest('a', [long, 'a'], 5), ['a'])
  })
})
