import db from '@adonisjs/lucid/services/db'

/** One line of the emulator's journal, as far as the checker reads it. */
export interface JournalLine {
  address: string
  outcome: string
}

export interface DeliveryReport {
  messages: number
  /** POSTs that the emulator took, whether or not anybody heard its answer. */
  accepted: number
  /** Message ids that should have left and neither did nor say why. */
  lost: number[]
  /** Numbers in the journal that no message explains. */
  unexpected: string[]
  /** Numbers that were sent to more than once. */
  duplicated: string[]
  /** Message ids whose outcome is honestly unknown. */
  unknown: number[]
}

/**
 * Compares every message of the database with the emulator's own journal. For
 * runs in which each message has a number of its own.
 */
export async function checkDelivery(journal: JournalLine[]): Promise<DeliveryReport> {
  const messages: { id: number; status: string; phone_number: string }[] = await db
    .from('sms_messages')
    .select('id', 'status', 'phone_number')
  const acceptedByNumber = new Map<string, number>()
  for (const { address, outcome } of journal) {
    if (!outcome.startsWith('accepted')) continue
    const number = address.replace(/^tel:/, '')
    acceptedByNumber.set(number, (acceptedByNumber.get(number) ?? 0) + 1)
  }
  const sentTo = new Set(messages.filter(explainsASend).map((message) => message.phone_number))

  return {
    messages: messages.length,
    accepted: [...acceptedByNumber.values()].reduce((sum, count) => sum + count, 0),
    lost: messages.filter((message) => isLost(message, acceptedByNumber)).map(({ id }) => id),
    unexpected: [...acceptedByNumber.keys()].filter((number) => !sentTo.has(number)),
    duplicated: [...acceptedByNumber].filter(([, count]) => count > 1).map(([number]) => number),
    unknown: messages.filter(({ status }) => status === 'unknown').map(({ id }) => id),
  }
}

function explainsASend({ status }: { status: string }): boolean {
  return ['sent', 'unknown', 'delivered', 'undelivered'].includes(status)
}

/** `sent` without the emulator knowing of it, or still open when everything should be over. */
function isLost(
  message: { status: string; phone_number: string },
  accepted: Map<string, number>
): boolean {
  if (message.status === 'sent') return !accepted.has(message.phone_number)
  return message.status === 'pending' || message.status === 'sending'
}

export function printReport(title: string, report: DeliveryReport, extra: string): void {
  const { messages, accepted, lost, unexpected, duplicated, unknown } = report
  console.log(
    `    ${title}: messages ${messages} · accepted ${accepted} · lost ${lost.length} · unexpected ${unexpected.length} · ` +
      `duplicated ${duplicated.length} · unknown ${unknown.length} · ${extra} (95 % upper bound for a zero: ${(300 / messages).toFixed(2)} %)`
  )
}
