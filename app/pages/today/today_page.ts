import type { HealthReport } from '#monitoring/health/health_report'
import { troublesOf } from '#monitoring/health/health_report'
import type { Today } from '#monitoring/today/read_today'
import type { Reader } from '#app/pages/reader'
import { dayChart, monthChart } from './charts.js'
import { problemsOf, verdictOf } from './today_problems.js'
import { tilesOf } from './today_tiles.js'
import { weekOf } from './today_week.js'

/** Everything that the template of Today writes down. */
export function todayPage(
  reader: Reader,
  today: Today,
  report: HealthReport,
  { minimumDays }: { minimumDays: number }
) {
  const problems = problemsOf(reader, troublesOf(report))
  const isPaused = report.checks.some(
    ({ name, observedValue }) => name === 'pauses' && observedValue === 'everything'
  )
  const { figures, isEmpty } = today
  const month = [
    ...today.month,
    {
      date: reader.now.setZone(reader.zone).toFormat('yyyy-MM-dd'),
      delivered: figures.delivered,
      sent: Math.max(0, figures.sent - figures.delivered - figures.undelivered),
      failed: figures.failed + figures.undelivered,
    },
  ]
  const hasMonth = month.some(({ delivered, sent, failed }) => delivered + sent + failed > 0)
  const hours = dayChart(reader, today.hours)
  const week = weekOf(reader, today)
  return {
    small: reader.t('today.small', { day: reader.wholeDay(reader.now) }),
    verdict: verdictOf(reader, {
      problems: problems.length,
      isPaused,
      sent: figures.sent,
      isEmpty,
    }),
    problems,
    tiles: tilesOf(reader, today, { minimumDays }),
    week,
    month: hasMonth ? monthChart(reader, month) : null,
    hours,
    hasCharts: hasMonth || hours !== null || week !== null,
    isEmpty,
  }
}
