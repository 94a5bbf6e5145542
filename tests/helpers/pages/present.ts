import app from '@adonisjs/core/services/app'
import { Settings } from 'luxon'
import { FrozenClock } from '#app/clock'
import { SendingJournal } from '#delivery/restore/sending_journal'
import { swapClock } from '#tests/helpers/application_clock'

/** Tuesday 10 March 2026, 15:30 in Douala. */
const PRESENT = '2026-03-10T14:30:00Z'

/**
 * From now on it is this moment, for the application and for rows that tests make, until the
 * function that it returns is called. Health is looked at each time, as its report would be kept in
 * real time.
 */
export async function freezePresent(): Promise<() => Promise<void>> {
  const keptMs = app.config.get('monitoring.healthKeptMs')
  await closeJournal()
  const restoreClock = swapClock(new FrozenClock(PRESENT))
  app.config.set('monitoring.healthKeptMs', 0)
  Settings.now = () => Date.parse(PRESENT)
  return async () => {
    Settings.now = () => new Date().getTime()
    app.config.set('monitoring.healthKeptMs', keptMs)
    await closeJournal()
    restoreClock()
  }
}

/** Another is made with another clock. */
async function closeJournal(): Promise<void> {
  const journal = await app.container.make(SendingJournal)
  await journal.close()
}
