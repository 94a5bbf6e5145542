/**
 * An account stopped, slowed down or resumed: emitted once per change, by the process that made it.
 */
export default class AccountChanged {
  constructor(
    readonly account: string,
    readonly change: AccountChange,
    /** Why; machine-readable. */
    readonly reason: string | null
  ) {}
}

export type AccountChange =
  | 'account_paused'
  | 'account_resumed'
  | 'circuit_opened'
  | 'circuit_closed'
  | 'account_slowed'
  | 'account_at_full_rate'
