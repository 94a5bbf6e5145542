/**
 * The words of a reply as they are compared: compatible forms composed apart
 * (full-width and bold letters become plain ones), without accents, letter case,
 * punctuation, emoji and invisible characters; a word that was spelled out
 * (`S.T.O.P`, `s t o p`) is one word.
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
