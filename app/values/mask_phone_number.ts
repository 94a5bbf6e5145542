/** Characters shown at both ends. */
const FIRST = 4
const LAST = 2

/**
 * A number (E.164) by which a person recognises it but cannot call it: `+237•••••••56`. A short one
 * shows its end alone.
 */
export function maskPhoneNumber(number: string): string {
  const first = number.length > FIRST + LAST ? FIRST : 0
  const last = Math.min(LAST, number.length)
  const hidden = number.length - first - last
  return number.slice(0, first) + '•'.repeat(hidden) + number.slice(number.length - last)
}
