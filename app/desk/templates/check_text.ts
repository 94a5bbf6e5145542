import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { InvalidDeskRequest } from '../invalid_desk_request.js'
import { checkAddress } from './text_address.js'
import { checkTemplate, type TemplateRemark } from '#texts/check_template'
import type { SampleMeasure } from '#texts/measure_sample'
import { MIXED_REMINDERS } from '#texts/template_store'
import type { TextSample } from '#texts/text_sample'
import { isStorable } from '#values/storable_text'

export interface CheckedText {
  /** What costs, or is missing, in words. */
  warnings: string[]
  /** What the texts of a sample cost. */
  measure: SampleMeasure
}

export interface TextToCheck {
  type: string
  language: string
  body: string
}

/** @throws InvalidDeskRequest with all that is wrong, if the text cannot be used */
export async function checkText(
  { type, language, body }: TextToCheck,
  sample: TextSample,
  config: SmsSchedulerConfig
): Promise<CheckedText> {
  checkAddress({ type, language })
  if (!isStorable(body))
    throw new InvalidDeskRequest('text', 'has characters that cannot be stored')
  const isReminder = type === MIXED_REMINDERS || config.everyRule.some((rule) => rule.type === type)
  const template = { messageType: type, language, body, isReminder }
  const { errors, warnings, measure } = await checkTemplate(template, sample, config.text)
  if (errors.length > 0 || measure === null)
    throw new InvalidDeskRequest('text', `cannot be used: ${errors.map(inWords).join('\n')}`)
  return { warnings: warnings.map(inWords), measure }
}

function inWords({ message, line, column }: TemplateRemark): string {
  return line === null ? message : `line ${line}, column ${column}: ${message}`
}
