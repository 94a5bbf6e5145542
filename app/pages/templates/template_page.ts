import type { TemplatePreview } from '#desk/templates/preview_template'
import type { SampleMeasure } from '#texts/measure_sample'
import type { StoredText } from '#desk/templates/stored_text'
import { measureText } from '#texts/measure_text'
import { inPlainLetters, inPlainSigns } from '#texts/plain_letters'
import { capital } from '#app/pages/capital'
import { languageName } from '#app/pages/messages/message_page'
import type { Reader } from '#app/pages/reader'
import { typeInWords } from '#app/pages/type_in_words'
import { templateHref } from './template_address.js'
import { templateHistory } from './template_history.js'
import { encodingChip } from './templates_page.js'
import { textParts } from './text_parts.js'

export interface TemplateParts {
  type: string
  language: string
  /** As it stands in the form. */
  body: string
  /** Undefined if there is none yet. */
  inUse: Pick<StoredText, 'version' | 'by' | 'at' | 'body'> | undefined
  /** What there is of this type, for the tabs. */
  others: { type: string; language: string }[]
  tried: TriedText | null
  /** Why it cannot be used, in the words of the check. */
  fault: string | null
  /** Reminders of this type that are planned for tomorrow. */
  tomorrow: number
  /** Every version, the newest first. */
  history: StoredText[]
  /** The earlier version that stands in the form. */
  older: StoredText | undefined
  /** Whether another text stands in where this one is removed. */
  canRemove: boolean
  isReasonMissing: boolean
  /** As it stands in the form. */
  reason: string
  nameOf: (actor: string) => string
  mayAct: boolean
}

/** What a trial of a text found. */
export interface TriedText {
  texts: TemplatePreview['texts']
  measure: SampleMeasure
  /** Without the letters that cost; null if there are none. */
  plain: SampleMeasure | null
  warnings: string[]
}

/** Everything that the template of one text writes down. */
export function templatePage(reader: Reader, parts: TemplateParts) {
  const { type, language, body, inUse, tried, fault, mayAct, nameOf, older } = parts
  const { t } = reader
  const letters = costlyLetters(body)
  const href = templateHref(type, language)
  return {
    small: capital(typeInWords(reader, type)),
    title: titleOf(reader, parts, letters.length),
    heading: t('templates.heading', {
      type: capital(typeInWords(reader, type)),
      language: languageName(reader, language),
    }),
    href,
    lead: leadOf(reader, parts, letters.length),
    types: typesOf(reader, parts),
    languages: languagesOf(reader, parts),
    anyLanguage: `/templates/${encodeURIComponent(type)}`,
    body,
    language,
    /** What the form expects to be in use still. */
    version: inUse?.version ?? '',
    used: inUse
      ? t('templates.used', {
          version: inUse.version,
          name: nameOf(inUse.by),
          /** A short month may end with a full stop, and the sentence does. */
          day: reader.day(inUse.at).replace(/\.$/, ''),
        })
      : t('templates.unused'),
    isSaved: inUse?.body === body,
    older: older && t('templates.older', { version: older.version, day: reader.day(older.at) }),
    fault,
    reason: parts.reason,
    reasonFault: parts.isReasonMissing ? t('templates.reason_missing') : null,
    history: templateHistory(reader, parts.history, nameOf),
    remove: mayAct && inUse ? removalOf(reader, parts) : null,
    encoding: tried?.texts[0] ? encodingLine(reader, tried.texts[0]) : null,
    letters: letters.map((letter) => ({
      letter,
      times: reader.number(inPlainSigns(body.normalize('NFC')).split(letter).length - 1),
      instead: inPlainLetters(letter),
    })),
    texts: (tried?.texts ?? []).map((text) => textOnPage(reader, text)),
    costs: tried && costsOf(reader, parts, tried),
    warnings: tried?.warnings ?? [],
    mayAct,
  }
}

/** Letters of the text that force UCS-2; signs are replaced when it is written. */
export function costlyLetters(body: string): string[] {
  return measureText(inPlainSigns(body.normalize('NFC'))).forcedBy
}

function titleOf({ t }: Reader, { fault, body, tried }: TemplateParts, letters: number): string {
  if (fault !== null) return t('templates.titles.fault')
  if (body === '' || tried === null) return t('templates.titles.empty')
  const times = timesDearer(tried)
  if (letters > 0 && times > 1) return t('templates.titles.dearer', { times })
  if (letters > 0) return t('templates.titles.letters', { count: letters })
  return t('templates.titles.segments', { count: tried.texts[0]?.segments ?? 1 })
}

/** How many times what the text would cost in plain letters, rounded down. */
function timesDearer({ measure, plain }: TriedText): number {
  return plain ? Math.floor(segmentsOf(measure) / segmentsOf(plain)) : 1
}

function leadOf({ t }: Reader, { tried }: TemplateParts, letters: number): string {
  if (!tried?.plain || letters === 0) return ''
  return t('templates.without', { count: letters, segments: Math.ceil(segmentsOf(tried.plain)) })
}

/** `Alphabet étendu (UCS-2) : 160 caractères, 3 segments` */
function encodingLine({ t }: Reader, { encoding, segments, units }: TriedText['texts'][number]) {
  if (encoding === null) return null
  const isPlain = encoding === 'GSM-7'
  return {
    isPlain,
    text: t(isPlain ? 'templates.in_gsm' : 'templates.in_ucs', {
      count: segments ?? 0,
      units: units ?? 0,
    }),
  }
}

/** The same language for each type. */
function typesOf(reader: Reader, { type, language, others }: TemplateParts) {
  const types = new Set([...others.map((one) => one.type), type])
  return [...types].map((one) => ({
    name: capital(typeInWords(reader, one)),
    href: templateHref(one, language),
    isHere: one === type,
  }))
}

function removalOf({ t }: Reader, { type, language, canRemove }: TemplateParts) {
  return {
    href: `${templateHref(type, language)}/remove`,
    why: canRemove ? null : t('templates.remove.needed'),
  }
}

function languagesOf(reader: Reader, { type, language, others }: TemplateParts) {
  const written = others.filter((one) => one.type === type).map((one) => one.language)
  const known = new Set([...written, language, ...others.map((one) => one.language)])
  return [...known].sort().map((one) => ({
    name: written.includes(one)
      ? languageName(reader, one)
      : reader.t('templates.to_write', { language: languageName(reader, one) }),
    href: templateHref(type, one),
    isHere: one === language,
    isWritten: written.includes(one),
  }))
}

/** The words for the children of the trial, by how their names begin. */
const WHO = [
  [/vaccines$/, 'vaccines'],
  [/^one child$/, 'one'],
  [/^two/, 'two'],
  [/^letters/, 'letters'],
  [/^long/, 'long'],
] as const

function textOnPage(reader: Reader, text: TemplatePreview['texts'][number]) {
  const { t } = reader
  const who = WHO.find(([pattern]) => pattern.test(text.who))
  return {
    who: who ? t(`templates.who.${who[1]}`) : text.who,
    parts: textParts(text.text ?? ''),
    chip: encodingChip(text.encoding === 'GSM-7'),
    length: t('templates.length', { count: text.segments ?? 0, units: text.units ?? 0 }),
    costly: text.costly.length > 0 ? t('templates.forced', { letters: text.costly.join(' ') }) : '',
    fault: text.fault,
  }
}

/** What tomorrow costs if all reminders of the type had this text. */
function costsOf(reader: Reader, { tomorrow }: TemplateParts, { measure, plain }: TriedText) {
  const { t } = reader
  const units = (one: SampleMeasure) => {
    const count = Math.ceil(tomorrow * segmentsOf(one))
    return t('templates.units', { count, total: reader.number(count) })
  }
  return {
    title: t('templates.tomorrow', { count: tomorrow, total: reader.number(tomorrow) }),
    figures:
      tomorrow === 0
        ? []
        : [
            { label: t('templates.with_this'), figure: units(measure) },
            ...(plain ? [{ label: t('templates.without_letters'), figure: units(plain) }] : []),
          ],
  }
}

/** Of a text, on average over those of the sample that can be sent. */
export function segmentsOf({ segments }: SampleMeasure): number {
  const texts = segments.reduce((sum, count) => sum + count, 0)
  const all = segments.reduce((sum, count, index) => sum + count * (index + 1), 0)
  return texts === 0 ? 0 : all / texts
}
