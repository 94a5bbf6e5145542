import type { OutboundSms } from '#gateways/types'

/** A phone number however it is spaced: six digits or more. Codes of providers have at most five in a row. */
const PHONE_NUMBER = /(?:tel:)?\+?(?:\d[\s().-]{0,2}){5,}\d/gi

/** As many characters in common with the text of the SMS are no coincidence: they are an echo of it. */
const ECHO_LENGTH = 8

/**
 * What a provider says, fit for logs and screens: providers echo the number and
 * the text that they complain about, also URL-encoded.
 */
export function withoutPersonalData(text: string, sms?: Pick<OutboundSms, 'body'>): string {
  const plain = decoded(text).replace(PHONE_NUMBER, '[number]').replace(/\s+/g, ' ').trim()
  return sms ? withoutEchoes(plain, sms.body.replace(/\s+/g, ' ')) : plain
}

function withoutEchoes(text: string, secret: string): string {
  const [haystack, needle] = [text.toLowerCase(), secret.toLowerCase().trim()]
  const shortest = Math.min(ECHO_LENGTH, needle.length)
  if (shortest === 0 || haystack.length !== text.length) return shortest === 0 ? text : '[text]'

  let clean = ''
  for (let at = 0; at < text.length;) {
    const length = echoAt(haystack, at, needle, shortest)
    clean += length > 0 ? '[text]' : text[at]
    at += Math.max(length, 1)
  }
  return clean
}

/** Length of the longest piece of the secret that stands at this place, or 0. */
function echoAt(haystack: string, at: number, needle: string, shortest: number): number {
  let length = 0
  for (let end = at + shortest; end <= haystack.length; end++) {
    if (!needle.includes(haystack.slice(at, end))) break
    length = end - at
  }
  return length
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' +'))
  } catch {
    return text
  }
}
