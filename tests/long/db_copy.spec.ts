import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { CopyResult } from '#services/copy_database'
import { PROGRESS_TABLE } from '#storage/copy/copy_progress'
import { readTableNames } from '#storage/copy/read_schema'
import { PERSONAL_COLUMNS } from '#erasure/personal_columns'
import { toSqlInstant } from '#storage/instants'
import { AceProcess, runAceProcess } from '#tests/helpers/ace_process'
import { aFacility, aMessage } from '#tests/helpers/arrange'
import { CopyTargets, type CopyTarget } from '#tests/helpers/copy_target'
import { withCleanDatabase } from '#tests/helpers/database'
import { fillEveryTable } from '#tests/helpers/every_table'
import { insertDueMessages } from '#tests/helpers/orange_runs'
import { runAce } from '#tests/helpers/run_ace'

/** Kills that must hit a copy under way. */
const KILLS = 5

const copy = (target: CopyTarget) => ['db:copy', `--to=${target.name}`, '--json']

test.group('db:copy', (group) => {
  withCleanDatabase(group)
  const targets = new CopyTargets()
  let target: CopyTarget
  group.each.setup(async () => {
    target = await targets.make()
    return () => target.close()
  })
  group.each.teardown(async () => {
    await db.from('sms_templates').where('id', '>=', 1_000_000).delete()
    await db.from('zone_data_versions').whereNot('version', 'like', '20%').delete()
  })
  group.teardown(() => targets.stop())

  test('copies every column of every table; the application runs on the copy', async ({
    assert,
  }) => {
    await aMessage({ body: 'Bonjour' })
    const names = await fillEveryTable(3)
    assert.sameMembers(names, Object.keys(PERSONAL_COLUMNS))
    await db.from('sms_messages').where('id', 1_000_000).update('carried_by', 1_000_002)
    await runAce(['audit:verify'])
    await runAce(['sms:pause', '--reason=moving'])

    const { code, stdout, stderr } = await runAceProcess(copy(target), target.environment)
    assert.equal(code, 0, stdout + stderr)
    const result: CopyResult = JSON.parse(stdout)
    assert.isTrue(result.equal)
    assert.isFalse(result.resumed)
    assert.lengthOf(result.tables, names.length)
    for (const { table, source } of result.tables) assert.isAbove(source.rows, 0, table)
    assert.notInclude(await readTableNames(target.client), PROGRESS_TABLE)
    const carried = await target.client.from('sms_messages').where('id', 1_000_000).first()
    assert.equal(carried.carried_by, 1_000_002)

    /** Their keys are made up: no process would start. */
    await target.client.from('erased_opt_outs').delete()
    const audit = await runAceProcess(['audit:verify', '--json'], target.itself)
    assert.equal(audit.code, 0, audit.stdout)
    const health = await runAceProcess(['sms:health', '--json'], target.itself)
    assert.include([0, 1, 2], health.code!)
    const paused = await runAceProcess(['sms:process', '--json'], target.itself)
    assert.equal(paused.code, 75, `the copy starts paused: ${paused.stderr}`)
    await runAceProcess(['sms:resume'], target.itself)
    const sweep = await runAceProcess(['sms:process', '--json'], target.itself)
    assert.equal(sweep.code, 0, sweep.stdout + sweep.stderr)
    assert.equal(JSON.parse(sweep.stdout).statistics.sent, 1)
  })

  test('goes on numbering where the source is, also after deleted rows', async ({ assert }) => {
    await (await aFacility()).delete()
    await runAce(['sms:pause'])
    await runAceProcess(copy(target), target.environment)

    assert.equal(await idOfNext(target.client), await idOfNext(db.connection()))
  })

  test('killed again and again at any moment, it ends with the same rows', async ({ assert }) => {
    await insertDueMessages(20_000)
    await runAce(['sms:pause'])
    let kills = 0
    while (kills < KILLS) {
      const process = new AceProcess(copy(target), target.environment)
      const before = await copiedRows(target)
      while (process.running && (await copiedRows(target)) <= before) await delay(5)
      await delay(Math.random() * 40)
      process.kill('SIGKILL')
      const { code } = await process.ended
      assert.notEqual(code, 0, `the copy was over after ${kills} kills`)
      kills += 1
    }

    const { code, stdout } = await runAceProcess(copy(target), target.environment)
    assert.equal(code, 0, stdout)
    const result: CopyResult = JSON.parse(stdout)
    assert.isTrue(result.resumed)
    assert.isTrue(result.equal)
    assert.equal(result.tables.find(({ table }) => table === 'sms_messages')!.target.rows, 20_000)
  })

  test('told to end, it stops; it tells what differs when the source changes before it goes on', async ({
    assert,
  }) => {
    await insertDueMessages(20_000)
    await runAce(['sms:pause'])
    const process = new AceProcess(copy(target), target.environment)
    while (process.running && (await copiedRows(target)) < 1_000) await delay(5)
    process.kill('SIGTERM')
    const stopped = await process.ended
    assert.equal(stopped.code, 1, stopped.stderr)
    assert.include(JSON.parse(stopped.stdout).error, 'Stopped as asked: run it again')
    const [{ id }] = await db.from('sms_messages').orderBy('id').limit(1)
    await db.from('sms_messages').where('id', id).update({ priority: 3 })

    const { code, stdout } = await runAceProcess(copy(target), target.environment)
    assert.equal(code, 1)
    const differing = (JSON.parse(stdout) as CopyResult).tables.filter(({ equal }) => !equal)
    assert.deepEqual(
      differing.map(({ table }) => table),
      ['sms_messages']
    )
  })

  test('refuses while sending is not paused, or a process is alive', async ({ assert }) => {
    await runAce(['sms:pause', '--until=2099-01-01'])
    const awake = await runAceProcess(copy(target), target.environment)
    assert.equal(awake.code, 1)
    assert.include(JSON.parse(awake.stdout).error, 'Sending is not paused')

    await runAce(['sms:pause', '--reason=moving'])
    await db.from('sending_pauses').update('until', null as any)
    const at = toSqlInstant(DateTime.utc())
    const worker = { id: 'w', role: 'worker', host: 'sms-1', pid: 7, started_at: at }
    await db.table('workers').insert({ ...worker, heartbeat_at: at })
    const alive = await runAceProcess(copy(target), target.environment)
    assert.equal(alive.code, 1)
    assert.include(JSON.parse(alive.stdout).error, 'worker sms-1:7')
  })

  test('refuses a target that has rows, or is the source itself', async ({ assert }) => {
    await runAce(['sms:pause'])
    await idOfNext(target.client)
    const filled = await runAceProcess(copy(target), target.environment)
    assert.equal(filled.code, 1)
    assert.include(JSON.parse(filled.stdout).error, 'not empty (facilities)')

    const itself = await runAceProcess(['db:copy', '--to=mysql', '--json'], target.environment)
    assert.equal(itself.code, 1)
    assert.include(JSON.parse(itself.stdout).error, '"mysql" is not another database')
  })
})

/** Of a facility that is made now. */
async function idOfNext(client: QueryClientContract): Promise<number> {
  const at = toSqlInstant(DateTime.utc())
  const facility = { code: 'NEXT', name: 'Next', timezone: 'UTC', language: 'fr' }
  const row = { ...facility, created_at: at, updated_at: at }
  const [made] = await client.table('facilities').insert(row).returning('id')
  return Number(made.id ?? made)
}

/** Messages that the copy has, so far. */
async function copiedRows({ client }: CopyTarget): Promise<number> {
  const [{ total }] = await client.from('sms_messages').count('* as total')
  return Number(total)
}
