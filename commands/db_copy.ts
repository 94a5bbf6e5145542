import { flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import type { CopyResult } from '#services/copy_database'

const EXIT_DIFFERENT = 1

export default class DbCopy extends RappelCommand {
  static commandName = 'db:copy'
  static description =
    'Copy everything into another database, for example from SQLite to PostgreSQL'
  static help = [
    'From the database of DB_CONNECTION to the other one, with the settings of both in the environment.',
    'Before: sms:pause, stop all processes, and run the migrations on the target, which must be empty.',
    'The source is only read. If the copy is interrupted, run it again: it goes on where it stopped.',
    'At the end the rows and a checksum of each table are compared. The copy starts paused: sms:resume.',
    'Exit codes: 0 copied and equal · 1 refused, interrupted or different.',
    '  DB_CONNECTION=sqlite {{ binaryName }} db:copy --to=pg',
    '  DB_CONNECTION=sqlite {{ binaryName }} db:copy --to=pg --json',
  ]

  @flags.string({ description: 'The target: pg or sqlite', required: true })
  declare to: string

  async run() {
    const { CopyService } = await import('#services/copy_service')
    const { CopyRefused } = await import('#storage/copy/errors')
    const service = await this.app.container.make(CopyService)
    await this.refuseOn(CopyRefused, async () => {
      const result = await service.copy({
        to: this.to,
        actor: this.actor,
        onProgress: ({ table, rows }) => this.showProgressLine(`${table}: ${rows} rows`),
      })
      this.clearProgress()
      if (!result.equal) this.exitCode = EXIT_DIFFERENT
      await this.print(result, () => this.#show(result))
    })
  }

  #show({ from, to, rows, tables, equal, resumed, durationMs }: CopyResult) {
    const shown = tables.filter((table) => table.source.rows > 0 || !table.equal)
    this.printTable(
      ['Table', 'Rows', 'Checksum', ''],
      shown.map((table) => [
        table.table,
        String(table.source.rows),
        table.source.checksum.slice(0, 16),
        table.equal ? 'equal' : `DIFFERENT: ${table.target.rows} rows in ${to}`,
      ])
    )
    if (!equal) {
      this.logger.error(
        `The copy in ${to} differs from ${from}: something wrote to one of them. Create the target anew and copy again`
      )
      return
    }
    const seconds = (durationMs / 1000).toFixed(1)
    const again = resumed ? ', going on with an earlier copy' : ''
    this.logger.success(`Copied ${rows} rows from ${from} to ${to}${again} (${seconds} s)`)
    this.logger.info(
      `Now set DB_CONNECTION=${to}, keep RAPPEL_STATE_DIR, start the processes, and end the pause: node ace sms:resume`
    )
  }
}
