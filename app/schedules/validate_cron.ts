import type { DateTime } from 'luxon'
import { fiveFields } from '#schedules/cron_presets'
import { findCronProblem } from '#schedules/find_cron_problem'
import { inWords, type Language } from '#schedules/in_words'
import { nextRuns } from '#schedules/next_runs'

export type CronVerdict =
  | { valid: true; cron: string; next: DateTime<true>[]; words: Record<Language, string> }
  | { valid: false; problem: string }

/**
 * Whether the expression is valid, its next three times after the instant, and its meaning in
 * words. The zone must be valid.
 */
export function validateCron(expression: string, timezone: string, after: DateTime): CronVerdict {
  const cron = fiveFields(expression)
  const problem = findCronProblem(cron, timezone, after)
  if (problem) return { valid: false, problem }
  const when = { kind: 'cron', cron, timezone } as const
  return {
    valid: true,
    cron,
    next: nextRuns(when, after, 3),
    words: { fr: inWords(when, 'fr'), en: inWords(when, 'en') },
  }
}
