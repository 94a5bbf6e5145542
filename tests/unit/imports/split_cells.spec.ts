import { test } from '@japa/runner'
import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import { splitCells } from '#imports/split_cells'

test.group('The cells of a line that cannot be read', () => {
  test('are divided by the delimiters outside of closed quotes', ({ assert }) => {
    assert.deepEqual(splitCells('P-1,"Awa, Marie",x', ','), ['P-1', 'Awa, Marie', 'x'])
    assert.deepEqual(splitCells('P-1,"a ""b""",', ','), ['P-1', 'a "b"', ''])
    assert.deepEqual(splitCells('P-1;"open;b', ';'), ['P-1', '"open', 'b'])
    assert.deepEqual(splitCells('"a"b,c"d', ','), ['"a"b', 'c"d'])
    assert.deepEqual(splitCells('', ','), [''])
  })

  test('are those that were written, where all quotes are closed', ({ assert }) => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', 'é', '1'), maxLength: 6 })
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), (cells) => {
        const line = stringify([cells], { quoted: true }).trimEnd()
        assert.deepEqual(splitCells(line, ','), cells)
      })
    )
  })

  test('never lose a character that is not a quote or a delimiter', ({ assert }) => {
    const unit = fc.constantFrom('a', '"', ',', '""', 'b,')
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 40 }), (line) => {
        const letters = (text: string) => text.replace(/[^ab]/g, '')
        assert.equal(letters(splitCells(line, ',').join('')), letters(line))
      })
    )
  })
})
