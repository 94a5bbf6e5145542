import { test } from '@japa/runner'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import type { Database } from '@adonisjs/lucid/database'
import db from '@adonisjs/lucid/services/db'
import { isPostgres } from '#storage/dialect_of'
import { runAceProcess } from '#tests/helpers/ace_process'
import { breakCommits } from '#tests/helpers/commit_faults'
import { cleanDatabase } from '#tests/helpers/database'
import { noSmallDisk } from '#tests/reliability/support/small_disk'
import { aSmallDatabase } from '#tests/reliability/support/small_database'

/** What a person types, and the table that must have a row more when it says that it is done. */
const COMMANDS: { command: string[]; table: string }[] = [
  { command: ['consent:opt-out', '+237677123456'], table: 'sms_consents' },
  { command: ['sms:pause', '--reason=flood'], table: 'sending_pauses' },
  {
    command: ['token:create', '--name=clinic', '--abilities=stats:read'],
    table: 'auth_access_tokens',
  },
  {
    command: [
      'schedule:create',
      '--app=command',
      '--payload={"command":"sms:health"}',
      '--every=1h',
    ],
    table: 'schedules',
  },
  { command: ['sms:import', 'FILE'], table: 'immunizations' },
]

test.group('A command whose change cannot be stored', (group) => {
  const file = join(mkdtempSync(join(tmpdir(), 'rappel-import-')), 'patients.csv')
  group.setup(() => {
    copyFileSync(app.makePath('resources/sample/patients.csv'), file)
    return () => rmSync(join(file, '..'), { recursive: true })
  })
  group.each.setup(() => cleanDatabase())

  const inFull = (command: string[]) => command.map((word) => (word === 'FILE' ? file : word))
  const rowsOf = async (database: Pick<Database, 'from'>, table: string) =>
    (await database.from(table)).length

  test('the COMMIT to {table} fails: exit 1, and nothing is stored')
    .with(COMMANDS)
    .skip(() => !isPostgres(db.connection()), 'faults inside the COMMIT are triggers of PostgreSQL')
    .run(async ({ assert }, { command, table }) => {
      const lift = await breakCommits(table, 'disk_full')
      const { code, stdout } = await runAceProcess(inFull(command))
      await lift()
      assert.equal(code, 1, `${command[0]} said: ${stdout}`)
      assert.equal(await rowsOf(db, table), 0)
    })

  test('the disk is really full: exit 1, and nothing is stored', async ({ assert, cleanup }) => {
    const small = await aSmallDatabase()
    cleanup(() => small.remove())
    const tried = []
    for (const { command, table } of COMMANDS) {
      small.disk.fill()
      const { code } = await runAceProcess(inFull(command), small.environment)
      small.disk.free()
      await small.restartIfEnded()
      tried.push({ command: command[0], code, rows: await rowsOf(small.db, table) })
    }
    assert.deepEqual(
      tried,
      COMMANDS.map(({ command }) => ({ command: command[0], code: 1, rows: 0 }))
    )

    await runAceProcess(['sms:import', file], small.environment)
    assert.isAbove(await rowsOf(small.db, 'immunizations'), 0, 'once there is room')
  }).skip(() => noSmallDisk() !== undefined, noSmallDisk())
})
