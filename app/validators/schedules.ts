import vine from '@vinejs/vine'
import { pageFields } from '#app/api/keyset_page'

export const schedulesValidator = vine.create({
  ...pageFields,
  enabled: vine.boolean().optional(),
  app_name: vine.string().maxLength(60).optional(),
  kind: vine.enum(['once', 'cron', 'interval'] as const).optional(),
})

export const occurrencesValidator = vine.create(pageFields)

export const schedulePauseValidator = vine.create({
  reason: vine.string().trim().maxLength(500).optional(),
})

/** The rest of the body is what changes. */
export const versionValidator = vine.create({
  version: vine.number({ strict: true }).withoutDecimals().positive(),
})

export const tickValidator = vine.create({
  limit: vine.number({ strict: true }).withoutDecimals().positive().optional(),
})
