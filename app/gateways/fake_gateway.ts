import { AssertionError } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { SmsGateway } from '#gateways/sms_gateway'
import type { ContractsAnswer, Failure, OutboundSms, Readiness, SendResult } from '#gateways/types'

type WithoutDuration<Result> = Result extends unknown ? Omit<Result, 'durationMs'> : never

/** A `SendResult` as tests write it. */
export type FakeAnswer = WithoutDuration<SendResult> & { durationMs?: number }

/** Matches a sent SMS. */
type Predicate = (sms: OutboundSms) => boolean

/** The gateway of tests: sends nothing, returns the given answers, and remembers everything. */
export class FakeGateway extends SmsGateway {
  readonly name = 'fake'
  readonly sent: OutboundSms[] = []
  /** Milliseconds before each answer. */
  latencyMs = 0
  /** Its answer about bundles. */
  contracts: ContractsAnswer = { supported: false }

  #readiness: Readiness = { ready: true }
  #always?: FakeAnswer
  readonly #queue: FakeAnswer[] = []
  readonly #perMessage = new Map<number, FakeAnswer[]>()
  #gate?: { opened: Promise<void>; open: () => void }
  #arrivals: { count: number; reached: () => void }[] = []

  constructor(readonly timeoutMs = 1_000) {
    super()
  }

  /** Answers to the next sends, one each; after that it accepts again. */
  answerWith(...answers: FakeAnswer[]): this {
    this.#queue.push(...answers)
    return this
  }

  /** Answers to the sends of one message, one each; they take precedence over the common ones. */
  answerMessage(messageId: number, ...answers: FakeAnswer[]): this {
    this.#perMessage.set(messageId, [...(this.#perMessage.get(messageId) ?? []), ...answers])
    return this
  }

  /** The default answer instead of `accepted`; call without one to accept again. */
  answerAlways(answer?: FakeAnswer): this {
    this.#always = answer
    return this
  }

  /** `prepare()` fails with this; call without a failure to make it ready again. */
  failToPrepare(failure?: WithoutDuration<Failure>): this {
    this.#readiness = failure
      ? { ready: false, result: { durationMs: 0, ...failure } as Failure }
      : { ready: true }
    return this
  }

  /** From now on sends are not answered until `release()`. */
  hold(): this {
    this.#gate ??= makeGate()
    return this
  }

  release(): this {
    this.#gate?.open()
    this.#gate = undefined
    return this
  }

  /** Resolves when this many sends have arrived in all, answered or held. */
  async arrived(count: number): Promise<void> {
    if (this.sent.length >= count) return
    await new Promise<void>((reached) => this.#arrivals.push({ count, reached }))
  }

  async readContracts(): Promise<ContractsAnswer> {
    return this.contracts
  }

  async prepare(): Promise<Readiness> {
    return this.#readiness
  }

  async send(sms: OutboundSms): Promise<SendResult> {
    const startedAt = performance.now()
    this.sent.push({ ...sms })
    for (const { count, reached } of this.#arrivals) if (this.sent.length >= count) reached()
    const answer = this.#nextAnswer(sms.messageId)

    if (this.latencyMs > 0) await delay(this.latencyMs)
    await this.#gate?.opened
    return { durationMs: Math.round(performance.now() - startedAt), ...answer } as SendResult
  }

  assertSent(matches: Predicate, message = 'no SMS that was sent matches'): void {
    if (!this.sent.some(matches)) this.#fail(message)
  }

  assertNotSent(matches: Predicate): void {
    if (this.sent.some(matches)) this.#fail('an SMS was sent that should not have been')
  }

  assertSentCount(count: number): void {
    if (this.sent.length !== count) this.#fail(`${count} sends were expected`)
  }

  assertNothingSent(): void {
    this.assertSentCount(0)
  }

  #nextAnswer(messageId: number): FakeAnswer {
    return (
      this.#perMessage.get(messageId)?.shift() ??
      this.#queue.shift() ??
      this.#always ?? { outcome: 'accepted', providerMessageId: `fake-${randomUUID()}` }
    )
  }

  #fail(message: string): never {
    const ids = this.sent.map(({ messageId }) => messageId).join(', ')
    throw new AssertionError({
      message: `${message}; ${this.sent.length} were made${ids ? `, of messages ${ids}` : ''}`,
      stackStartFn: this.#fail,
    })
  }
}

function makeGate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}
