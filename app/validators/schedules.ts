import vine from '@vinejs/vine'
import { pageFields } from '#app/api/keyset_page'
import { strictly } from '#app/api/strict_input'
import { text } from '#validators/text'

const listFields = {
  ...pageFields,
  enabled: vine.boolean().optional(),
  app_name: vine.string().maxLength(60).optional(),
  kind: vine.enum(['once', 'cron', 'interval'] as const).optional(),
}
export const scheduleListValidator = strictly(vine.create(listFields), listFields)

export const occurrenceListValidator = strictly(vine.create(pageFields), pageFields)

const pauseFields = { reason: text().maxLength(500).optional() }
export const schedulePauseValidator = strictly(vine.create(pauseFields), pauseFields)

/** The rest of the body is the changes. */
export const versionValidator = vine.create({
  version: vine.number({ strict: true }).withoutDecimals().positive(),
})
