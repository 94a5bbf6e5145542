import type { AttemptResult, Verdict } from '#delivery/send/decide_outcome'
import type { Lease, SendingMessage } from '#delivery/message_in_hand'
import { storable } from '#values/storable_text'

/** The result of one attempt, and what becomes of its message. */
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
  'errorCode' in result && result.errorCode ? storable(result.errorCode) : undefined
/** Made storable: the outcome must be recorded, whatever the answer contains. */
export const errorMessage = (result: AttemptResult) =>
  'errorMessage' in result && result.errorMessage ? storable(result.errorMessage) : undefined
