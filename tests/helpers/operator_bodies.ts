/** A number that nothing is known of. */
const SOMEBODY = 'tel:+237690000001'

/** A receipt for the message, as Orange sends it. */
export function aReceipt(
  id: string,
  status = 'DeliveredToTerminal',
  address: string | undefined = SOMEBODY
): string {
  return receiptOf({ callbackData: id, deliveryInfo: { address, deliveryStatus: status } })
}

export interface GivenReceipt {
  id?: string | null
  status: string
  number?: string | null
}

/** One that may lack the id, and has a number only if it is given one. */
export function receiptBody({ id, status, number }: GivenReceipt): string {
  return receiptOf({
    ...(id === null ? {} : { callbackData: id }),
    deliveryInfo: { ...(number ? { address: `tel:${number}` } : {}), deliveryStatus: status },
  })
}

/** A reply, as Orange hands it over. The same text has the same id unless one is given. */
export function aReply(text: string, from = SOMEBODY, id = `m-${text}`): string {
  return replyBody({ text, from, id })
}

export interface GivenReply {
  text: string
  from?: string
  /** Null: the operator leaves it out, as it may `sentAt`. */
  id?: string | null
  sentAt?: string | null
  to?: string
}

export function replyBody({
  text,
  from = SOMEBODY,
  id = null,
  sentAt = '2026-03-10T08:59:00Z',
  to = '+2370000',
}: GivenReply): string {
  return JSON.stringify({
    inboundSMSMessageNotification: {
      inboundSMSMessage: {
        senderAddress: from,
        destinationAddress: to,
        message: text,
        ...(sentAt === null ? {} : { dateTime: sentAt }),
        ...(id === null ? {} : { messageId: id }),
      },
    },
  })
}

function receiptOf(deliveryInfoNotification: object): string {
  return JSON.stringify({ deliveryInfoNotification })
}
