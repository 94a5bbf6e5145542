import app from '@adonisjs/core/services/app'
import { Clock } from '#app/clock'
import RappelProvider from '#providers/rappel_provider'

/**
 * Gives the application another clock until the function that it returns is called.
 * Its singletons keep the clock that they were made with, so they are made anew both times.
 */
export function swapClock(clock: Clock): () => void {
  app.container.swap(Clock, () => clock)
  const provider = new RappelProvider(app)
  provider.register()
  return () => {
    app.container.restore(Clock)
    provider.register()
  }
}
