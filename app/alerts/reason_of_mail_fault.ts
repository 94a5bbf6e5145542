/** Codes of Nodemailer; a server that answered has said a number as well. */
const BY_CODE: Readonly<Record<string, string>> = {
  EAUTH: 'login_refused',
  ECONNECTION: 'not_reachable',
  EDNS: 'name_not_resolved',
  ENOTFOUND: 'name_not_resolved',
  ESOCKET: 'connection_lost',
  ETIMEDOUT: 'timeout',
  ETLS: 'certificate_refused',
}

/** A word for why a mail was not taken. What the server says may hold the address, and is dropped. */
export function reasonOfMailFault(error: any): string {
  const cause = error?.cause ?? error
  const { code, responseCode, syscall } = cause
  if (code === 'EAUTH') return BY_CODE.EAUTH
  if (Number.isInteger(responseCode)) return `smtp_${responseCode}`
  if (syscall === 'connect') return 'not_reachable'
  return BY_CODE[code] ?? 'connection_lost'
}
