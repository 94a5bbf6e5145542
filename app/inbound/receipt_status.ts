/** The meaning of a receipt. `waiting` does not prove that the caregiver has the message. */
export type ReceiptStatus = 'waiting' | 'uncertain' | 'undelivered' | 'delivered'

export interface RankedStatus {
  status: ReceiptStatus
  /** A message only moves up, so the order of receipts does not matter. */
  rank: number
}

/**
 * The operator's words from lowest to highest (OneAPI; Orange, "Real time SMS DR"). No two share a
 * rank, or their order would matter.
 */
const STATUSES: [word: string, status: ReceiptStatus][] = [
  ['MessageWaiting', 'waiting'],
  ['DeliveredToNetwork', 'waiting'],
  /** No receipt will follow. */
  ['DeliveryNotificationNotSupported', 'uncertain'],
  ['DeliveryUncertain', 'uncertain'],
  /** The phone may have been off for a day and be reached after all. */
  ['DeliveryImpossible', 'undelivered'],
  ['DeliveredToTerminal', 'delivered'],
]

const BY_WORD = new Map(
  STATUSES.map(([word, status], place) => [word.toLowerCase(), { status, rank: place + 1 }])
)

/** Undefined for an unknown word. */
export function rankOf(providerStatus: string): RankedStatus | undefined {
  return BY_WORD.get(providerStatus.toLowerCase())
}
