import type { AlertSeverity, SmsSchedulerSettings } from '#settings/sms_scheduler_settings'

/** What is known of the live incident of a rule. */
export interface IncidentState {
  /** `suspected`: not told yet. */
  status: 'suspected' | 'open'
  /** As it is told; it rises while the incident is open, and does not fall. */
  severity: AlertSeverity
  /** Evaluations in a row: with trouble, with critical trouble, without any. */
  breaches: number
  criticals: number
  calms: number
  /** Epoch milliseconds. */
  toldAtMs: number | null
  isAcknowledged: boolean
}

/** What an evaluation found of a rule. */
export type Found = 'calm' | AlertSeverity

/** What is told of an incident. */
export type NoticeKind = 'opened' | 'worsened' | 'reminder' | 'recovered'

export interface Decision {
  /** The incident that is open afterwards, or null. */
  state: IncidentState | null
  tell?: NoticeKind
}

export type AlertRules = Pick<
  SmsSchedulerSettings['alerts'],
  'breaches' | 'calms' | 'remindHours' | 'leastSeverity'
>

const HOUR_MS = 3_600_000

const UNSEEN: IncidentState = {
  status: 'suspected',
  severity: 'warn',
  breaches: 0,
  criticals: 0,
  calms: 0,
  toldAtMs: null,
  isAcknowledged: false,
}

/**
 * One step of a rule. It is told after `breaches` evaluations with trouble in a row, and over after
 * `calms` without: what comes and goes faster is told once, or never. Decides only.
 */
export function decideAlert(
  before: IncidentState | null,
  found: Found,
  { rules, nowMs }: { rules: AlertRules; nowMs: number }
): Decision {
  if (found === 'calm' || (found === 'warn' && rules.leastSeverity === 'fail'))
    return afterCalm(before, rules)
  const { breaches, criticals, ...rest } = before ?? UNSEEN
  const state: IncidentState = {
    ...rest,
    breaches: breaches + 1,
    criticals: found === 'fail' ? criticals + 1 : 0,
    calms: 0,
  }
  const isCritical = state.criticals >= rules.breaches.fail
  if (state.status === 'suspected') {
    const isLong = rules.leastSeverity === 'warn' && state.breaches >= rules.breaches.warn
    if (!isCritical && !isLong) return { state }
    const severity = isCritical ? 'fail' : 'warn'
    return { state: { ...state, status: 'open', severity, toldAtMs: nowMs }, tell: 'opened' }
  }
  if (isCritical && state.severity === 'warn') {
    const worse = { ...state, severity: 'fail', toldAtMs: nowMs, isAcknowledged: false } as const
    return { state: worse, tell: 'worsened' }
  }
  const waitMs = rules.remindHours[state.severity] * HOUR_MS
  if (!state.isAcknowledged && nowMs - (state.toldAtMs ?? nowMs) >= waitMs)
    return { state: { ...state, toldAtMs: nowMs }, tell: 'reminder' }
  return { state }
}

/** A suspicion is dropped at once; an incident only after a while. */
function afterCalm(before: IncidentState | null, { calms: enough }: AlertRules): Decision {
  if (!before || before.status === 'suspected') return { state: null }
  const calms = before.calms + 1
  if (calms >= enough) return { state: null, tell: 'recovered' }
  return { state: { ...before, calms, breaches: 0, criticals: 0 } }
}
