/** An account stopped, slowed down or went on: emitted once for each change, by the process that made it. */
export default class AccountChanged {
  constructor(
    readonly account: string,
    readonly change: AccountChange,
    /** Why, as a machine reads it. */
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
