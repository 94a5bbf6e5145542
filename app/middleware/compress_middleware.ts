import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { compress, encodingFor } from '#dashboard/compress'

/** Characters below which a page fits into one packet anyway. */
const SMALL = 1_000

/**
 * Compresses pages. Their length gives nothing away (BREACH): no other site can ask for one with
 * somebody's session, and the tokens of forms differ each time.
 */
export default class CompressMiddleware {
  async handle({ request, response }: HttpContext, next: NextFn) {
    await next()
    const page = response.getBody()
    if (typeof page !== 'string' || page.length < SMALL || response.getHeader('content-type'))
      return
    response.header('Vary', 'Accept-Encoding').type('text/html; charset=utf-8')
    const encoding = encodingFor(request.header('accept-encoding'))
    if (!encoding) return
    response.header('Content-Encoding', encoding)
    response.send(await compress(Buffer.from(page), encoding, { quickly: true }))
  }
}
