import { RappelCommand } from './_rappel_command.js'
import type { KafkaService } from '#services/kafka_service'

/** The client's errors. */
const OF_CLIENT = /^PLT_KFK_/

/** Base of the commands for Kafka. */
export abstract class KafkaCommand extends RappelCommand {
  /** Whether Kafka is on; otherwise it says how to turn it on. */
  protected async isOn(): Promise<boolean> {
    const { KafkaConfig } = await import('#settings/kafka_config')
    const kafka = await this.app.container.make(KafkaConfig)
    if (kafka.isOn) return true
    this.refuse('Kafka is off: set KAFKA_BROKERS, for example "localhost:9092" (docs/kafka.md)')
    return false
  }

  /** With Kafka on. A broker that does not answer is a refusal. */
  protected async work(work: (kafka: KafkaService) => Promise<void>): Promise<void> {
    if (!(await this.isOn())) return
    const { KafkaService: Service } = await import('#services/kafka_service')
    try {
      await work(await this.app.container.make(Service))
    } catch (error) {
      if (!OF_CLIENT.test(error?.code)) throw error
      this.refuse(`Kafka did not do it: ${reasonOf(error)}. Check KAFKA_BROKERS and KAFKA_TLS`)
    }
  }
}

/** The innermost reason says most. */
function reasonOf(error: any): string {
  const [inner] = error.errors ?? (error.cause ? [error.cause] : [])
  return inner ? reasonOf(inner) : error.message.replace(/\.$/, '')
}
