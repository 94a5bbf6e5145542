import { KafkaCommand } from './_kafka_command.js'

export default class KafkaLag extends KafkaCommand {
  static commandName = 'kafka:lag'
  static description = 'How many records of each partition are not yet taken in'
  static help = [
    'Also counts what all consumers have received since the tables were made.',
    'Exit codes: 0 done · 1 Kafka is off, or no broker answers.',
    '  {{ binaryName }} kafka:lag',
  ]

  async run() {
    await this.work(async (kafka) => {
      const report = await kafka.measureLag()
      await this.print(report, () => {
        const rows = report.partitions.map((partition) => [
          `${partition.topic}/${partition.partition}`,
          String(partition.lag),
          partition.committed ?? '–',
          partition.end,
          partition.progressedAt ?? '–',
        ])
        this.printTable(['Partition', 'Lag', 'Next', 'End', 'Progressed'], rows, ['Partition'])
        this.logger.info(
          `${report.lag} wait. Received ${report.messagesReceived}: ${report.messagesProcessed} created, ${report.messagesDuplicate} seen before, ${report.messagesSentToDLQ} dead letters`
        )
      })
    })
  }
}
