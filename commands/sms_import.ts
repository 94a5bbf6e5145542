import { setFlagsFromString } from 'node:v8'
import { args, flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import type { ImportSummary } from '#imports/import_summary'

const EXIT_UNREADABLE = 1
const EXIT_SOME_REJECTED = 2

/**
 * Rows are short-lived; by default V8 would grow its young generation for them. Peak of 100,000
 * rows in a production build: 235 MB instead of 325, at the same speed.
 */
const SMALL_YOUNG_GENERATION = '--semi-space-growth-factor=1'

export default class SmsImport extends RappelCommand {
  static commandName = 'sms:import'
  static description = 'Import patients and immunizations from a CSV file'
  static help = [
    'The header is patient_ref,first_name,last_name,birth_date,caregiver_phone,language,facility,timezone,',
    'vaccine,dose,due_on,administered_on,consent with "," or ";" between the names, in UTF-8.',
    'The same file again changes nothing. Rejected rows go to FILE.rejected.csv with line and reason.',
    'A row that means another child than the one on record is rejected, unless --replace is given.',
    'A refusal, a visit, a death or a move in a rejected row counts all the same, where the row says for whom.',
    'Exit codes: 0 all rows imported or unchanged · 1 the file cannot be read, or the run was stopped · 2 some rows rejected.',
    '  {{ binaryName }} sms:import patients.csv --dry-run',
    '  {{ binaryName }} sms:import patients.csv --json',
  ]

  @args.string({ description: 'The CSV file', argumentName: 'file' })
  declare file: string

  @flags.boolean({ description: 'Check and compare everything, change nothing, write no file' })
  declare dryRun: boolean

  @flags.boolean({
    description: 'Let a row replace another child who is on record under its patient_ref',
  })
  declare replace: boolean

  async run() {
    setFlagsFromString(SMALL_YOUNG_GENERATION)
    const { default: env } = await import('#start/env')
    const { UnreadableImportFile } = await import('#imports/errors')
    const { RunningWork } = await import('#services/running_work')

    const work = await this.app.container.make(RunningWork)
    try {
      const summary = await work.perform(
        () => import('#imports/import_patients').then(({ ImportPatients }) => ImportPatients),
        (patients, signal) =>
          patients.run({
            file: this.file,
            actor: this.actor,
            defaultCountry: env.get('DEFAULT_COUNTRY'),
            dryRun: this.dryRun,
            replace: this.replace,
            signal,
            onProgress: (progress) => this.#showProgress(progress),
          })
      )
      this.clearProgress()
      await this.print(summary, () => this.#show(summary))
      this.exitCode = exitCodeOf(summary)
    } catch (error) {
      this.clearProgress()
      if (!(error instanceof UnreadableImportFile)) throw error
      this.refuse(error.message, { file: this.file })
    }
  }

  #showProgress({ rows, share }: { rows: number; share: number }) {
    const line = `${rows} rows, ${Math.floor(share * 100)} % of the file`
    this.showProgressLine(line)
  }

  async #show(summary: ImportSummary) {
    const { reasonOf } = await import('#imports/rejected_rows')
    for (const warning of summary.warnings) this.logger.warning(warning)

    const table = this.ui.table()
    table.head([summary.dryRun ? 'Rows (would be)' : 'Rows', 'Count'])
    for (const [label, count, always] of countsOf(summary)) {
      if (always || count > 0) table.row([label, String(count)])
    }
    table.render()

    for (const rejection of summary.rejections)
      this.logger.log(`line ${rejection.line}: ${reasonOf(rejection)}`)
    const { costsInWords } = await import('#texts/costs_in_words')
    for (const cost of summary.texts ? costsInWords(summary.texts) : []) this.logger.warning(cost)
    const more = summary.rejected - summary.rejections.length
    if (more > 0) this.logger.log(`and ${more} more`)
    this.#showEnding(summary)
  }

  #showEnding({ outcome, rejectedFile, dryRun, durationMs }: ImportSummary) {
    if (rejectedFile)
      this.logger.info(`The rejected rows are in ${rejectedFile}: correct that file and import it`)
    const seconds = (durationMs / 1000).toFixed(1)
    if (outcome === 'stopped')
      this.logger.warning(`Stopped as asked after ${seconds} s; run it again to import the rest`)
    else if (dryRun) this.logger.info(`Nothing was changed (${seconds} s)`)
    else this.logger.success(`Imported (${seconds} s)`)
  }
}

function exitCodeOf({ outcome, rejected }: ImportSummary): number {
  if (outcome === 'stopped') return EXIT_UNREADABLE
  return rejected > 0 ? EXIT_SOME_REJECTED : 0
}

function countsOf(summary: ImportSummary): [label: string, count: number, always?: true][] {
  return [
    ['imported: new', summary.imported.created, true],
    ['imported: changed', summary.imported.updated, true],
    ['unchanged', summary.unchanged, true],
    ['rejected', summary.rejected, true],
    ['refusals, visits, deaths and moves taken from rejected rows', summary.protected],
    ['patients changed', summary.patientsChanged],
    ['recorded visits kept', summary.visitsKept],
    ['numbers opted in', summary.consents.optedIn],
    ['numbers opted out', summary.consents.optedOut],
    ['opt-outs kept against a yes', summary.consents.kept],
    ['pending messages suppressed', summary.messagesSuppressed],
  ]
}
