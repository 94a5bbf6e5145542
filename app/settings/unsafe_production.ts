import { Exception } from '@adonisjs/core/exceptions'
import { findProductionFaults, type Environment } from './production_faults.js'

/** All that makes this environment unsafe for production, each with what is allowed. */
export class UnsafeProduction extends Exception {
  static code = 'E_UNSAFE_PRODUCTION'
  static status = 500

  constructor(readonly faults: string[]) {
    super(
      `These settings are not safe in production:\n${faults.map((fault) => `- ${fault}`).join('\n')}`
    )
  }
}

/** @throws UnsafeProduction */
export function refuseUnsafeProduction(env: Environment): void {
  const faults = findProductionFaults(env)
  if (faults.length > 0) throw new UnsafeProduction(faults)
}
