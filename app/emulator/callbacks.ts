import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { inboundBody, receiptBody } from '#emulator/callback_bodies'
import { chance } from '#emulator/chance'
import { nowMs } from '#emulator/now_ms'
import type { EmulatorSettings } from '#emulator/options'
import { aftermathOf, UNDELIVERED_STATUSES, USUAL_STATUSES } from '#emulator/receipt_numbers'

/** An operator that gets no 200 tries again; how often Orange does is not documented. */
const TRIES = 3
const TRY_AGAIN_MS = 500
const PATIENCE_MS = 10_000

/** One callback and its result. */
export interface Callback {
  kind: 'delivery-receipts' | 'inbound-messages'
  /** The id of its SMS; empty for a reply. */
  resourceId: string
  /** The status, or the text of a reply. */
  says: string
  /** `waiting` until it is answered or given up. */
  outcome: 'waiting' | 'answered' | 'failed' | 'lost'
  /** The last HTTP status received. */
  httpStatus?: number
  tries: number
  /** A repeated callback. */
  duplicate: boolean
}

export interface TakenSms {
  address: string
  senderAddress: string
  resourceId: string
}

/**
 * Calls the client back with receipts and replies: late, twice, out of order or never, as
 * configured.
 */
export class Callbacks {
  readonly all: Callback[] = []
  readonly #stopped = new AbortController()
  readonly #underWay = new Set<Promise<void>>()

  constructor(private readonly settings: EmulatorSettings) {}

  /** An SMS was accepted. */
  taken({ address, senderAddress, resourceId }: TakenSms): void {
    const { callbackUrl, receiptDelayMs, receiptJitterMs, receiptsShuffled, seed } = this.settings
    if (!callbackUrl) return
    const aftermath = this.settings.magicNumbers ? aftermathOf(address) : undefined
    const statuses = aftermath?.statuses ?? this.#usual(resourceId)
    for (const [place, status] of statuses.entries()) {
      const luck = (what: string) => chance(seed, what, address, resourceId, place)
      const steps = receiptsShuffled ? luck('order') * (statuses.length + 1) : place + 1
      const wait = receiptDelayMs * steps + receiptJitterMs * luck('jitter')
      const body = receiptBody(resourceId, address, status)
      this.#call('delivery-receipts', resourceId, status, body, aftermath?.atOnce ? 0 : wait, luck)
    }
    if (aftermath?.reply === undefined) return
    const wait = receiptDelayMs * (statuses.length + 1)
    this.inbound({ from: address, to: senderAddress, text: aftermath.reply }, wait)
  }

  /** Someone writes to the sender address. */
  inbound(sms: { from: string; to?: string; text: string }, waitMs = 0): void {
    const { to = 'tel:+2370000', from, text } = sms
    const body = inboundBody({ from, to, text, id: randomUUID() }, nowMs() + waitMs)
    const luck = (what: string) => chance(this.settings.seed, what, from, text)
    this.#call('inbound-messages', '', text, body, waitMs, luck)
  }

  clear(): void {
    this.all.length = 0
  }

  /** Drops waiting callbacks; those in progress finish. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    await Promise.allSettled(this.#underWay)
  }

  #usual(resourceId: string): string[] {
    const { undelivered, seed } = this.settings
    return chance(seed, 'undelivered', resourceId) < undelivered
      ? UNDELIVERED_STATUSES
      : USUAL_STATUSES
  }

  #call(
    kind: Callback['kind'],
    resourceId: string,
    says: string,
    body: string,
    waitMs: number,
    luck: (what: string) => number
  ): void {
    const { receiptLosses, receiptDuplicates } = this.settings
    const note = (duplicate: boolean, outcome: Callback['outcome'] = 'waiting') => {
      const callback: Callback = { kind, resourceId, says, outcome, tries: 0, duplicate }
      this.all.push(callback)
      return callback
    }
    if (luck('loss') < receiptLosses) return void note(false, 'lost')
    this.#start(note(false), body, waitMs)
    if (luck('duplicate') < receiptDuplicates) this.#start(note(true), body, waitMs)
  }

  #start(callback: Callback, body: string, waitMs: number): void {
    const { signal } = this.#stopped
    const work = this.#deliver(callback, body, waitMs, signal)
      .catch((error) => {
        callback.outcome = 'failed'
        if (!signal.aborted) process.emitWarning(error as Error)
      })
      .finally(() => this.#underWay.delete(work))
    this.#underWay.add(work)
  }

  async #deliver(
    callback: Callback,
    body: string,
    waitMs: number,
    signal: AbortSignal
  ): Promise<void> {
    await delay(waitMs, undefined, { signal, ref: false })
    while (callback.tries < TRIES) {
      if (callback.tries > 0) await delay(TRY_AGAIN_MS, undefined, { signal, ref: false })
      callback.tries += 1
      callback.httpStatus = await this.#post(callback.kind, body)
      if (callback.httpStatus === 200) {
        callback.outcome = 'answered'
        return
      }
    }
    callback.outcome = 'failed'
  }

  /** Returns the status received, if any. */
  async #post(kind: Callback['kind'], body: string): Promise<number | undefined> {
    try {
      const response = await fetch(`${this.settings.callbackUrl}/${kind}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body,
        signal: AbortSignal.timeout(PATIENCE_MS),
      })
      await response.arrayBuffer()
      return response.status
    } catch {
      return undefined
    }
  }
}
