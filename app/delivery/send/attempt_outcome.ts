import type { AttemptResult, Verdict } from '#delivery/send/decide_outcome'
import type { Lease, SendingMessage } from '#delivery/send/sending_message'

/** What came of one attempt, and what becomes of its message. */
export interface AttemptOutcome {
  message: SendingMessage
  result: AttemptResult
  verdict: Verdict
}

export interface RecordedBatch {
  outcomes: AttemptOutcome[]
  lease: Lease
}

export const errorCode = (result: AttemptResult) =>
  'errorCode' in result ? (result.errorCode ?? null) : null
export const errorMessage = (result: AttemptResult) =>
  'errorMessage' in result ? (result.errorMessage ?? null) : null
