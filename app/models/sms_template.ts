import { SmsTemplateSchema } from '#database/schema'

/** The text of a message type in one language; the highest version is used. */
export default class SmsTemplate extends SmsTemplateSchema {}
