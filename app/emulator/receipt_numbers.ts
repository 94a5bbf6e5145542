/** The operator's receipts, or the caregiver's reply, after an SMS was accepted. */
interface Aftermath {
  /** In order; no receipts for an empty list. */
  statuses?: string[]
  /** The first receipt is sent before the send is answered. */
  atOnce?: true
  /** A reply to the sender address. */
  reply?: string
  says: string
}

const ARRIVED = ['DeliveredToNetwork', 'DeliveredToTerminal']

/**
 * The last four digits of a number that decide the receipts and replies about its SMS, in any
 * country. (`orange:emulate` prints this table.)
 */
export const RECEIPT_NUMBERS: Record<string, Aftermath> = {
  '0601': { statuses: ['DeliveryImpossible'], says: 'cannot be delivered' },
  '0602': {
    statuses: ['DeliveryImpossible', 'DeliveredToTerminal'],
    says: 'cannot be delivered, and is delivered after all',
  },
  '0603': { statuses: ['DeliveryUncertain'], says: 'delivery uncertain (another network)' },
  '0604': { statuses: ['MessageWaiting', 'DeliveredToTerminal'], says: 'waits, then is delivered' },
  '0605': { statuses: [], says: 'no receipt at all' },
  '0606': { statuses: ['DeliveredToTheMoon'], says: 'a status that nobody has seen' },
  '0607': {
    statuses: ['DeliveredToTerminal'],
    atOnce: true,
    says: 'delivered before the send is answered (after two seconds)',
  },
  '0700': { statuses: ARRIVED, reply: 'STOP', says: 'delivered; answers STOP' },
  '0701': {
    statuses: ARRIVED,
    reply: 'Merci beaucoup',
    says: 'delivered; answers "Merci beaucoup"',
  },
}

export function aftermathOf(address: string): Aftermath | undefined {
  return RECEIPT_NUMBERS[address.slice(-4)]
}

/** For all other numbers. */
export const USUAL_STATUSES = ARRIVED
export const UNDELIVERED_STATUSES = ['DeliveryImpossible']
