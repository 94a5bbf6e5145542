import { mapByTurns } from '#promises/map_by_turns'
import { composeMessage } from './compose_message.js'
import type { TextLimits } from './fit_text.js'
import type { MessageText } from './message_text.js'
import { Templates, type Template } from './template_store.js'
import type { TextSample } from './text_sample.js'

/** How many texts of a sample cost how much. */
export interface SampleMeasure {
  messageType: string
  language: string
  texts: number
  /** Texts by number of segments: the first entry counts those of one. */
  segments: number[]
  /** Texts that could not be sent, by reason. */
  failed: Record<string, number>
}

/** Each name is tried at as many facilities. */
const FACILITIES_PER_NAME = 2

/** What is due on one day, from birth to nine months: one vaccine to four. */
const VISITS = [
  ['BCG', 'VPO'],
  ['Penta', 'VPO', 'PCV13', 'Rota'],
  ['Penta'],
  ['Penta', 'VPO', 'PCV13', 'VPI'],
  ['RR', 'VAA', 'MenA'],
  ['RR 2'],
]

/** A day of each month, each weekday among them. */
const DATES = Array.from({ length: 12 }, (_, month) =>
  new Date(Date.UTC(2026, month, 1 + ((month * 9) % 28))).toISOString().slice(0, 10)
)

/** The texts of one child with up to four vaccines, over a sample of names and facilities. */
export async function measureSample(
  template: Template & { messageType: string; language: string },
  sample: TextSample,
  limits: TextLimits
): Promise<SampleMeasure> {
  const { messageType, language } = template
  const templates = new Templates()
  templates.add(messageType, language, template)
  const visits = [...visitsOf(sample, messageType, language)]
  const texts = await mapByTurns(visits, (reminders) =>
    composeMessage(reminders, templates, limits)
  )
  const measure: SampleMeasure = {
    messageType,
    language,
    texts: texts.length,
    segments: [],
    failed: {},
  }
  for (const text of texts) {
    if (text.ok)
      measure.segments[text.segments - 1] = (measure.segments[text.segments - 1] ?? 0) + 1
    else measure.failed[text.reason] = (measure.failed[text.reason] ?? 0) + 1
  }
  measure.segments = Array.from(measure.segments, (count) => count ?? 0)
  return measure
}

/** Reminders as one SMS would carry them. */
export function* visitsOf(
  { firstNames, facilities }: TextSample,
  messageType: string,
  language: string
): Generator<[MessageText, ...MessageText[]]> {
  let visit = 0
  for (const firstName of firstNames) {
    for (let step = 0; step < Math.min(FACILITIES_PER_NAME, facilities.length); step++) {
      const facility = facilities[visit % facilities.length]
      /** Shifted from round to round, so that no facility always has the same vaccines and date. */
      const shifted = visit + Math.floor(visit / facilities.length)
      const [first, ...others] = VISITS[shifted % VISITS.length].map((vaccine) => ({
        message_type: messageType,
        language,
        patient_id: 1,
        body: null,
        first_name: firstName,
        last_name: null,
        vaccine,
        dose: '1',
        due_on: DATES[shifted % DATES.length],
        facility_name: facility.name,
        facility_language: facility.language,
        facility_short_name: facility.short_name,
        facility_at_phrase: facility.at_phrase,
      }))
      visit++
      yield [first, ...others]
    }
  }
}
