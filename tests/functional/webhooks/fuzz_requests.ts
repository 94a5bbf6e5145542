import { Agent, request as httpRequest } from 'node:http'
import fc from 'fast-check'
import { anyCodePoint, anyText } from '#tests/helpers/any_text'
import { aReceipt, aReply } from '#tests/helpers/operator_bodies'
import { RECEIPTS, REPLIES } from '#tests/helpers/webhooks'

/** Connections are kept, or 100,000 calls would spend their time on connecting. */
export const agent = new Agent({ keepAlive: true, maxSockets: 8 })

export interface FuzzedCall {
  path: string
  headers: Record<string, string>
  body: Buffer
}

const WORDS = [
  'MessageWaiting',
  'DeliveredToNetwork',
  'DeliveryUncertain',
  'DeliveryImpossible',
  'DeliveredToTerminal',
  'deliveredtoterminal',
  'Lost',
]

export interface Target {
  id: string
  address: string
}

/** Receipts as they should be, for messages that exist; and with ids, numbers and words that somebody made up. */
function receipts(targets: Target[]): fc.Arbitrary<string> {
  const ids = targets.map(({ id }) => id)
  const addresses = targets.map(({ address }) => address)
  const made = fc.record({
    id: fc.oneof(fc.constantFrom(...ids), fc.uuid(), fc.string()),
    address: fc.oneof(fc.constantFrom(...addresses), anyText()),
  })
  const word = fc.constantFrom(...WORDS)
  return fc.oneof(
    fc
      .tuple(fc.constantFrom(...targets), word)
      .map(([{ id, address }, status]) => aReceipt(id, status, address)),
    fc
      .tuple(made, fc.oneof(word, fc.string()))
      .map(([{ id, address }, status]) => aReceipt(id, status, address))
  )
}

const replies = fc
  .tuple(anyText({ maxLength: 200 }), fc.constantFrom('tel:+237655000000', 'x', ''))
  .map(([text, from]) => aReply(text, from))

/** Some bytes changed, left out or put in between. */
function mutated(texts: fc.Arbitrary<string>): fc.Arbitrary<Buffer> {
  const change = fc.tuple(fc.nat(400), fc.nat(3), fc.uint8Array({ maxLength: 4 }))
  return fc
    .tuple(texts, fc.array(change, { minLength: 1, maxLength: 6 }))
    .map(([text, changes]) => {
      let bytes = Buffer.from(text)
      for (const [at, removed, inserted] of changes) {
        const place = at % (bytes.length + 1)
        bytes = Buffer.concat([bytes.subarray(0, place), inserted, bytes.subarray(place + removed)])
      }
      return bytes
    })
}

/** The members that a receipt has, with anything in their place; keys that reach for prototypes. */
const wrongShapes = fc
  .tuple(
    fc.constantFrom('deliveryInfoNotification', 'inboundSMSMessageNotification', '__proto__'),
    fc.constantFrom('deliveryInfo', 'inboundSMSMessage', 'constructor', 'callbackData', 'toString'),
    fc.jsonValue({ stringUnit: anyCodePoint })
  )
  .map(
    ([outer, inner, value]) => `{"${outer}":{"${inner}":${JSON.stringify(value)}},"__proto__":1}`
  )

const nested = fc
  .tuple(
    fc.integer({ min: 1, max: 8_000 }),
    fc.constantFrom('[', '{"a":', '{"deliveryInfoNotification":')
  )
  .map(([depth, piece]) => piece.repeat(Math.min(depth, Math.floor(16_000 / piece.length))))

const otherEncodings = fc
  .tuple(replies, fc.constantFrom<BufferEncoding>('utf16le', 'latin1', 'base64'))
  .map(([text, encoding]) => Buffer.from(text, encoding))

export function calls(targets: Target[]): fc.Arbitrary<FuzzedCall> {
  const valid = receipts(targets)
  const asText = (texts: fc.Arbitrary<string>) => texts.map((text) => Buffer.from(text))
  const body = fc.oneof(
    { weight: 4, arbitrary: asText(valid) },
    { weight: 4, arbitrary: mutated(valid) },
    { weight: 2, arbitrary: asText(replies) },
    { weight: 2, arbitrary: mutated(replies) },
    { weight: 2, arbitrary: asText(wrongShapes) },
    { weight: 2, arbitrary: asText(fc.json()) },
    {
      weight: 2,
      arbitrary: fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
    },
    { weight: 1, arbitrary: asText(nested) },
    { weight: 1, arbitrary: otherEncodings }
  )
  const headers = fc.record({
    'Content-Type': fc.constantFrom(
      'application/json',
      'text/plain',
      'x',
      'application/json; charset=utf-16'
    ),
    'Content-Encoding': fc.constantFrom('identity', 'gzip', 'nonsense'),
    'Accept': fc.constantFrom('*/*', 'text/html', 'image/png'),
  })
  return fc.record({ path: fc.constantFrom(RECEIPTS, RECEIPTS, REPLIES), headers, body })
}

export async function statusOfCall({ path, headers, body }: FuzzedCall): Promise<number> {
  const { HOST: host, PORT: port } = process.env
  return new Promise((resolve, reject) => {
    const call = httpRequest({ host, port, path, headers, agent, method: 'POST' }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode!))
    })
    call.once('error', reject)
    call.end(body)
  })
}
