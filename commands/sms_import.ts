import { setFlagsFromString } from 'node:v8'
import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { ImportSummary } from '#imports/import_summary'

const EXIT_UNREADABLE = 1
const EXIT_SOME_REJECTED = 2

/**
 * Rows are short-lived; V8 would answer them with more memory than they need.
 * Peak of 100,000 rows in a production build: 235 MB instead of 325, at the same speed.
 */
const SMALL_YOUNG_GENERATION = '--semi-space-growth-factor=1'

export default class SmsImport extends BaseCommand {
  static commandName = 'sms:import'
  static description = 'Import patients and immunizations from a CSV file'
  static help = [
    'The header is patient_ref,first_name,last_name,birth_date,caregiver_phone,language,facility,timezone,',
    'vaccine,dose,due_on,administered_on,consent with "," or ";" between the names, in UTF-8.',
    'The same file again changes nothing. Rejected rows go to FILE.rejected.csv with line and reason.',
    'Exit codes: 0 all rows imported or unchanged · 1 the file cannot be read, or the run was stopped · 2 some rows rejected.',
    '  {{ binaryName }} sms:import patients.csv --dry-run',
    '  {{ binaryName }} sms:import patients.csv --json',
  ]
  static options: CommandOptions = { startApp: true }

  @args.string({ description: 'The CSV file', argumentName: 'file' })
  declare file: string

  @flags.boolean({ description: 'Check and compare everything, change nothing, write no file' })
  declare dryRun: boolean

  @flags.boolean({ description: 'Print one JSON document and nothing else' })
  declare json: boolean

  async run() {
    setFlagsFromString(SMALL_YOUNG_GENERATION)
    const { default: env } = await import('#start/env')
    const { ImportPatients } = await import('#imports/import_patients')
    const { UnreadableImportFile } = await import('#imports/errors')
    const { RunningWork } = await import('#services/running_work')

    const work = await this.app.container.make(RunningWork)
    const importPatients = await this.app.container.make(ImportPatients)
    try {
      const summary = await work.run((signal) =>
        importPatients.run({
          file: this.file,
          defaultCountry: env.get('DEFAULT_COUNTRY'),
          dryRun: this.dryRun,
          signal,
          onProgress: (progress) => this.#showProgress(progress),
        })
      )
      this.#clearProgress()
      if (this.json) console.log(JSON.stringify(summary))
      else await this.#show(summary)
      this.exitCode = exitCodeOf(summary)
    } catch (error) {
      this.#clearProgress()
      if (!(error instanceof UnreadableImportFile)) throw error
      if (this.json) console.log(JSON.stringify({ file: this.file, error: error.message }))
      else this.logger.error(error.message)
      this.exitCode = EXIT_UNREADABLE
    }
  }

  #lastShown = performance.now()
  #progressShown = false

  /** On stderr, at most one line a second; a terminal overwrites it. */
  #showProgress({ rows, share }: { rows: number; share: number }) {
    if (performance.now() - this.#lastShown < 1_000) return
    this.#lastShown = performance.now()
    this.#progressShown = true
    const line = `${rows} rows, ${Math.floor(share * 100)} % of the file`
    process.stderr.write(process.stderr.isTTY ? `\r${line} ` : `${line}\n`)
  }

  #clearProgress() {
    if (this.#progressShown && process.stderr.isTTY) process.stderr.write('\r\u001B[K')
  }

  async #show(summary: ImportSummary) {
    const { describeFault } = await import('#imports/rejected_rows')
    for (const warning of summary.warnings) this.logger.warning(warning)

    const table = this.ui.table()
    table.head([summary.dryRun ? 'Rows (would be)' : 'Rows', 'Count'])
    for (const [label, count, always] of countsOf(summary)) {
      if (always || count > 0) table.row([label, String(count)])
    }
    table.render()

    for (const { line, faults } of summary.rejections)
      this.logger.log(`line ${line}: ${faults.map(describeFault).join('; ')}`)
    const more = summary.rejected - summary.rejections.length
    if (more > 0) this.logger.log(`and ${more} more`)
    this.#showEnding(summary)
  }

  #showEnding({ outcome, rejectedFile, dryRun, durationMs }: ImportSummary) {
    if (rejectedFile)
      this.logger.info(`The rejected rows are in ${rejectedFile}: correct and import that file`)
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
    ['recorded visits kept', summary.visitsKept],
    ['numbers opted in', summary.consents.optedIn],
    ['numbers opted out', summary.consents.optedOut],
    ['opt-outs kept against a yes', summary.consents.kept],
    ['pending messages suppressed', summary.messagesSuppressed],
  ]
}
