import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { ShortTurns } from '#storage/short_turns'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'
import { withCleanDatabase } from '#tests/helpers/database'
import { secondConnection } from '#tests/helpers/second_connection'

const TURNS = 20
const TURN_MS = 60
/** Writes of a neighbour in a gap: without one, it slips in up to five between two turns. */
const USED = 8

const isSqlite = () => !isPostgres(db.connection())

async function write(client: QueryClientContract, actor: string): Promise<void> {
  await query(
    client,
    `INSERT INTO audit_events (at, actor, action) VALUES ('2026-03-10 09:00:00', :actor, 'test')`,
    { actor }
  )
}

/** Rows written by the neighbour, in the order of all rows, as a row of the bulk writer comes next. */
async function writesBetween(): Promise<number[]> {
  const rows = await db.from('audit_events').orderBy('id').select('actor')
  const between = [0]
  for (const { actor } of rows) {
    if (actor === 'bulk') between.push(0)
    else between[between.length - 1] += 1
  }
  return between.slice(1, -1)
}

test.group('Short turns', (group) => {
  withCleanDatabase(group)

  test('let a neighbour write between any two of them', async ({ assert }) => {
    const neighbour = await secondConnection()
    const ended = new AbortController()
    const neighbouring = (async () => {
      while (!ended.signal.aborted) await write(neighbour.db.connection(), 'neighbour')
    })()
    const turns = new ShortTurns(db.connection(), 1_000)
    for (let turn = 0; turn < TURNS; turn++) {
      await turns.take(async (trx) => {
        await write(trx, 'bulk')
        await delay(TURN_MS)
      })
    }
    ended.abort()
    await neighbouring
    await neighbour.close()
    const between = await writesBetween()
    assert.lengthOf(between, TURNS - 1)
    const used = between.filter((writes) => writes >= USED).length
    /** A busy machine may wake the neighbour too late now and then. */
    assert.isAbove(used, TURNS / 2, `writes between two turns: ${between}`)
  }).skip(!isSqlite, 'PostgreSQL has many writers')

  test('leave no gap after each of many that are over at once', async ({ assert }) => {
    const turns = new ShortTurns(db.connection(), 1_000)
    const startedAt = performance.now()
    for (let turn = 0; turn < 400; turn++) await turns.take((trx) => write(trx, 'bulk'))
    /** A gap after each would take 5,985 ms. */
    assert.isBelow(performance.now() - startedAt, 5_000)
  }).skip(!isSqlite, 'PostgreSQL needs no gaps')

  test('begin with the rows that are asked for, and never more than allowed', ({ assert }) => {
    assert.equal(new ShortTurns(db.connection(), 1_000, 500).size, 500)
    assert.equal(new ShortTurns(db.connection(), 200, 500).size, 200)
  })

  test('have fewer rows where a row takes long', async ({ assert }) => {
    const turns = new ShortTurns(db.connection(), 5_000)
    const first = turns.size
    while (turns.size < first * 4) await turns.take(async () => undefined)
    for (let turn = 0; turn < 4; turn++) await turns.take(async () => delay(turns.size / 4))
    assert.isAtMost(turns.size, 450)
    assert.isAtLeast(turns.size, first)
  })

  test('have more rows where they are fast, and never more than allowed', async ({ assert }) => {
    const turns = new ShortTurns(db.connection(), 700)
    const sizes: number[] = []
    for (let turn = 0; turn < 8; turn++) {
      await turns.take(async () => undefined)
      sizes.push(turns.size)
    }
    assert.equal(Math.max(...sizes), 700)
  })

  test('few rows at the end of the work do not make the next ones larger or smaller', async ({
    assert,
  }) => {
    const turns = new ShortTurns(db.connection(), 5_000)
    const before = turns.size
    await turns.take(async () => undefined, { rows: 3 })
    await turns.take(async () => [], { rows: (found) => found.length })
    assert.equal(turns.size, before)
  })

  test('waiting for others does not count as the time of a turn', async ({ assert }) => {
    const neighbour = await secondConnection()
    const trx = await neighbour.db.connection().transaction()
    await write(trx, 'neighbour')
    const released = delay(1_500).then(() => trx.commit())
    const turns = new ShortTurns(db.connection(), 100)
    await turns.take((own) => write(own, 'bulk'))
    await released
    await neighbour.close()
    assert.equal(turns.size, 100)
  })

  test('what fails is thrown, and the next turn works', async ({ assert }) => {
    const turns = new ShortTurns(db.connection(), 100)
    const failing = turns.take(async (trx) => {
      await write(trx, 'bulk')
      throw new Error('no')
    })
    await assert.rejects(() => failing, 'no')
    await turns.take((trx) => write(trx, 'bulk'))
    assert.lengthOf(await db.from('audit_events').select('id'), 1)
  })
})
