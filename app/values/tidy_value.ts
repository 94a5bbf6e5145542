/** The escape of csv-stringify before a value that a spreadsheet would read as a formula. */
const FORMULA_ESCAPE = /^'(?=[=+\-@])/

/**
 * Zero-width characters, marks of direction, soft hyphens, byte order marks, variation
 * selectors, controls. Not those that are blanks, and not U+0000, which is refused.
 */
const INVISIBLE = '[\\p{Cf}\\p{Default_Ignorable_Code_Point}]|[^\\P{Cc}\\0\\t\\n\\v\\f\\r\\x85]'

/** Line breaks and blanks of any width; U+2800 is a cell of Braille without dots. */
const BLANKS = /[\s\p{Z}\x85\u2800]+/gu

/** Their letters are joined, or kept apart, by U+200D and U+200C. */
const JOINING =
  '[\\p{scx=Arab}\\p{scx=Syrc}\\p{scx=Nkoo}\\p{scx=Mong}\\p{scx=Deva}\\p{scx=Beng}\\p{scx=Guru}\\p{scx=Gujr}' +
  '\\p{scx=Orya}\\p{scx=Taml}\\p{scx=Telu}\\p{scx=Knda}\\p{scx=Mlym}\\p{scx=Sinh}\\p{scx=Mymr}\\p{scx=Khmr}]'

const ALL_INVISIBLE = new RegExp(INVISIBLE, 'gu')
const INVISIBLE_BUT_JOINERS = new RegExp(`(?![\\u200C\\u200D])(?:${INVISIBLE})`, 'gu')
const JOINERS_OF_NOTHING = new RegExp(
  `[\\u200C\\u200D](?!${JOINING})|(?<!${JOINING})[\\u200C\\u200D]`,
  'gu'
)

/** Nearly every value: tidy as it is. Looked for first, as files have millions of them. */
const TIDY = /^(?!')[\x21-\x7e]+(?: [\x21-\x7e]+)*$/

/**
 * One spelling of one value, for references, codes and numbers: nothing that cannot
 * be seen, accents composed, no blanks around it, line breaks and runs of blanks as
 * one space, and no escape that FILE.rejected.csv added.
 */
export function tidyValue(value: string): string {
  return TIDY.test(value) ? value : tidy(value.replace(ALL_INVISIBLE, ''))
}

/** Likewise for names and other free text in one line: joiners between letters that need them stay. */
export function tidyText(value: string): string {
  return TIDY.test(value) ? value : tidy(withoutInvisible(value))
}

/**
 * What cannot be seen goes first, and blanks become spaces: a mark of direction, and a blank such as
 * U+202F, count as letters of their script.
 */
function withoutInvisible(value: string): string {
  return value
    .replace(INVISIBLE_BUT_JOINERS, '')
    .replace(BLANKS, ' ')
    .replace(JOINERS_OF_NOTHING, '')
}

function tidy(visible: string): string {
  const text = visible.replace(BLANKS, ' ').trim()
  return text.replace(FORMULA_ESCAPE, '').trim().normalize('NFC')
}

/** Characters shown of a wrong value. */
const SHOWN_CHARACTERS = 100

/** Shown as `\u0000`: characters that cannot be seen, stored or typed. */
const UNSEEN = /[^\P{Cc}\t\n\r]|[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu

export function shorten(value: string): string {
  const short = value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value
  return short.replace(UNSEEN, escaped)
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!.toString(16)
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`
}
