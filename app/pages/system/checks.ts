import type {
  HealthCheckResult,
  HealthReport,
  ReportedStatus,
} from '#monitoring/health/health_report'
import type { Reader } from '#app/pages/reader'

const LOOKS: Record<ReportedStatus, readonly [icon: string, look: string]> = {
  fail: ['failed', 'bad'],
  unknown: ['unknown', 'warn'],
  warn: ['dead_letter', 'warn'],
  pass: ['sent', 'ok'],
}

/** Worst first. */
const ORDER = Object.keys(LOOKS)

/** The troubles and what to do about each, and what is in order. */
export function checksOf(reader: Reader, { checks }: HealthReport) {
  const weight = ({ status }: HealthCheckResult) => ORDER.indexOf(status)
  const sound = checks.filter(({ status }) => status === 'pass')
  return {
    troubles: checks
      .filter(({ status }) => status !== 'pass')
      .sort((left, right) => weight(left) - weight(right))
      .map((check) => checkOnPage(reader, check)),
    sound: {
      title: reader.t('system.sound', { count: sound.length }),
      checks: sound.map((check) => checkOnPage(reader, check)),
    },
  }
}

function checkOnPage({ t }: Reader, { name, status, output }: HealthCheckResult) {
  const [icon, look] = LOOKS[status]
  const key = status === 'unknown' ? 'not_found_out' : name
  return {
    name: t(`system.checks.${name}`, {}, name),
    chip: { icon, look, word: t(`system.statuses.${status}`) },
    trouble: status === 'pass' ? '' : t(`today.problems.${key}.title`, {}, ''),
    step: status === 'pass' ? '' : t(`today.problems.${key}.step`, {}, ''),
    /** For engineers. */
    output,
  }
}
