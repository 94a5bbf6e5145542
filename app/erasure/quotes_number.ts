/** Last digits that identify a number, with or without its country code. */
const LAST_DIGITS = 8

/** The end of a number (E.164), in any notation. */
export function endOf(phoneNumber: string): string {
  return phoneNumber.slice(1).slice(-LAST_DIGITS)
}

/** Whether a text contains one of the numbers (E.164), in any notation. */
export function quotesNumber(text: string, numbers: string[]): boolean {
  const digits = text.replace(/\D/g, '')
  return numbers.some((phone) => digits.includes(endOf(phone)))
}
