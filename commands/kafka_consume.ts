import { KafkaCommand } from './_kafka_command.js'

export default class KafkaConsume extends KafkaCommand {
  static commandName = 'kafka:consume'
  static description = 'Take in requests for jobs from Kafka, until SIGTERM or Ctrl-C'
  static help = [
    'Any number of consumers may run at once; those of one group (KAFKA_GROUP_ID) share the partitions.',
    'On SIGTERM, a consumer finishes the batch in hand, commits it, and leaves the group.',
    'Exit codes: 0 after a clean drain · 1 Kafka is off, or the batch in hand did not end in time.',
    '  {{ binaryName }} kafka:consume',
  ]

  async run() {
    if (!(await this.isOn())) return
    const { KafkaService } = await import('#services/kafka_service')
    const service = await this.app.container.make(KafkaService)
    if (!this.json) this.logger.info(`Consumer ${process.pid} started; SIGTERM or Ctrl-C ends it`)
    const summary = await service.consume()
    await this.print(summary, () => {
      const { received, created, duplicates, deadLetters } = summary
      this.logger.success(
        `Consumer ${process.pid} drained: ${received} received, ${created} created, ${duplicates} seen before, ${deadLetters} dead letters`
      )
    })
  }
}
