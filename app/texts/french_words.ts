import { inPlainLetters } from './plain_letters.js'

/**
 * How French joins a word to a name: by rule, over the first letters or the first word, without
 * regard to accents and case. A facility that the rules get wrong has its own `at_phrase`.
 */

/** Names whose H is not heard: `d'Hélène`, but `de Hawa`, `de Halima`. */
const MUTE_H =
  /^h(?:el[eè]ne|elo|enri|enock|erman|ermine|erv|ilair|ippoly|onor|ortens|ubert|ugu|yacin)/
const VOWEL = /^[aeiou]/
/** `d'Yves`, `d'Yvonne`, but `de Yaya`, `de Youssouf`. */
const Y_AS_VOWEL = /^y[^aeiouy]/

/** `d'Aya`, `de Grâce`. */
export function withDe(name: string): string {
  const plain = unaccented(name)
  const elides = VOWEL.test(plain) || MUTE_H.test(plain) || Y_AS_VOWEL.test(plain)
  return elides ? `d'${name}` : `de ${name}`
}

const ARTICLES: [article: RegExp, joined: string][] = [
  [/^le\s+/i, 'au '],
  [/^les\s+/i, 'aux '],
  [/^la\s+/i, 'à la '],
  [/^l['’]\s*/i, "à l'"],
]

const MASCULINE = words(
  'bureau cabinet camp centre centr cmd cms complexe district cs csi csb csps cscom csref csr css csu cm cma cmc cmp cmu chu chr chd chn cnhu dispensaire dispens foyer lazaret poste ps service site'
)
/** Begin with a vowel, or with an H that is not heard. */
const ELIDED = words(
  'antenne association ambulatoire ecole espace hopital hop hd hdd hgr hr hz infirmerie institut unite us usp'
)
const FEMININE = words(
  'base case clinique consultation fondation formation fsu maison maternite mission pmi polyclinique pharmacie salle station zone'
)

/** `au CSI Ouakam`, `à l'Hôpital Laquintinie`, `à la Maternité de Pikine`, `à Bonabéri`. */
export function withA(facility: string): string {
  for (const [article, joined] of ARTICLES) {
    if (article.test(facility)) return facility.replace(article, joined)
  }
  const [first] = unaccented(facility).split(/[^a-z]/)
  if (MASCULINE.has(first)) return `au ${facility}`
  if (ELIDED.has(first)) return `à l'${facility}`
  if (FEMININE.has(first)) return `à la ${facility}`
  return `à ${facility}`
}

function unaccented(text: string): string {
  return inPlainLetters(text).normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

function words(list: string): Set<string> {
  return new Set(list.split(' '))
}
