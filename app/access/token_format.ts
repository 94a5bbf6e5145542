/** The start of every token, so that people and scanners recognise one. */
export const TOKEN_PREFIX = 'rappel_'

/** A value of `auth_access_tokens.type`. */
export const TOKEN_TYPE = 'api'

/** Random characters of the secret, of 64 kinds: 240 bits. */
export const SECRET_LENGTH = 40
