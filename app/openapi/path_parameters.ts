import { text, type Schema } from '#openapi/schema'

/** The values that stand in paths, by their names. */
const PARAMETERS: Record<string, Schema> = {
  id: { type: 'integer', minimum: 1, maximum: 999_999_999_999_999 },
  ref: text('The reference that the registering system gave the patient; `a/b` is `a%2Fb`.'),
  vaccine: text('As on record, such as `Penta`.'),
  dose: text('As on record, such as `1`.'),
  code: text('The code of the facility.'),
  key: text('The idempotency key of the job, or else the id of its request.'),
  type: text('The type of the message, such as `7_day_reminder`.'),
  language: text('Such as `fr`.'),
  secret: text('`ORANGE_WEBHOOK_SECRET`.'),
}

/** `/patients/:ref` becomes `/patients/{ref}`. */
export function templateOf(pattern: string): string {
  return pattern.replace(/:(\w+)/g, '{$1}')
}

/** @throws if one is not described */
export function pathParametersOf(pattern: string) {
  return namesIn(pattern).map((name) => {
    if (!Object.hasOwn(PARAMETERS, name)) throw new Error(`":${name}" of ${pattern} has no schema`)
    const { description, ...schema } = PARAMETERS[name]
    return { name, in: 'path', required: true, description, schema }
  })
}

function namesIn(pattern: string): string[] {
  return [...pattern.matchAll(/:(\w+)/g)].map(([, name]) => name)
}
