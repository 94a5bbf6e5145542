import { Exception } from '@adonisjs/core/exceptions'

const NEEDED = 'UTF8'

/** Ask for it with the settings of a new connection. */
export const ASK_FOR_ENCODING = 'SHOW server_encoding'

/** Of the statements that a new connection is sent; the last is about the encoding. */
export type Answers = { rows: { server_encoding?: string }[] }[]

/**
 * What is wrong with the encoding of a PostgreSQL database. In SQL_ASCII, which `initdb` chooses
 * where no language is set, columns count bytes: only half as many Arabic letters fit.
 */
export function faultOfEncoding(answers: Answers): Exception | null {
  const encoding = answers.at(-1)?.rows[0]?.server_encoding
  if (encoding === NEEDED) return null
  return new Exception(
    `The database has the encoding ${encoding}, and Rappel needs ${NEEDED}: create it with "createdb --encoding=${NEEDED} --template=template0 NAME"`,
    { code: 'E_INVALID_CONFIG' }
  )
}
