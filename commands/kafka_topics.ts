import { flags } from '@adonisjs/core/ace'
import { KafkaCommand } from './_kafka_command.js'

const EXIT_PROBLEMS = 1

export default class KafkaTopics extends KafkaCommand {
  static commandName = 'kafka:topics'
  static description = 'Make the topics that are missing, and check the others'
  static help = [
    'New topics get 6 partitions (config/kafka.ts); existing ones are not changed.',
    'Exit codes: 0 all topics are as they should be · 1 something is wrong with one, Kafka is off, or no broker answers.',
    '  {{ binaryName }} kafka:topics',
    '  {{ binaryName }} kafka:topics --dry-run',
  ]

  @flags.boolean({ description: 'Only check' })
  declare dryRun: boolean

  async run() {
    await this.work(async (kafka) => {
      const topics = await kafka.manageTopics({ dryRun: this.dryRun })
      const isGood = topics.every(({ problems }) => problems.length === 0)
      await this.print({ ok: isGood, topics }, () => {
        const rows = topics.map(({ topic, partitions, replicas, created, exists }) => [
          topic,
          String(partitions),
          String(replicas),
          created ? 'made' : exists ? 'was there' : 'missing',
        ])
        this.printTable(['Topic', 'Partitions', 'Replicas', 'State'], rows, ['Topic'])
        for (const { topic, problems } of topics)
          for (const problem of problems) this.logger.warning(`${topic} ${problem}`)
      })
      if (!isGood) this.exitCode = EXIT_PROBLEMS
    })
  }
}
