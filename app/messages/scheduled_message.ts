/** `source` of the messages that schedules create. */
export const SCHEDULED = 'schedule'
