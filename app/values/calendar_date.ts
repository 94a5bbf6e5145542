const FORM = /^(\d{4})-(\d{2})-(\d{2})$/

/** The fault of a date as text, or null: first its form, then whether the day exists. */
export function faultOfDate(text: string): string | null {
  const parts = FORM.exec(text)
  if (!parts) return 'is not a date of the form YYYY-MM-DD'
  const [year, month, day] = parts.slice(1).map(Number)
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day)
    return 'is a day that does not exist'
  if (year < 1900 || year > 2199) return 'is not between the years 1900 and 2199'
  return null
}
