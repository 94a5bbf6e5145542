import { countingCheck } from '#monitoring/health/counting_check'
import { toSqlInstant } from '#storage/instants'
import { along } from '#storage/partial_indexes'
import { LEASE_IS_OVER, leaseBounds } from '#storage/lease_is_over'

const NEEDS_ATTENTION = along('sms_messages_needs_attention')

/** Walks the index sms_messages_due. */
export const DUE = `status = 'pending' AND priority IN (1, 2, 3) AND scheduled_at <= :now`

/** How many messages are due and wait. None is healthy. */
export const dueCheck = countingCheck({
  key: 'messages:due',
  name: 'due',
  where: DUE,
  bindings: ({ clock }) => ({ now: toSqlInstant(clock.now()) }),
  warnAt: ({ monitoring }) => monitoring.pendingThreshold,
  few: (count) => `${count} messages are due`,
  many: (count) =>
    `${count} messages are due and waiting: make sure that a scheduler runs and the account may send, or send them with "node ace sms:process"`,
})

/** Messages that have used up their automatic retries and wait for a person. */
export const deadLettersCheck = countingCheck({
  key: 'messages:deadLetters',
  name: 'dead_letters',
  where: `${NEEDS_ATTENTION} AND status = 'dead_letter'`,
  warnAt: ({ monitoring }) => monitoring.deadLetterThreshold,
  few: (count) => `${count} dead letters`,
  many: (count) =>
    `${count} dead letters wait for a person: sms_messages has error_code and error_message of each`,
})

/** Dead letters of the last hour: whether they grow. Walks the index sms_messages_needs_attention. */
export const escalationsCheck = countingCheck({
  key: 'messages:newDeadLetters',
  name: 'escalations',
  where: `${NEEDS_ATTENTION} AND status = 'dead_letter' AND updated_at >= :since`,
  bindings: ({ clock }) => ({ since: toSqlInstant(clock.now().minus({ hours: 1 })) }),
  warnAt: ({ monitoring }) => monitoring.deadLettersPerHour,
  few: (count) => `${count} dead letters of the last hour`,
  many: (count) =>
    `${count} messages became dead letters in the last hour: they probably have one cause, see error_code in "node ace sms:list --status=dead_letter"`,
})

/**
 * Messages that the operator may or may not have. One deserves attention: they are never sent again
 * automatically.
 */
export const unknownCheck = countingCheck({
  key: 'messages:unknown',
  name: 'unknown',
  where: `${NEEDS_ATTENTION} AND status = 'unknown'`,
  warnAt: () => 1,
  few: () => 'No message with an unknown outcome',
  many: (count) =>
    `${count} messages with an unknown outcome: the operator may have them, so they are not sent again; ask the caregiver, or leave them`,
})

/** Messages that were being sent when their worker was lost. Walks the index sms_messages_sending. */
export const stuckCheck = countingCheck({
  key: 'messages:stuckSending',
  name: 'stuck',
  where: `status = 'sending' AND ${LEASE_IS_OVER}`,
  bindings: ({ clock, config }) => leaseBounds(clock, config.processing.leaseSeconds * 1000),
  warnAt: () => 1,
  few: () => 'No message has lost its worker',
  many: (count) =>
    `${count} messages are "sending" and their worker is gone: the next sweep ("node ace sms:process") marks them as unknown`,
})
