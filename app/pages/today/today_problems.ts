import type { Trouble } from '#monitoring/health/health_report'
import type { Reader } from '#app/pages/reader'

/** Something that a person has to know, with the next step. */
export interface Problem {
  look: 'bad' | 'warn'
  icon: 'failed' | 'dead_letter'
  title: string
  step: string
  action: { href: string; label: string }
  /** In the words of the health report, for engineers. */
  output: string
}

/** The page that helps; System for the others. */
const PAGES: Readonly<Record<string, string>> = {
  dead_letters: 'attention',
  unknown: 'attention',
  replies: 'replies',
  due: 'due',
  oldest_due: 'due',
  outcomes: 'failures',
  failure_rate: 'failures',
  forecast: 'forecast',
  receipts: 'receipts',
  stuck: 'sending',
  balance: 'balance',
  pauses: 'pauses',
  schedules: 'schedules',
  languages: 'templates',
  opt_outs: 'templates',
}

const HREFS: Readonly<Record<string, string>> = {
  attention: '/attention',
  replies: '/attention#replies',
  due: '/messages?tab=due',
  failures: '/messages?tab=failed',
  forecast: '/forecast',
  receipts: '/messages?tab=sent',
  sending: '/messages?status=sending',
  balance: '/system#balance',
  pauses: '/system#pauses',
  schedules: '/schedules',
  templates: '/templates',
  system: '/system',
}

/** One problem a trouble: checks that say the same share one. */
export function problemsOf(reader: Reader, troubles: Trouble[]): Problem[] {
  return troubles.map(({ names: [name], status, output }) => {
    const page = PAGES[name] ?? 'system'
    const key = status === 'unknown' ? 'not_found_out' : name
    return {
      look: status === 'fail' ? 'bad' : 'warn',
      icon: status === 'fail' ? 'failed' : 'dead_letter',
      title: reader.t(`today.problems.${key}.title`),
      step: reader.t(`today.problems.${key}.step`),
      action: { href: HREFS[page], label: reader.t(`today.actions.${page}`) },
      output,
    }
  })
}

export interface Verdict {
  title: string
  lead: string
}

/** The sentence that tells whether to worry. */
export function verdictOf(
  reader: Reader,
  {
    problems,
    isPaused,
    sent,
    isEmpty,
  }: { problems: number; isPaused: boolean; sent: number; isEmpty: boolean }
): Verdict {
  if (isPaused)
    return { title: reader.t('today.verdict.paused'), lead: reader.t('today.lead.paused') }
  if (problems > 0)
    return {
      title: reader.t('today.verdict.problems', { count: problems }),
      lead: reader.t('today.lead.problems', { count: problems }),
    }
  if (isEmpty) return { title: reader.t('today.verdict.empty'), lead: reader.t('today.lead.empty') }
  return {
    title: reader.t('today.verdict.well', { count: sent }),
    lead: reader.t('today.lead.well'),
  }
}
