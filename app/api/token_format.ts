/** What a token begins with, so that people and scanners recognise one. */
export const TOKEN_PREFIX = 'rappel_'

/** As `auth_access_tokens.type` has it. */
export const TOKEN_TYPE = 'api'

/** Random characters of the secret, of 64 kinds: 240 bits. */
export const SECRET_LENGTH = 40
