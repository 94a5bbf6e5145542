import { test } from '@japa/runner'
import fc from 'fast-check'
import { inPlainLetters, inPlainSigns } from '#texts/plain_letters'
import { isInGsm } from '#texts/measure_text'

test.group('Plain letters', () => {
  test('replace what GSM-7 lacks, and nothing else', ({ assert }) => {
    for (const [text, plain] of [
      ['Aïssatou Sène, Drépanocytose', 'Aissatou Sène, Drépanocytose'],
      ['N’Dri « Kône »', 'N\'Dri " Kone "'],
      ['Hôpital de la Croix‑Rouge', 'Hopital de la Croix-Rouge'],
      ['Ŋaari Ɛbɔ ŒUVRE', 'Ngaari Ebo OeUVRE'],
      ['Centre n° 5…', 'Centre no 5...'],
      ['Çava ñ Å ß €', 'Çava ñ Å ß €'],
    ])
      assert.equal(inPlainLetters(text), plain)
  })

  test('leave other scripts as they are', ({ assert }) => {
    for (const text of ['محمد', 'ሰላም', 'Ⲁⲛⲟⲕ', '中文', '😀', 'ߒߞߏ'])
      assert.equal(inPlainLetters(text), text)
  })

  test('turn any letter with an accent into GSM-7', ({ assert }) => {
    const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ')
    const accents = fc.string({
      unit: fc.constantFrom('\u0300', '\u0301', '\u0302', '\u0303', '\u0308', '\u030c', '\u0323'),
      maxLength: 3,
    })
    const word = fc.array(fc.tuple(letter, accents)).map((parts) => parts.flat().join(''))
    fc.assert(fc.property(word, (text) => assert.isTrue(isInGsm(inPlainLetters(text)), text)))
  })

  test('are their own plain form, and never change what is in GSM-7', ({ assert }) => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const plain = inPlainLetters(text)
        assert.equal(inPlainLetters(plain), plain)
        if (isInGsm(text) && !text.includes('`')) assert.equal(plain, text)
        assert.equal(inPlainSigns(inPlainSigns(text)), inPlainSigns(text))
      })
    )
  })
})
