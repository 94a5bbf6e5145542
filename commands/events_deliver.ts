import { RappelCommand } from './_rappel_command.js'

export default class EventsDeliver extends RappelCommand {
  static commandName = 'events:deliver'
  static description = 'Tell other programs now what became of messages'
  static help = [
    'A scheduler does this every few seconds. Turned on by EVENTS_WEBHOOK_URL or KAFKA_EVENTS_TOPIC (docs/events.md).',
    'Exit codes: 0 done, even if a destination failed · 1 there is no destination.',
    '  {{ binaryName }} events:deliver --json',
  ]

  async run() {
    const { EventsService } = await import('#services/events_service')
    const service = await this.app.container.make(EventsService)
    const told = await service.deliver()
    if (!service.isOn)
      return this.refuse(
        'Events are off: set EVENTS_WEBHOOK_URL or KAFKA_EVENTS_TOPIC (docs/events.md)'
      )
    await this.print(told, () => {
      for (const [name, { delivered, waiting, deadLettered }] of Object.entries(told))
        this.logger.info(
          `${name}: ${delivered} arrived, ${waiting} did not and wait, ${deadLettered} became dead letters`
        )
    })
  }
}
