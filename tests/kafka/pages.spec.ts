import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { KafkaConfig } from '#settings/kafka_config'
import { cleanDatabase } from '#tests/helpers/database'
import { anSmsRequest, KafkaWorld, until } from '#tests/helpers/kafka'
import { readable, Walker } from '#tests/helpers/walker'

const PHONE = '+237690000001'

test.group('Kafka | pages', (group) => {
  let world: KafkaWorld
  group.each.setup(async () => {
    await cleanDatabase()
    world = await KafkaWorld.make({ partitions: 1 })
    app.container.swap(KafkaConfig, () => world.config)
    return async () => {
      app.container.restore(KafkaConfig)
      await world.close()
    }
  })

  test('records that cannot be taken in are grouped, shown without numbers, and sent in once', async ({
    assert,
  }) => {
    await world.send([
      { value: Buffer.from(`not JSON, for ${PHONE} <b>`) },
      { json: anSmsRequest({ appName: 'nothing_here' }) },
    ])
    const consumer = await world.consume()
    await until(() => world.isDrained())
    const viewer = await Walker.signedIn('viewer', 'en')
    const attention = await viewer.get('/attention')
    for (const words of ['Not readable', 'Asks for something unknown', 'See the record'])
      assert.include(readable(attention), words)
    assert.include(readable(await viewer.get('/attention/kafka')), '2 Kafka records')

    const { html } = await viewer.get('/attention/kafka?class=malformed')
    const [, path] = /href="(\/attention\/kafka\/[^"]+%3A[^"]+)"/.exec(html)!
    const seen = await viewer.get(path)
    assert.include(readable(seen), 'not JSON, for [number] <b>')
    assert.notInclude(seen.html, PHONE)
    assert.notInclude(seen.html, 'method="post" action="/attention')

    const operator = await Walker.signedIn('operator', 'en')
    assert.include(readable(await operator.get(path)), `not JSON, for ${PHONE} <b>`)
    const colleague = await Walker.signedIn('operator', 'en')
    await colleague.get(path)
    const answers = await Promise.all(
      [operator, colleague].map((one) => one.post(`${path}/replay`))
    )
    const said = answers.map((answer) => readable(answer)).join(' ')
    assert.include(said, 'The record was sent in again.')
    assert.include(said, 'Somebody was first: it is not sent in twice.')
    await until(() => world.isDrained())
    await until(async () => (await world.read(world.topics.ingestDeadLetters)).length === 3)
    await consumer.stop()
    assert.include(readable(await operator.get(path)), 'Sent in again')
    assert.lengthOf(await db.from('ingest_replays'), 1)
    assert.lengthOf(await db.from('audit_events').where('action', 'dead_letter_replayed'), 1)
    assert.include(readable(await operator.get('/attention/kafka')), '2 Kafka records')

    const gone = `${path.slice(0, path.lastIndexOf('%3A'))}%3A999`
    assert.equal((await operator.get(gone)).status, 404)
    assert.equal((await operator.post(`${gone}/replay`)).status, 404)
  }).timeout(120_000)
})
