const MIGRATE = 'run "node ace migration:run --force"'

/** By the code of PostgreSQL, SQLite, Node or Knex; the address or file is said beside it. */
const FAULTS: Record<string, string> = {
  '42P01': `it lacks a table of this version: ${MIGRATE}`,
  '42703': `it lacks a column of this version: ${MIGRATE}`,
  '28P01': 'it refuses the user or the password: correct DB_USER and DB_PASSWORD',
  '28000': 'it refuses the user, or wants TLS: correct DB_USER and DB_PASSWORD, or set DB_TLS',
  '42501': 'the user may not do this: grant DB_USER the rights on it',
  '3D000': 'there is no database of this name: create it, or correct DB_DATABASE',
  '57P03': 'it is starting or stopping: try again in a moment',
  '57P01': 'it was stopped: start it and try again',
  '53300': 'it has no connection left: allow more, or end what holds them',
  'ECONNREFUSED': 'nothing answers there: start it, or correct DB_HOST and DB_PORT',
  'ECONNRESET': 'it closed the connection: look at its log, and at DB_TLS',
  'ENOTFOUND': 'its name is not known: correct DB_HOST',
  'EAI_AGAIN': 'its name cannot be looked up: check the network, or correct DB_HOST',
  'ETIMEDOUT': 'it does not answer: check the network, DB_HOST and DB_PORT',
  'EHOSTUNREACH': 'it cannot be reached: check the network, DB_HOST and DB_PORT',
  'ENETUNREACH': 'it cannot be reached: check the network, DB_HOST and DB_PORT',
  'SQLITE_CANTOPEN': 'the file cannot be opened: correct SQLITE_FILE, or its rights',
  'SQLITE_NOTADB': 'the file is no SQLite database: correct SQLITE_FILE',
  'SQLITE_CORRUPT': 'the file is damaged: restore a backup',
  'SQLITE_READONLY':
    'the file may not be written: correct the rights of SQLITE_FILE and its folder',
  'SQLITE_FULL': 'the disk is full: make room',
  'SQLITE_BUSY': 'another process writes to it for too long: find it with "lsof" and end it',
}

const BY_WORDS: [pattern: RegExp, code: string][] = [
  [/no such table/, '42P01'],
  [/no such column|has no column/, '42703'],
  [/Timeout acquiring a connection|connection timeout|no answer within/i, 'ETIMEDOUT'],
  [/does not support SSL/i, 'TLS'],
]

const TLS = 'it speaks no TLS: correct DB_TLS, or the server'
const CERTIFICATE = 'its certificate is not trusted: set DB_TLS_CA to the file of its authority'
const OTHER_HOST = 'its certificate is for another host: correct DB_HOST, or the certificate'

/** Why the database could not be used and what to do, without SQL; undefined for anything else. */
export function databaseFault(error: any): string | undefined {
  const inner = error?.errors?.[0]?.code
  const code = [error?.code, inner].find((one) => Object.hasOwn(FAULTS, one ?? ''))
  const message = String(error?.message ?? '')
  const isOurs = code === undefined || isOfDatabase(code, error)
  if (!isOurs) return undefined
  const words = BY_WORDS.find(([pattern]) => pattern.test(message))?.[1]
  const found = words ?? code
  if (found === 'TLS') return sentence(TLS)
  if (error?.code === 'ERR_TLS_CERT_ALTNAME_INVALID') return sentence(OTHER_HOST)
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(String(error?.code))) return sentence(CERTIFICATE)
  return found && sentence(FAULTS[found])
}

/** A connection that failed elsewhere, for example at the operator, is another matter. */
function isOfDatabase(code: string, error: any): boolean {
  if (!/^E[A-Z]/.test(code)) return true
  const { port, address } = error.errors?.[0] ?? error
  const wanted = Number(process.env.DB_PORT || 5432)
  return process.env.DB_CONNECTION === 'pg' && (address === undefined || port === wanted)
}

function sentence(what: string): string {
  return `The database (${place()}) cannot be used: ${what}`
}

function place(): string {
  const { DB_CONNECTION: kind, DB_HOST: host, DB_PORT: port, SQLITE_FILE: file } = process.env
  return kind === 'pg'
    ? `PostgreSQL at ${host || '127.0.0.1'}:${port || 5432}`
    : `SQLite in ${file || 'tmp/rappel.sqlite3'}`
}
