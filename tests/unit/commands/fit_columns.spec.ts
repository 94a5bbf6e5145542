import { test } from '@japa/runner'
import { asLines, cut, fitsWithBorders, wrap } from '../../../commands/_fit_columns.js'

const lengths = (lines: string[]) => lines.map((line) => [...line].length)

test.group('Columns that fit a terminal', () => {
  test('cut the widest first, and not those that are to stay whole', ({ assert }) => {
    const rows = [
      ['Id', 'Due', 'Text'],
      ['4711', '2026-03-09 08:00', 'é'.repeat(80)],
    ]
    const lines = asLines(rows, 50, [0, 1])
    assert.deepEqual(lengths(lines).toSorted((a, b) => b - a)[0], 50)
    assert.match(lines[1], /^4711 {2}2026-03-09 08:00 {2}é{25}…$/)
    assert.deepEqual(asLines([['a', 'b']], 50), ['a  b'])
  })

  test('stay readable where there is no room', ({ assert }) => {
    assert.deepEqual(asLines([['abcdefghij', 'klmnopqrst']], 5), ['abcde…  klmno…'])
  })

  test('keep a cell on one line, in whole characters', ({ assert }) => {
    assert.equal(cut('one\n two', 20), 'one two')
    assert.equal(cut('👶👶👶', 2), '👶…')
  })

  test('know whether borders have room', ({ assert }) => {
    const rows = [['12345', '12345']]
    assert.isTrue(fitsWithBorders(rows, 21))
    assert.isFalse(fitsWithBorders(rows, 20))
  })

  test('let a long text go on below, between words', ({ assert }) => {
    assert.deepEqual(wrap('The number said no.', 10), ['The number', 'said no.'])
    assert.deepEqual(wrap('unbreakable no', 4), ['unbreakable', 'no'])
  })
})
