/** What a receipt means to us. `waiting` is no proof that the caregiver has it. */
export type ReceiptStatus = 'waiting' | 'uncertain' | 'undelivered' | 'delivered'

export interface RankedStatus {
  status: ReceiptStatus
  /** A message only moves up, so that the order in which receipts come does not matter. */
  rank: number
}

/** The operator's words from the lowest to the highest (OneAPI; Orange, "Real time SMS DR"). No two have one rank, or their order would matter. */
const STATUSES: [word: string, status: ReceiptStatus][] = [
  ['MessageWaiting', 'waiting'],
  ['DeliveredToNetwork', 'waiting'],
  /** No receipt will follow. */
  ['DeliveryNotificationNotSupported', 'uncertain'],
  ['DeliveryUncertain', 'uncertain'],
  /** The telephone may have been off for a day, and be reached after all. */
  ['DeliveryImpossible', 'undelivered'],
  ['DeliveredToTerminal', 'delivered'],
]

const BY_WORD = new Map(
  STATUSES.map(([word, status], place) => [word.toLowerCase(), { status, rank: place + 1 }])
)

/** Nothing for a word that nobody has seen yet. */
export function rankOf(providerStatus: string): RankedStatus | undefined {
  return BY_WORD.get(providerStatus.toLowerCase())
}
