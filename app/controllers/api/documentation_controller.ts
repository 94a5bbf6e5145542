import { readFile } from 'node:fs/promises'
import app from '@adonisjs/core/services/app'
import config from '@adonisjs/core/services/config'
import type { HttpContext } from '@adonisjs/core/http'
import { ServedDocument } from '#openapi/served_document'

/** Nothing from elsewhere, and nothing that runs. */
const POLICY = "default-src 'self'; script-src 'none'; base-uri 'none'; frame-ancestors 'none'"

const served = new ServedDocument(config.get<string>('monitoring.version'))

/** What the API is, for programs and for people. It says nothing of this installation's data. */
export default class DocumentationController {
  json({ response }: HttpContext) {
    response.header('Content-Type', 'application/json').send(served.json)
  }

  page({ response }: HttpContext) {
    response
      .header('Content-Type', 'text/html; charset=utf-8')
      .header('Content-Security-Policy', POLICY)
      .send(served.page)
  }

  async style({ response }: HttpContext) {
    const css = await readFile(app.makePath('resources/css/api_docs.css'), 'utf8')
    response.header('Content-Type', 'text/css; charset=utf-8').send(css)
  }
}
