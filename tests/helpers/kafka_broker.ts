import { startBroker, type Broker } from '../../scripts/kafka/start_broker.js'

/**
 * A broker for the suite `kafka`: the one that KAFKA_BROKERS names, or one that is started now and
 * ends with this process. Null, and a line that says why, where none can be had; REQUIRE_KAFKA=1
 * makes that an error.
 */
export async function provideBroker(): Promise<Broker | null> {
  if (process.env.KAFKA_BROKERS) return null
  try {
    const broker = await startBroker()
    process.env.KAFKA_BROKERS = broker.address
    return broker
  } catch (error) {
    if (process.env.REQUIRE_KAFKA === '1') throw error
    console.log(`\nKafka: SKIPPED, no broker could be started here (${error.message})`)
    return null
  }
}
