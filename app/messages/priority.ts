/**
 * Messages are claimed by priority first. The numbers are the values of
 * `sms_messages.priority`.
 */
export const PRIORITIES = { high: 1, normal: 2, low: 3 } as const

export type Priority = keyof typeof PRIORITIES
