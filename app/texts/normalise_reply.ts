/**
 * The words of a reply in comparable form: compatible characters decomposed (full-width and bold
 * letters become plain ones), without accents, case, punctuation, emoji and invisible characters. A
 * spelled-out word (`S.T.O.P`, `s t o p`) becomes one word.
 */
export function normaliseReply(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  return SPELLED_OUT.test(words) ? words.replaceAll(' ', '') : words
}

const SPELLED_OUT = /^\p{L}(?: \p{L})+$/u
