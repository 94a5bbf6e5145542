import { args, flags } from '@adonisjs/core/ace'
import { DeskCommand, EXIT_NOTHING_MATCHED } from './_desk_command.js'
import type { ShownMessage } from '#desk/show_message'

export default class SmsShow extends DeskCommand {
  static commandName = 'sms:show'
  static description = 'Show a message: why it is in its state, its history, attempts and receipts'
  static help = [
    'Times are in the zone of the facility; --json has them in UTC. The number is masked; --unmask shows it.',
    'Exit codes: 0 shown · 1 bad input · 3 there is no such message.',
    '  {{ binaryName }} sms:show 4711',
  ]

  @args.string({ description: 'Id of the message' })
  declare id: string

  @flags.boolean({ description: 'Show the whole phone number' })
  declare unmask: boolean

  async run() {
    await this.atDesk(async (service) => {
      const shown = await service.show({ id: this.id, unmasked: this.unmask ?? false })
      if (!shown) {
        this.refuse(`There is no message ${this.id}`)
        this.exitCode = EXIT_NOTHING_MATCHED
        return
      }
      await this.recordRead({ what: 'messages', subject: `message:${shown.message.id}` })
      await this.print(shown, () => this.#show(shown))
    })
  }

  async #show({ message, timezone, why, carried, events, attempts, receipts }: ShownMessage) {
    const { localTimeIn } = await import('#desk/local_time')
    const time = (instant: string) => localTimeIn(timezone, instant)
    this.#showMessage(message, why, time)
    if (carried.length > 0) {
      this.logger.log('')
      this.printTable(
        ['In the same SMS', 'Patient', 'Vaccine', 'State', 'Reason'],
        carried.map(({ id, patient, vaccine, dose, status, reason }) => [
          String(id),
          patient ?? '',
          [vaccine, dose].filter(Boolean).join(' '),
          status,
          reason ?? '',
        ])
      )
    }
    if (events.length > 0) {
      this.logger.log('')
      this.printTable(
        ['When', 'Move', 'Reason', 'By', 'Detail'],
        events.map(({ at, from_status: from, to_status: to, reason, actor, detail }) => [
          time(at),
          from && from !== to ? `${from} → ${to}` : to,
          reason ?? '',
          actor,
          detail ?? '',
        ])
      )
    }
    if (attempts.length > 0) {
      this.logger.log('')
      this.printTable(
        ['Attempt', 'Began', 'Account', 'Outcome', 'Reason', 'HTTP', 'Code', 'ms'],
        attempts.map((attempt) => [
          String(attempt.number),
          time(attempt.started_at),
          attempt.account,
          attempt.outcome ?? 'no answer yet',
          attempt.reason ?? '',
          String(attempt.http_status ?? ''),
          attempt.error_code ?? '',
          String(attempt.duration_ms ?? ''),
        ])
      )
    }
    if (receipts.length === 0) return
    this.logger.log('')
    this.printTable(
      ['Receipt', 'Times', 'The operator says', 'Effect', 'Reason'],
      receipts.map((receipt) => [
        time(receipt.received_at),
        String(receipt.times_received),
        receipt.provider_status ?? '',
        receipt.state.replaceAll('_', ' '),
        receipt.reason ?? '',
      ])
    )
  }

  #showMessage(
    message: ShownMessage['message'],
    { sentence, advice }: ShownMessage['why'],
    time: (instant: string) => string
  ) {
    const { body, encoding, segments, vaccine, dose, due_on: dueOn } = message
    const reminder = vaccine && `${vaccine} ${dose}, due on ${dueOn}`
    const error = [message.error_code, message.error_message].filter(Boolean).join(': ')
    this.printFields([
      ['message', `${message.id}, ${message.message_type}`],
      ['state', message.status + (message.reason ? ` (${message.reason})` : '')],
      ['why', sentence],
      ['to do', advice],
      ['last error', error],
      ['patient', message.patient && `${message.patient}, ${message.facility}`],
      ['about', reminder],
      ['sent with', message.carried_by !== null && `message ${message.carried_by}, in one SMS`],
      ['number', message.phone_number ?? 'none'],
      ['text', body ? `${body} [${encoding ?? '?'}, segments: ${segments ?? '?'}]` : null],
      ['made from', message.template],
      ['planned', message.planned_at && time(message.planned_at)],
      ['due', time(message.scheduled_at)],
      ['useful until', message.expires_at && time(message.expires_at)],
      ['tries', `${message.attempt_count}, of which retries ${message.retry_count}`],
      ['source', message.source],
      ['operator id', message.provider_message_id],
    ])
  }
}
