import { type DateTime } from 'luxon'
import type { RuleScope } from '#settings/sms_scheduler_config'
import type { MessageText } from '#texts/message_text'

/** Reminders that would leave as one SMS. */
export interface SampleChildren {
  /** What is special about them. */
  who: string
  reminders: [MessageText, ...MessageText[]]
}

type Dose = Required<RuleScope>

/** What a child of six weeks is due for on one day. */
const SIX_WEEKS: Dose[] = ['Penta', 'VPO', 'PCV13', 'Rota'].map((vaccine) => ({
  vaccine,
  dose: '1',
}))

const MOST_DOSES = 4

export interface SampleRequest {
  type: string
  language: string
  /** `YYYY-MM-DD`. */
  dueOn: string
  /** Of the rule; missing for all doses. */
  appliesTo?: RuleScope[]
}

/** Children to try a text with: the usual one, and those whose text is long or costs more. */
export function sampleChildren({
  type,
  language,
  dueOn,
  appliesTo,
}: SampleRequest): SampleChildren[] {
  const doses = dosesOf(appliesTo)
  const [first] = doses
  const facility = 'CSI Mvog-Ada'
  const text = (values: Partial<MessageText>, { vaccine, dose }: Dose): MessageText => ({
    message_type: type,
    language,
    patient_id: 1,
    body: null,
    first_name: 'Amina',
    last_name: 'Ngo',
    vaccine,
    dose,
    due_on: dueOn,
    facility_name: facility,
    facility_language: null,
    facility_short_name: null,
    facility_at_phrase: null,
    ...values,
  })
  const together = (values: Partial<MessageText>, [one, ...others]: Dose[]) =>
    [text(values, one), ...others.map((dose) => text(values, dose))] as SampleChildren['reminders']

  const place = { facility_name: 'Hôpital de district de Ngaoundéré' }
  return [
    { who: 'one child', reminders: [text({}, first)] },
    ...(doses.length > 1
      ? [
          {
            who: `one child, ${doses.length} vaccines`,
            reminders: together({ first_name: 'Grâce' }, doses),
          },
        ]
      : []),
    {
      who: 'two children',
      reminders: [
        text({ first_name: 'Awa' }, first),
        text({ first_name: 'Adama', patient_id: 2 }, first),
      ],
    },
    { who: 'letters that cost', reminders: [text({ first_name: 'Aïssatou', ...place }, first)] },
    {
      who: 'long names',
      reminders: together({ first_name: 'Marie-Bernadette Emmanuella', ...place }, doses),
    },
  ]
}

function dosesOf(appliesTo: RuleScope[] | undefined): Dose[] {
  if (!appliesTo) return SIX_WEEKS
  return appliesTo
    .slice(0, MOST_DOSES)
    .map(({ vaccine = SIX_WEEKS[0].vaccine, dose = SIX_WEEKS[0].dose }) => ({ vaccine, dose }))
}

/** The due date of a child that the rule reminds today; in a week without a rule. */
export function dueOnOf(today: DateTime, offsetDays = -7): string {
  return today.minus({ days: offsetDays }).toFormat('yyyy-MM-dd')
}
