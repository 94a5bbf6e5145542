import type { FaultRule } from '#emulator/fault_rule'

export interface EmulatorOptions {
  /** 0 takes any free port. */
  port?: number
  host?: string
  /** Send requests let through in any sliding second; null: no limit. */
  ratePerSecond?: number | null
  /** Both are seen in Orange's papers; 403 is what its gateway documents. */
  rateStatus?: 403 | 429
  /** Decides, together with number and text, which message meets which fault: the same seed repeats a run. */
  seed?: number
  /** Milliseconds between the arrival of a request and its answer. */
  latencyMs?: number
  /** JSON lines, written before the answer leaves: it survives the death of the emulator, and is continued. */
  journalFile?: string
  /** Rules, or their short form as in `--fault` ("throttled:0.1"). */
  faults?: (FaultRule | string)[]
  /** Off for long runs whose numbers would meet the special endings by chance. */
  magicNumbers?: boolean
  clientId?: string
  clientSecret?: string
  tokenSeconds?: number
  /** Orange's papers say 50; null: no limit. */
  tokensPerMinute?: number | null
  /** Units of the bundle, one for each segment. */
  units?: number
  /** ISO 3166 alpha-3, as in `/contracts`. */
  country?: string
  /** When the bundle ends, ISO 8601; where not given, 60 days from now. */
  contractExpiresAt?: string
  contractsShape?: 'current' | 'legacy'
  /** Where receipts and replies are called back: what comes before `/delivery-receipts`. Empty: nowhere. */
  callbackUrl?: string
  /** Milliseconds between two steps of an SMS on its way, each a receipt. */
  receiptDelayMs?: number
  /** Up to so many more, by chance. */
  receiptJitterMs?: number
  /** Receipts come in any order. */
  receiptsShuffled?: boolean
  /** Share of receipts that come twice, that never come, and of SMS that cannot be delivered; from 0 to 1. */
  receiptDuplicates?: number
  receiptLosses?: number
  undelivered?: number
}

export type EmulatorSettings = Required<Omit<EmulatorOptions, 'journalFile'>> &
  Pick<EmulatorOptions, 'journalFile'>

const DEFAULTS: Omit<EmulatorSettings, 'contractExpiresAt'> = {
  port: 0,
  host: '127.0.0.1',
  ratePerSecond: 5,
  rateStatus: 403,
  seed: 1,
  latencyMs: 0,
  faults: [],
  magicNumbers: true,
  clientId: 'demo',
  clientSecret: 'demo',
  tokenSeconds: 3600,
  tokensPerMinute: null,
  units: 10_000_000,
  country: 'CMR',
  contractsShape: 'current',
  callbackUrl: '',
  receiptDelayMs: 200,
  receiptJitterMs: 0,
  receiptsShuffled: false,
  receiptDuplicates: 0,
  receiptLosses: 0,
  undelivered: 0,
}

export function withDefaults(options: EmulatorOptions, nowMs: number): EmulatorSettings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const contractExpiresAt = new Date(nowMs + 60 * 86_400_000).toISOString()
  return { ...DEFAULTS, contractExpiresAt, ...Object.fromEntries(given) }
}
