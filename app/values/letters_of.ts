/** Accents of Latin, Greek and Cyrillic; marks of other scripts are vowels. */
const ACCENTS = /[\u0300-\u036F]/gu

const OTHER_SIGNS = /[^\p{L}\p{M}\p{N}]+/gu

/** Small letters and digits without accents; everything else separates words. */
export function wordsOf(name: string): string[] {
  const plain = name.normalize('NFKD').toLowerCase().replace(ACCENTS, '')
  return plain.split(OTHER_SIGNS).filter(Boolean)
}

/** The same, without the blanks; a name of other signs stays as it is. */
export function lettersOf(name: string): string {
  return wordsOf(name).join('') || name
}
