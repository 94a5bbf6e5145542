import { inject } from '@adonisjs/core'
import { PollBalances } from '#delivery/balance/poll_balances'
import { MakeForecast } from '#monitoring/forecast/make_forecast'

/** The units that are left, and whether they last for what is planned. */
@inject()
export class PollAndForecast {
  constructor(
    private readonly polls: PollBalances,
    private readonly forecasts: MakeForecast
  ) {}

  /** An operator that cannot be asked does not keep the forecast from being made. */
  async run(signal?: AbortSignal) {
    try {
      const polled = await this.polls.run({ signal })
      return { accounts: polled.map(({ balance, ...found }) => found) }
    } finally {
      await this.forecasts.run()
    }
  }
}
