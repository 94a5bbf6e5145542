import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { BaseOptions } from '@platformatic/kafka'
import type { KafkaSettings } from '#settings/kafka_config'

const RETRY_AFTER_MS = 1_000
const CONNECT_WITHIN_MS = 5_000
/** A broker that does not answer must not hold up a whole session. */
const ANSWER_WITHIN_MS = 30_000

/** Loads the client on first use: without Kafka it is never loaded. */
export async function loadClient() {
  return import('@platformatic/kafka')
}

/** How each client connects. `role` is part of its name in the broker's log. */
export function connectionOf(settings: KafkaSettings, role: string): BaseOptions {
  const { tls, tlsCa, saslMechanism, saslUsername, saslPassword } = settings
  return {
    clientId: `rappel-${role}`,
    bootstrapBrokers: settings.brokers,
    retryDelay: RETRY_AFTER_MS,
    connectTimeout: CONNECT_WITHIN_MS,
    requestTimeout: ANSWER_WITHIN_MS,
    ...(tls && {
      tls: tlsCa ? { ca: readFileSync(tlsCa) } : {},
      tlsServerName: haveNames(settings),
    }),
    ...(saslMechanism && {
      sasl: {
        mechanism: saslMechanism,
        username: saslUsername,
        password: saslPassword?.release(),
      },
    }),
  }
}

/** A server is not asked for by an address: TLS knows names only. */
function haveNames({ brokers }: KafkaSettings): boolean {
  return brokers.every((broker) => isIP(broker.replace(/:\d+$/, '')) === 0)
}

/** Clients report faults as events, too; the operation that failed rejects with them. */
export function ignoreErrorEvents(client: { on(event: 'error', listener: () => void): unknown }) {
  client.on('error', () => undefined)
}
