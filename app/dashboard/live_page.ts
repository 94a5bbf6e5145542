import { createHash } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'

/** Where the layout leaves room for the tag of the page. */
const UNTAGGED = 'data-tag=""'

/** Differ each time, though the page says the same: tokens of forms, words for a time, ages. */
const PASSING = [
  /(<input type='hidden' name='_csrf')[^<>]*/g,
  /(<time[^<>]*>)[^<>]*/g,
  /( data-at=")[^"<>]*/g,
  /( data-passing>)[^<>]*/g,
]

/**
 * Renders a page that renews itself. Undefined, and the answer is 304, if the browser names the tag
 * of what it would get. Pages are never stored, so no cache asks this: resources/assets/live.js
 * does, with the tag that it finds in the page.
 */
export async function renderLive(
  { request, response, view }: Pick<HttpContext, 'request' | 'response' | 'view'>,
  template: string,
  state: Record<string, unknown>
): Promise<string | undefined> {
  const html = await view.render(template, state)
  const tag = tagOf(html)
  response.header('ETag', `"${tag}"`)
  if (request.header('if-none-match') === `"${tag}"`) {
    response.status(304).send('')
    return undefined
  }
  return html.replace(UNTAGGED, `data-tag="${tag}"`)
}

/** Of what a page says. */
export function tagOf(html: string): string {
  const lasting = PASSING.reduce((text, part) => text.replaceAll(part, '$1'), html)
  return createHash('sha256').update(lasting).digest('base64url').slice(0, 22)
}
