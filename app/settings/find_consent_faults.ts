import type { SmsSchedulerSettings } from './sms_scheduler_settings.js'
import { normaliseReply } from '#texts/normalise_reply'
import { withinLimit } from '#texts/compose_message'

type Fault = (key: string, value: unknown, allowed: string) => void

/** Checks the group `consent` and `text.stopReply`; findConfigFaults checks the rest. */
export function findConsentFaults(settings: Partial<SmsSchedulerSettings>, fault: Fault): void {
  const { consent, text } = settings
  if (consent?.policy !== 'opt_out' && consent?.policy !== 'opt_in')
    fault('consent.policy', consent?.policy, '"opt_out" or "opt_in"')

  const stops = wordsOf('consent.stopWords', consent?.stopWords, fault)
  if (Array.isArray(consent?.stopWords) && consent.stopWords.length === 0)
    fault('consent.stopWords', [], 'at least one word: otherwise no reply could stop the messages')
  for (const [word, key] of wordsOf('consent.startWords', consent?.startWords, fault)) {
    if (stops.has(word)) fault(key, word, `a word that is not in ${stops.get(word)} as well`)
  }
  const stopReply: unknown = text?.stopReply
  if (
    stopReply !== null &&
    !(typeof stopReply === 'string' && stops.has(normaliseReply(stopReply)))
  )
    fault('text.stopReply', stopReply, 'null or one of consent.stopWords')
  findFaultsOfConfirmation(consent?.confirmation, text, fault)
}

/** The words in the form that replies are compared in, each with its key. */
function wordsOf(key: string, words: unknown, fault: Fault): Map<string, string> {
  if (!Array.isArray(words)) {
    fault(key, words, 'a list of words')
    return new Map()
  }
  const usable = words.map((word, place): [string, string] => {
    const normalised = typeof word === 'string' ? normaliseReply(word) : ''
    if (normalised === '') fault(`${key}[${place}]`, word, 'a word with letters or digits')
    return [normalised, `${key}[${place}]`]
  })
  return new Map(usable.filter(([word]) => word !== ''))
}

/** There must be one in the default language, which those of all others fall back to. */
function findFaultsOfConfirmation(
  texts: unknown,
  { defaultLanguage = 'fr', maxSegments = 1 }: Partial<SmsSchedulerSettings['text']> = {},
  fault: Fault
): void {
  if (texts === null) return
  for (const language of new Set([...Object.keys(texts ?? {}), defaultLanguage])) {
    const text = (texts as Record<string, unknown> | undefined)?.[language]
    if (typeof text !== 'string' || !withinLimit(text, maxSegments).ok) {
      const allowed = `a text of at most ${maxSegments} segments (or null for the whole of consent.confirmation)`
      fault(`consent.confirmation.${language}`, text, allowed)
    }
  }
}
