import { test } from '@japa/runner'
import fc from 'fast-check'
import { SegmentedMessage } from 'sms-segments-calculator'
import { dateForPeople, dayForPeople } from '#texts/date_for_people'
import { measureText } from '#texts/measure_text'

test.group('What a text costs', () => {
  test('accents of the default alphabet are GSM-7, the others force UCS-2', ({ assert }) => {
    assert.containSubset(measureText('é è ù à ì ò É Ç Ñ ñ ö Ö ü Ü ä Ä ß Å å Æ æ Ø ø § ¿ ¡'), {
      encoding: 'GSM-7',
      forcedBy: [],
    })
    for (const character of ['ç', 'ê', 'ô', 'î', 'â', 'û', 'ë', 'ï', 'œ', 'À', '’', '…', '😀']) {
      const { encoding, forcedBy } = measureText(`Bonjour ${character}${character}`)
      assert.equal(encoding, 'UCS-2')
      assert.deepEqual(forcedBy, [character])
    }
  })

  test('characters of the extension table cost two septets', ({ assert }) => {
    for (const character of ['^', '{', '}', '[', ']', '~', '\\', '|', '€', '\f']) {
      assert.containSubset(measureText(character), { encoding: 'GSM-7', units: 2 })
    }
  })

  test('one segment holds 160 septets or 70 units, each part of more 153 or 67', ({ assert }) => {
    const segments = (text: string) => measureText(text).segments
    assert.deepEqual(
      [160, 161, 306, 307].map((n) => segments('a'.repeat(n))),
      [1, 2, 2, 3]
    )
    assert.deepEqual(
      [70, 71, 134, 135].map((n) => segments('ç'.repeat(n))),
      [1, 2, 2, 3]
    )
    assert.deepEqual(
      [35, 36, 66, 67].map((n) => segments('😀'.repeat(n))),
      [1, 2, 2, 3]
    )
    assert.equal(segments(`${'a'.repeat(152)}€${'a'.repeat(152)}`), 3)
    assert.equal(segments(''), 1)
  })

  test('agrees with an independent count', ({ assert }) => {
    const character = fc.oneof(
      fc.constantFrom(...'aeinrst ,.éèàùÇ€{}[]^~|\\\n\r@£ΔΩ'),
      fc.constantFrom(...'çêôîûœ’…', '😀', 'ش', '中')
    )
    const gsm = fc.array(fc.constantFrom(...'aeinrst ,.éèàùÇ€{}[]^~|\\\n\r@£ΔΩ'), {
      maxLength: 500,
    })
    const any = fc.array(character, { maxLength: 250 })
    fc.assert(
      fc.property(fc.oneof(gsm, any), (characters) => {
        const text = characters.join('')
        const theirs = new SegmentedMessage(text)
        const { encoding, segments } = measureText(text)
        assert.deepEqual([encoding, segments], [theirs.encodingName, theirs.segmentsCount])
      }),
      { numRuns: 300 }
    )
  })
})

test.group('Dates for people', () => {
  test('have a weekday and a month in words where the language is known', ({ assert }) => {
    assert.equal(dateForPeople('2026-03-10', 'fr'), '10 mars 2026')
    assert.equal(dateForPeople('2026-08-01', 'fr'), '1er août 2026')
    assert.equal(dateForPeople('2026-08-01', 'en'), '1 August 2026')
    assert.equal(dateForPeople('2026-08-01', 'pt'), '01/08/2026')
    assert.equal(dayForPeople('2026-12-07', 'fr'), 'lundi 7 décembre')
    assert.equal(dayForPeople('2026-02-01', 'fr-CM'), 'dimanche 1er février')
    assert.equal(dayForPeople('2026-12-06', 'en'), 'Sunday 6 December')
    assert.equal(dayForPeople('2026-12-07', 'sw'), 'Jumatatu, 7 Desemba')
    for (const unknown of ['x-ewondo', 'zz', 'not a tag'])
      assert.equal(dayForPeople('2026-12-07', unknown), '07/12/2026')
  })

  test('are in GSM-7, but for the French August', ({ assert }) => {
    for (let month = 1; month <= 12; month++) {
      const date = `2026-${String(month).padStart(2, '0')}-28`
      for (const language of ['fr', 'en']) {
        const { encoding } = measureText(dayForPeople(date, language))
        assert.equal(encoding, language === 'fr' && month === 8 ? 'UCS-2' : 'GSM-7')
      }
    }
  })
})
