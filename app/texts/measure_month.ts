import { composeMessage } from './compose_message.js'
import type { TextLimits } from './fit_text.js'
import { visitsOf } from './measure_sample.js'
import type { MessageText } from './message_text.js'
import type { Templates } from './template_store.js'
import type { TextSample } from './text_sample.js'

/** What reminders cost in SMS and in billed segments. */
export interface MonthCost {
  sms: number
  segments: number
}

export interface MonthMeasure {
  children: number
  /** Each reminder as an SMS of its own. */
  apart: MonthCost
  /** The reminders of a visit as one SMS. */
  together: MonthCost
}

export interface MonthOptions {
  /** Born in a month, each of whom comes to the visits of the first fifteen months. */
  children: number
  language: string
  /** The message types a visit is reminded of, with the share of visits that get them. */
  shares: Record<string, number>
}

/** Visits of a child: at birth, at 6, 10 and 14 weeks, at 9 and at 15 months. */
const VISITS_A_CHILD = 6

/**
 * What a month of a programme costs, where every month as many children are born: the average of the
 * sample's visits, times children and visits. A text that cannot be sent costs nothing.
 */
export function measureMonth(
  sample: TextSample,
  templates: Templates,
  limits: TextLimits,
  { children, language, shares }: MonthOptions
): MonthMeasure {
  const apart = { sms: 0, segments: 0 }
  const together = { sms: 0, segments: 0 }
  for (const [type, share] of Object.entries(shares)) {
    const visits = [...visitsOf(sample, type, language)]
    const weight = (share * children * VISITS_A_CHILD) / visits.length
    for (const visit of visits) {
      addText(together, visit, weight)
      for (const reminder of visit) addText(apart, [reminder], weight)
    }
  }
  return { children, apart: rounded(apart), together: rounded(together) }

  function addText(cost: MonthCost, text: [MessageText, ...MessageText[]], weight: number): void {
    const composed = composeMessage(text, templates, limits)
    if (!composed.ok) return
    cost.sms += weight
    cost.segments += weight * composed.segments
  }
}

function rounded({ sms, segments }: MonthCost): MonthCost {
  return { sms: Math.round(sms), segments: Math.round(segments) }
}
