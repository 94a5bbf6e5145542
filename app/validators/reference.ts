import vine from '@vinejs/vine'
import { pageFields } from '#app/api/keyset_page'
import { strictly } from '#app/api/strict_input'
import { LONGEST_TEMPLATE } from '#texts/parse_template'
import { text } from '#validators/text'

export const facilityListValidator = strictly(vine.create(pageFields), pageFields)

const templateFields = {
  type: text().maxLength(60).optional(),
  language: text().maxLength(35).optional(),
}
export const templateListValidator = strictly(vine.create(templateFields), templateFields)

const textFields = {
  body: vine.string().maxLength(LONGEST_TEMPLATE),
  dry_run: vine.boolean({ strict: true }).optional(),
}
export const templateValidator = strictly(vine.create(textFields), textFields)

const statisticsFields = { timeframe: vine.enum(['hour', 'day', 'week'] as const).optional() }
export const statisticsValidator = strictly(vine.create(statisticsFields), statisticsFields)

const auditFields = {
  ...pageFields,
  actor: text().maxLength(120).optional(),
  action: text().maxLength(60).optional(),
  subject: text().maxLength(120).optional(),
}
export const auditListValidator = strictly(vine.create(auditFields), auditFields)
