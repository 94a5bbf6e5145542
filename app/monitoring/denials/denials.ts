import type { Logger } from '@adonisjs/core/logger'
import { inBackground } from '#promises/in_background'
import type { AuditEvent } from '#storage/audit_events'

/** The action of a minute's denials in the audit log. */
export const REQUESTS_DENIED = 'requests_denied' as const

/** Sources told apart in a minute; all others are counted together. */
const MOST_SOURCES = 20
const OTHERS = 'others'

const MINUTE_MS = 60_000

/** `flush` reports its errors itself. */
const ignore = () => undefined

export interface Denial {
  /** 401, 403, 404 (of webhooks) or 429. */
  status: number
  /** `api`, `webhooks`, `health`, `metrics` or `pages`. */
  face: string
  /** `token:12`, or the network of the address. Never an address itself. */
  source: string
}

/** Denied requests of one source in one minute: by face and status, for example `api_401`. */
export type DenialCounts = Record<string, number>

/**
 * Counts requests that were denied. Once a minute each source gets one line in the log and one
 * event in the audit log, however many requests it made: denials must not fill the disk. One per
 * process.
 */
export class Denials {
  #sources = new Map<string, Map<string, number>>()
  #timer: NodeJS.Timeout | undefined

  constructor(
    private readonly audit: (event: Omit<AuditEvent, 'at'>) => Promise<void>,
    private readonly logger: Pick<Logger, 'warn' | 'error'>
  ) {}

  note({ status, face, source }: Denial): void {
    const isNew = !this.#sources.has(source)
    const name = isNew && this.#sources.size >= MOST_SOURCES ? OTHERS : source
    const counts = this.#sources.get(name) ?? new Map<string, number>()
    const kind = `${face}_${status}`
    this.#sources.set(name, counts.set(kind, (counts.get(kind) ?? 0) + 1))
    this.#timer ??= setTimeout(() => inBackground(() => this.flush(), ignore), MINUTE_MS).unref()
  }

  /** Writes what was counted. Never rejects: what cannot be audited is in the log. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const sources = this.#sources
    this.#sources = new Map()
    await Promise.all([...sources].map(([source, kinds]) => this.#write(source, kinds)))
  }

  async #write(source: string, kinds: Map<string, number>): Promise<void> {
    const counts: DenialCounts = Object.fromEntries(kinds)
    const total = [...kinds.values()].reduce((sum, count) => sum + count, 0)
    this.logger.warn({ source, total, ...counts }, 'requests denied')
    const detail = { total, counts }
    await this.audit({ actor: 'web', action: REQUESTS_DENIED, subject: source, detail }).catch(
      (error) => this.logger.error({ err: error }, 'denied requests could not be audited')
    )
  }
}
