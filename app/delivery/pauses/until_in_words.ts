import type { Pause, PauseTarget } from '#delivery/pauses/pause'

/** `until 2026-03-10 18:00 (Africa/Douala)`, or which command ends it. */
export function untilInWords(pause: Pause, timezone: string): string {
  if (!pause.until) return `until "${resumeCommand(pause)}"`
  return `until ${pause.until.setZone(timezone).toFormat('yyyy-MM-dd HH:mm')} (${timezone})`
}

/** The command that ends the pause, as it is typed. */
export function resumeCommand({ scope, subject }: PauseTarget): string {
  const flag = { everything: '', facility: ' --facility=', message_type: ' --type=' }[scope]
  const value = /^[\w.-]*$/.test(subject) ? subject : `'${subject.replaceAll("'", `'\\''`)}'`
  return `node ace sms:resume${flag}${value}`
}
