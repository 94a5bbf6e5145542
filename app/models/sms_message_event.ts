import { SmsMessageEventSchema } from '#database/schema'

/** One move of a message: when, by whom, from, to, why. */
export default class SmsMessageEvent extends SmsMessageEventSchema {}
