import { DateTime } from 'luxon'
import type { Contract } from '#gateways/types'

/** A bundle at the time of a poll. */
export interface PolledContract extends Contract {
  /** Whether SMS could be sent with it: active and not expired. */
  usable: boolean
}

/** What an account has left in all bundles of its country. */
export interface AccountUnits {
  contracts: PolledContract[]
  units: number
  /**
   * When the first bundle with units expires, ISO 8601; null if none does, or the operator did
   * not say.
   */
  expiresAt: string | null
  /** Why nothing can be sent: the units are used up, or no contract is valid. */
  exhausted: 'no_credit' | 'contract_expired' | null
}

/** Null if no bundle of the country is listed: that says nothing about its units. */
export function accountUnits(
  contracts: Contract[],
  country: string,
  now: DateTime
): AccountUnits | null {
  const own = contracts
    .filter((contract) => !contract.country || contract.country === country)
    .map((contract) => ({ ...contract, usable: isUsable(contract, now) }))
  if (own.length === 0) return null
  const usable = own.filter((contract) => contract.usable)
  const ends = usable.flatMap(({ units, expiresAt }) => (units > 0 && expiresAt ? expiresAt : []))
  const units = usable.reduce((sum, contract) => sum + contract.units, 0)
  return {
    contracts: own,
    units,
    expiresAt: ends.toSorted()[0] ?? null,
    exhausted: units > 0 ? null : usable.length > 0 ? 'no_credit' : 'contract_expired',
  }
}

/** The older shape has no status. Only ACTIVE is documented. */
function isUsable({ status, expiresAt }: Contract, now: DateTime): boolean {
  const isActive = status === undefined || status.toUpperCase() === 'ACTIVE'
  return isActive && (expiresAt === undefined || DateTime.fromISO(expiresAt) > now)
}
