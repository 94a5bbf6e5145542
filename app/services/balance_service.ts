import { inject } from '@adonisjs/core'
import type { PollOptions } from '#delivery/balance/poll_balances'
import { RunningWork } from '#services/running_work'

/** The remaining units of the bundles. */
@inject()
export class BalanceService {
  constructor(private readonly work: RunningWork) {}

  /** Polls the operators and computes how long the units last at the recent average. */
  askBalances(options: PollOptions = {}) {
    return this.work.perform(
      () => import('#monitoring/ask_balances').then(({ AskBalances }) => AskBalances),
      (ask, signal) => ask.run({ signal, ...options })
    )
  }
}
