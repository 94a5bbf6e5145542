import { readFile } from 'node:fs/promises'
import { args, flags } from '@adonisjs/core/ace'
import { KafkaCommand } from './_kafka_command.js'
import type { DeadLetter } from '#ingest/dead_letters'
import type { KafkaService } from '#services/kafka_service'

const SHOWN = 20
const MOST_SHOWN = 1_000
const ACTIONS = ['list', 'show', 'replay']

export default class KafkaDlq extends KafkaCommand {
  static commandName = 'kafka:dlq'
  static description = 'Dead letters of Kafka: list, show, edit and replay them'
  static help = [
    'list shows the newest; show prints one with its value; replay sends it to its topic again, at most once.',
    'To edit one: save its value (show --value > letter.json), change it, and replay it with --file=letter.json.',
    'The values may hold numbers and texts of people: listing shows none, and showing is recorded.',
    'Exit codes: 0 done · 1 bad input, replayed before, Kafka is off or does not answer · 3 there is no such dead letter.',
    '  {{ binaryName }} kafka:dlq list --limit=50',
    '  {{ binaryName }} kafka:dlq show scheduler.jobs.dlq:0:17',
    '  {{ binaryName }} kafka:dlq replay scheduler.jobs.dlq:0:17 --file=letter.json',
  ]

  @args.string({ description: 'list, show or replay', default: 'list' })
  declare action: string

  @args.string({ description: 'TOPIC:PARTITION:OFFSET, as in the list', required: false })
  declare letter?: string

  @flags.number({ description: `How many to list, up to ${MOST_SHOWN}`, default: SHOWN })
  declare limit: number

  @flags.boolean({ description: 'show: print the value and nothing else' })
  declare value: boolean

  @flags.string({ description: 'replay: file with another value' })
  declare file?: string

  async run() {
    const problem = this.#findProblem()
    if (problem) return this.refuse(problem)
    await this.work(async (kafka) => {
      if (this.action === 'list') await this.#list(kafka)
      else if (this.action === 'show') await this.#show(kafka)
      else await this.#replay(kafka)
    })
  }

  #findProblem(): string | undefined {
    const { action, letter, limit, file } = this
    if (!ACTIONS.includes(action)) return `"${action}" is not one of ${ACTIONS.join(', ')}`
    if (action !== 'list' && !letter)
      return `${action} needs TOPIC:PARTITION:OFFSET, as in the list`
    if (file !== undefined && action !== 'replay') return '--file is for replay'
    if (!Number.isInteger(limit) || limit < 1 || limit > MOST_SHOWN)
      return `--limit is ${limit}: give a whole number from 1 to ${MOST_SHOWN}`
    return undefined
  }

  async #list(kafka: KafkaService) {
    const letters = await kafka.listDeadLetters({ most: this.limit })
    await this.print({ deadLetters: letters.map((letter) => shownOf(letter)) }, () => {
      if (letters.length === 0) return this.logger.info('There are no dead letters')
      const rows = letters.map(({ id, at, errorClass, reason, replay }) => [
        id,
        at.slice(0, 19).replace('T', ' '),
        errorClass ?? '–',
        reason ?? '–',
        replay ? `replayed (${replay})` : '',
      ])
      this.printTable(['Id', 'Since (UTC)', 'Class', 'Reason', ''], rows, ['Id'])
    })
  }

  async #show(kafka: KafkaService) {
    const letter = await kafka.findDeadLetter(this.letter!)
    if (!letter) return this.#isMissing()
    await this.recordRead({ what: 'dead_letters', subject: `dead_letter:${letter.id}` })
    const { value, headers, key } = letter.record
    if (this.value && !this.json) return void process.stdout.write(value ?? '')
    const text = (bytes: Buffer | null) => bytes?.toString() ?? null
    const shown = {
      ...shownOf(letter),
      key: text(key),
      value: text(value),
      headers: headers.map(([name, content]) => [text(name), text(content)]),
    }
    await this.print(shown, () =>
      this.printFields([
        ['Id', letter.id],
        ['Since', letter.at],
        ['Class', letter.errorClass],
        ['Reason', letter.reason],
        ['Replayed', letter.replay],
        ['Key', shown.key],
        ['Value', shown.value],
      ])
    )
  }

  async #replay(kafka: KafkaService) {
    const value = this.file === undefined ? undefined : await this.#readFile(this.file)
    if (value === null) return
    const { letter: id, actor } = this
    const replay = await kafka.replayDeadLetter({ id: id!, actor, value })
    switch (replay.outcome) {
      case 'replayed':
        return this.print(replay, () =>
          this.logger.success(`${id} was sent to ${replay.topic} again`)
        )
      case 'not_found':
        return this.#isMissing()
      case 'already':
        return this.refuse(
          replay.replay === 'confirmed'
            ? `${id} was replayed before: it is not sent a second time`
            : `${id} was replayed before, and the broker did not confirm it: check whether its job is there ("node ace schedule:list")`,
          replay
        )
      default:
        return replay satisfies never
    }
  }

  async #readFile(path: string): Promise<Buffer | null> {
    try {
      return await readFile(path)
    } catch (error) {
      this.refuse(`--file: ${path} cannot be read (${error.code})`)
      return null
    }
  }

  #isMissing() {
    this.refuse(`There is no dead letter ${this.letter}: see "node ace kafka:dlq list"`)
    this.exitCode = 3
  }
}

/** Without what may be about people. */
function shownOf({ id, at, errorClass, reason, attempts, source, replay }: DeadLetter) {
  return { id, at, errorClass, reason, attempts, source, replay }
}
