import type { EnvironmentBadge } from '#dashboard/environment_badge'
import type { HealthReport } from '#monitoring/health/health_report'
import type { Start } from '#monitoring/start/read_start'
import type { Reader } from '#app/pages/reader'

/** On the way to the first reminder, in the order in which they are done. */
const STEPS = [
  'operator',
  'account',
  'units',
  'texts',
  'scheduler',
  'children',
  'test',
  'receipts',
  'live',
] as const

type Step = (typeof STEPS)[number]

/** The page that helps somebody who may act; those of an account, once there is an operator. */
const ACTIONS: Partial<Record<Step, string>> = {
  account: '/system',
  units: '/system',
  texts: '/templates',
  children: '/imports',
  test: '/start/test',
}

interface StartParts {
  start: Start
  report: HealthReport
  badge: EnvironmentBadge
  mayAct: boolean
}

/** The steps that are not done yet. */
export function missingSteps({ start, report }: Pick<StartParts, 'start' | 'report'>): Step[] {
  const isDone: Record<Step, boolean> = {
    operator: start.hasOperator,
    account: start.accountsAnswer,
    units: (start.units ?? 0) > 0,
    texts: start.hasTexts,
    scheduler: report.checks.some(({ name, status }) => name === 'scheduler' && status === 'pass'),
    children: start.hasChildren,
    test: start.hasSent,
    receipts: start.hasReceipt,
    live: start.isForReal,
  }
  return STEPS.filter((step) => !isDone[step])
}

/** Everything that the template of the first steps writes down. */
export function startPage(reader: Reader, { start, report, badge, mayAct }: StartParts) {
  const { t } = reader
  const missing = missingSteps({ start, report })
  const hrefOf = (step: Step) => {
    const needsOperator = step === 'account' || step === 'units'
    if (!mayAct || !missing.includes(step) || (needsOperator && !start.hasOperator)) return
    return ACTIONS[step]
  }
  const first = STEPS.find(hrefOf)
  return {
    small: t('start.small'),
    title: t('start.title', { count: missing.length }),
    lead: t(`start.badge.${badge}`),
    steps: STEPS.map((step) => {
      const isDone = !missing.includes(step)
      const href = hrefOf(step)
      return {
        isDone,
        title: t(`start.${isDone ? 'done' : 'missing'}.${step}`),
        text: t(`start.${isDone ? 'done_text' : 'text'}.${step}`, {
          units: start.units ?? 0,
          total: reader.number(start.units ?? 0),
        }),
        action: href ? { href, label: t(`start.action.${step}`), isMain: step === first } : null,
        hasExample: step === 'children' && href !== undefined,
      }
    }),
  }
}
