import type { Pause } from '#delivery/pauses/pause'

export function pauseAsJson({ scope, subject, reason, pausedBy, since, until }: Pause) {
  return {
    scope,
    subject,
    reason,
    paused_by: pausedBy,
    since: since.toISO(),
    until: until?.toISO() ?? null,
  }
}
