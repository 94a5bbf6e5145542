/** `npm run kafka:broker`: a broker for development, with empty data, until Ctrl-C. */
import { exitOnSignals } from '../../tests/helpers/at_exit.js'
import { startBroker } from './start_broker.js'

exitOnSignals()
try {
  const { address } = await startBroker()
  console.log(`KAFKA_BROKERS=${address}\nCtrl-C ends it and deletes its data`)
  setInterval(() => undefined, 60_000)
} catch (error) {
  console.error(`No broker could be started: ${error.message}`)
  process.exit(1)
}
