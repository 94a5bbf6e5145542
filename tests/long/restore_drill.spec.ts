import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { query } from '#storage/sql'
import { commandsUnder } from '#tests/helpers/document_commands'
import { operatorShell, versionOf } from '#tests/helpers/operator_shell'
import { aFolder } from '#tests/helpers/test_folder'
import { aRestorableDatabase, insertDue } from '#tests/reliability/support/restorable_database'

const SENT_SINCE = 3
const onSqlite = process.env.DB_CONNECTION !== 'pg'
/** Which of the blocks of a database it is: SQLite's stand first. */
const OURS = onSqlite ? 0 : 1

test.group('The commands of docs/operations.md to restore a backup', () => {
  async function anInstallation() {
    const folder = await aFolder()
    const database = await aRestorableDatabase()
    const shell = operatorShell(folder, { ...database.environment, SMS_GATEWAY: 'log' })
    const names = { DRILL: `drill_${process.pid}`, RESTORED: `restored_${process.pid}` }
    /** Folders and databases of this test alone. */
    const run = (...commands: string[]) =>
      shell(
        commands
          .join('\n')
          .replaceAll('/var/tmp/drill', join(folder, 'drill'))
          .replaceAll('/backups', join(folder, 'backups'))
          .replaceAll('rappel_drill', names.DRILL)
          .replaceAll('rappel_restored', names.RESTORED)
      )
    return {
      run,
      folder,
      database,
      state: database.environment.RAPPEL_STATE_DIR,
      async end() {
        if (!onSqlite)
          for (const name of Object.values(names))
            await query(db.connection(), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
        await database.drop()
      },
    }
  }

  const isInstalled = async () => {
    if (onSqlite) return versionOf('sqlite3') > 0
    const [{ version }] = await query<{ version: string }>(
      db.connection(),
      `SELECT current_setting('server_version') AS version`
    )
    return versionOf('pg_dump') >= Number.parseInt(version)
  }

  test('back up; the drill starts paused and says what was sent; a restore goes on after the review', async ({
    assert,
    cleanup,
  }) => {
    const { run, folder, database, state, end } = await anInstallation()
    cleanup(end)
    await insertDue(database, SENT_SINCE)
    const backup = commandsUnder('## Backup')[OURS]
    assert.deepEqual((await run(backup)).faults, [])

    assert.deepEqual((await run('node ace sms:process')).faults, [])
    mkdirSync(join(folder, 'backups'))
    cpSync(state, join(folder, 'backups/state'), { recursive: true })
    const copy = onSqlite ? 'copy.sqlite3' : 'copy.dump'
    cpSync(join(folder, copy), join(folder, 'backups', `${copy}.age`))

    const drill = commandsUnder('### The drill')
    const connect = /^export PG.*$/m.exec(backup)?.[0] ?? ''
    const drilled = await run(connect, drill[OURS], drill[2])
    assert.deepEqual(drilled.faults, ['75 node ace sms:process'])
    assert.include(drilled.stdout, 'The audit log is whole')
    assert.include(drilled.stdout, `${SENT_SINCE} messages in between`)

    const restored = await run(
      connect,
      commandsUnder('## Restoring a backup')[OURS],
      'node ace migration:run --force',
      'node ace sms:process',
      'node ace sms:restore-review --accept',
      'node ace sms:process'
    )
    assert.deepEqual(restored.faults, ['75 node ace sms:process'])
    assert.include(restored.stdout, `Accepted: ${SENT_SINCE} messages are sent, 0 are unknown`)
  })
    .skip(async () => !(await isInstalled()), 'needs sqlite3, or the tools of PostgreSQL')
    .timeout(600_000)
})
