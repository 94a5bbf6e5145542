import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { deleteFolder } from '#tests/helpers/at_exit'
import { withoutDatabase } from '#tests/helpers/without_database'

test.group('The benches', (group) => {
  withoutDatabase(group)
  let folder: string

  group.each.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'bench-test-'))
    /** As root, PostgreSQL runs as a user of its own, who must be able to pass through. */
    chmodSync(folder, 0o755)
    return () => rmSync(folder, { recursive: true, force: true })
  })

  function bench(script: string, ...args: string[]) {
    const { DB_HOST, DB_CONNECTION, ...environment } = process.env
    const child = spawn(
      process.execPath,
      ['--import=./bin/compile_once.js', `bench/${script}.ts`, ...args],
      {
        cwd: app.makePath(),
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...environment, TMPDIR: folder },
      }
    )
    let errors = ''
    child.stderr!.on('data', (chunk) => (errors += chunk))
    return { child, ended: once(child, 'close'), said: () => errors }
  }

  /** As small as they go, and with patience where they would end with 1 on a busy machine. */
  const SMALL: [string, ...string[]][] = [
    ['api', '--rows=2000', '--records=50', '--batches=1', '--rounds=1'],
    ['claim', '--rows=100000', '--only=sqlite'],
    ['engine', '--messages=1000', '--rounds=1'],
    ['generation', '--immunizations=2000', '--rounds=1'],
    ['import', '2000'],
    ['limit', '--messages=20', '--rate=20', '--latency=50', '--workers=1'],
    ['memory', '--messages=2000'],
    ['neighbours', '--rows=2000', '--stall=30000'],
    ['pages', '--rows=2000', '--limit=10000'],
    [
      'schedules',
      '--schedules=200',
      '--rounds=1',
      '--small=1000',
      '--waiting=1000',
      '--large=2000',
      '--seconds=3',
    ],
    ['statistics', '--messages=20000'],
    ['sweep', '--messages=200', '--rounds=1'],
  ]
  for (const [script, ...args] of SMALL) {
    test(`bench:${script} measures, and leaves nothing`, async ({ assert }) => {
      const { ended, said } = bench(script, ...args)
      assert.deepEqual(await ended, [0, null], said())
      assert.isEmpty(leftBehind())
    })
  }

  /** Node itself keeps its compile cache there. */
  const leftBehind = () => readdirSync(folder).filter((name) => /rappel|pg/.test(name))

  const whileItRuns = async (child: ReturnType<typeof spawn>, file: string) => {
    const exists = () =>
      readdirSync(folder, { recursive: true }).some((name) => name.includes(file))
    while (child.exitCode === null && !exists()) await delay(20)
  }

  test('is nothing after a round that ends its process', async ({ assert }) => {
    const { ended } = bench('contenders/rappel', 'sqlite', '50')
    assert.deepEqual(await ended, [0, null])
    assert.isEmpty(leftBehind())
  })

  test('is nothing after a fault', async ({ assert }) => {
    const { ended } = bench('generation', '--immunizations=many')
    assert.deepEqual(await ended, [1, null])
    assert.isEmpty(leftBehind())
  })

  /** initdb deletes its data by itself when it is ended. */
  test('is nothing where another process deletes the same files meanwhile', async ({ assert }) => {
    const shared = join(folder, 'rappel-shared')
    for (let number = 0; number < 1_000; number++)
      mkdirSync(join(shared, 'data', String(number)), { recursive: true })
    const other = spawn('rm', ['-rf', join(shared, 'data')])
    deleteFolder(shared)
    assert.isEmpty(leftBehind())
    await once(other, 'exit')
  })

  const moments: [string, string, ...string[]][] = [
    ['with SQLite', 'bench.sqlite3'],
    ['with a PostgreSQL that is being made', 'postmaster.pid', '--pg'],
    ['with a PostgreSQL that runs', 'postmaster.opts', '--pg'],
  ]
  for (const [moment, file, ...flags] of moments) {
    test(`is nothing after a signal ${moment}`, async ({ assert }) => {
      const { child, ended } = bench('limit', '--rate=1', ...flags)
      await whileItRuns(child, file)
      assert.isNotEmpty(leftBehind())
      child.kill('SIGTERM')
      assert.deepEqual(await ended, [143, null])
      assert.isEmpty(leftBehind())
    })
  }
})
