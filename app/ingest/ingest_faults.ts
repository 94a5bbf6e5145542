/** What is wrong with a record that becomes a dead letter, as in its header `rappel-error-class`. */
export const ERROR_CLASSES = [
  /** Longer than `largestRecordBytes`. */
  'oversize',
  /** Not JSON, or nothing at all. */
  'malformed',
  /** JSON that does not ask for a job as it must. */
  'invalid',
  /** It asks for a job that is not known here. */
  'unknown_app',
  /** Its key belongs to a request for something else. */
  'conflict',
  /** It failed alone, again and again. */
  'failed',
  /** Processes died with it in hand. */
  'killed_process',
] as const

export type ErrorClass = (typeof ERROR_CLASSES)[number]

/** Why a record cannot be taken in. Neither numbers nor texts are repeated. */
export interface IngestFault {
  errorClass: ErrorClass
  reason: string
  /** Times that it was tried. */
  attempts: number
}
