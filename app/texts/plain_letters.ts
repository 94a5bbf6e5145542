import { isInGsm } from './measure_text.js'

/** Signs that word processors and telephones write for plain ones. */
const SIGNS = new Map<string, string>([
  ...signs('’‘‚‛ʼʻʹ′`´ꞌ', "'"),
  ...signs('“”„‟″«»', '"'),
  ...signs('–—‐‑‒−', '-'),
  ...signs('\u00a0\u202f\u2007\u2009\u200a\u2002\u2003', ' '),
  ['…', '...'],
  ['•', '-'],
])

/** Letters that do not decompose, as people write them where a keyboard lacks them. */
const LETTERS = new Map<string, string>([
  ...letters({ œ: 'oe', ŋ: 'ng', ɲ: 'ny', þ: 'th', ĳ: 'ij' }),
  ...letters({ ɓ: 'b', ɗ: 'd', ɖ: 'd', đ: 'd', ð: 'd', ƒ: 'f', ɠ: 'g', ɣ: 'g', ħ: 'h', ƙ: 'k' }),
  ...letters({ ł: 'l', ƥ: 'p', ŧ: 't', ƭ: 't', ʋ: 'v', ƴ: 'y', ʒ: 'z', ʃ: 'sh' }),
  ...letters({ ɛ: 'e', ǝ: 'e', ə: 'e', ɩ: 'i', ɨ: 'i', ɔ: 'o', ɵ: 'o', ʊ: 'u', ʉ: 'u' }),
  ['ı', 'i'],
  ['ſ', 's'],
  ['º', 'o'],
  ['°', 'o'],
  ['ª', 'a'],
])

/** With plain quotes, dashes and blanks in place of typographic ones: they mean the same and cost less. */
export function inPlainSigns(text: string): string {
  return text.replace(OUTSIDE_ASCII, (character) => SIGNS.get(character) ?? character)
}

/**
 * With the letters that GSM-7 lacks in their plain form: `Aïda` becomes `Aida`, `Ɓukar` `Bukar`; `é`,
 * which GSM-7 has, stays. A letter without a plain form, such as one of another script, stays too.
 */
export function inPlainLetters(text: string): string {
  return inPlainSigns(text.normalize('NFC')).replace(LETTER, (letter) =>
    isInGsm(letter) ? letter : plainForm(letter)
  )
}

const OUTSIDE_ASCII = /[^\n\r -~]|`/gu

/** A letter with the accents that could not be composed with it. */
const LETTER = /[^\p{ASCII}\p{M}]\p{M}*|\p{ASCII}\p{M}+/gu

function plainForm(letter: string): string {
  const [composed] = letter
  const [base] = letter.normalize('NFD')
  const plain = [composed, LETTERS.get(base) ?? base].find(isInGsm)
  return plain ?? letter
}

function signs(typographic: string, plain: string): [string, string][] {
  return [...typographic].map((sign) => [sign, plain])
}

function letters(forms: Record<string, string>): [string, string][] {
  return Object.entries(forms).flatMap(([letter, plain]) => [
    [letter, plain],
    [letter.toUpperCase(), plain[0].toUpperCase() + plain.slice(1)],
  ])
}
