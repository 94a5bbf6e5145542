import { BlockList, isIP } from 'node:net'
import { isOn } from './env_rules.js'
import { isObviousSecret } from './is_obvious_secret.js'

/** Values of environment variables by name, as strings. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Fewest characters of each secret. */
const SECRETS: Record<string, number> = {
  ALERT_WEBHOOK_SECRET: 43,
  APP_KEY: 32,
  APP_KEY_PREVIOUS: 16,
  CONSENT_HASH_KEY: 32,
  EVENTS_WEBHOOK_SECRET: 43,
  MONITORING_SECRET: 16,
  ORANGE_WEBHOOK_SECRET: 43,
}

const CALLED_URL =
  /^(?:ORANGE_(?:[A-Z0-9]+_)?BASE_URL|EVENTS_WEBHOOK_URL|ALERT_WEBHOOK_URL|ALERT_PING_URL|OTEL_EXPORTER_OTLP_(?:METRICS_)?ENDPOINT)$/

const THIS_MACHINE = new BlockList()
THIS_MACHINE.addSubnet('127.0.0.0', 8, 'ipv4')
THIS_MACHINE.addAddress('::1', 'ipv6')

/** Every setting that would put people's data, or Rappel itself, at risk in production. */
export function findProductionFaults(env: Environment): string[] {
  return [
    ...findWeakSecrets(env),
    ...findPlaintext(env),
    ...findLogGateway(env),
    ...findMovedClock(env),
  ]
}

function findWeakSecrets(env: Environment): string[] {
  return Object.entries(SECRETS).flatMap(([name, least]) =>
    partsOf(env[name]).flatMap((secret) => {
      if (secret.length < least)
        return `${name} has ${secret.length} characters, allowed: at least ${least} (openssl rand -hex 32)`
      return isObviousSecret(secret)
        ? `${name} can be guessed: it repeats itself, or is the one of an example or of the tests (openssl rand -hex 32)`
        : []
    })
  )
}

/** Connections on which a password or people's numbers could be read on the way. */
function findPlaintext(env: Environment): string[] {
  const allowed = new Set(partsOf(env.ALLOW_PLAINTEXT))
  const urls = Object.keys(env).filter((name) => CALLED_URL.test(name))
  const faults = urls
    .filter((name) => /^http:/i.test(env[name] ?? '') && !isThisMachine(hostOf(env[name]!)))
    .map((name): [string, string] => [name, 'is http:, allowed: https:'])
  if (env.DB_CONNECTION === 'pg' && !isOn(env.DB_TLS) && !isThisMachine(env.DB_HOST ?? '127.0.0.1'))
    faults.push([
      'DB_TLS',
      'is off although the database is on another machine, allowed: DB_TLS=on',
    ])
  const isElsewhere = partsOf(env.KAFKA_BROKERS).some(
    (broker) => !isThisMachine(broker.replace(/:\d+$/, ''))
  )
  if (isElsewhere && !isOn(env.KAFKA_TLS))
    faults.push([
      'KAFKA_TLS',
      'is off although a broker is on another machine, allowed: KAFKA_TLS=on',
    ])
  return faults
    .filter(([name]) => !allowed.has(name))
    .map(
      ([name, what]) =>
        `${name} ${what}, or ALLOW_PLAINTEXT=${name} if nobody can listen on the way`
    )
}

function findLogGateway(env: Environment): string[] {
  if (env.SMS_GATEWAY) return []
  return [
    'SMS_GATEWAY is empty, allowed in production: "orange", or "log" if nothing is meant to be sent',
  ]
}

function findMovedClock({ APP_CLOCK_OFFSET_MS: offset }: Environment): string[] {
  if (!offset || Number(offset) === 0) return []
  return [
    `APP_CLOCK_OFFSET_MS is ${offset}, allowed in production: none, as its clock cannot be moved`,
  ]
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : ''
}

/** A folder is a socket of PostgreSQL. */
export function isThisMachine(host: string): boolean {
  if (host === '' || host === 'localhost' || host.startsWith('/')) return true
  const version = isIP(host)
  return version !== 0 && THIS_MACHINE.check(host, version === 4 ? 'ipv4' : 'ipv6')
}

function partsOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
