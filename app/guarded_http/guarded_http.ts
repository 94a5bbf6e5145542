import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import type { AddressList } from '#values/address_list'
import { AddressRefused, checkedLookup, type Resolve } from './checked_lookup.js'
import { isPublicAddress } from './public_address.js'
import { reasonOfFault } from './reason_of_fault.js'

export interface GuardedHttpOptions {
  /** Private addresses that may be called all the same. */
  allowed: AddressList
  /** Milliseconds for a call, from the resolution of the name to the end of the answer. */
  timeoutMs: number
  /** Bytes of an answer that are read. */
  largestAnswerBytes: number
  /** Connections kept to each host. */
  connections: number
  /** How names are resolved, in tests. */
  resolve?: Resolve
}

export interface GuardedCall {
  url: string
  body: string
  headers: Record<string, string>
  /** Ends the call at once, with `timeout`. */
  signal?: AbortSignal
  /** The answer is returned. */
  readsAnswer?: boolean
}

/** Milliseconds that an unused connection is kept: a server may close it at any moment after. */
const IDLE_MS = 1_000

/**
 * `reason` is one of #guarded_http/reason_of_fault, or `http_` and the status. `answer` is null if
 * it was longer than its limit or did not end; missing if nobody reads it.
 */
export type CallResult =
  { ok: true; status: number; answer?: string | null } | { ok: false; reason: string }

/**
 * Calls URLs that people entered, without lending them this machine's place in its network: only
 * public or allowed addresses, checked after the name was resolved; no redirects; an end to every
 * wait and to every answer.
 */
export class GuardedHttp {
  readonly #agents: Record<'http:' | 'https:', HttpAgent>

  constructor(private readonly options: GuardedHttpOptions) {
    const { connections: maxSockets, resolve } = options
    const lookup = checkedLookup((address) => this.mayCall(address), resolve)
    const common = { keepAlive: true, maxSockets, timeout: IDLE_MS, lookup }
    this.#agents = { 'http:': new HttpAgent(common), 'https:': new HttpsAgent(common) }
  }

  mayCall(address: string): boolean {
    return isPublicAddress(address) || this.options.allowed.has(address)
  }

  /**
   * POSTs a body. The status decides; the answer is read up to its limit, and thrown away unless
   * `readsAnswer`. Never rejects.
   */
  async post(call: GuardedCall): Promise<CallResult> {
    try {
      const response = await this.#send(call)
      const answer = await readAnswer(response, this.options.largestAnswerBytes)
      const status = response.statusCode!
      if (status < 200 || status >= 300) return { ok: false, reason: `http_${status}` }
      return call.readsAnswer ? { ok: true, status, answer } : { ok: true, status }
    } catch (error) {
      return { ok: false, reason: reasonOfFault(error) }
    }
  }

  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy()
  }

  #send({ url, body, headers, signal }: GuardedCall): Promise<IncomingMessage> {
    const { protocol, hostname } = new URL(url)
    const agent = this.#agents[protocol as 'http:' | 'https:']
    /** An address in the URL is connected to without a lookup. */
    const address = hostname.replace(/^\[|\]$/g, '')
    if (isIP(address) !== 0 && !this.mayCall(address)) throw new AddressRefused()
    const late = AbortSignal.timeout(this.options.timeoutMs)
    return new Promise((resolve, reject) => {
      const request = (protocol === 'https:' ? httpsRequest : httpRequest)(
        url,
        {
          method: 'POST',
          agent,
          headers: { ...headers, 'content-length': Buffer.byteLength(body) },
          signal: signal ? AbortSignal.any([late, signal]) : late,
        },
        resolve
      )
      request.on('error', reject)
      request.end(body)
    })
  }
}

/** Null for a longer answer, and for one that ends in the middle: its status it has said already. */
function readAnswer(response: IncomingMessage, most: number): Promise<string | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > most) response.destroy()
      else chunks.push(chunk)
    })
    response.on('error', () => undefined)
    response.on('close', () => {
      const isWhole = response.complete && bytes <= most
      resolve(isWhole ? Buffer.concat(chunks).toString('utf8') : null)
    })
  })
}
