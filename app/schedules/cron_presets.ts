/** Names for common times, as they are known from crontab; kept as their five fields. */
export const CRON_PRESETS: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
}

/** An expression as it is kept: five fields with one space between, the name of a preset replaced. */
export function fiveFields(expression: string): string {
  const fields = expression.trim().split(/\s+/).join(' ')
  return CRON_PRESETS[fields.toLowerCase()] ?? fields
}
