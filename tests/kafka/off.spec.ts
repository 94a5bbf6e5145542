import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { KafkaConfig } from '#settings/kafka_config'
import { runAceProcess } from '#tests/helpers/ace_process'
import { preloaded } from '#tests/helpers/preloaded'
import { runAce } from '#tests/helpers/run_ace'

test.group('Kafka | off', () => {
  test('without brokers nothing of the client is loaded', async ({ assert }) => {
    const watched = preloaded('tell_kafka')
    const args = ['schedule:create', '--app=sms_retry', '--payload={}', '--at=2099-01-01 00:00']
    const [off, on] = await Promise.all([
      runAceProcess(args, { ...watched, KAFKA_BROKERS: '' }),
      runAceProcess(['kafka:lag', '--json'], watched),
    ])
    assert.match(off.stdout + off.stderr, /Kafka is not configured: set KAFKA_BROKERS/)
    assert.notInclude(off.stderr, 'LOADED KAFKA')
    /** Loaded, it is seen. */
    assert.include(on.stderr, 'LOADED KAFKA')
  })

  test('its commands say how to turn it on, and health passes', async ({ assert, cleanup }) => {
    const { settings } = await app.container.make(KafkaConfig)
    app.container.swap(KafkaConfig, () => new KafkaConfig({ ...settings, brokers: [] }))
    cleanup(() => app.container.restore(KafkaConfig))
    for (const command of ['kafka:consume', 'kafka:lag', 'kafka:topics', 'kafka:dlq']) {
      const { code, stdout } = await runAce([command, '--json'])
      assert.equal(code, 1)
      assert.match(JSON.parse(stdout).error, /set KAFKA_BROKERS/)
    }
    const { code, stdout } = await runAce(['sms:health', '--only=kafka', '--json'])
    assert.equal(code, 0)
    assert.include(stdout, 'Kafka is off')
  })
})
