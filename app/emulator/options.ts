import type { FaultRule } from '#emulator/fault_rule'

export interface EmulatorOptions {
  /** 0 takes any free port. */
  port?: number
  host?: string
  /** Send requests accepted in any sliding second; null: no limit. */
  ratePerSecond?: number | null
  /** Orange's documents show both; its gateway documents 403. */
  rateStatus?: 403 | 429
  /**
   * Decides, together with number and text, which message gets which fault: the same seed repeats a
   * run.
   */
  seed?: number
  /** Milliseconds between the arrival of a request and its answer. */
  latencyMs?: number
  /**
   * JSON lines, written before the answer is sent: the file survives a crash of the emulator, which
   * continues it.
   */
  journalFile?: string
  /** Rules, or their short form as in `--fault` ("throttled:0.1"). */
  faults?: (FaultRule | string)[]
  /** Turn off for long runs, whose numbers would hit the special endings by chance. */
  magicNumbers?: boolean
  clientId?: string
  clientSecret?: string
  tokenSeconds?: number
  /** Orange's documents say 50; null: no limit. */
  tokensPerMinute?: number | null
  /** Units of the bundle, one for each segment. */
  units?: number
  /** ISO 3166 alpha-3, as in `/contracts`. */
  country?: string
  /** When the bundle expires, ISO 8601; default 60 days from now. */
  contractExpiresAt?: string
  contractsShape?: 'current' | 'legacy'
  /** The URL for receipts and replies, without `/delivery-receipts`. Empty: none are sent. */
  callbackUrl?: string
  /** Milliseconds between two receipts of an SMS. */
  receiptDelayMs?: number
  /** Random extra delay, up to this many milliseconds. */
  receiptJitterMs?: number
  /** Receipts arrive in any order. */
  receiptsShuffled?: boolean
  /**
   * Shares of receipts that arrive twice and that never arrive, and of SMS that cannot be
   * delivered; from 0 to 1.
   */
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
