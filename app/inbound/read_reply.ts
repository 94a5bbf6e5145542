import { normaliseReply } from '#inbound/normalise_reply'

/** What people put around the word: please, thanks, "the messages", now; and numbers, as in "STOP 98164". */
const FILLERS = new Set(
  (
    's il vous te moi plait svp stp merci de d bonjour bonsoir sms message messages msg texto textos rappel rappels ' +
    'le les la l ces vos tout tous toutes a maintenant please pls plz thanks thank you hello hi the these your all now ' +
    'text texts reminder reminders to from'
  ).split(' ')
)

/** A STOP is short; what is longer wants to be read by a person. */
const MOST_WORDS = 6

export interface Keywords {
  stopWords: string[]
  startWords: string[]
}

/**
 * `stop` where the reply is one of the stop words, or nothing but stop words,
 * polite fillers and numbers; `start` where it is one of the start words and no
 * more. Null for everything else: "stop quoi ?", "ne pas arrêter" are for people
 * to read. A refusal may be worded kindly, but only a plain yes is a yes.
 */
export function readReply(text: string, { stopWords, startWords }: Keywords) {
  const reply = normaliseReply(text)
  const stops = new Set(stopWords.map(normaliseReply))
  if (stops.has(reply) || isWordedKindly(reply.split(' '), stops)) return 'stop'
  return startWords.some((word) => normaliseReply(word) === reply) ? 'start' : null
}

function isWordedKindly(words: string[], stops: Set<string>): boolean {
  return (
    words.length <= MOST_WORDS &&
    words.some((word) => stops.has(word)) &&
    words.every((word) => stops.has(word) || FILLERS.has(word) || /^\p{N}+$/u.test(word))
  )
}
