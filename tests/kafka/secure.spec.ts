import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { Secret } from '@adonisjs/core/helpers'
import { withAdmin } from '#ingest/broker/topics'
import { KafkaConfig, SASL_MECHANISMS } from '#settings/kafka_config'
import { temporaryFolder } from '#tests/helpers/at_exit'
import { startBroker } from '../../scripts/kafka/start_broker.js'

const lacksOpenssl = spawnSync('openssl', ['version']).status !== 0

test.group('Kafka | TLS and login', () => {
  test('each mechanism logs in over TLS, and nothing else is let in', async ({ assert }) => {
    const folder = temporaryFolder('rappel-kafka-tls-')
    const [key, certificate, both] = ['key', 'pem', 'both'].map((ending) =>
      join(folder, `localhost.${ending}`)
    )
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=rappel'],
        ...['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate],
      ],
      { stdio: 'ignore' }
    )
    writeFileSync(both, readFileSync(key, 'utf8') + readFileSync(certificate, 'utf8'))
    const login = { keyAndCertificate: both, username: 'rappel', password: 'a-password' }
    const broker = await startBroker({ login })
    const own = await app.container.make(KafkaConfig)
    const right = {
      ...own.settings,
      brokers: [broker.secureAddress!],
      tls: true,
      tlsCa: certificate,
      saslUsername: login.username,
      saslPassword: new Secret(login.password),
    }
    const list = (changes: object) =>
      withAdmin({ ...right, ...changes }, (admin) => admin.listTopics())

    for (const saslMechanism of SASL_MECHANISMS)
      assert.deepEqual(await list({ saslMechanism }), [], saslMechanism)
    const saslMechanism = 'SCRAM-SHA-512'
    for (const wrong of [
      { saslMechanism, saslPassword: new Secret('another') },
      { saslMechanism, tlsCa: undefined },
      { saslMechanism, tls: false },
      { saslMechanism: undefined },
    ])
      await assert.rejects(() => list(wrong))
    await broker.stop()
  }).skip(
    lacksOpenssl || process.env.DB_CONNECTION === 'pg',
    'openssl is not installed, or it was tried on SQLite: it is the same with every database'
  )
})
