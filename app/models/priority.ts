/** Messages are claimed by priority first. The numbers are what `sms_messages.priority` holds. */
export const PRIORITIES = { high: 1, normal: 2, low: 3 } as const

export type Priority = keyof typeof PRIORITIES
