import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { ReminderRule } from '#settings/sms_scheduler_config'
import { InvalidDeskRequest } from '../invalid_desk_request.js'
import { isAboutDose } from '#reminders/rule_scopes'
import { query } from '#storage/sql'
import type { MessageText } from '#texts/message_text'
import { tidyValue } from '#values/tidy_value'

/** Doses of one patient that are read. */
const DOSES_AT_MOST = 200

export interface VisitRequest {
  ref: string
  type: string
  /** Instead of the patient's own. */
  language: string | null
  defaultLanguage: string
  /** `YYYY-MM-DD`. */
  today: string
  /** Of the type, if it has one. */
  rule?: Pick<ReminderRule, 'appliesTo'>
}

/**
 * What an SMS about the patient's next visit would be made from: all doses that are due that day.
 * The last one stands in where no visit is to come.
 *
 * @throws InvalidDeskRequest without such a patient, or a dose that the rule applies to
 */
export async function remindersOfVisit(
  client: QueryClientContract,
  { ref, type, language, defaultLanguage, today, rule }: VisitRequest
): Promise<[MessageText, ...MessageText[]]> {
  const rows = await query<Dose>(client, DOSES, { ref: tidyValue(ref) })
  if (rows.length === 0)
    throw new InvalidDeskRequest('patient', `is "${ref}": there is no such patient, or no dose`)
  const doses = rows.filter((dose) => isAboutDose(rule ?? {}, dose))
  const open = doses.filter(({ administered_on: given }) => given === null)
  const [visit] = [
    ...open.filter(({ due_on: dueOn }) => dueOn >= today),
    ...open.toReversed(),
    ...doses.toReversed(),
  ]
  if (!visit)
    throw new InvalidDeskRequest('patient', `is "${ref}", who has no dose that "${type}" is about`)
  const together = (open.includes(visit) ? open : doses).filter(
    ({ due_on: dueOn }) => dueOn === visit.due_on
  )
  return together.map(({ administered_on: _, ...dose }) => ({
    ...dose,
    message_type: type,
    language: language ?? dose.language ?? dose.facility_language ?? defaultLanguage,
    body: null,
  })) as [MessageText, ...MessageText[]]
}

interface Dose extends Omit<MessageText, 'message_type' | 'body' | 'vaccine' | 'dose' | 'due_on'> {
  vaccine: string
  dose: string
  due_on: string
  administered_on: string | null
}

const DOSES = `
  SELECT p.id AS patient_id, p.first_name, p.last_name, p.language, i.vaccine, i.dose, i.due_on, i.administered_on,
    f.name AS facility_name, f.language AS facility_language, f.short_name AS facility_short_name,
    f.at_phrase AS facility_at_phrase
  FROM patients p
  JOIN facilities f ON f.id = p.facility_id
  JOIN immunizations i ON i.patient_id = p.id
  WHERE p.external_ref = :ref ORDER BY i.due_on, i.id LIMIT ${DOSES_AT_MOST}`
