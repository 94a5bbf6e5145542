import type { Pause } from '#delivery/pauses/pause'
import type { PauseTarget } from '#delivery/pauses/pause_target'

/** `everything`, `facility "CSI-1"`, `message type "custom"`. */
export function targetInWords({ scope, subject }: PauseTarget): string {
  switch (scope) {
    case 'everything':
      return 'everything'
    case 'restore_review':
      return 'everything until a restored database has been reviewed'
    case 'facility':
      return `facility "${subject}"`
    case 'message_type':
      return `message type "${subject}"`
    default:
      return scope satisfies never
  }
}

/** The reason in words; a pause need not have one. */
export function reasonOf({ reason, pausedBy }: Pause): string {
  return reason ?? `paused by ${pausedBy}, who gave no reason`
}

/** `until 2026-03-10 18:00 (Africa/Douala)`, or which command ends it. */
export function untilInWords(pause: Pause, timezone: string): string {
  if (!pause.until) return `until "${resumeCommand(pause)}"`
  return `until ${pause.until.setZone(timezone).toFormat('yyyy-MM-dd HH:mm')} (${timezone})`
}

/** The command that ends the pause, ready to type. */
export function resumeCommand({ scope, subject }: PauseTarget): string {
  if (scope === 'restore_review') return 'node ace sms:restore-review'
  const flag = { everything: '', facility: ' --facility=', message_type: ' --type=' }[scope]
  const value = /^[\w.-]*$/.test(subject) ? subject : `'${subject.replaceAll("'", `'\\''`)}'`
  return `node ace sms:resume${flag}${value}`
}
