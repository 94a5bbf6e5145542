import type { JobOutcome } from '#schedules/jobs/job_handler'

/** In milliseconds. */
export interface EffectLimits {
  /** After which it is told to end. */
  longestMs: number
  /** It then has to do so, whoever told it to; then it is not waited for any more. */
  patienceMs: number
}

/**
 * Waits for an effect, and not for ever: one that hangs, and hears nothing, would
 * hold its place as long as the process lives. What it may still do then is like
 * what a lost process may have done: it is done again.
 */
export async function performEffect(
  run: (signal: AbortSignal) => Promise<JobOutcome>,
  signal: AbortSignal,
  { longestMs, patienceMs }: EffectLimits
): Promise<JobOutcome> {
  if (signal.aborted) return failed('stopped', 'It was not begun: the process was told to end')
  const late = new AbortController()
  const ending = AbortSignal.any([signal, late.signal])
  const limit = setTimeout(() => late.abort(), longestMs)
  let patience: NodeJS.Timeout | undefined
  const givenUp = new Promise<JobOutcome>((resolve) => {
    ending.addEventListener('abort', () => {
      patience = setTimeout(
        () => resolve(failed('did_not_end', 'It did not end as told')),
        patienceMs
      )
    })
  })
  try {
    const outcome = await Promise.race([run(ending), givenUp])
    if (outcome.outcome === 'done' || !late.signal.aborted) return outcome
    return failed(
      'took_too_long',
      `It was ended after ${longestMs / 60_000} minutes (schedules.longestJobMinutes)`
    )
  } finally {
    clearTimeout(limit)
    clearTimeout(patience)
  }
}

function failed(reason: string, error: string): JobOutcome {
  return { outcome: 'failed', kind: 'passing', reason, error }
}
