/** Digits shown at the end of a masked number. */
const SHOWN = 2

/**
 * A number (E.164) by which a person recognises it but cannot call it: the first four characters
 * and the last two digits.
 */
export function maskPhoneNumber(number: string): string {
  const start = number.slice(0, Math.min(4, Math.max(0, number.length - SHOWN)))
  const hidden = Math.max(0, number.length - start.length - SHOWN)
  return `${start}${'•'.repeat(hidden)}${number.slice(start.length + hidden)}`
}
