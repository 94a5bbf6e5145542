import type { FiguresSummary, TimesSummary } from '#monitoring/figures_summary'
import type { Statistics } from '#monitoring/statistics'

export const PART_HEAD = [
  ...['sent', 'delivered', 'undelivered', 'failed'],
  ...['suppressed', 'expired', 'segments'],
]

/** One type, facility, language or account. */
export function partRow(name: string, figures: FiguresSummary): string[] {
  const { sent, delivered, undelivered, failed, deadLetters, suppressed, expired, segments } =
    figures
  const counts = [sent, delivered, undelivered, failed + deadLetters]
  return [name, ...[...counts, suppressed.total, expired.total, segments].map(String)]
}

/** What happened to messages. */
export function figureRows(total: FiguresSummary): string[][] {
  const reasons = ({ byReason }: FiguresSummary['expired'], state: string) =>
    Object.entries(byReason).map(([reason, count]) => [`${state}: ${reason}`, String(count)])
  return [
    ['messages sent', String(total.sent)],
    ['delivered', String(total.delivered)],
    ['undelivered', String(total.undelivered)],
    ['unconfirmed', String(total.unconfirmed)],
    ['failed', String(total.failed)],
    ['dead letters', String(total.deadLetters)],
    ['unknown', String(total.unknown)],
    ['cancelled', String(total.cancelled)],
    ...reasons(total.suppressed, 'suppressed'),
    ...reasons(total.expired, 'expired'),
    ['retried', String(total.retried)],
    ['SMS', String(total.sms)],
    ['segments sent', String(total.segments)],
    ['units', String(total.units)],
    ['delivery time', timesInWords(total.deliverySeconds)],
    ['time from due to sent', timesInWords(total.queueSeconds)],
  ]
}

/** How sending went, and what waits now. */
export function moreRows({ attempts, successRate, ...statistics }: Statistics): string[][] {
  return [
    ['attempts', String(attempts.total)],
    ...Object.entries(attempts.byOutcome).map(([outcome, count]) => [
      `attempts: ${outcome}`,
      String(count),
    ]),
    ...(attempts.awaited > 0 ? [['attempts: no answer', String(attempts.awaited)]] : []),
    ['success rate', successRate === null ? '–' : `${(successRate * 100).toFixed(1)} %`],
    ['SMS an hour', String(statistics.smsPerHour)],
    ['pending now', String(statistics.pending)],
    ['oldest due message', inWords(statistics.oldestDueAgeSeconds)],
  ]
}

function timesInWords({ average, p95 }: TimesSummary): string {
  if (average === null) return '–'
  return `${average} s on average${p95 === null ? '' : `, 95 % within ${p95} s`}`
}

function inWords(seconds: number | null): string {
  return seconds === null ? 'none is due' : `due for ${seconds} s`
}
