import { writeFile } from 'node:fs/promises'
import { flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'

export default class ApiDocument extends RappelCommand {
  static commandName = 'api:document'
  static description = 'Print the description of the API (OpenAPI 3.1), or write it to a file'
  static help = [
    'A running web server answers the same at /api/v1/openapi.json, and a page at /api/v1/docs.',
    'Exit codes: 0 printed or written · 1 failed.',
    '  {{ binaryName }} api:document',
    '  {{ binaryName }} api:document --file=docs/openapi.json',
  ]

  @flags.string({ description: 'Where to write it' })
  declare file?: string

  async run() {
    const { openApiDocument } = await import('#openapi/document')
    await this.#loadRoutes()
    const document = openApiDocument(this.app.config.get('monitoring.version'))
    const text = `${JSON.stringify(document, null, 2)}\n`
    if (this.file === undefined) process.stdout.write(text)
    else await writeFile(this.file, text)
  }

  /** Commands have none until they ask for them. */
  async #loadRoutes() {
    const router = await this.app.container.make('router')
    if (router.commited) return
    await import('#start/routes')
    router.commit()
  }
}
