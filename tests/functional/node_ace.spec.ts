import { test } from '@japa/runner'
import { spawnSync } from 'node:child_process'
import app from '@adonisjs/core/services/app'
import { AceProcess, runAce } from '#tests/helpers/ace_process'
import { installedNode } from '#tests/helpers/installed_node'

test.group('Wrong configuration', () => {
  test('is refused at boot, all faults at once, each with name, value and what is allowed', async ({
    assert,
  }) => {
    const { code, stderr } = await runAce(['sms:process'], {
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
    const { code, stderr } = await runAce(['sms:process'], {
      SMS_GATEWAY: 'orange',
      ORANGE_TIMEOUT_MS: '110000',
    })
    assert.equal(code, 1)
    assert.match(stderr, /ORANGE_CLIENT_ID is empty/)
    assert.match(stderr, /ORANGE_CLIENT_SECRET is empty/)
    assert.match(stderr, /ORANGE_TIMEOUT_MS is 110000, allowed: at most 70000/)
  })

  test('does not move the clock in production', async ({ assert }) => {
    const { code, stdout, stderr } = await runAce(['sms:process'], {
      NODE_ENV: 'production',
      APP_CLOCK_OFFSET_MS: '1000',
    })
    assert.equal(code, 1)
    assert.match(stdout + stderr, /APP_CLOCK_OFFSET_MS/)
  })
})

test.group('node ace under the Node of the system', (group) => {
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
    await emulator.printed('pretended at')
    emulator.kill('SIGTERM')
    const { code, stdout } = await emulator.ended
    assert.equal(code, 0)
    assert.match(stdout, /requests/)
  })
})
