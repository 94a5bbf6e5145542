import { isClearRefusal } from '#inbound/is_clear_refusal'
import { normaliseReply } from '#texts/normalise_reply'

/**
 * Words that people put around the keyword: please, thanks, "the messages", now; also numbers, as
 * in "STOP 98164".
 */
const FILLERS = new Set(
  (
    's il vous te moi plait svp stp merci de d bonjour bonsoir sms message messages msg texto textos rappel rappels ' +
    'le les la l ces vos tout tous toutes a maintenant please pls plz thanks thank you hello hi the these your all now ' +
    'text texts reminder reminders to from je j veux voudrais souhaite i want would like me m nous us ' +
    'ok oui yes accord ca cela it this et and suffit assez enough envoi envois pub desormais immediatement'
  ).split(' ')
)

/** A STOP is short; a longer reply is for a person to read. */
const MOST_WORDS = 6

export interface Keywords {
  stopWords: string[]
  startWords: string[]
}

/**
 * `stop` if the reply consists of stop words, polite fillers and numbers, or is a sentence that
 * clearly refuses; `start` if it is exactly one of the start words. Null for everything else: "stop
 * quoi ?" and "ne pas arrêter" are for people to read. A refusal may be worded in many ways, but
 * only a plain yes is a yes.
 */
export function readReply(text: string, { stopWords, startWords }: Keywords) {
  const reply = normaliseReply(restoreAccents(text))
  const stops = new Set(stopWords.map(normaliseReply))
  if (stops.has(reply) || isWordedKindly(reply.split(' '), stops)) return 'stop'
  if (startWords.some((word) => normaliseReply(word) === reply)) return 'start'
  return isClearRefusal(reply, { isQuestion: /[?？؟]/u.test(text) }) ? 'stop' : null
}

/** Where an accented letter was lost before it came to us, or each of its bytes became one. In these words it is an e. */
function restoreAccents(text: string): string {
  return text.replaceAll('\uFFFD', 'e').replace(/\u00C3[\u0080-\u00BF]/gu, (pair) => {
    return Buffer.from(pair, 'latin1').toString('utf8')
  })
}

function isWordedKindly(words: string[], stops: Set<string>): boolean {
  return (
    words.length <= MOST_WORDS &&
    words.some((word) => stops.has(word)) &&
    words.every((word) => stops.has(word) || FILLERS.has(word) || /^\p{N}+$/u.test(word))
  )
}
