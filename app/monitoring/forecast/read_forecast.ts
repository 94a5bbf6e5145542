import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Forecast } from './forecast.js'
import { MakeForecast } from './make_forecast.js'
import { storedForecast } from './stored_forecast.js'

/** The latest forecast; a new one if there is none yet, or if it is asked for. */
@inject()
export class ReadForecast {
  constructor(
    private readonly db: Database,
    private readonly make: MakeForecast
  ) {}

  async run({ anew = false } = {}): Promise<Forecast> {
    const stored = anew ? null : await storedForecast(this.db.connection())
    return stored ?? this.make.run()
  }
}
