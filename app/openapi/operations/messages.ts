import { batchBody, FILTER_WORDS, newMessageBody } from '#openapi/message_bodies'
import { bodyOf, queryOf } from '#openapi/from_validator'
import type { Operation, Operations } from '#openapi/operation'
import { Batch, BatchPreview } from '#openapi/schemas/batches'
import { pageOf } from '#openapi/schemas/common'
import { ListedMessage, Message } from '#openapi/schemas/messages'
import {
  batchListValidator,
  messageCancellationValidator,
  messageEditValidator,
  messageListValidator,
  messageRejectionValidator,
  messageResolutionValidator,
  messageRetryValidator,
} from '#validators/messages'

const AS_IT_IS = { description: 'The message as it is now.', schema: Message }

const NO_ROW = { 404: ['E_NO_SUCH_ROW'] }
const CONFLICT = { ...NO_ROW, 409: ['E_MESSAGE_CONFLICT'] }
const CAP = { 429: ['E_TOKEN_CAP'] }

const KEY = {
  'Idempotency-Key': 'Instead of `idempotency_key`: the message exists once for each key.',
}

const EVERY_LATE_ONE = { action: 'retry', filter: { status: ['failed'], reason: 'no_route' } }

/** Does something to one message. */
const move = (summary: string, body: Operation['body'], status = 200): Operation => ({
  summary,
  body,
  answers: { [status]: AS_IT_IS },
  problems: CONFLICT,
})

export const messageOperations: Operations = {
  'GET /api/v1/messages': {
    summary: 'Lists messages, newest first',
    query: queryOf(messageListValidator, FILTER_WORDS),
    answers: { 200: { description: 'A page.', schema: pageOf(ListedMessage) } },
  },
  'GET /api/v1/messages/:id': {
    summary: 'Shows a message: why it is in its state, its moves, its sends and its receipts',
    answers: { 200: { description: 'The message.', schema: Message } },
    problems: NO_ROW,
  },
  'POST /api/v1/messages': {
    summary: 'Creates a message with a text of its own',
    details:
      'It waits for the recipient’s window unless it is urgent, and for consent, pauses and caps like any other.',
    headers: KEY,
    body: {
      schema: newMessageBody,
      example: {
        phone_number: '+237677123456',
        message: 'Votre rendez-vous est reporté à lundi.',
        idempotency_key: 'visit-4711-moved',
      },
    },
    answers: {
      200: { description: 'There is one with this key already.', schema: Message },
      201: {
        description: 'Created.',
        schema: Message,
        headers: { Location: 'The path of the message.' },
      },
    },
    problems: { 409: ['E_IDEMPOTENCY_KEY_TAKEN'], ...CAP },
  },
  'PATCH /api/v1/messages/:id': {
    summary: 'Gives a message another number, another text, or both, while it may still be sent',
    body: {
      schema: bodyOf(messageEditValidator, { phone_number: 'As people write it.' }),
      example: { phone_number: '690000009' },
    },
    answers: { 200: AS_IT_IS },
    problems: { ...CONFLICT, ...CAP },
  },
  'POST /api/v1/messages/:id/retry': move(
    'Sends a failed message again',
    {
      schema: bodyOf(messageRetryValidator, {
        force: 'Beyond its tries as well.',
        may_arrive_twice: 'Although its outcome is not known.',
      }),
      example: { force: true },
      optional: true,
    },
    202
  ),
  'POST /api/v1/messages/:id/reject': move('Closes a failed message for good', {
    schema: bodyOf(messageRejectionValidator),
    example: { reason: 'wrong number' },
  }),
  'POST /api/v1/messages/:id/cancel': move('Cancels a message that has not left', {
    schema: bodyOf(messageCancellationValidator),
    example: { reason: 'the session is cancelled' },
    optional: true,
  }),
  'POST /api/v1/messages/:id/resolve': move('Settles an unknown outcome', {
    schema: bodyOf(messageResolutionValidator, { as: 'What became of it.' }),
    example: { as: 'delivered', reason: 'she called' },
  }),
  'GET /api/v1/batches': {
    summary: 'Lists what is done, or was done, to many messages, newest first',
    query: queryOf(batchListValidator),
    answers: { 200: { description: 'A page.', schema: pageOf(Batch) } },
  },
  'GET /api/v1/batches/:id': {
    summary: 'Says how far a batch is',
    answers: { 200: { description: 'The batch.', schema: Batch } },
    problems: NO_ROW,
  },
  'POST /api/v1/batches': {
    summary: 'Does something to all messages of a filter, in the background',
    body: { schema: batchBody, example: EVERY_LATE_ONE },
    answers: {
      202: {
        description: 'It begins.',
        schema: Batch,
        headers: { Location: 'The path of the batch.' },
      },
    },
    problems: CAP,
  },
  'POST /api/v1/batches/previews': {
    summary: 'Says what a batch would do; changes nothing',
    body: { schema: batchBody, example: EVERY_LATE_ONE },
    answers: { 200: { description: 'What it would do.', schema: BatchPreview } },
  },
  'POST /api/v1/batches/:id/stop': {
    summary: 'Stops a batch: what it has changed stays',
    answers: { 200: { description: 'As it is now.', schema: Batch } },
    problems: { ...NO_ROW, 409: ['E_BATCH_HAS_ENDED'] },
  },
}
