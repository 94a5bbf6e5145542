/** Digits by which a number is recognised, with its country or without. */
const LAST_DIGITS = 8

/** Whether a text has one of the numbers (E.164) in it, however it is written. */
export function quotesNumber(text: string, numbers: string[]): boolean {
  const digits = text.replace(/\D/g, '')
  return numbers.some((phone) => digits.includes(phone.slice(1).slice(-LAST_DIGITS)))
}
