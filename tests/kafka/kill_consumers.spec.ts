import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { AceProcess } from '#tests/helpers/ace_process'
import { cleanDatabase, countOf } from '#tests/helpers/database'
import { anSmsRequest, KafkaWorld, schedulesByKey, until } from '#tests/helpers/kafka'
import { preloaded } from '#tests/helpers/preloaded'
import { trials } from '#tests/reliability/support/scale'

const TASKS = 24
/** What `node ace` answers for the process that it started. */
const ENDED_BY_SIGTERM = 143
const RECORDS_AT_ONCE = 48
const SEND_EVERY_MS = 100
/** Records that are not yet taken in; more are not sent. */
const MOST_WAITING = 400
/** A kill comes at any time within this after records were taken in. */
const LONGEST_WAIT_MS = 400

/** Sends requests of all tasks, numbered, until told to end; one in twelve is sent twice. */
class Sender {
  readonly sent = new Set<string>()
  #isEnding = false
  readonly #ended: Promise<void>

  constructor(private readonly world: KafkaWorld) {
    this.#ended = this.#send()
  }

  async end(): Promise<void> {
    this.#isEnding = true
    await this.#ended
  }

  async #send(): Promise<void> {
    for (let number = 0; !this.#isEnding; number += RECORDS_AT_ONCE) {
      const ids = Array.from({ length: RECORDS_AT_ONCE }, (_, place) => idOf(number + place))
      const twice = ids.flatMap((id, place) => (place % 12 === 0 ? [id, id] : [id]))
      await this.world.send(
        twice.map((requestId) => ({
          key: Buffer.from(taskOf(requestId)),
          json: anSmsRequest({ requestId }),
        }))
      )
      for (const id of ids) this.sent.add(id)
      do await delay(SEND_EVERY_MS)
      while (!this.#isEnding && this.sent.size - (await countOf('schedules')) > MOST_WAITING)
    }
  }
}

/** `7:31`: the task, which is also the key of the record, and the number. */
const idOf = (number: number) => `${number % TASKS}:${number}`
const taskOf = (id: string) => id.split(':')[0]

/** The numbers of each task, in the order in which their schedules were made. */
async function numbersByTask(): Promise<Map<string, number[]>> {
  const rows = await db.from('schedules').select('idempotency_key').orderBy('id')
  const ids = rows.map((row) => String(row.idempotency_key))
  const byTask = Map.groupBy(ids, taskOf)
  return new Map(
    [...byTask].map(([task, own]) => [task, own.map((id) => Number(id.split(':')[1]))])
  )
}

test.group('Kafka | consumers that are killed', (group) => {
  let world: KafkaWorld
  group.each.setup(async () => {
    await cleanDatabase()
    world = await KafkaWorld.make({ partitions: 6 })
    return () => world.close()
  })

  for (const consumers of [2, 3]) {
    test(`${consumers} of them, at random: each record makes one job, in the order of its key`, async ({
      assert,
    }) => {
      const environment = { ...world.environment, ...preloaded('restless_consumer') }
      const aConsumer = () => new AceProcess(['kafka:consume'], environment)
      const running = Array.from({ length: consumers }, aConsumer)
      const sender = new Sender(world)
      const kills = trials(3, 40)
      for (let kill = 0; kill < kills; kill++) {
        const before = await countOf('schedules')
        await until(async () => (await countOf('schedules')) > before + RECORDS_AT_ONCE)
        await delay(Math.random() * LONGEST_WAIT_MS)
        const [victim] = running.splice(Math.floor(Math.random() * consumers), 1)
        victim.kill('SIGKILL')
        assert.equal((await victim.ended).signal, 'SIGKILL')
        running.push(aConsumer())
      }
      await sender.end()
      await until(() => world.isDrained(), { withinMs: 300_000 })
      for (const consumer of running) consumer.kill('SIGTERM')
      const ends = await Promise.all(running.map(({ ended }) => ended))

      const byKey = await schedulesByKey()
      assert.deepEqual(new Set(byKey.keys()), sender.sent)
      assert.deepEqual(new Set(byKey.values()), new Set([1]))
      for (const [task, numbers] of await numbersByTask())
        assert.deepEqual(
          numbers,
          numbers.toSorted((one, other) => one - other),
          task
        )
      assert.isEmpty(await world.read(world.topics.ingestDeadLetters))
      /** The last one may be told to end before it listens to signals. */
      for (const { code, signal } of ends)
        assert.oneOf(code ?? signal, [0, ENDED_BY_SIGTERM, 'SIGTERM'])
    }).timeout(trials(600_000, 3_600_000))
  }
})
