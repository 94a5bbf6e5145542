import { SmsConsentSchema } from '#database/schema'

/** Opt-in or opt-out of a number, with its source. */
export default class SmsConsent extends SmsConsentSchema {}
