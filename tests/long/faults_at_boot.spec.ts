import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from '@japa/runner'
import type { Assert } from '@japa/assert'
import db from '@adonisjs/lucid/services/db'
import { PhoneHash } from '#consents/phone_hash'
import { type AceResult, runAceProcess } from '#tests/helpers/ace_process'
import { withCleanDatabase } from '#tests/helpers/database'
import { ServerProcess } from '#tests/helpers/server_process'
import { aFolder } from '#tests/helpers/test_folder'

const aKey = () => randomBytes(32).toString('hex')

/** Words for an operator: no place in the code, no statement. */
function assertWords(assert: Assert, { stdout, stderr }: Pick<AceResult, 'stdout' | 'stderr'>) {
  assert.notMatch(stdout + stderr, /^ +at |node_modules|select |insert |update /im)
}

const onSqlite = (file: string) => ({ DB_CONNECTION: 'sqlite', SQLITE_FILE: file })

const PG_AWAY = {
  DB_CONNECTION: 'pg',
  DB_HOST: '127.0.0.1',
  DB_PORT: '1',
  DB_USER: 'nobody',
  DB_DATABASE: 'nothing',
}

test.group('What an operator can mend', () => {
  test('a database without tables: which command makes them', async ({ assert }) => {
    const file = join(await aFolder(), 'empty.sqlite3')
    const inWords = await runAceProcess(['sms:generate'], onSqlite(file))
    assert.equal(inWords.code, 1)
    assert.match(inWords.stderr, /^The database \(SQLite in .*\) cannot be used: it lacks a table/m)
    assert.include(inWords.stderr, 'node ace migration:run --force')
    assertWords(assert, inWords)

    const asJson = await runAceProcess(['sms:stats', '--json'], onSqlite(file))
    assert.equal(asJson.code, 1)
    assert.match(JSON.parse(asJson.stdout).error, /it lacks a table of this version/)
  })

  test('a database that is away: where it should be', async ({ assert }) => {
    const result = await runAceProcess(['sms:process'], { ...PG_AWAY, NODE_ENV: 'test' })
    assert.equal(result.code, 1)
    assert.match(result.stderr, /^The database \(PostgreSQL at 127.0.0.1:1\) cannot be used: noth/m)
    assertWords(assert, result)
  })

  test('a file that is no database', async ({ assert }) => {
    const file = join(await aFolder(), 'letter.sqlite3')
    await writeFile(file, 'Dear colleague, this is a letter and not a database. '.repeat(50))
    const result = await runAceProcess(['sms:generate'], onSqlite(file))
    assert.equal(result.code, 1)
    assert.match(result.stderr, /the file is no SQLite database: correct SQLITE_FILE/)
    assertWords(assert, result)
  })

  test('a wrong configuration: sms:health ends with 3 and its line', async ({ assert }) => {
    const wrong = { SMS_BATCH_SIZE: 'many' }
    const nagios = await runAceProcess(['sms:health', '--nagios'], wrong)
    assert.equal(nagios.code, 3)
    assert.match(nagios.stdout, /^SMS UNKNOWN - Rappel cannot start: .*"SMS_BATCH_SIZE".*\n$/)
    const json = await runAceProcess(['sms:health', '--json'], wrong)
    assert.equal(json.code, 3)
    assert.equal(JSON.parse(json.stdout).status, 'unknown')
    assert.equal(json.stderr, '')
  })

  test('a port that is taken', async ({ assert, cleanup }) => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    cleanup(() => void taken.close())
    const { port } = taken.address() as AddressInfo
    const server = ServerProcess.launch(port)
    assert.equal(await server.ended, 1)
    assert.include(server.output, `cannot listen on 127.0.0.1:${port}: another process does`)
    assertWords(assert, { stdout: server.output, stderr: '' })
  })

  test('settings that are not safe in production, all of them at once', async ({ assert }) => {
    const unsafe = { NODE_ENV: 'production', APP_KEY: 'a'.repeat(40), MONITORING_SECRET: 'a' }
    const result = await runAceProcess(['sms:process'], { ...unsafe, SMS_GATEWAY: '' })
    assert.equal(result.code, 1)
    assert.match(result.stderr, /^Rappel cannot start: These settings are not safe in production:/)
    for (const name of ['APP_KEY', 'MONITORING_SECRET', 'SMS_GATEWAY'])
      assert.match(result.stderr, new RegExp(`^- ${name} `, 'm'))
    assertWords(assert, result)
  })

  test('is no matter for commands without data', async ({ assert }) => {
    const file = join(await aFolder(), 'empty.sqlite3')
    for (const command of [['list:routes'], ['schedule:list', '--help']])
      assert.equal((await runAceProcess(command, onSqlite(file))).code, 0, command.join(' '))
  })
})

test.group('Another key than the one of the refusals', (group) => {
  withCleanDatabase(group)

  const aRefusalUnder = (key: string) =>
    db.table('erased_opt_outs').insert({
      phone_hash: 'h',
      key_fingerprint: new PhoneHash([key]).fingerprint,
      source: 'reply',
      opted_out_at: '2026-03-01 10:00:00',
      erased_at: '2026-03-01 10:00:00',
    })

  test('is refused at boot, with what to do', async ({ assert }) => {
    const [old, other] = [aKey(), aKey()]
    await aRefusalUnder(old)
    const command = await runAceProcess(['sms:process'], { APP_KEY: other })
    assert.equal(command.code, 1)
    assert.match(command.stderr, /Refusals of erased people .* APP_KEY_PREVIOUS to the old one/s)
    assertWords(assert, command)

    const server = ServerProcess.launch(0, { APP_KEY: other })
    assert.equal(await server.ended, 1)
    assert.include(server.output, 'APP_KEY_PREVIOUS')
    assertWords(assert, { stdout: server.output, stderr: '' })

    const health = await runAceProcess(['sms:health', '--only=keys', '--json'], { APP_KEY: other })
    assert.equal(health.code, 2)
    assert.equal(JSON.parse(health.stdout).checks[0].observedValue, 'missing')
  })

  test('is taken with the old one beside it', async ({ assert }) => {
    const [old, other] = [aKey(), aKey()]
    await aRefusalUnder(old)
    const rotations: Record<string, string>[] = [
      { APP_KEY: other, APP_KEY_PREVIOUS: old },
      { APP_KEY: other, CONSENT_HASH_KEY: `${aKey()},${old}` },
    ]
    for (const both of rotations) {
      assert.equal((await runAceProcess(['sms:process'], both)).code, 0)
      const health = await runAceProcess(['sms:health', '--only=keys', '--json'], both)
      assert.equal(health.code, 0)
      assert.equal(JSON.parse(health.stdout).checks[0].observedValue, 'earlier')
    }
  })
})

test.group('Files of ours', (group) => {
  group.tap((each) => {
    if (process.env.DB_CONNECTION === 'pg') each.skip(true, 'the files are those of SQLite')
  })
  const rightsOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)

  test('are for their user alone, and a database with wider rights loses them', async ({
    assert,
  }) => {
    const folder = await aFolder()
    const file = join(folder, 'new', 'rappel.sqlite3')
    await runAceProcess(['migration:run'], onSqlite(file))
    assert.deepEqual([await rightsOf(file), await rightsOf(join(folder, 'new'))], ['600', '700'])

    await mkdir(join(folder, 'old'))
    const old = join(folder, 'old', 'rappel.sqlite3')
    await writeFile(old, '', { mode: 0o644 })
    await runAceProcess(['migration:run'], onSqlite(old))
    assert.equal(await rightsOf(old), '600')
  })
})
