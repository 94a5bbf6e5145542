import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { CommandHandler } from '#schedules/jobs/command_handler'
import { runAceCommand } from '#schedules/jobs/run_ace_command'
import { runAce } from '#tests/helpers/run_ace'
import { anImmunization } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { freePort } from '#tests/helpers/postgres'
import { fired } from '#tests/helpers/fired_job'

const never = new AbortController().signal

/** Stays until it is told to end, and ends with 0 then. */
const STAYS = 'orange:emulate'

function aHandler() {
  const config = app.config.get<SmsSchedulerConfig>('sms_scheduler')
  const schedules = { ...config.schedules, allowedCommands: ['sms:process', 'sms:generate', STAYS] }
  const ofTheTest = new SmsSchedulerConfig({ ...config, schedules })
  return new CommandHandler(ofTheTest, app.makePath())
}

async function isUp(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/__emulator/report`).catch(() => undefined)
  return answer?.ok ?? false
}

test.group('The handler "command"', (group) => {
  withCleanDatabase(group)

  test('runs the command, and keeps its exit code and how long it took', async ({ assert }) => {
    await anImmunization()
    const outcome = await aHandler().run(
      fired({ command: 'sms:generate', args: ['--date=2026-03-03', '--json'] }),
      never
    )
    if (outcome.outcome !== 'done') return assert.fail(outcome.error)
    assert.equal(outcome.result!.exitCode, 0)
    assert.isAbove(outcome.result!.durationMs as number, 0)
    assert.sameMembers(Object.keys(outcome.result!), ['exitCode', 'durationMs'])
  })

  test('tries again what failed', async ({ assert }) => {
    const job = fired({ command: 'sms:process', args: ['--limit=0'] })
    const outcome = await aHandler().run(job, never)
    assert.containsSubset(outcome, { outcome: 'failed', kind: 'passing', reason: 'exit_1' })
    assert.match(
      (outcome as { error: string }).error,
      /sms:process ended with exit code 1 after \d+ s: run "node ace sms:process" by hand/
    )
  })

  test('knows an answer from a failure: paused, and a warning, are none', async ({ assert }) => {
    await runAce(['sms:pause', '--reason=test'])
    const paused = await aHandler().run(fired({ command: 'sms:process', args: [] }), never)
    assert.containsSubset(paused, { outcome: 'done', result: { exitCode: 75 } })
    const health = { command: 'sms:health', args: ['--only=scheduler'] }
    const warned = await aHandler().run(fired(health), never)
    assert.containsSubset(warned, { outcome: 'done', result: { exitCode: 1 } })
  })

  test('gives arguments to no shell', async ({ assert }) => {
    const trace = join(tmpdir(), `rappel-shell-${process.pid}`)
    const args = [`--type=$(touch ${trace})`, `; touch ${trace}`, `\`touch ${trace}\``]
    await aHandler().run(fired({ command: 'sms:process', args }), never)
    assert.isFalse(existsSync(trace))
  })

  test('ends the command when this process is told to end', async ({ assert }) => {
    const port = await freePort()
    const stop = new AbortController()
    const job = fired({ command: STAYS, args: [`--port=${port}`] })
    const running = aHandler().run(job, stop.signal)
    while (!(await isUp(port))) await delay(50)
    stop.abort()
    assert.containsSubset(await running, { outcome: 'failed', kind: 'passing', reason: 'stopped' })
    assert.isFalse(await isUp(port))
  })

  test('begins nothing when this process was told to end already', async ({ assert }) => {
    const outcome = await aHandler().run(
      fired({ command: 'sms:generate', args: [] }),
      AbortSignal.abort()
    )
    assert.containsSubset(outcome, { outcome: 'failed', kind: 'passing', reason: 'stopped' })
  })
})

test.group('An ace command in a process of its own', () => {
  test('is not waited for for ever', async ({ assert }) => {
    const port = await freePort()
    const stop = new AbortController()
    const running = runAceCommand([STAYS, `--port=${port}`], {
      root: app.makePath(),
      signal: stop.signal,
      patienceMs: 0,
    })
    while (!(await isUp(port))) await delay(50)
    stop.abort()
    assert.deepEqual(await running, { kind: 'stopped' })
    assert.isFalse(await isUp(port))
  })
})
