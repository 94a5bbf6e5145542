import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { isPostgres } from '#storage/dialect_of'
import { cleanDatabase } from '#tests/helpers/database'
import { assertNothingWrong, checkDelivery, printReport } from '#tests/helpers/delivery_checker'
import { insertDueMessages } from '#tests/helpers/orange_runs'
import { anOrangeEngine, type OrangeEngine } from '#tests/helpers/orange_engine'
import { trials } from '#tests/reliability/support/scale'

const MESSAGES = trials(120, 2_000)
/** Low enough that a request which leaves late asks for another place. */
const RATE_PER_SECOND = 100
/** Milliseconds for which the process now and then does nothing else: its requests are late for their places. */
const BUSY_MS = 25
/** Of so many places asked for, one is not given. */
const ONE_OF = 5

test.group('Places that cannot be reserved', (group) => {
  group.each.setup(() => cleanDatabase())

  test('cost nobody an answer: one that left is recorded, one that did not is given back', async ({
    assert,
    cleanup,
  }) => {
    const emulator = await OrangeEmulator.start({ ratePerSecond: null, latencyMs: 150 })
    await insertDueMessages(MESSAGES)
    const engine = await anOrangeEngine({ url: emulator.url, ratePerSecond: RATE_PER_SECOND })
    const lift = await refusePlaces()
    cleanup(lift)
    const busy = setInterval(doNothingElse, BUSY_MS * 4)
    const faults = await drain(engine)
    clearInterval(busy)

    const report = await checkDelivery(emulator.journalWithAnswers())
    const givenBack = await countAttempts('no_place')
    await Promise.all([engine.close(), emulator.stop()])
    printReport('one place of five refused', report, `given back ${givenBack}, faults ${faults}`)
    assertNothingWrong(assert, report)
    assert.isAbove(givenBack, 0)
    assert.lengthOf(report.unknown, 0)
    assert.equal(report.accepted, MESSAGES)
    assert.lengthOf(await db.from('sms_messages').where('retry_count', '>', 0), 0)
    assert.lengthOf(await db.from('sms_attempts').whereNull('finished_at'), 0)
  })
})

/** Returns how many sweeps ended with a fault. */
async function drain({ sweep }: OrangeEngine): Promise<number> {
  let faults = 0
  while (await db.from('sms_messages').whereIn('status', ['pending', 'sending']).first())
    await sweep().catch(() => faults++)
  return faults
}

function doNothingElse(): void {
  const until = performance.now() + BUSY_MS
  while (performance.now() < until);
}

async function countAttempts(reason: string): Promise<number> {
  const [{ count }] = await db.from('sms_attempts').where('reason', reason).count('* as count')
  return Number(count)
}

/** The database refuses to move the next free place on, now and then. Returns what lifts it. */
async function refusePlaces(): Promise<() => Promise<void>> {
  const onPostgres = isPostgres(db.connection())
  if (onPostgres)
    await db.rawQuery(`
      CREATE OR REPLACE FUNCTION refuse_place() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'not now' USING ERRCODE = '55P03'; END $$`)
  const when = `WHEN (NEW.next_slot_at <> OLD.next_slot_at AND NEW.next_slot_at % ${ONE_OF} = 0)`
  await db.rawQuery(
    onPostgres
      ? `CREATE TRIGGER refuse_place BEFORE UPDATE ON gateway_accounts FOR EACH ROW ${when} EXECUTE FUNCTION refuse_place()`
      : `CREATE TRIGGER refuse_place BEFORE UPDATE ON gateway_accounts ${when} BEGIN SELECT RAISE(ABORT, 'not now'); END`
  )
  return async () => {
    await db.rawQuery(`DROP TRIGGER refuse_place ${onPostgres ? 'ON gateway_accounts' : ''}`)
  }
}
