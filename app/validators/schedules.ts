import vine from '@vinejs/vine'
import { pageFields } from '#app/api/keyset_page'
import { text } from '#validators/text'

export const schedulesValidator = vine.create({
  ...pageFields,
  enabled: vine.boolean().optional(),
  app_name: vine.string().maxLength(60).optional(),
  kind: vine.enum(['once', 'cron', 'interval'] as const).optional(),
})

export const occurrencesValidator = vine.create(pageFields)

export const schedulePauseValidator = vine.create({
  reason: text().maxLength(500).optional(),
})

/** The rest of the body is the changes. */
export const versionValidator = vine.create({
  version: vine.number({ strict: true }).withoutDecimals().positive(),
})

export const tickValidator = vine.create({
  limit: vine.number({ strict: true }).withoutDecimals().positive().optional(),
})
