/** `source` of the messages that schedules create. */
export const SCHEDULED = 'schedule'

/** `source` of the messages that programs create over the API. */
export const REQUESTED = 'api'

/** Sources whose messages wait for the recipient's window unless they are urgent. */
export const WINDOWED_SOURCES: readonly string[] = [SCHEDULED, REQUESTED]
