import type { Pause } from '#delivery/pauses/pause'
import type { AuditEvent } from '#storage/audit_events'

/** What the audit keeps of a pause, whether it begins or ends. */
export function auditOfPause(pause: Pause): Pick<AuditEvent, 'subject' | 'detail'> {
  const { scope, subject, reason, pausedBy, since, until } = pause
  return {
    subject: scope === 'everything' ? scope : subject,
    detail: { scope, reason, pausedBy, since, until },
  }
}
