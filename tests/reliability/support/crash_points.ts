/** The places of the send protocol at which a process is made to die. */
export const CRASH_POINTS = [
  'after_claim',
  'after_commit',
  'mid_post',
  'before_record',
  'after_record',
] as const

export type CrashPoint = (typeof CRASH_POINTS)[number]
