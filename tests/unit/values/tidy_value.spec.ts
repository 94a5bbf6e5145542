import { test } from '@japa/runner'
import fc from 'fast-check'
import { shorten, tidyText, tidyValue } from '#values/tidy_value'

const INVISIBLE = [
  ['zero-width space', '\u200B'],
  ['zero-width joiner', '\u200D'],
  ['zero-width non-joiner', '\u200C'],
  ['byte order mark', '\uFEFF'],
  ['soft hyphen', '\u00AD'],
  ['left-to-right mark', '\u200E'],
  ['Arabic letter mark', '\u061C'],
  ['embedding', '\u202A'],
  ['end of an embedding', '\u202C'],
  ['override', '\u202E'],
  ['isolate', '\u2068'],
  ['end of an isolate', '\u2069'],
  ['word joiner', '\u2060'],
  ['variation selector 15', '\uFE0E'],
  ['variation selector 17', '\u{E0100}'],
  ['grapheme joiner', '\u034F'],
  ['tag', '\u{E0061}'],
  ['Hangul filler', '\u3164'],
  ['backspace', '\b'],
  ['escape', '\u001B'],
  ['delete', '\u007F'],
  ['C1 control', '\u0081'],
] as const

const BLANKS = [
  ' ',
  '\u00A0',
  '\u202F',
  '\u2009',
  '\u3000',
  '\t',
  '\r\n',
  '\u2028',
  '\u0085',
  '\u2800',
]

test.group('One spelling of one value', () => {
  for (const [name, character] of INVISIBLE) {
    test(`goes without a ${name}, wherever it stands`, ({ assert }) => {
      for (const value of ['P-1', 'Penta', '+237677100001', 'Awa']) {
        for (let at = 0; at <= value.length; at++) {
          const pasted = value.slice(0, at) + character + value.slice(at)
          assert.equal(tidyValue(pasted), value)
          assert.equal(tidyText(pasted), value)
        }
      }
      assert.equal(tidyValue(character), '')
    })
  }

  test('has one space for any blanks, and none around it', ({ assert }) => {
    for (const blank of BLANKS) {
      assert.equal(tidyValue(`${blank}677${blank}100${blank}${blank}004${blank}`), '677 100 004')
      assert.equal(tidyText(`Marie${blank}\u200B${blank}Claire`), 'Marie Claire')
    }
  })

  test('has its accents composed, also where something invisible stood between', ({ assert }) => {
    assert.equal(tidyValue('Franc\u0327oise'), 'Françoise')
    assert.equal(tidyValue('Franc\u200B\u0327oise'), 'Françoise')
  })

  test('of a name keeps the joiners that its script needs; of a reference none', ({ assert }) => {
    for (const name of ['می\u200Cخواهم', 'क्\u200Dष', 'ශ්\u200Dරී']) {
      assert.equal(tidyText(name), name)
      assert.equal(tidyText(`\u200D${name}\u200C`), name)
      assert.notMatch(tidyValue(name), /[\u200C\u200D]/)
    }
    assert.equal(tidyText('ی\u200C\u061C'), 'ی', 'a mark of direction is not a letter')
    assert.equal(tidyText('\u202F\u200Dक'), 'क', 'nor is a blank')
    assert.equal(tidyText('A\u200Dwa'), 'Awa')
  })

  test('keeps U+0000, which is refused elsewhere', ({ assert }) => {
    assert.equal(tidyValue('A\0b'), 'A\0b')
  })

  test('is the same when it is tidied again', ({ assert }) => {
    const unit = fc.constantFrom(
      ...INVISIBLE.map(([, character]) => character),
      ...BLANKS,
      ...['a', 'é', 'c\u0327', '1', "'", '=', '+', '-', 'ی', 'क', '𝄞', '😀']
    )
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 30 }), (value) => {
        for (const tidy of [tidyValue, tidyText]) {
          const once = tidy(value)
          assert.equal(once, once.trim())
          assert.notMatch(once, /\s\s|[\u200B\u202A-\u202E\u2066-\u2069\uFE00-\uFE0F\uFEFF]/)
          /** An escape of a spreadsheet is taken off once. */
          if (!once.startsWith("'")) assert.equal(tidy(once), once)
        }
      })
    )
  })
})

test.group('A wrong value that is shown', () => {
  test('shows what cannot be seen', ({ assert }) => {
    assert.equal(shorten('P\u200B1\0\u{E0100}'), 'P\\u200b1\\u0000\\u{e0100}')
  })
})
