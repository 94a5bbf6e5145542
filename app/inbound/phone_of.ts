/** E.164: a plus, then 7 to 15 digits. */
const E164 = /^\+[1-9]\d{6,14}$/

/**
 * The number of an address as operators write it: `tel:+237…`, `+237…`, `237…` or
 * `00237…`. Null where it is none in international form (a short code, a name).
 */
export function phoneOf(address: string): string | null {
  const digits = address.replace(/^tel:/i, '').replace(/^(?:%2B|\+|00)?/i, '')
  const number = `+${digits.replace(/[\s().-]/g, '')}`
  return E164.test(number) ? number : null
}
