import { test } from '@japa/runner'
import { AccountCountries } from '#gateways/account_countries'
import { readReply } from '#inbound/read_reply'
import { webhookEntries } from '#inbound/webhook_entries'
import { decodeBody } from '#webhooks/decode_body'
import { growthOf, LINEAR } from '#tests/helpers/growth'
import { withoutDatabase } from '#tests/helpers/without_database'

const countries = new AccountCountries([], 'CM')
const entries = (kind: 'inbound_message' | 'delivery_receipt', body: string) =>
  webhookEntries({ kind, body, isGuessed: false }, { receivedAtMs: 0, countries })
const reply = (content: object) =>
  entries(
    'inbound_message',
    JSON.stringify({ inboundSMSMessageNotification: { inboundSMSMessage: content } })
  )
const receipt = (deliveryInfo: object) =>
  entries('delivery_receipt', JSON.stringify({ deliveryInfoNotification: { deliveryInfo } }))

const READERS: Record<string, (text: string) => unknown> = {
  'what a person replies': (text) =>
    readReply(text, { stopWords: ['STOP', 'arrêter'], startWords: ['START'] }),
  'who replies': (senderAddress) => reply({ senderAddress, message: 'STOP' }),
  'when it was sent': (dateTime) =>
    reply({ senderAddress: '+237690000001', message: 'x', dateTime }),
  'whose receipt it is': (address) => receipt({ address, deliveryStatus: 'DeliveredToTerminal' }),
  'what a receipt says': (deliveryStatus) => receipt({ address: '+237690000001', deliveryStatus }),
  'the bytes of a call': (text) => decodeBody(Buffer.from(text, 'latin1'), `text/plain; ${text}`),
}

/** Made longer by repetition. */
const PIECES = ['a', ' ', '6', 'tel:+', 'stop ', 'ne pas ', "n'envoyez ", 'desabonn', 'Ã©', '2026-']

test.group('Reading a call takes as long as the call is', (group) => {
  withoutDatabase(group)
  for (const [name, read] of Object.entries(READERS)) {
    test(name, async ({ assert }) => {
      for (const piece of PIECES) {
        const growth = await growthOf((size) => read(piece.repeat(size / piece.length) + '!'))
        assert.isBelow(growth, LINEAR, piece)
      }
    })
  }
})
