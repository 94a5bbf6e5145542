import type { Browser } from 'playwright'
import { Exception } from '@adonisjs/core/exceptions'
import type { HttpContext } from '@adonisjs/core/http'
import { Unavailable } from '#exceptions/unavailable'
import { openWindow, type Look } from '#tests/helpers/looks'
import { PageServer } from '#tests/helpers/page_server'
import { Visit } from '#tests/helpers/pages/page_walk'

/** What a person may be answered instead of a page, each with the error that leads to it. */
const ERRORS = {
  '403': new Exception('Not allowed', { status: 403 }),
  '404': new Exception('Not here', { status: 404 }),
  'csrf': new Exception('Bad token', { status: 403, code: 'E_BAD_CSRF_TOKEN' }),
  '409': new Exception('Changed meanwhile', { status: 409 }),
  '413': new Exception('Too large', { status: 413 }),
  '422': new Exception('Not valid', { status: 422 }),
  '429': new Exception('Too many', { status: 429 }),
  '500': new Exception('A fault', { status: 500 }),
  '503': new Unavailable(60, undefined),
} as const

/** Opens the page of each error. */
export async function* walkErrorPages(browser: Browser, look: Look): AsyncGenerator<Visit> {
  const server = await PageServer.start((router) => {
    router.get('/errors/:name', ({ params }: HttpContext) => {
      throw ERRORS[params.name as keyof typeof ERRORS]
    })
    router.get('/assets/:name', [() => import('#controllers/desk/assets_controller'), 'show'])
  })
  const screen = await openWindow(browser, look)
  try {
    for (const [name, { status: should }] of Object.entries(ERRORS)) {
      const is = await screen.visit(server.urlOf(`/errors/${name}`))
      yield new Visit(`error-${name}`, screen, { is, should: should! })
    }
  } finally {
    await screen.close()
    server.stop()
  }
}
