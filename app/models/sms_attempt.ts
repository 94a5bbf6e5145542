import { SmsAttemptSchema } from '#database/schema'

/** One POST to a gateway for a message, with its outcome. */
export default class SmsAttempt extends SmsAttemptSchema {}
