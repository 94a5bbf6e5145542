import string from '@adonisjs/core/helpers/string'
import type { I18n } from '@adonisjs/i18n'
import type { Problem } from '#exceptions/problem'

export const HTML = 'text/html; charset=utf-8'

/** Others are told that the request did not succeed. */
const WITH_WORDS = [403, 404, 413, 422, 429, 500, 503]

export interface ErrorPageParts {
  i18n: Pick<I18n, 't' | 'locale'>
  /** Addresses of style sheets and of the icon. */
  sheets: string[]
  icon: string
  /** Under which the log has it. */
  id?: string
}

/** A self-contained page: what renders other pages may be what failed. */
export function errorPage(
  problem: Problem,
  { i18n, sheets, icon, id = '' }: ErrorPageParts
): string {
  const words = (key: string, data?: object) =>
    string.escapeHTML(i18n.t(`frame.${key}`, { ...data }))
  const kind = kindOf(problem)
  return `<!doctype html>
<html lang="${i18n.locale}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${words(`error_${kind}_title`)} – Rappel</title>
    <link rel="icon" href="${icon}">
${sheets.map((sheet) => `    <link rel="stylesheet" href="${sheet}">`).join('\n')}
  </head>
  <body class="alone">
    <main class="door stack">
      <p class="brand">Rappel</p>
      <h1>${words(`error_${kind}_title`)}</h1>
      <p class="lead">${words(`error_${kind}_text`)}</p>
      <p><a href="/">${words('error_home')}</a></p>
      <p class="hint">${words('error_number', { id })}</p>
    </main>
  </body>
</html>
`
}

function kindOf({ status, code }: Problem): string {
  if (code === 'E_BAD_CSRF_TOKEN') return 'csrf'
  return WITH_WORDS.includes(status) ? String(status) : 'any'
}
