import type { FiguresSummary } from '#monitoring/figures_summary'
import type { Statistics } from '#monitoring/statistics'

/** Names of types, states, reasons and facilities stay as they are. */
export function statisticsAsJson(statistics: Statistics) {
  const { messages, attempts } = statistics
  return {
    timeframe: statistics.timeframe,
    from: statistics.from,
    to: statistics.to,
    messages: {
      total: messages.total,
      by_status: messages.byStatus,
      by_type: messages.byType,
    },
    attempts: {
      total: attempts.total,
      by_outcome: attempts.byOutcome,
      awaited: attempts.awaited,
      retries: attempts.retries,
    },
    success_rate: statistics.successRate,
    average_delivery_seconds: statistics.averageDeliveryTime,
    pending: statistics.pending,
    segments_sent: statistics.segmentsSent,
    oldest_due_age_seconds: statistics.oldestDueAgeSeconds,
    sms_per_hour: statistics.smsPerHour,
    total: figuresAsJson(statistics.total),
    by_type: eachAsJson(statistics.byType),
    by_facility: eachAsJson(statistics.byFacility),
    by_language: eachAsJson(statistics.byLanguage),
    by_account: eachAsJson(statistics.byAccount),
  }
}

function eachAsJson(figures: Record<string, FiguresSummary>) {
  return Object.fromEntries(
    Object.entries(figures).map(([name, ofName]) => [name, figuresAsJson(ofName)])
  )
}

function figuresAsJson({
  deadLetters,
  suppressed,
  expired,
  deliverySeconds,
  queueSeconds,
  ...figures
}: FiguresSummary) {
  return {
    ...figures,
    dead_letters: deadLetters,
    suppressed: { total: suppressed.total, by_reason: suppressed.byReason },
    expired: { total: expired.total, by_reason: expired.byReason },
    delivery_seconds: deliverySeconds,
    queue_seconds: queueSeconds,
  }
}
