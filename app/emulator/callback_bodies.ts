/** Bodies as Orange sends them ("Real time SMS DR", and the older MO notification). */
export function receiptBody(resourceId: string, address: string, status: string): string {
  return JSON.stringify({
    deliveryInfoNotification: {
      callbackData: resourceId,
      deliveryInfo: { address, deliveryStatus: status },
    },
  })
}

export function inboundBody(
  { from, to, text, id }: { from: string; to: string; text: string; id: string },
  atMs: number
): string {
  return JSON.stringify({
    inboundSMSMessageNotification: {
      callbackData: '',
      inboundSMSMessage: {
        senderAddress: from.startsWith('tel:') ? from : `tel:${from}`,
        destinationAddress: to.replace(/^tel:/, ''),
        message: text,
        dateTime: new Date(atMs).toISOString(),
        messageId: id,
      },
    },
  })
}
