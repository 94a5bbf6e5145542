import { Exception } from '@adonisjs/core/exceptions'

/** A retry policy cannot be registered; lists all faults with key, value and what is allowed. */
export class InvalidRetryPolicy extends Exception {
  static code = 'E_INVALID_RETRY_POLICY'
  static status = 500

  constructor(
    readonly messageType: string,
    readonly faults: string[]
  ) {
    super(
      `The retry policy of "${messageType}" cannot be used:\n${faults.map((fault) => `- ${fault}`).join('\n')}`
    )
  }
}
