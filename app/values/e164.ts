/** A phone number in E.164: a plus, then 7 to 15 digits. */
export const E164 = /^\+[1-9]\d{6,14}$/

/** The beginning of a number in E.164, or all of it. */
export const E164_PREFIX = /^\+[1-9]\d{0,14}$/
