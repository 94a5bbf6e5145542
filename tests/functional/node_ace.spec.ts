import { test } from '@japa/runner'
import { execFileSync, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import router from '@adonisjs/core/services/router'
import { AceProcess, runAceProcess } from '#tests/helpers/ace_process'
import { installedNode } from '#tests/helpers/installed_node'
import { withoutDatabase } from '#tests/helpers/without_database'

test.group('Wrong configuration', (group) => {
  withoutDatabase(group)
  test('is refused at boot, all faults at once, each with name, value and what is allowed', async ({
    assert,
  }) => {
    const { code, stderr } = await runAceProcess(['sms:process'], {
      SMS_BATCH_SIZE: 'many',
      SMS_MAX_RETRIES: '-1',
      APP_TIMEZONE: 'Mars/Olympus',
      ORANGE_SENDER_NAME: 'a name that is too long',
    })
    assert.equal(code, 1)
    assert.match(
      stderr,
      /"SMS_BATCH_SIZE" must be a whole number from 1 to 500, instead received "many"/
    )
    assert.match(
      stderr,
      /"SMS_MAX_RETRIES" must be a whole number from 0 to 20, instead received "-1"/
    )
    assert.match(stderr, /"APP_TIMEZONE" must be an IANA time zone.*"Mars\/Olympus"/)
    assert.match(stderr, /"ORANGE_SENDER_NAME" must be at most 11 letters/)
    assert.notMatch(stderr, /node_modules/, 'no stack trace hides the list')
  })

  test('names what a gateway needs', async ({ assert }) => {
    const { code, stderr } = await runAceProcess(['sms:process'], {
      SMS_GATEWAY: 'orange',
      ORANGE_TIMEOUT_MS: '110000',
    })
    assert.equal(code, 1)
    assert.match(stderr, /ORANGE_CLIENT_ID is empty/)
    assert.match(stderr, /ORANGE_CLIENT_SECRET is empty/)
    assert.match(stderr, /ORANGE_TIMEOUT_MS is 110000, allowed: at most 70000/)
  })

  test('does not move the clock in production', async ({ assert }) => {
    const { code, stdout, stderr } = await runAceProcess(['sms:process'], {
      NODE_ENV: 'production',
      APP_CLOCK_OFFSET_MS: '1000',
    })
    assert.equal(code, 1)
    assert.match(stdout + stderr, /APP_CLOCK_OFFSET_MS/)
  })
})

test.group('node ace under the Node of the system', (group) => {
  withoutDatabase(group)
  const node = installedNode()
  group.tap((each) => {
    if (!node) each.skip(true, 'no Node older than 24 is installed beside ours')
  })

  test('passes the exit code on', ({ assert }) => {
    const { status } = spawnSync(node!, ['ace.js', 'sms:process', '--limit=0'], {
      cwd: app.makePath(),
    })
    assert.equal(status, 1)
  })

  test('passes signals on and ends as the command ends', async ({ assert }) => {
    const emulator = new AceProcess(['orange:emulate', '--port=0'], {}, node)
    await emulator.printed('Emulating Orange at')
    emulator.kill('SIGTERM')
    const { code, stdout } = await emulator.ended
    assert.equal(code, 0)
    assert.match(stdout, /requests/)
  })
})

test.group('node ace under a Node with other time zones', (group) => {
  withoutDatabase(group)
  const ourNode = app.makePath('node_modules/node/bin/node')
  let folder: string
  let otherNode: string

  group.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'rappel-node-'))
    otherNode = join(folder, 'node')
    copyFileSync(ourNode, otherNode)
    return () => rmSync(folder, { recursive: true })
  })

  /** Each Node that runs says so on stderr. */
  function ace(node: string, zones: string | undefined, script = app.makePath('ace.js')) {
    const preload = join(folder, 'preload.cjs')
    const versions = `{ ...process.versions, tz: ${JSON.stringify(zones)} }`
    writeFileSync(
      preload,
      `Object.defineProperty(process, 'versions', { value: ${versions} })
       if (require('node:worker_threads').isMainThread) console.error('run by', process.execPath)`
    )
    const args = [`--require=${preload}`, script, 'list', '--json']
    const { status, stderr } = spawnSync(node, args, { cwd: app.makePath(), encoding: 'utf8' })
    const runBy = [...stderr.matchAll(/^run by (.+)$/gm)].map(([, path]) => realpathSync(path))
    return { status, stderr, runBy }
  }

  test('is run by ours where they are older, or missing', ({ assert }) => {
    for (const zones of ['2024b', undefined]) {
      const { status, runBy } = ace(otherNode, zones)
      assert.equal(status, 0)
      assert.deepEqual(runBy, [realpathSync(otherNode), realpathSync(ourNode)])
    }
  })

  test('is run by it where they are newer', ({ assert }) => {
    const { status, runBy } = ace(otherNode, '2099a')
    assert.equal(status, 0)
    assert.deepEqual(runBy, [realpathSync(otherNode)])
  })

  test('is run by ours once, whatever zones it has', ({ assert }) => {
    const { status, runBy } = ace(ourNode, '2024b')
    assert.equal(status, 0)
    assert.deepEqual(runBy, [realpathSync(ourNode)])
  })

  test('is refused where they are older and ours is not installed', ({ assert }) => {
    const script = join(folder, 'ace.js')
    copyFileSync(app.makePath('ace.js'), script)
    const { status, stderr } = ace(otherNode, '2024b', script)
    assert.equal(status, 1)
    assert.match(stderr, /needs the time zones of 20\d\d\w or newer and this Node .* has 2024b/)
    assert.match(stderr, /npm ci/)
  })

  test('knows which zones ours has', ({ assert }) => {
    const [, named] = /REQUIRED_ZONE_DATA = '(\w+)'/.exec(readFileSync('ace.js', 'utf8'))!
    assert.equal(named, execFileSync(ourNode, ['-p', 'process.versions.tz']).toString().trim())
  })
})

test.group('node ace list:routes', (group) => {
  withoutDatabase(group)
  test('prints every route of the web server', async ({ assert }) => {
    const { code, stdout } = await runAceProcess(['list:routes', '--json'])
    assert.equal(code, 0)
    const printed = JSON.parse(stdout).flatMap(({ routes }: any) => routes)
    const served = Object.values(router.toJSON()).flat()
    assert.isAbove(served.length, 0)
    assert.deepEqual(
      printed.map(({ pattern, name }: any) => [pattern, name]),
      served.map(({ pattern, name }) => [pattern, name])
    )
  })
})
