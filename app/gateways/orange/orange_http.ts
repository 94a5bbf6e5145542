import http, { type ClientRequest } from 'node:http'
import https from 'node:https'
import { setImmediate as eventsRead } from 'node:timers/promises'
import { TLSSocket } from 'node:tls'
import axios, { type AxiosInstance, type AxiosResponse } from 'axios'
import type { HttpAnswer } from '#gateways/orange/classify_answer'
import type { NetworkFault } from '#gateways/orange/classify_network_error'
import { connectionPool } from '#gateways/orange/connection_pool'

/** Bytes. An answer of Orange has some hundred; a request is one SMS. */
const LARGEST_BODY = 64 * 1024

const REQUEST_ID = /^[\w.:-]{1,120}$/

export interface OrangeRequest {
  method: 'GET' | 'POST'
  /** From the slash on, encoded. */
  path: string
  headers: Record<string, string>
  body?: string
  /** Milliseconds for connect, request and complete answer together. */
  timeoutMs: number
}

export type OrangeAnswer = HttpAnswer & { kind: 'answer'; requestId?: string }

/** How far an exchange has come. */
type Trace = Omit<NetworkFault, 'kind' | 'code'>

/** HTTP to Orange: one exchange, bounded in time and size, never redirected, never through a proxy. Never throws. */
export class OrangeHttp {
  readonly #client: AxiosInstance

  constructor(
    private readonly baseUrl: string,
    pool = connectionPool()
  ) {
    this.#client = axios.create({
      ...pool,
      adapter: 'http',
      proxy: false,
      maxRedirects: 0,
      maxBodyLength: LARGEST_BODY,
      maxContentLength: LARGEST_BODY,
      decompress: false,
      responseType: 'text',
      transformRequest: [(data) => data],
      transformResponse: [(data) => data],
      validateStatus: () => true,
    })
  }

  async exchange(request: OrangeRequest): Promise<OrangeAnswer | NetworkFault> {
    const trace: Trace = { written: false }
    const url = this.baseUrl + request.path
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return fault(trace, 'ERR_INVALID_URL')

    /**
     * Kept connections that the other side has closed are dropped before one is
     * chosen: that takes a whole turn of the event loop, and the first wait may
     * end within the present one.
     */
    await eventsRead()
    await eventsRead()

    const timeout = Math.max(1, Math.ceil(request.timeoutMs))
    try {
      const response = await this.#client.request<string>({
        url,
        method: request.method,
        headers: { 'User-Agent': 'rappel', 'Accept-Encoding': 'identity', ...request.headers },
        data: request.body,
        timeout,
        /** axios' own timeout starts anew with every byte of a slow answer; this one does not. */
        signal: AbortSignal.timeout(timeout),
        transport: watchedTransport(url, trace),
      })
      return toAnswer(response, trace)
    } catch (error) {
      return fault(trace, codeOf(error))
    }
  }
}

/** Node's own transport (which follows no redirects), with an eye on how far the request has come. */
function watchedTransport(url: string, trace: Trace) {
  const { request } = url.startsWith('https:') ? https : http
  return {
    request(options: https.RequestOptions, onResponse: (res: http.IncomingMessage) => void) {
      return watch(request(options, onResponse), trace)
    },
  }
}

function watch(request: ClientRequest, trace: Trace): ClientRequest {
  request.once('socket', (socket) => {
    if (request.reusedSocket || !socket.connecting) {
      trace.written = true
      return
    }
    const opened = socket instanceof TLSSocket ? 'secureConnect' : 'connect'
    socket.once(opened, () => (trace.written = true))
  })
  request.once('response', (response) => {
    trace.status = response.statusCode
    trace.requestId = asRequestId(response.headers['x-oapi-request-id'])
  })
  return request
}

function toAnswer(response: AxiosResponse<string>, { requestId }: Trace): OrangeAnswer {
  const retryAfter = response.headers['retry-after']
  return {
    kind: 'answer',
    status: response.status,
    text: response.data,
    retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
    requestId,
  }
}

function asRequestId(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && REQUEST_ID.test(header) ? header : undefined
}

function fault(trace: Trace, code: string): NetworkFault {
  return { kind: 'fault', ...trace, code }
}

/** Only the code leaves here: the error itself carries the request with its headers. */
function codeOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (/maxContentLength/.test(String(message))) return 'RESPONSE_TOO_LARGE'
  return typeof code === 'string' ? code : ''
}
