import type { JobOutcome } from '#schedules/jobs/job_handler'

/** In milliseconds. */
export interface EffectLimits {
  /** After this it is told to end. */
  longestMs: number
  /** The time it then has to end, whoever told it to; after that it is abandoned. */
  patienceMs: number
}

/**
 * Waits for an effect for a limited time: one that hangs and ignores the signal would hold its
 * place as long as the process lives. What it may still do is like the work of a lost process: it
 * is done again.
 */
export async function performEffect(
  run: (signal: AbortSignal) => Promise<JobOutcome>,
  signal: AbortSignal,
  { longestMs, patienceMs }: EffectLimits
): Promise<JobOutcome> {
  if (signal.aborted) return failed('stopped', 'Not begun: the process was told to end')
  const late = new AbortController()
  const ending = AbortSignal.any([signal, late.signal])
  const limit = setTimeout(() => late.abort(), longestMs)
  let patience: NodeJS.Timeout | undefined
  const givenUp = new Promise<JobOutcome>((resolve) => {
    ending.addEventListener('abort', () => {
      patience = setTimeout(
        () => resolve(failed('did_not_end', 'It did not end when told to')),
        patienceMs
      )
    })
  })
  try {
    const outcome = await Promise.race([run(ending), givenUp])
    if (outcome.outcome === 'done' || !late.signal.aborted) return outcome
    return failed(
      'took_too_long',
      `Ended after ${longestMs / 60_000} minutes (schedules.longestJobMinutes)`
    )
  } finally {
    clearTimeout(limit)
    clearTimeout(patience)
  }
}

function failed(reason: string, error: string): JobOutcome {
  return { outcome: 'failed', kind: 'passing', reason, error }
}
