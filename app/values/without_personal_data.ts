/**
 * A phone number in any spacing: six digits or more. Providers' codes have at most five in a row.
 */
// eslint-disable-next-line regexp/no-super-linear-move -- of LONGEST_TEXT characters at most
const PHONE_NUMBER = /(?:tel:)?\+?(?:\d[\s().-]{0,2}){5,}\d/gi

/** This many characters in common with the text of the SMS are an echo, not a coincidence. */
const ECHO_LENGTH = 8

/** Names are shorter: a capitalised word of the SMS is removed entirely. */
const CAPITALISED = /(?<!\p{L})\p{Lu}\p{L}+/gu

/**
 * Characters of what is said that are looked at, and the rest is left out: finding
 * echoes takes longer than the text is long. An SMS has at most 1,530.
 */
const LONGEST_TEXT = 2_000

/**
 * What a provider says, fit for logs and screens: providers echo the number and
 * the text that they complain about, also URL-encoded or without accents.
 */
export function withoutPersonalData(text: string, sms?: { body: string }): string {
  const plain = oneLine(urlDecoded(text.slice(0, LONGEST_TEXT)))
  const clean = sms ? withoutEchoes(plain, oneLine(sms.body.slice(0, LONGEST_TEXT))) : plain
  return clean.replace(PHONE_NUMBER, '[number]')
}

function withoutEchoes(text: string, body: string): string {
  const [haystack, needle] = [folded(text), folded(body)]
  let clean = ''
  for (let at = 0; at < text.length;) {
    const length = echoAt(haystack, at, needle)
    clean += length > 0 ? '[text]' : text[at]
    at += Math.max(length, 1)
  }
  const names = new Set((body.match(CAPITALISED) ?? []).map(folded))
  return clean.replace(/\p{L}+/gu, (word) => (names.has(folded(word)) ? '[text]' : word))
}

/** Length of the longest part of the needle at this position, or 0 for a coincidence. */
function echoAt(haystack: string, at: number, needle: string): number {
  let length = 0
  for (let end = at + ECHO_LENGTH; end <= haystack.length; end++) {
    if (!needle.includes(haystack.slice(at, end))) break
    length = end - at
  }
  return length
}

/** Lower case without accents, character by character, so that positions stay the same. */
function folded(text: string): string {
  return text.replace(/[^\0-\x7f]/g, (unit) => unit.normalize('NFD')[0]).replace(/[A-Z]/g, lower)
}

function lower(letter: string): string {
  return letter.toLowerCase()
}

function oneLine(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim()
}

function urlDecoded(text: string): string {
  return text.replace(/\+(?=\p{L})/gu, ' ').replace(/(?:%[0-9a-f]{2})+/gi, (sequence) => {
    try {
      return decodeURIComponent(sequence)
    } catch {
      return ' '
    }
  })
}
