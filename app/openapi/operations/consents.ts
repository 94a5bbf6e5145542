import { bodyOf, queryOf } from '#openapi/from_validator'
import type { Operations } from '#openapi/operation'
import { pageOf } from '#openapi/schemas/common'
import { Consent, ConsentWithHistory, RecordedConsent } from '#openapi/schemas/consents'
import { InboundMessage } from '#openapi/schemas/inbound_messages'
import { consentListValidator, consentValidator } from '#validators/consents'
import { inboundMessageListValidator } from '#validators/inbound_messages'

const NUMBER = { phone_number: 'As people write it.' }
const NO_ROW = { 404: ['E_NO_SUCH_ROW'] }

export const consentOperations: Operations = {
  'GET /api/v1/consents': {
    summary: 'Lists what numbers have said',
    query: queryOf(consentListValidator, NUMBER),
    answers: { 200: { description: 'A page.', schema: pageOf(Consent) } },
  },
  'GET /api/v1/consents/:id': {
    summary: 'Shows the consent of a number with its history',
    answers: { 200: { description: 'The consent.', schema: ConsentWithHistory } },
    problems: NO_ROW,
  },
  'POST /api/v1/consents': {
    summary: 'Records that a number opts in or out',
    body: {
      schema: bodyOf(consentValidator, { ...NUMBER, evidence: 'A note, without names.' }),
      example: { phone_number: '677123456', status: 'opted_out', evidence: 'call' },
    },
    answers: {
      200: { description: 'Something was known about the number.', schema: RecordedConsent },
      201: { description: 'Nothing was.', schema: RecordedConsent },
    },
  },
  'GET /api/v1/inbound-messages': {
    summary: 'Lists replies, newest first',
    query: queryOf(inboundMessageListValidator, {
      ...NUMBER,
      unread: 'Only those that a person still has to read.',
    }),
    answers: { 200: { description: 'A page.', schema: pageOf(InboundMessage) } },
  },
  'POST /api/v1/inbound-messages/:id/read': {
    summary: 'Marks a reply as read; the first reader stays recorded',
    answers: { 200: { description: 'The reply.', schema: InboundMessage } },
    problems: NO_ROW,
  },
}
