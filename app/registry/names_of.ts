import { wordsOf } from '#values/letters_of'

/** Words of a name that it is found by. */
const MOST_WORDS = 8

/** Characters of `patient_names.letters`. */
const LONGEST = 100

/**
 * What a child is found by: its names in small letters, from each word on. Élodie Ngo Bassong is
 * `elodiengobassong`, `ngobassongelodie` and `bassongelodiengo`, so that every word is found by its
 * beginning, and blanks and hyphens make no difference.
 */
export function namesOf({ first_name: first, last_name: last }: Names): string[] {
  const words = wordsOf(`${first} ${last}`).slice(0, MOST_WORDS)
  const names = words.map((_, place) => [...words.slice(place), ...words.slice(0, place)].join(''))
  return [...new Set(names.map((letters) => letters.slice(0, LONGEST)))]
}

export interface Names {
  first_name: string
  last_name: string
}
