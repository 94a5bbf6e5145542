import type { Assert } from '@japa/assert'
import type { ApiDocument, DocumentedOperation } from '#tests/helpers/api_document'

/** A request; what is left out is as the document says: its example, and a token with all abilities. */
export interface Call {
  params?: Record<string, string | number>
  query?: Record<string, unknown>
  /** Null: none. */
  body?: unknown
  /** As it is, instead of a body. */
  raw?: { type: string; content: string }
  headers?: Record<string, string>
  /** Null: none. */
  token?: string | null
  /** The code of the problem that is expected. */
  code?: string
}

/** Sends a request to the operation, expects a status, and returns the body of the answer. */
export type Caller = (status: number, call?: Call) => Promise<any>

/** Sends requests to one operation, and holds every request and answer against the document. */
export class OperationCaller {
  /** What the document says that may be answered, and was: `404`, `404 E_NO_SUCH_ROW`. */
  readonly seen = new Set<string>()

  constructor(
    private readonly api: ApiDocument,
    private readonly documented: DocumentedOperation,
    private readonly given: { assert: Assert; token: string }
  ) {}

  call: Caller = async (status, call = {}) => {
    const { assert } = this.given
    const response = await this.#send(call)
    const text = await response.text()
    const what = `${this.documented.key} ${JSON.stringify(call).slice(0, 300)}: ${text}`
    assert.equal(response.status, status, what)
    const answer = { status, type: response.headers.get('content-type') ?? undefined, text }
    assert.deepEqual(this.api.faultsOfAnswer(this.documented, answer), [], what)
    if (status < 300) this.#assertIsAsDocumented(call)
    return this.#record(status, text, call, what)
  }

  /** Of the statuses and codes that are documented, those that no answer had. */
  unseen(): string[] {
    const responses = this.api.responsesOf(this.documented.operation)
    return Object.entries<any>(responses).flatMap(([status, { content = {} }]) => {
      const codes: string[] =
        content['application/problem+json']?.schema.allOf?.at(-1).properties?.code?.enum ?? []
      const all = [status, ...codes.map((code) => `${status} ${code}`)]
      return status === 'default' ? [] : all.filter((one) => !this.seen.has(one))
    })
  }

  get example(): any {
    return this.documented.operation.requestBody?.content['application/json'].example
  }

  #send({ params = {}, query = {}, headers = {}, ...call }: Call): Promise<Response> {
    const { method, path } = this.documented
    const address = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? 1))
    const url = new URL(`http://${process.env.HOST}:${process.env.PORT}${address}`)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value))
    const token = call.token === undefined ? this.given.token : call.token
    const { type, content } = this.#contentOf(call)
    return fetch(url, {
      method: method.toUpperCase(),
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(content !== undefined && { 'content-type': type }),
        ...headers,
      },
      body: content,
    })
  }

  #contentOf({ raw, body = this.example }: Call): { type: string; content?: string } {
    if (raw) return raw
    const isNone = body === null || body === undefined
    return { type: 'application/json', content: isNone ? undefined : JSON.stringify(body) }
  }

  #assertIsAsDocumented({ body, query = {} }: Call) {
    const { assert } = this.given
    const { requestBody, parameters } = this.documented.operation
    const sent = body === undefined ? this.example : body
    if (requestBody && sent !== null) {
      const { schema } = requestBody.content['application/json']
      assert.deepEqual(this.api.faultsOf(schema, sent), [], `body of ${this.documented.key}`)
    }
    const names = parameters.map(({ name }: any) => name)
    assert.includeMembers(names, Object.keys(query), `query of ${this.documented.key}`)
  }

  #record(status: number, text: string, { code }: Call, what: string): any {
    const { content } = this.api.responsesOf(this.documented.operation)[status]
    const isJson = content && Object.keys(content)[0].endsWith('json')
    const body = isJson ? JSON.parse(text) : text
    if (code !== undefined) this.given.assert.equal(body.code, code, what)
    this.seen.add(String(status))
    if (status >= 400 && body.code) this.seen.add(`${status} ${body.code}`)
    return body
  }
}
