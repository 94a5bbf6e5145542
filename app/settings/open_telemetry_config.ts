import type { Secret } from '@adonisjs/core/helpers'
import { Exception } from '@adonisjs/core/exceptions'
import type { AddressList } from '#values/address_list'
import { findUnknownKeys, type KeysOf } from './find_unknown_keys.js'

/** The settings of config/open_telemetry.ts, which explains each. */
export interface OpenTelemetrySettings {
  url: string | undefined
  headers: Secret<Record<string, string>>
  serviceName: string
  version: string
  intervalMs: number
  timeoutMs: number
  largestAnswerBytes: number
  allowedAddresses: AddressList
}

const KEYS: KeysOf<OpenTelemetrySettings> = {
  url: 'value',
  headers: 'value',
  serviceName: 'value',
  version: 'value',
  intervalMs: 'value',
  timeoutMs: 'value',
  largestAnswerBytes: 'value',
  allowedAddresses: 'value',
}

/** Whole numbers, with the least and the most. */
const RANGES: [keyof OpenTelemetrySettings, number, number][] = [
  ['intervalMs', 1_000, 3_600_000],
  ['timeoutMs', 100, 60_000],
  ['largestAnswerBytes', 0, 1_048_576],
]

/** The checked settings of config/open_telemetry.ts, and their injection token. */
export class OpenTelemetryConfig {
  /** @throws InvalidOpenTelemetryConfig */
  constructor(readonly settings: OpenTelemetrySettings) {
    const faults = findFaults(settings)
    if (faults.length > 0) throw new InvalidOpenTelemetryConfig(faults)
  }
}

export function defineOpenTelemetry(settings: OpenTelemetrySettings): OpenTelemetryConfig {
  return new OpenTelemetryConfig(settings)
}

/** `http://collector:4318` and `http://collector:4318/` become `http://collector:4318/v1/metrics`. */
export function metricsUrl(endpoint: string): string {
  const url = new URL(endpoint)
  url.pathname = url.pathname.replace(/\/?$/, '/v1/metrics')
  return url.href
}

/** All faults of config/open_telemetry.ts at once, each with what is allowed. */
export class InvalidOpenTelemetryConfig extends Exception {
  static code = 'E_INVALID_OPEN_TELEMETRY_CONFIG'
  static status = 500

  constructor(readonly faults: string[]) {
    super(
      `config/open_telemetry.ts cannot be used:\n${faults.map((fault) => `- ${fault}`).join('\n')}`
    )
  }
}

function findFaults(settings: OpenTelemetrySettings): string[] {
  const faults = findUnknownKeys(settings, KEYS)
  for (const [key, least, most] of RANGES) {
    const value = settings[key] as number
    if (!Number.isInteger(value) || value < least || value > most)
      faults.push(`${key} is ${value}, allowed: a whole number from ${least} to ${most}`)
  }
  return faults
}
