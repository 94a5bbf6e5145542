import { composeMessage, type ComposedMessage } from './compose_message.js'
import type { TextLimits } from './fit_text.js'
import { baseOf } from '#values/language_tag'
import { measureText } from './measure_text.js'
import type { MessageText } from './message_text.js'
import type { Templates } from './template_store.js'

/** Texts that cost more than one segment for one reason. */
export interface CostlyTexts {
  segments: number
  /** `ï in first_name`, `a facility name of 80 characters`. */
  because: string
  texts: number
  /** The first lines of a file that they come from. */
  lines: number[]
}

export interface TextCostSummary {
  texts: number
  /** Texts by number of segments: the first entry counts those of one. */
  segments: number[]
  costly: CostlyTexts[]
  /** Texts that could not be sent as things are, by reason. */
  failed: Record<string, number>
  /** Texts in another language than the one asked for, which has no template, by that language. */
  inOtherLanguage: Record<string, number>
}

/** The rest is counted under one heading. */
const MOST_CAUSES = 20
const SHOWN_LINES = 5

/** Longer names of facilities are what makes a text long. */
const LONG_NAME = 30

const FIELDS = [
  ['first_name', 'first_name'],
  ['facility_name', 'facility'],
  ['vaccine', 'vaccine'],
] as const

/** Adds up what texts will cost, and why some cost more than one segment. */
export class TextCosts {
  readonly summary: TextCostSummary = {
    texts: 0,
    segments: [],
    costly: [],
    failed: {},
    inOtherLanguage: {},
  }

  constructor(
    private readonly templates: Templates,
    private readonly limits: TextLimits
  ) {}

  /** `line`: where in a file the first of the reminders stands. */
  add(reminders: [MessageText, ...MessageText[]], line?: number): void {
    const text = composeMessage(reminders, this.templates, this.limits)
    const { summary } = this
    summary.texts++
    if (!text.ok) {
      summary.failed[text.reason] = (summary.failed[text.reason] ?? 0) + 1
      return
    }
    while (summary.segments.length < text.segments) summary.segments.push(0)
    summary.segments[text.segments - 1]++
    this.#noteLanguage(reminders[0], text.language)
    if (text.segments > 1) this.#noteCost(text.segments, causeOf(text, reminders), line)
  }

  #noteLanguage({ language: wanted }: MessageText, spoken: string | null): void {
    if (!wanted || !spoken || baseOf(wanted) === baseOf(spoken)) return
    const { inOtherLanguage: counts } = this.summary
    const language =
      wanted in counts || Object.keys(counts).length < MOST_CAUSES ? wanted : 'others'
    counts[language] = (counts[language] ?? 0) + 1
  }

  #noteCost(segments: number, because: string, line: number | undefined): void {
    const { costly } = this.summary
    const isSame = (cost: CostlyTexts) => cost.segments === segments && cost.because === because
    let cost = costly.find(isSame)
    if (!cost && costly.length >= MOST_CAUSES) {
      because = 'other causes'
      cost = costly.find(isSame)
    }
    if (!cost) {
      cost = { segments, because, texts: 0, lines: [] }
      costly.push(cost)
    }
    cost.texts++
    if (line !== undefined && cost.lines.length < SHOWN_LINES) cost.lines.push(line)
  }
}

function causeOf({ body }: ComposedMessage & { ok: true }, reminders: MessageText[]): string {
  const { forcedBy } = measureText(body)
  if (forcedBy.length > 0) {
    const found = FIELDS.flatMap(([column, field]) => {
      const letters = forcedBy.filter((letter) =>
        reminders.some((reminder) => reminder[column]?.normalize('NFC').includes(letter))
      )
      return letters.length > 0 ? [`${letters.slice(0, 3).join(' ')} in ${field}`] : []
    })
    return found.length > 0 ? found.join(', ') : `${forcedBy.slice(0, 3).join(' ')} in the template`
  }
  const [{ facility_name: name, facility_short_name: short }] = reminders
  const used = short ?? name ?? ''
  if (used.length > LONG_NAME) return `a facility name of ${used.length} characters`
  return reminders.length > 1 ? `${reminders.length} vaccines` : 'its length'
}
