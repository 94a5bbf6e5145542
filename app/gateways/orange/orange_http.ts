import http from 'node:http'
import https from 'node:https'
import { setImmediate as eventsRead } from 'node:timers/promises'
import axios, { type AxiosInstance, type AxiosResponse } from 'axios'
import type { HttpAnswer } from '#gateways/orange/classify_answer'
import { isOutOfConnections, type NetworkFault } from '#gateways/orange/classify_network_error'
import { ConnectionPlaces } from '#gateways/orange/connection_places'
import { connectionPool } from '#gateways/orange/connection_pool'
import { ExchangeTrace } from '#gateways/orange/exchange_trace'

/** Bytes. An answer of Orange has a few hundred; a request is one SMS. */
const LARGEST_BODY = 64 * 1024

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

/**
 * HTTP to Orange: one exchange, bounded in time and size, never redirected, never through a proxy.
 * Never throws.
 */
export class OrangeHttp {
  readonly #client: AxiosInstance
  readonly #places: ConnectionPlaces

  constructor(
    private readonly baseUrl: string,
    pool = connectionPool()
  ) {
    const agent = baseUrl.startsWith('https:') ? pool.httpsAgent : pool.httpAgent
    this.#places = new ConnectionPlaces(agent.maxSockets)
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
    const trace = new ExchangeTrace()
    const url = this.baseUrl + request.path
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return fault(trace, 'ERR_INVALID_URL')

    const timeout = Math.max(1, Math.ceil(request.timeoutMs))
    const end = new AbortController()
    /** Not AbortSignal.timeout(): its timer would stay alive long after the answer. */
    const timer = setTimeout(() => end.abort(), timeout)
    try {
      if (!(await this.#places.take(end.signal))) return fault(trace, 'ERR_CANCELED')
      try {
        return await this.#exchange(url, { ...request, timeoutMs: timeout }, trace, end.signal)
      } finally {
        this.#places.free()
      }
    } finally {
      clearTimeout(timer)
    }
  }

  async #exchange(
    url: string,
    { method, headers, body, timeoutMs }: OrangeRequest,
    trace: ExchangeTrace,
    signal: AbortSignal
  ): Promise<OrangeAnswer | NetworkFault> {
    /**
     * Drops connections that the other side has closed before one is chosen. That takes a whole
     * turn of the event loop, and the first wait may end within the current one.
     */
    await eventsRead()
    await eventsRead()
    try {
      const response = await this.#client.request<string>({
        url,
        method,
        headers: { 'User-Agent': 'rappel', 'Accept-Encoding': 'identity', ...headers },
        data: body,
        /** axios' own timeout restarts with every byte of a slow answer; the signal does not. */
        timeout: timeoutMs,
        signal,
        transport: watchedTransport(url, trace),
      })
      return toAnswer(response, trace)
    } catch (error) {
      const code = codeOf(error)
      if (isOutOfConnections(code)) this.#places.refused()
      return fault(trace, code)
    }
  }
}

/**
 * Node's own transport (which follows no redirects), with a trace of how far the request has got.
 */
function watchedTransport(url: string, trace: ExchangeTrace) {
  const { request } = url.startsWith('https:') ? https : http
  return {
    request(options: https.RequestOptions, onResponse: (res: http.IncomingMessage) => void) {
      return trace.follow(request(options, onResponse))
    },
  }
}

function toAnswer(response: AxiosResponse<string>, { requestId }: ExchangeTrace): OrangeAnswer {
  const retryAfter = response.headers['retry-after']
  return {
    kind: 'answer',
    status: response.status,
    text: response.data,
    retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
    requestId,
  }
}

function fault({ written, status, requestId }: ExchangeTrace, code: string): NetworkFault {
  return { kind: 'fault', written, code, status, requestId }
}

/** Only the code is passed on: the error itself contains the request with its headers. */
function codeOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (/maxContentLength/.test(String(message))) return 'RESPONSE_TOO_LARGE'
  return typeof code === 'string' ? code : ''
}
