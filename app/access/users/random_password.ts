import { randomInt } from 'node:crypto'

/** Without letters and digits that look alike. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

const GROUPS = 5
const LETTERS_OF_GROUP = 4

/** Easy to read out: `k7pm-x2qd-…`, about 99 random bits. */
export function randomPassword(): string {
  return Array.from({ length: GROUPS }, () =>
    Array.from({ length: LETTERS_OF_GROUP }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  ).join('-')
}
