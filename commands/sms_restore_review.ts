import { flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import type { AcceptedRestore } from '#delivery/restore/accept_restore'
import type { RestoreFinding } from '#delivery/restore/findings'
import type { RestoreReview } from '#delivery/restore/review_restore'

const NOTHING_TO_REVIEW = 3

export default class SmsRestoreReview extends RappelCommand {
  static commandName = 'sms:restore-review'
  static description = 'Show what a restored database would send and which messages are doubtful'
  static help = [
    'A database older than what this machine has sent is paused: nothing leaves until a person has looked.',
    '--accept resumes sending. Messages sent since the backup become sent, or unknown if the answer is not known.',
    'Exit codes: 0 there is something to review, or it was accepted · 3 nothing to review · 1 failed.',
    '  {{ binaryName }} sms:restore-review',
    '  {{ binaryName }} sms:restore-review --accept',
  ]

  @flags.boolean({ description: 'Settle doubtful messages and resume sending' })
  declare accept: boolean

  async run() {
    const { SendingService } = await import('#services/sending_service')
    const service = await this.app.container.make(SendingService)
    const result = this.accept
      ? await service.acceptRestore({ actor: this.actor })
      : await service.reviewRestore()
    if (!result) this.exitCode = NOTHING_TO_REVIEW

    if (this.json) this.printJson({ accepted: this.accept ?? false, ...asJson(result) })
    else if (!result)
      this.logger.info('Nothing to review: the database has everything that was sent')
    else if ('wouldLeave' in result) this.#show(result)
    else this.#showAccepted(result)
  }

  #show({ findings, doubtful, otherwiseSent, unknownReceipts, wouldLeave }: RestoreReview) {
    for (const finding of findings) this.logger.warning(inWords(finding))
    const known = this.ui.table()
    known.head(['Sent since the backup', 'Messages'])
    known.row(['pending here, accepted by the operator: become sent', String(doubtful.sent)])
    known.row(['pending here, answer not known: become unknown', String(doubtful.unknown)])
    known.row(['not here, or not pending: not sent again if planned again', String(otherwiseSent)])
    known.row(['receipts about messages that are not here', String(unknownReceipts.total)])
    known.render()

    const table = this.ui.table()
    table.head(['Due now', 'Would be sent', 'Doubtful', 'Waits, or is closed'])
    for (const [type, { sent, unknown, processed }] of Object.entries(wouldLeave))
      table.row([type, String(sent), String(unknown), String(processed - sent - unknown)])
    table.render()
    this.logger.info(
      'Nothing was changed, and nothing is sent. To resume: "node ace sms:restore-review --accept"'
    )
  }

  #showAccepted({ sent, unknown }: AcceptedRestore) {
    this.logger.success(
      `Accepted: ${sent} messages are sent, ${unknown} are unknown; the rest is sent as planned`
    )
    if (unknown > 0)
      this.logger.info(
        'Whether the unknown ones arrived is not known: run "node ace sms:resolve" once you know'
      )
  }
}

function inWords({ host, kind, databaseUntil, lastSeenAt, messages, complete }: RestoreFinding) {
  const until = databaseUntil ? `knows what was sent until ${databaseUntil}` : 'has never sent'
  switch (kind) {
    case 'older': {
      const gap = complete
        ? ''
        : ', and others that were not recorded: everything due by then is doubtful'
      return `The database ${until}; ${host} last sent at ${lastSeenAt}: ${messages} messages in between${gap}`
    }
    case 'another':
      return `This is another database than the one from which ${host} last sent (at ${lastSeenAt}). It ${until}; of what the other one sent it knows nothing`
    case 'unreadable':
      return `The record of sent messages on ${host} cannot be read (kept as *.unreadable in its state folder). The database ${until}: compare that with the operator's own list`
    default:
      return kind satisfies never
  }
}

function asJson(result: RestoreReview | AcceptedRestore | undefined) {
  return result ? { review: true, ...result } : { review: false }
}
