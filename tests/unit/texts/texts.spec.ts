import { test } from '@japa/runner'
import fc from 'fast-check'
import { SegmentedMessage } from 'sms-segments-calculator'
import { dateForPeople } from '#texts/date_for_people'
import { measureText } from '#texts/measure_text'
import { renderText } from '#texts/render_text'

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

test.group('Rendering', () => {
  test('puts values in, once', ({ assert }) => {
    assert.deepEqual(renderText('{a}, {b} {a}', { a: ' {b}  x ', b: 'y' }), {
      ok: true,
      body: '{b} x, y {b} x',
    })
  })

  test('names the placeholders that are unknown or empty', ({ assert }) => {
    assert.deepEqual(
      renderText('{first_name} {typo} {dose} {toString}', { first_name: 'A', dose: '  ' }),
      {
        ok: false,
        reason: 'missing_placeholder',
        detail: 'no value for {typo}, {dose}, {toString}',
      }
    )
  })

  test('composes accents, which then are GSM-7', ({ assert }) => {
    const text = renderText('{name}', { name: 'Ame\u0301lie' })
    assert.deepEqual(text, { ok: true, body: 'Amélie' })
  })

  test('writes dates for people, in GSM-7', ({ assert }) => {
    assert.equal(dateForPeople('2026-03-10', 'fr'), '10 mars 2026')
    assert.equal(dateForPeople('2026-08-01', 'fr'), '1er aout 2026')
    assert.equal(dateForPeople('2026-08-01', 'en'), '1 August 2026')
    assert.equal(dateForPeople('2026-08-01', 'pt'), '01/08/2026')
    for (let month = 1; month <= 12; month++) {
      const date = `2026-${String(month).padStart(2, '0')}-28`
      for (const language of ['fr', 'en']) {
        assert.equal(measureText(dateForPeople(date, language)).encoding, 'GSM-7')
      }
    }
  })
})
