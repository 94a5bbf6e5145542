/** Names for common times, as known from crontab; stored as five fields. */
export const CRON_PRESETS: ReadonlyMap<string, string> = new Map([
  ['@hourly', '0 * * * *'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@weekly', '0 0 * * 0'],
  ['@monthly', '0 0 1 * *'],
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
])

/** An expression as it is stored: five fields separated by one space, presets replaced. */
export function fiveFields(expression: string): string {
  const fields = expression.trim().split(/\s+/).join(' ')
  return CRON_PRESETS.get(fields.toLowerCase()) ?? fields
}
