import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Contract } from '#emulator/endpoints/contracts'
import {
  createdBody,
  isOutboundRequest,
  readOutboundRequest,
  type OutboundRequest,
} from '#emulator/endpoints/outbound_requests'
import { Tokens } from '#emulator/endpoints/token'
import { FaultPlan, parseFaultRule, reactionTo, type FaultName } from '#emulator/faults'
import { Journal, type JournalEntry } from '#emulator/journal'
import { faultOfNumber } from '#emulator/magic_numbers'
import { RateWindow } from '#emulator/rate_window'
import { gatewayError, type Answer, type Reaction } from '#emulator/reactions'
import { readBody } from '#emulator/read_body'
import { writeAnswer, writeEnding } from '#emulator/write_answer'

export interface EmulatorOptions {
  port?: number
  host?: string
  /** SMS a second that are accepted; null for no limit. */
  ratePerSecond?: number | null
  seed?: number
  /** Milliseconds before every answer to a send. */
  latencyMs?: number
  journalFile?: string
  /** As on the command line: `throttled:0.1`. */
  faults?: string[]
  clientId?: string
  clientSecret?: string
  tokenSeconds?: number
  /** SMS left; without a number there is no end of them. */
  units?: number
  country?: string
  contractShape?: 'flat' | 'legacy'
}

export interface EmulatorReport {
  requests: number
  accepted: number
  refused: number
  tokens: number
  /** Requests to send, the refused ones included. */
  maxInAnySlidingSecond: number
}

/** Days for which the emulated bundle is still good. */
const BUNDLE_DAYS = 60

/**
 * Pretends to be Orange, over real HTTP: token, send, contracts, a rate limit, a
 * journal, and every way to fail. Shares no code with the gateway that talks to
 * it, or a mistake in one would be a mistake in both and agree with itself.
 */
export class OrangeEmulator {
  static async start(options: EmulatorOptions = {}): Promise<OrangeEmulator> {
    const emulator = new OrangeEmulator(options)
    emulator.#server.listen(options.port ?? 0, options.host ?? '127.0.0.1')
    await once(emulator.#server, 'listening')
    return emulator
  }

  readonly #server: Server
  readonly #startedAt = performance.now()
  readonly #journal: Journal
  readonly #faults: FaultPlan
  readonly #tokens: Tokens
  readonly #contract: Contract
  readonly #arrived = new RateWindow()
  readonly #admitted = new RateWindow()
  readonly #attempts = new Map<string, number>()
  #counts = { requests: 0, accepted: 0 }

  private constructor(private readonly options: EmulatorOptions) {
    this.#journal = new Journal(options.journalFile)
    this.#faults = new FaultPlan(options.seed)
    this.#faults.set((options.faults ?? []).map(parseFaultRule))
    this.#tokens = new Tokens(
      { clientId: options.clientId ?? 'demo', clientSecret: options.clientSecret ?? 'demo' },
      options.tokenSeconds ?? 3_600,
      () => this.#now()
    )
    this.#contract = new Contract(
      options.units ?? Number.MAX_SAFE_INTEGER,
      options.country ?? 'CMR',
      new Date(Date.now() + BUNDLE_DAYS * 86_400_000)
    )
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch(() => response.destroy())
    })
    this.#server.on('clientError', (_, socket) => socket.destroy())
  }

  get url(): string {
    const { address, port } = this.#server.address() as AddressInfo
    return `http://${address}:${port}`
  }

  journal(after = 0): JournalEntry[] {
    return this.#journal.entries(after)
  }

  report(): EmulatorReport {
    const { requests, accepted } = this.#counts
    return {
      requests,
      accepted,
      refused: requests - accepted,
      tokens: this.#tokens.issued,
      maxInAnySlidingSecond: this.#arrived.most,
    }
  }

  /** From now on these go wrong, instead of those told before. */
  setFaults(...rules: string[]): void {
    this.#faults.set(rules.map(parseFaultRule))
  }

  topUp(units: number): void {
    this.#contract.units += units
  }

  async stop(): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
    this.#journal.close()
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('X-OAPI-Request-Id', randomUUID())
    const body = await readBody(request)
    if (body === undefined) return writeAnswer(response, error(413, 66, 'Request entity too large'))

    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://emulator')
    const route = `${request.method} ${pathname}`
    if (route === 'POST /oauth/v3/token')
      return writeAnswer(response, this.#tokens.answer(request.headers.authorization, body))
    if (isOutboundRequest(pathname)) {
      if (request.method !== 'POST')
        return writeAnswer(response, error(405, 61, 'Method not allowed'))
      return this.#send(pathname, request.headers.authorization, body, response)
    }
    if (route === 'GET /sms/admin/v1/contracts') {
      return writeAnswer(
        response,
        this.#refuseToken(request.headers.authorization) ??
          this.#contract.answer(this.options.contractShape ?? 'flat')
      )
    }
    if (pathname.startsWith('/__emulator/'))
      return writeAnswer(response, this.#control(route, searchParams, body))
    return writeAnswer(response, error(404, 60, 'Resource not found'))
  }

  async #send(
    path: string,
    authorization: string | undefined,
    body: string,
    response: ServerResponse
  ): Promise<void> {
    const now = this.#now()
    this.#counts.requests += 1
    this.#arrived.add(now)

    const request = readOutboundRequest(path, body)
    const sms: OutboundRequest =
      'address' in request ? request : { address: '', senderAddress: '', text: '' }
    const refusal =
      this.#refuseRate(now) ??
      this.#refuseToken(authorization) ??
      ('address' in request ? undefined : request)
    if (refusal) {
      this.#journal.add({
        at: now,
        address: sms.address,
        text: sms.text,
        outcome: `refused: ${refusal.status}`,
      })
      return writeAnswer(response, refusal)
    }
    const fault = this.#faultOf(sms)
    const reaction: Reaction = fault ? reactionTo(fault) : { accepts: true, ending: 'answer' }
    if (fault === 'expired_token') this.#tokens.expire(authorization)
    const resourceId = this.#takeOrRefuse(sms, reaction, fault, now)

    const { status, body: refused } = reaction
    const answer: Answer = reaction.accepts
      ? {
          status: 201,
          body: createdBody(sms, this.url, reaction.withoutId ? undefined : resourceId),
        }
      : { status: status ?? 500, body: refused ?? {} }
    return writeEnding(
      response,
      reaction.ending,
      answer,
      (this.options.latencyMs ?? 0) + (reaction.delayMs ?? 0)
    )
  }

  #faultOf(sms: OutboundRequest): FaultName | undefined {
    const attempt = (this.#attempts.get(sms.address) ?? 0) + 1
    this.#attempts.set(sms.address, attempt)
    const fault = faultOfNumber(sms.address, attempt) ?? this.#faults.next()
    return fault ?? (this.#contract.units <= 0 ? 'no_credit' : undefined)
  }

  /** Writes down what happened before anybody is told of it. */
  #takeOrRefuse(
    sms: OutboundRequest,
    reaction: Reaction,
    fault: string | undefined,
    at: number
  ): string {
    const resourceId = randomUUID()
    const verdict = reaction.accepts ? 'accepted' : 'refused'
    if (reaction.accepts) {
      this.#counts.accepted += 1
      this.#contract.units -= 1
    }
    this.#journal.add({
      at,
      address: sms.address,
      text: sms.text,
      outcome: fault ? `${verdict}: ${fault}` : verdict,
      resourceId: reaction.accepts ? resourceId : undefined,
    })
    return resourceId
  }

  #refuseRate(now: number): Answer | undefined {
    const limit = this.options.ratePerSecond
    if (!limit) return undefined
    if (this.#admitted.count(now) >= limit) {
      return { status: 403, body: gatewayError(53, 'Too many requests', 'spike arrest limit') }
    }
    this.#admitted.add(now)
    return undefined
  }

  #refuseToken(authorization: string | undefined): Answer | undefined {
    switch (this.#tokens.judge(authorization)) {
      case 'good':
        return undefined
      case 'missing':
        return error(401, 40, 'Missing credentials')
      case 'invalid':
        return error(401, 41, 'Invalid credentials')
      case 'expired':
        return error(401, 42, 'Expired credentials')
    }
  }

  /** The emulator's own endpoints, which Orange does not have. */
  #control(route: string, search: URLSearchParams, body: string): Answer {
    switch (route) {
      case 'GET /__emulator/journal':
        return { status: 200, body: this.journal(Number(search.get('after') ?? 0)) }
      case 'GET /__emulator/report':
        return { status: 200, body: this.report() }
      case 'POST /__emulator/faults':
        return this.#setFaultsFrom(body)
      case 'DELETE /__emulator/faults':
        this.setFaults()
        return { status: 200, body: { faults: [] } }
      case 'POST /__emulator/units':
        this.topUp(Number(JSON.parse(body).units))
        return { status: 200, body: { units: this.#contract.units } }
      case 'POST /__emulator/reset':
        this.#journal.reset()
        this.#attempts.clear()
        this.#counts = { requests: 0, accepted: 0 }
        return { status: 200, body: this.report() }
      default:
        return error(404, 60, 'Resource not found')
    }
  }

  #setFaultsFrom(body: string): Answer {
    try {
      const { faults } = JSON.parse(body) as { faults: string[] }
      this.setFaults(...faults)
      return { status: 200, body: { faults } }
    } catch (problem) {
      return { status: 400, body: { message: String(problem) } }
    }
  }

  #now(): number {
    return performance.now() - this.#startedAt
  }
}

function error(status: number, code: number, message: string): Answer {
  return { status, body: gatewayError(code, message, message) }
}
