/** Random secrets of 32 characters practically always have more. */
const DIFFERENT_CHARACTERS = 8

/** A longer secret is not looked at beyond this: its beginning is random enough or not. */
const LOOKED_AT = 256

/** What keys of examples, tests and documentation say of themselves. Long ones: random text has short ones. */
const WORDS =
  /for-tests|for-benches|for-this-step|example|change[-_]?me|secret|password|development/i

/** Whether a secret can be guessed: few different characters, a repeated part, or words of an example. */
export function isObviousSecret(secret: string): boolean {
  const looked = secret.slice(0, LOOKED_AT)
  return new Set(looked).size < DIFFERENT_CHARACTERS || WORDS.test(looked) || repeatsItself(looked)
}

/** `abcdefghabcdefgh`: a text that repeats itself is found in its double, before its end. */
function repeatsItself(text: string): boolean {
  return text.length > 1 && (text + text).indexOf(text, 1) <= text.length / 2
}
