import type { OrangeSettings } from '#gateways/settings'
import type { OutboundSms } from '#gateways/types'

/**
 * One recipient as a string: some countries rejected a list. The name is only sent if one was
 * approved.
 */
export function sendBody(
  sms: Pick<OutboundSms, 'phoneNumber' | 'body'>,
  { senderAddress, senderName }: Pick<OrangeSettings, 'senderAddress' | 'senderName'>
): string {
  return JSON.stringify({
    outboundSMSMessageRequest: {
      address: `tel:${sms.phoneNumber}`,
      senderAddress,
      ...(senderName ? { senderName } : {}),
      outboundSMSTextMessage: { message: sms.body },
    },
  })
}
