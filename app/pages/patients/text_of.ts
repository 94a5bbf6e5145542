import type { HttpContext } from '@adonisjs/core/http'

/** Characters of a field that are shown again. */
const LONGEST = 500

/** What was typed into a field, to be shown again; empty for anything but a text. */
export function textOf({ request }: HttpContext, field: string): string {
  const given = request.input(field)
  return typeof given === 'string' ? given.slice(0, LONGEST) : ''
}
