/**
 * Refusals in whole sentences, French and English, of words as `normaliseReply`
 * leaves them: "n'envoyez plus" is "n envoyez plus". A sentence counts only where
 * it says by itself that no more messages are wanted, and nothing in the reply
 * makes it doubtful; everything else is for people to read.
 */
export function isClearRefusal(reply: string, { isQuestion }: { isQuestion: boolean }): boolean {
  const polite = reply.replace(POLITE, ' ').replace(/ +/g, ' ').trim()
  const words = polite.replace(REQUEST, ' ').trim()
  if (words.split(' ').length > MOST_WORDS || DOUBTS.test(words)) return false
  if (isQuestion && words === polite) return false
  const isNotWanted = NOT_WANTED.test(words)
  /** What is left speaks of ending: "ne pas arrêter" must not. */
  const rest = words.replace(NOT_WANTED, ' , ')
  return !NOT_ENDED.test(rest) && (isNotWanted || ENDED.test(rest))
}

/** A long letter wants to be read by a person. */
const MOST_WORDS = 40

const words = (list: string) => `(?:${list.trim().split(/\s+/).join('|')})`
const anyOf = (...parts: string[]) => new RegExp(`\\b(?:${parts.join('|')})(?![^ ,])`, 'u')

/** What we send, as people call it, with what may stand before. */
const SMS = words('messages? sms textos? textes? rappels? msgs? notifications? texts? reminders?')
const BEFORE = words(
  `de d des du le la les l ces cet vos votre tes tous tout toutes a with of any more the these those this
   your all other autres? aucun avec me moi us nous`
)
const MESSAGES = `(?:${BEFORE} )*${SMS}`
const TO_ME = `(?:(?:me|m|nous|lui) )?m?`
const SEND = words(
  `envoie envoies envoyer envoyez ecris ecrire ecrivez contacte contacter contactez derange deranger
   derangez appelle appeler appelez harceler harcelez adresser adressez`
)
const WRITE_EN = words('send text message contact write call sms disturb bother spam')
const SENDING_EN = words(
  `sending texting messaging contacting writing calling disturbing bothering spamming harassing receiving getting`
)
const END = words(
  'stop stoppe stoppez stopper arret arrete arretes arreter arretez arretiez cesse cesser cessez'
)
/** Alone in the reply, but for politeness: "plus de messages depuis lundi" is a complaint. */
const POLITELY = words(
  'bonjour bonsoir svp stp merci please pls hello hi thanks thank you maintenant now desormais stop ok'
)
const alone = (pattern: string) => `(?<=^(?:${POLITELY} )*)${pattern}(?=(?: ${POLITELY})*$)`
const NO_MORE = words('plus pas jamais rien point aucun')
const DO_NOT = words('do.not don.t dont never no.longer not.to')
const REMOVE = words('retire\\w* enleve\\w* supprime\\w* efface\\w* raye\\w*')

/** "Do not send", "I do not want to get": a negation that belongs to the refusal. */
const NOT_WANTED = anyOf(
  `(?:ne|n) ${NO_MORE} ${TO_ME}${SEND}`,
  `(?:ne|n) ${TO_ME}${SEND} (?:(?:moi|nous) )?${NO_MORE}(?: rien)?`,
  `(?:m|me|nous) ${SEND} (?:plus|pas|rien)(?: rien)?`,
  `${SEND} plus rien`,
  `(?:ne|n) ${NO_MORE} (?:recevoir|avoir) (?:${MESSAGES}|rien)`,
  `(?:ne|n) (?:veux|veut|voulons|souhaite|souhaitons|desire|voudrais|voudrait) ${NO_MORE} (?:(?:recevoir|avoir) )?(?:${MESSAGES}|recevoir$|rien)`,
  `(?:veux|veut|souhaite|desire) (?:plus|pas) (?:(?:recevoir|avoir) )?(?:de )?(?:(?:vos|ces|tes) ${SMS}|rien)`,
  `(?:ne|n) (?:veux|veut|souhaite) ${NO_MORE} (?:que vous |etre |qu on )?(?:me |m )?(?:contact|derang|appel|ecriv|envoy)\\w*`,
  `${DO_NOT} (?:ever )?${WRITE_EN}(?: (?:to )?(?:me|us|my|any|anything|messages|sms|texts|again|anymore))*`,
  `${DO_NOT} (?:want|wish|need|like)(?: to)?(?: (?:receive|get|have|see))? (?:${MESSAGES}|them|anything)`,
  alone(`no more ${SMS}`),
  `(?:ne|n) plus recevoir$`,
  `(?:je|on) refuse(?:ons)? (?:de recevoir )?${MESSAGES}`,
  `(?:want|wish) no more(?: ${SMS})?`
)

/** "End the messages", "take me off the list". */
const ENDED = anyOf(
  `${END} (?:avec )?${MESSAGES}`,
  `${END} (?:de |d )?${TO_ME}${SEND}`,
  `stop ${SENDING_EN}`,
  `(?:desabonn|desinscri|unsubscri)\\w*`,
  `opt(?:ing)? (?:me )?out|optout`,
  `${REMOVE} (?:moi|nous|mon (?:numero|contact|nom))`,
  `(?:me|m) (?:retirer|enlever|supprimer|effacer|rayer)`,
  `(?:remove|delete) (?:me|us|my (?:phone )?(?:number|name|contact))`,
  `take (?:me|us|my number) off`,
  `(?:laisse|laissez) (?:moi|nous) (?:tranquilles?|en paix)`,
  `leave (?:me|us) alone`,
  alone(`plus (?:de|d|aucun) ${SMS}`),
  alone('plus rien')
)

/** "N'arrêtez pas", "don't stop", "je ne veux pas me désabonner". */
const ENDING = `(?:stop|arret|cess|desabonn|desinscri|unsub|opt|retir|remov|suppr|delet|effac|enlev|rayer)\\w*`
const NOT_ENDED = anyOf(
  `(?:ne|n|pas|not|no|don t|dont|never|jamais|sans|without)(?: \\w+){0,4} ${ENDING}`,
  `${ENDING}(?: \\w+)? (?:pas|jamais|not)`
)

/** Questions, conditions and complaints. "Vous n'envoyez plus" is no request. */
const DOUBTS = anyOf(
  words(
    `quoi quand pourquoi comment combien quel quelle quels quelles qui what when why how who which whose
     si if mais but sauf except unless until jusqu avant before erreur mistake demain tomorrow peut.etre maybe
     perhaps heures? matin soir nuit morning night evening dimanche sunday suis etes encore.pas pas.encore
     reprendre recommencer start unstop`
  ),
  `(?:vous|tu|you|u|they|ils|on|il|elle|bus) (?:ne|n|do|don|dont|never|no|avez|have|${END})`
)

/** A refusal may be put as a question. */
const REQUEST = anyOf(
  `(?:pouvez|pourriez|voulez) vous|peux tu|est il possible|(?:can|could|would|will) (?:you|u|i)|please`
)

const POLITE = /\bs(?:i|il|i l| il) (?:vous|te|v|t) plai[ts]?\b/gu
