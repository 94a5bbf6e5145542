import type { OrangeSettings } from '#gateways/define_config'
import type { OutboundSms } from '#gateways/types'

/** One recipient as a string: a list was refused in some countries. The name only where one was approved. */
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
