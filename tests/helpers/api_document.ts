import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import config from '@adonisjs/core/services/config'
import { openApiDocument, type OpenApiDocument } from '#openapi/document'

/** An operation of the document, with its method and path. */
export interface DocumentedOperation {
  /** `GET /api/v1/messages/{id}`. */
  key: string
  method: string
  path: string
  operation: Record<string, any>
}

/** Answers without a documented body are the only ones without a media type. */
const NO_BODY = ''

/** By this name the validators refer to the whole document. */
const DOCUMENT = 'openapi.json'

/** The document, with validators for what is sent and answered. */
export class ApiDocument {
  readonly document: OpenApiDocument = openApiDocument(config.get('monitoring.version'))
  readonly #pointers = new Map<object, string>()
  readonly #ajv = new Ajv2020({ allErrors: true, strictTypes: false, validateSchema: false })

  constructor() {
    this.#point(this.document, '')
    this.#ajv.addVocabulary(Object.keys(this.document))
    this.#ajv.addSchema(this.document, DOCUMENT)
    this.#ajv.addFormat('date', /^\d{4}-\d\d-\d\d$/)
    this.#ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)
  }

  operations(): DocumentedOperation[] {
    return Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => {
        const key = `${method.toUpperCase()} ${path}`
        return { key, method, path, operation }
      })
    )
  }

  /** The answers of an operation, those that it shares with others in their place. */
  responsesOf({ responses }: DocumentedOperation['operation']): Record<string, any> {
    const shared = this.document.components.responses
    const all = Object.entries<any>(responses).map(([status, answer]) => [
      status,
      answer.$ref ? shared[answer.$ref.split('/').at(-1)] : answer,
    ])
    return Object.fromEntries(all)
  }

  /** What is wrong with a value by a schema of the document; empty if nothing is. */
  faultsOf(schema: object, value: unknown): string[] {
    const validate = this.#validatorOf(schema)
    if (validate(value)) return []
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath || 'it'} ${message} ${JSON.stringify(params)}`
    )
  }

  /** What is wrong with an answer by what the document says of its status. */
  faultsOfAnswer(
    { operation }: DocumentedOperation,
    { status, type = NO_BODY, text }: { status: number; type?: string; text: string }
  ): string[] {
    const response = this.responsesOf(operation)[status]
    if (!response) return [`${status} is not documented`]
    const [documented, media] = Object.entries<any>(response.content ?? {})[0] ?? [NO_BODY]
    if (type.split(';')[0] !== documented) return [`it is "${type}", not "${documented}"`]
    if (!media) return text === '' ? [] : ['it has a body']
    return this.faultsOf(media.schema, documented.endsWith('json') ? JSON.parse(text) : text)
  }

  /** Compiled where it stands, so that what it shares with others is compiled once. */
  #validatorOf(schema: object): ValidateFunction {
    return this.#ajv.getSchema(`${DOCUMENT}#${this.#pointers.get(schema)}`)!
  }

  /** Notes where each part of the document stands, as a JSON pointer. */
  #point(part: unknown, pointer: string): void {
    if (part === null || typeof part !== 'object' || this.#pointers.has(part)) return
    this.#pointers.set(part, pointer)
    for (const [key, value] of Object.entries(part)) {
      const step = key.replaceAll('~', '~0').replaceAll('/', '~1')
      this.#point(value, `${pointer}/${encodeURIComponent(step)}`)
    }
  }
}
