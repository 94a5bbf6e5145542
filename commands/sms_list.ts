import { flags } from '@adonisjs/core/ace'
import { EXIT_NOTHING_MATCHED } from './_desk_command.js'
import { messagesTable } from './_messages_in_words.js'
import { SelectingCommand } from './_selection_flags.js'
import type { MessageList } from '#desk/list_messages'
import { ROW_ID } from '#values/row_id'

const SHOWN = 50
const MOST_SHOWN = 1_000

export default class SmsList extends SelectingCommand {
  static commandName = 'sms:list'
  static description = 'List messages by a filter, newest first'
  static help = [
    'All conditions apply together. --from and --to go by when a pending message is due, when a failed one failed,',
    "and when any other last moved; days are in the programme's zone. Numbers are masked; --unmask shows them.",
    'sms:show ID has the whole story of one message. docs/reasons.md lists the reasons.',
    'Exit codes: 0 shown · 1 bad input · 3 nothing matches.',
    '  {{ binaryName }} sms:list --status=failed --status=dead_letter --from=2026-03-09',
    '  {{ binaryName }} sms:list --patient=CM-YDE-0001',
    '  {{ binaryName }} sms:list --facility="CSI Briqueterie" --reason=no_phone --json',
  ]

  @flags.string({ description: 'Only messages with this reason, for example no_phone' })
  declare reason?: string

  @flags.number({ description: `How many to show, up to ${MOST_SHOWN}`, default: SHOWN })
  declare limit: number

  @flags.string({ description: 'Only messages older than the one with this id: the next page' })
  declare before?: string

  @flags.boolean({ description: 'Show whole phone numbers' })
  declare unmask: boolean

  async run() {
    const { limit, before } = this
    if (!Number.isInteger(limit) || limit < 1 || limit > MOST_SHOWN)
      return this.refuse(`--limit is ${limit}: give a whole number from 1 to ${MOST_SHOWN}`)
    if (before !== undefined && !ROW_ID.test(before))
      return this.refuse(`--before is "${before}": give the id of a message`)
    await this.atDesk(async (service) => {
      const filter = { ...(await this.selection()), reason: this.reason }
      const list = await service.list({
        ...filter,
        limit,
        before: before === undefined ? undefined : Number(before),
        unmasked: this.unmask ?? false,
      })
      if (list.messages.length === 0) this.exitCode = EXIT_NOTHING_MATCHED
      else await this.#recordRead(list, filter)
      await this.print(list, () => this.#show(list))
    })
  }

  async #recordRead({ messages }: MessageList, filter: object) {
    const given = Object.entries(filter).filter(([, value]) => value !== undefined)
    await this.recordRead({
      what: 'messages',
      rows: messages.map(({ id }) => id),
      filter: given.map(([name]) => name),
    })
  }

  async #show({ messages, more, next, timezone }: MessageList) {
    if (messages.length === 0) return this.logger.info('No message matches') as void
    this.printTable(...(await messagesTable(messages, timezone)))
    if (next === null) return
    const count = more.atLeast ? `${more.count} or more` : String(more.count)
    this.logger.info(
      `and ${count} older: --before=${next} shows the next page, --limit more at once`
    )
  }
}
