import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { killAtExit } from '#tests/helpers/at_exit'
import { withoutDatabase } from '#tests/helpers/without_database'

test.group('npm run example:register', (group) => {
  withoutDatabase(group)

  test('pushes, is killed, goes on, and reads back who was not reached', async ({ assert }) => {
    const args = ['--import=./bin/compile_once.js', 'examples/register/run.ts']
    const { APP_TIMEZONE, ...env } = process.env
    const child = killAtExit(spawn(process.execPath, args, { cwd: app.makePath(), env }))
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
    const [code] = await once(child, 'close')
    assert.equal(code, 0, said)
    assert.include(said, 'Everything is as expected')
    assert.match(said, /"patient_ref":"switched-off".*"status":"undelivered"/)
  })
})
