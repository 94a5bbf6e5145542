import { mapByTurns } from '#promises/map_by_turns'
import { composeMessage } from './compose_message.js'
import {
  findTemplateFaults,
  placeholdersIn,
  type TemplateRemark as RemarkAt,
} from './find_template_faults.js'
import type { TextLimits } from './fit_text.js'
import { isInGsm } from './measure_text.js'
import { measureSample, visitsOf, type SampleMeasure } from './measure_sample.js'
import { inPlainLetters, inPlainSigns } from './plain_letters.js'
import {
  parseTemplate,
  TemplateSyntaxError,
  withoutDoubling,
  type ParsedTemplate,
} from './parse_template.js'
import { Templates } from './template_store.js'
import type { TextSample } from './text_sample.js'

export interface TemplateToCheck {
  messageType: string
  language: string
  body: string
  /** Whether it reminds of a visit, and should say of which. */
  isReminder: boolean
}

export interface TemplateRemark {
  message: string
  /** From 1; null if it is about the whole template. */
  line: number | null
  column: number | null
}

export interface TemplateCheck {
  /** With any of these the template cannot be saved. */
  errors: TemplateRemark[]
  /** What costs, or is missing; for people to weigh. */
  warnings: TemplateRemark[]
  /** Over the sample; null if the template has errors. */
  measure: SampleMeasure | null
  /** A text as it would leave, with names of the sample. */
  example: string | null
}

/** Below this share of texts in one segment a template is called expensive. */
const ENOUGH_IN_ONE = 0.95

/** Checks a template before it is saved: its grammar, what it lacks, and what its texts cost. */
export async function checkTemplate(
  template: TemplateToCheck,
  sample: TextSample,
  limits: TextLimits
): Promise<TemplateCheck> {
  const { body, language } = template
  const refused = (errors: RemarkAt[]): TemplateCheck => ({
    errors: placed(errors, body),
    warnings: [],
    measure: null,
    example: null,
  })
  if (body.trim() === '') return refused([{ message: 'the template is empty', at: null }])
  let parsed: ParsedTemplate
  try {
    parsed = parseTemplate(body, language)
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error
    return refused([{ message: error.message, at: error.at }])
  }
  const faults = findTemplateFaults(parsed.elements, language)
  if (faults.length > 0)
    return refused(
      faults.map(({ message, at }) => ({ message, at: at && withoutDoubling(body, at) }))
    )

  const row = { ...template, version: 0 }
  const measure = await measureSample(row, sample, limits)
  const texts = await tryOut(template, sample, limits)
  if (!measure.segments.some((count) => count > 0))
    return { ...refused([{ message: `no text can be made: ${texts.fault}`, at: null }]), measure }
  const warnings = [
    ...(template.isReminder ? missingIn(parsed) : []),
    ...(texts.together ? [] : [ONE_BY_ONE]),
    ...lettersThatCost(body, parsed),
    ...costs(measure),
  ]
  return { errors: [], warnings: placed(warnings, body), measure, example: texts.example }
}

const ONE_BY_ONE: RemarkAt = {
  message:
    'it cannot say two dates or two places: such reminders leave one by one (see <visit> in docs/templates.md)',
  at: null,
}

/** A first text, and whether two visits can be said in one. */
async function tryOut(template: TemplateToCheck, sample: TextSample, limits: TextLimits) {
  const templates = new Templates()
  templates.add(template.messageType, template.language, { ...template, version: 0 })
  const visits = visitsOf(sample, template.messageType, template.language)
  const [first] = visits.next().value!
  const other = { ...first, patient_id: 2, due_on: '2026-12-08' }
  const [text, both] = await mapByTurns(
    [
      () => composeMessage([first], templates, limits),
      () => composeMessage([first, other], templates, { ...limits, maxSegments: 10 }),
    ],
    (compose) => compose()
  )
  return {
    example: text.ok ? text.body : null,
    fault: text.ok ? null : text.detail,
    together: both.ok,
  }
}

const SAID: [what: string, names: string[]][] = [
  ["the child's name", ['first_name', 'of_first_name']],
  ['the date', ['day', 'due_date']],
  ['the place', ['facility', 'at_facility']],
]

function missingIn({ elements }: ParsedTemplate): RemarkAt[] {
  const named = placeholdersIn(elements)
  return SAID.filter(([, names]) => !names.some((name) => named.has(name))).map(
    ([what, names]) => ({
      message: `it does not say ${what}: ${names.map((name) => `{${name}}`).join(' or ')}`,
      at: null,
    })
  )
}

/** Letters of the words that GSM-7 lacks; those of a script that needs UCS-2 are said once. */
function lettersThatCost(body: string, { literals }: ParsedTemplate): RemarkAt[] {
  const letters = new Set([...inPlainSigns(literals)].filter((letter) => !isInGsm(letter)))
  const avoidable = [...letters].filter((letter) => isInGsm(inPlainLetters(letter)))
  if (letters.size > avoidable.length)
    return [{ message: 'its letters need UCS-2: a segment has 70 characters, not 160', at: null }]
  return avoidable.map((letter) => ({
    message: `"${letter}" makes each SMS UCS-2, 70 characters a segment instead of 160: write "${inPlainLetters(letter)}", or another word`,
    at: body.indexOf(letter),
  }))
}

function costs({ texts, segments, failed }: SampleMeasure): RemarkAt[] {
  const remarks: RemarkAt[] = []
  const [one = 0] = segments
  if (one / texts < ENOUGH_IN_ONE) {
    const share = Math.round((100 * (texts - one)) / texts)
    remarks.push({ message: `${share} % of the sample costs more than one segment`, at: null })
  }
  for (const [reason, count] of Object.entries(failed))
    remarks.push({ message: `${count} of ${texts} texts of the sample: ${reason}`, at: null })
  return remarks
}

function placed(remarks: RemarkAt[], body: string): TemplateRemark[] {
  return remarks.map(({ message, at }) => {
    if (at === null || at < 0) return { message, line: null, column: null }
    const before = body.slice(0, at).split('\n')
    return { message, line: before.length, column: before.at(-1)!.length + 1 }
  })
}
