import type { FaultName } from '#emulator/faults'

interface MagicNumber {
  fault: FaultName
  /** Only this many first tries of a message fail; then it is accepted. */
  firstTries?: number
  says: string
}

/**
 * The last four digits of a number decide what happens to its SMS, in any country; all other
 * numbers are accepted. Where possible they resemble the resulting HTTP status. Faults of the
 * message occur at every try; faults of the account or the provider only at first, so that a
 * resumed queue gets through. (`orange:emulate` prints this table.)
 */
export const MAGIC_NUMBERS: Record<string, MagicNumber> = {
  '0001': { fault: 'reset_after_accept', says: 'accepted, then the connection is reset' },
  '0002': { fault: 'truncated_201', says: 'accepted, but the answer is cut short' },
  '0003': { fault: 'hang', says: 'accepted, but never answered' },
  '0004': { fault: 'reset_before_accept', says: 'reset without being accepted' },
  '0005': { fault: 'hang_before_accept', says: 'never accepted and never answered' },
  '0006': { fault: 'slow', says: 'accepted after two seconds' },
  '0607': { fault: 'slow', says: 'accepted after two seconds, its receipt comes before' },
  '0007': { fault: 'accepted_without_id', says: 'accepted, without a resource id' },
  '0008': { fault: 'gateway_timeout_after_accept', says: 'accepted, but answered with 504' },
  '0280': { fault: 'refused_text', says: 'SVC0280: the text is too long' },
  '0400': { fault: 'invalid_number', says: 'SVC0004: no such number' },
  '0401': { fault: 'expired_token', firstTries: 1, says: '401/42 at the first try: token expired' },
  '0402': { fault: 'no_credit', firstTries: 1, says: 'POL0001 at the first try: no credit' },
  '0403': {
    fault: 'contract_expired',
    firstTries: 1,
    says: 'POL0001 at the first try: the contract has expired',
  },
  '0408': { fault: 'transient', firstTries: 2, says: '408 at the first two tries, then accepted' },
  '0420': { fault: 'wrong_sender', firstTries: 1, says: '400/20 at the first try: sender address' },
  '0429': { fault: 'throttled', firstTries: 1, says: '403/53 at the first try: too many requests' },
  '0430': {
    fault: 'throttled_429',
    firstTries: 1,
    says: '429/53 at the first try: too many requests',
  },
  '0441': {
    fault: 'bad_credentials',
    firstTries: 2,
    says: '401/41 at the first two tries: invalid credentials, even with a fresh token',
  },
  '0480': { fault: 'transient', says: '408 at every try' },
  '0500': { fault: 'internal_error', says: '500' },
  '0502': { fault: 'bad_gateway', says: '502 with a page of HTML' },
  '0503': { fault: 'unavailable', firstTries: 1, says: '503 at the first try: unavailable' },
  '0504': { fault: 'gateway_timeout', says: '504' },
}

export function magicNumberOf(address: string): MagicNumber | undefined {
  return MAGIC_NUMBERS[address.slice(-4)]
}
