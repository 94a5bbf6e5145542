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

/** Each is one more text that is tried for each name of the sample. */
const MOST_OPTIONAL = 8

const fewOptional = vine.createRule((value, _, field) => {
  const parts = String(value).split('<optional>').length - 1
  if (parts > MOST_OPTIONAL)
    field.report(
      `The {{ field }} has ${parts} optional parts, at most ${MOST_OPTIONAL} are allowed`,
      'optional',
      field
    )
})

const textFields = {
  body: vine.string().maxLength(LONGEST_TEMPLATE).use(fewOptional()),
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
