import { args, flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import {
  keptInWords,
  overwrittenInWords,
  questionAbout,
  rowsOf,
  STAYS,
  STAYS_IN_POSTGRES,
} from './_erasure_in_words.js'
import type { ErasureRequest, ErasureSubject } from '#erasure/erasure_request'
import type { ErasureResult } from '#erasure/erasure_result'
import type { SearchProgress } from '#erasure/texts/search_texts'

const EXIT_NOT_DONE = 1
const EXIT_NOBODY = 3

type Erase = (options?: Partial<ErasureRequest>) => Promise<ErasureResult>

export default class PatientErase extends RappelCommand {
  static commandName = 'patient:erase'
  static description =
    'Erase a person everywhere: a patient with their number, or everything of one number'
  static help = [
    "By patient_ref: the patient, immunizations, messages, and what belongs to the caregiver's number (replies, consent,",
    'counters, schedules that write to it) unless another patient has the number. With --phone: all that belongs to the number; the patients stay,',
    'without it. Rejected rows of imports on this machine are erased too; the imported CSV files are up to you.',
    'Texts about others (replies, reasons, evidence, schedules, the audit log) are searched for the number in any written form,',
    'the reference and the full name, and lose them. Each table is read once, in pages; then the deleted bytes are overwritten.',
    'A refusal (STOP) stays as a keyed hash. Without a refusal a later import brings the number back: opt it out first.',
    'Without --yes it asks; without a terminal, --yes is required.',
    'Exit codes: 0 done · 1 bad input, or a message is being sent (run it again) · 3 nobody found.',
    '  {{ binaryName }} patient:erase CM-YDE-0001 --dry-run',
    '  {{ binaryName }} patient:erase --phone="+237 677 12 34 56" --reason="asked for by the caregiver"',
  ]

  @args.string({ description: 'The patient_ref', required: false })
  declare ref?: string

  @flags.string({ description: 'A number instead, with + or as it is dialled in DEFAULT_COUNTRY' })
  declare phone?: string

  @flags.string({ description: 'Why; kept permanently, so without names' })
  declare reason?: string

  @flags.boolean({ description: 'Show what would be erased, change nothing' })
  declare dryRun: boolean

  @flags.boolean({ description: 'Do not ask' })
  declare yes: boolean

  async run() {
    const { InvalidErasureRequest } = await import('#erasure/invalid_erasure_request')
    await this.refuseOn(
      InvalidErasureRequest,
      async () => {
        const subject = await this.#subject()
        if (subject) await this.#run(await this.#eraseOf(subject))
      },
      ({ field, message }) => (field === 'ref' ? message : `--${message}`)
    )
  }

  async #run(erase: Erase) {
    if (this.dryRun) return this.#show(await erase({ dryRun: true }))
    if (!this.yes && !(await this.#agreesTo(erase))) return
    this.#show(await erase())
  }

  async #subject(): Promise<ErasureSubject | undefined> {
    const { default: env } = await import('#start/env')
    const { ref, phone } = this
    if ((ref === undefined) === (phone === undefined)) {
      this.refuse('Name one person: the patient_ref, or --phone=NUMBER')
      return undefined
    }
    return phone === undefined
      ? { patientRef: ref! }
      : { phoneNumber: phone, defaultCountry: env.get('DEFAULT_COUNTRY') }
  }

  async #eraseOf(subject: ErasureSubject): Promise<Erase> {
    const { ErasureService } = await import('#services/erasure_service')
    const service = await this.app.container.make(ErasureService)
    const onProgress = ({ table, searchedTo, until }: SearchProgress) =>
      this.showProgressLine(`searching the texts of ${table}: ${searchedTo} of ${until}`)
    const as = { actor: this.actor, reason: this.reason, onProgress }
    return async (options = {}) => {
      const result = await service.erasePerson({ ...subject, ...as, ...options })
      this.clearProgress()
      return result
    }
  }

  async #agreesTo(erase: Erase): Promise<boolean> {
    if (!this.canAsk) return this.refuseUnasked()
    const preview = await erase({ dryRun: true })
    this.#show(preview)
    return preview.outcome !== 'nobody' && this.isAgreed(questionAbout(preview))
  }

  #show(result: ErasureResult) {
    const { outcome, dryRun, files, retryAfterSeconds } = result
    if (outcome === 'nobody') this.exitCode = EXIT_NOBODY
    if (outcome === 'being_sent' && !dryRun) this.exitCode = EXIT_NOT_DONE
    if (this.json) return this.printJson({ ...result, stays: this.#stays() })

    if (outcome === 'nobody') return this.logger.info('Nobody found: nothing was changed')
    if (outcome === 'being_sent') {
      return this.logger.warning(
        dryRun
          ? 'A message is being sent right now: the counts are known once that is done'
          : `A message is being sent right now. Nothing else will be; run this again in ${retryAfterSeconds} s to erase the rest`
      )
    }
    const table = this.ui.table()
    table.head([dryRun ? 'Would be' : 'Was', 'Count'])
    for (const [label, count] of rowsOf(result)) table.row([label, String(count)])
    table.render()
    for (const words of keptInWords(result)) this.logger.info(words)
    for (const { path, problem } of files.notReached)
      this.logger.warning(`Check for the person yourself: ${path} ${problem}`)
    if (!dryRun) this.#showWhatStays(result)
    else if (this.dryRun) this.logger.info('Nothing was changed')
  }

  #showWhatStays(result: ErasureResult) {
    this.logger.success('Erased')
    for (const words of overwrittenInWords(result)) this.logger.info(words)
    this.logger.info('What stays, or cannot be reached from here:')
    for (const words of this.#stays()) this.logger.info(`  ${words}`)
  }

  #stays(): string[] {
    const connection = this.app.config.get('database.connection')
    return connection === 'pg' ? [...STAYS, STAYS_IN_POSTGRES] : STAYS
  }
}
