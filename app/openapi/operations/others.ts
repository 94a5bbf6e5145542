import { HEALTH_JSON } from '#monitoring/health/health_json'
import type { Operation, Operations } from '#openapi/operation'
import { anything, Component, object } from '#openapi/schema'
import { Health, Verdict } from '#openapi/schemas/health'

const Stored = new Component(
  'StoredCall',
  object<{ status: 'stored' }>({ status: { const: 'stored' } })
)

/** Without the secret in its path, a webhook does not exist. */
const webhook = (summary: string, example: object): Operation => ({
  summary,
  details:
    'The operator calls it. The answer is the same for a new, a repeated and an unmatched call.',
  body: { schema: anything('As the operator sends it, in any encoding.'), example },
  answers: { 200: { description: 'It is stored.', schema: Stored } },
  problems: {
    400: ['E_UNREADABLE_WEBHOOK'],
    404: [],
    408: ['E_BODY_TOO_SLOW'],
    413: ['E_BODY_TOO_LARGE'],
    429: [],
    503: [],
  },
})

/** The routes that ask for no token. */
export const otherOperations: Operations = {
  'GET /health': {
    summary: 'Says whether everything works, for monitoring',
    headers: { 'X-Monitoring-Secret': 'Shows the checks.' },
    answers: {
      200: { description: 'It works, perhaps with a warning.', type: HEALTH_JSON, schema: Health },
      503: { description: 'Something does not work.', type: HEALTH_JSON, schema: Health },
    },
  },
  'GET /health/live': {
    summary: 'Says whether the process answers at all',
    answers: { 200: { description: 'It does.', schema: Verdict } },
  },
  'GET /health/ready': {
    summary: 'Says whether requests can be answered',
    answers: {
      200: { description: 'They can.', schema: Verdict },
      503: { description: 'The database cannot be used.', schema: Verdict },
    },
  },
  'POST /webhooks/orange/:secret/delivery-receipts': webhook('Takes in a receipt of a message', {
    deliveryInfoNotification: {
      callbackData: 'the id of a message',
      deliveryInfo: { address: 'tel:+237690000001', deliveryStatus: 'DeliveredToTerminal' },
    },
  }),
  'POST /webhooks/orange/:secret/inbound-messages': webhook('Takes in a reply', {
    inboundSMSMessageNotification: {
      inboundSMSMessage: {
        senderAddress: 'tel:+237690000001',
        destinationAddress: '+2370000',
        message: 'STOP',
        dateTime: '2026-03-10T08:59:00Z',
        messageId: 'm-1',
      },
    },
  }),
  'GET /api/v1/openapi.json': {
    summary: 'This description of the API',
    answers: {
      200: { description: 'OpenAPI 3.1.', schema: { type: 'object', description: 'OpenAPI 3.1.' } },
    },
  },
  'GET /api/v1/docs': {
    summary: 'The same as a page',
    answers: { 200: { description: 'A page.', type: 'text/html', schema: { type: 'string' } } },
  },
  'GET /api/v1/docs/style.css': {
    summary: 'The style of that page',
    answers: { 200: { description: 'CSS.', type: 'text/css', schema: { type: 'string' } } },
  },
}
