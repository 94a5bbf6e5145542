/** Digits by which a number is recognised, with its country or without. */
const LAST_DIGITS = 8

/** What a number (E.164) ends with, in whatever form it is written. */
export function endOf(phoneNumber: string): string {
  return phoneNumber.slice(1).slice(-LAST_DIGITS)
}

/** Whether a text has one of the numbers (E.164) in it, however it is written. */
export function quotesNumber(text: string, numbers: string[]): boolean {
  const digits = text.replace(/\D/g, '')
  return numbers.some((phone) => digits.includes(endOf(phone)))
}
