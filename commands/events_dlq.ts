import { args, flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import type { ShownEvent } from '#outgoing/dead_events'
import type { EventsService } from '#services/events_service'

const SHOWN = 20
const MOST_SHOWN = 1_000
const ACTIONS = ['list', 'show', 'replay']
const EVENT_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const NOTHING = 3

export default class EventsDlq extends RappelCommand {
  static commandName = 'events:dlq'
  static description = 'Events that did not arrive at another program: list, show and replay them'
  static help = [
    'list shows the newest dead letters; show prints one as it is told; replay has it told again, with all its retries.',
    'Exit codes: 0 done · 1 bad input, or not a dead letter any more · 3 there is no such event.',
    '  {{ binaryName }} events:dlq list --limit=50',
    '  {{ binaryName }} events:dlq show 0d9ff1e2-8f0c-4a52-9c39-4a6a2f5e8a11',
    '  {{ binaryName }} events:dlq replay 0d9ff1e2-8f0c-4a52-9c39-4a6a2f5e8a11',
    '  {{ binaryName }} events:dlq replay --all',
  ]

  @args.string({ description: 'list, show or replay', default: 'list' })
  declare action: string

  @args.string({ description: 'Id of an event, as in the list', required: false })
  declare event?: string

  @flags.number({ description: `How many to list, up to ${MOST_SHOWN}`, default: SHOWN })
  declare limit: number

  @flags.boolean({ description: 'replay: all dead letters' })
  declare all: boolean

  async run() {
    const problem = this.#findProblem()
    if (problem) return this.refuse(problem)
    const { EventsService: Service } = await import('#services/events_service')
    const events = await this.app.container.make(Service)
    if (this.action === 'list') await this.#list(events)
    else if (this.action === 'show') await this.#show(events)
    else await this.#replay(events)
  }

  #findProblem(): string | undefined {
    const { action, event, limit, all } = this
    if (!ACTIONS.includes(action)) return `"${action}" is not one of ${ACTIONS.join(', ')}`
    if (all && (action !== 'replay' || event)) return '--all is for replay without an id'
    if (action !== 'list' && !event && !all)
      return `${action} needs the id of an event, as in the list`
    if (event !== undefined && !EVENT_ID.test(event))
      return `"${event}" is not the id of an event: see "node ace events:dlq list"`
    if (!Number.isInteger(limit) || limit < 1 || limit > MOST_SHOWN)
      return `--limit is ${limit}: give a whole number from 1 to ${MOST_SHOWN}`
    return undefined
  }

  async #list(events: EventsService) {
    const dead = await events.listDead(this.limit)
    await this.print({ deadLetters: dead }, () => {
      if (dead.length === 0) return this.logger.info('There are no dead letters')
      const rows = dead.map(
        ({ id, destination, type, message, attempts, lastFailure, replays }) => [
          id,
          destination,
          type,
          String(message ?? '–'),
          String(attempts),
          lastFailure ?? '–',
          replays > 0 ? `replayed ${replays}×` : '',
        ]
      )
      const head = ['Id', 'Destination', 'Type', 'Message', 'Attempts', 'Last failure', '']
      this.printTable(head, rows, ['Id'])
    })
  }

  async #show(events: EventsService) {
    const found = await events.find(this.event!)
    if (found.length === 0) return this.#isMissing()
    await this.recordRead({ what: 'events', subject: `event:${this.event}` })
    await this.print({ events: found }, () => found.forEach((event) => this.#printEvent(event)))
  }

  #printEvent(event: ShownEvent) {
    this.printFields([
      ['Id', event.id],
      ['Destination', event.destination],
      ['Type', event.type],
      ['State', event.status],
      ['Occurred', event.occurredAt],
      ['Attempts', String(event.attempts)],
      ['Last failure', event.lastFailure],
      ['Given up', event.givenUpAt],
      ['Next attempt', event.status === 'pending' && event.nextAttemptAt],
      ['Replays', String(event.replays)],
      ['Body', JSON.stringify(event.body)],
    ])
  }

  async #replay(events: EventsService) {
    const { actor, event } = this
    const replayed = await events.replay({ actor, ids: event === undefined ? undefined : [event] })
    if (replayed === 0 && event !== undefined) {
      const left = await events.find(event)
      if (left.length === 0) return this.#isMissing()
      return this.refuse(`${event} is not a dead letter: it waits for its next attempt`)
    }
    await this.print({ replayed }, () =>
      this.logger.success(`${replayed} dead letters are told again`)
    )
  }

  #isMissing() {
    this.refuse(
      `There is no event ${this.event} that did not arrive: see "node ace events:dlq list"`
    )
    this.exitCode = NOTHING
  }
}
