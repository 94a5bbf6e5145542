import config from '@adonisjs/core/services/config'
import limiter from '@adonisjs/limiter/services/main'
import type { Call, OperationCaller } from '#tests/functional/api/openapi/caller'
import type { ApiDocument, DocumentedOperation } from '#tests/helpers/api_document'
import { anApiTokenWithoutAbility, anExpiredApiToken } from '#tests/helpers/api_tokens'

type Params = Call['params']

const INVALID = 'E_VALIDATION_ERROR'
const JSON_TYPE = 'application/json'

/** What no operation with an ability does for anybody without a token, or with too many requests. */
export async function refusesStrangers(
  { operation }: DocumentedOperation,
  { call }: OperationCaller
): Promise<void> {
  await limiter.clear()
  await call(401, { token: null })
  await call(401, { token: await anExpiredApiToken() })
  const token = await anApiTokenWithoutAbility(operation['x-ability'])
  const allowed = config.get<number>('api.requestsPerMinute')
  config.set('api.requestsPerMinute', 1)
  try {
    await call(403, { token, code: 'E_MISSING_ABILITY' })
    await call(429, { token })
  } finally {
    config.set('api.requestsPerMinute', allowed)
  }
}

/** What is not a body, or not one that the document allows. */
export async function refusesOtherBodies(
  { operation }: DocumentedOperation,
  caller: OperationCaller,
  api: ApiDocument,
  params: Params
): Promise<void> {
  const { call, example } = caller
  const raw = (content: string, type = JSON_TYPE) => ({ params, raw: { type, content } })
  await call(400, { ...raw('{'), code: 'E_MALFORMED_JSON' })
  await call(400, { ...raw('{"a":1,"a":2}'), code: 'E_REPEATED_FIELD' })
  const [, most] = /At most (\d+) kB/.exec(api.responsesOf(operation)[413].description)!
  const large = raw(`{"a":"${'x'.repeat(Number(most) * 1024)}"}`)
  await call(413, { ...large, code: 'E_BODY_TOO_LARGE' })
  await call(415, { ...raw('x', 'text/plain'), code: 'E_UNSUPPORTED_MEDIA_TYPE' })
  const { schema } = operation.requestBody.content[JSON_TYPE]
  for (const body of wrongBodies(schema, example, api))
    await call(422, { params, body, code: INVALID })
}

/** Parameters that are unknown, cannot be stored, or are not as the document says. */
export async function refusesOtherQueries(
  { operation }: DocumentedOperation,
  { call }: OperationCaller,
  params: Params
): Promise<void> {
  await call(422, { params, query: { nearly: 'a\0b' }, code: INVALID })
  await call(422, { params, query: { nearly: 1 }, code: INVALID })
  const described = operation.parameters.filter((one: any) => one.in === 'query')
  for (const { name, schema } of described) {
    const value = wrongText(schema)
    if (value !== undefined) await call(422, { params, query: { [name]: value }, code: INVALID })
  }
}

/** Bodies that the schema does not allow, each in one way. */
function* wrongBodies(schema: any, example: any, api: ApiDocument): Generator<unknown> {
  const forms: any[] = schema.anyOf ?? [schema]
  const whole = forms.find((form) => form.properties && api.faultsOf(form, example).length === 0)
  const { properties, required = [], additionalProperties } = whole
  if (additionalProperties === false) yield { ...example, nearly: 1 }
  for (const name of required) yield { ...example, [name]: undefined }
  for (const [name, own] of Object.entries<any>(properties)) {
    const wrong = [{}, 7, [7]].find((value) => api.faultsOf(own, value).length > 0)
    if (wrong !== undefined) yield { ...example, [name]: wrong }
  }
}

/** A text in the URL that cannot be a value; undefined where any can. */
function wrongText({ type, enum: values, maxLength }: any): string | undefined {
  if (values) return 'another'
  if (type === 'integer' || type === 'boolean' || type === 'array') return 'another'
  return maxLength === undefined ? undefined : 'x'.repeat(maxLength + 1)
}
