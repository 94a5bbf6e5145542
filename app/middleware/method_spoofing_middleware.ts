import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { faceOf } from '#faces/faces'

/** Never GET: a form that changes something must not look like a read. */
const SPOOFED = ['PUT', 'PATCH', 'DELETE']

/**
 * Treats a POST as the method in `_method` of its query, before routing. The framework's own
 * `allowMethodSpoofing` would also do so for API calls.
 */
export default class MethodSpoofingMiddleware {
  handle({ request }: HttpContext, next: NextFn) {
    const method = String(request.qs()._method).toUpperCase()
    if (
      request.intended() === 'POST' &&
      SPOOFED.includes(method) &&
      faceOf(request.url()).methodSpoofing
    )
      request.method = () => method
    return next()
  }
}
