import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { SystemClock } from '#app/clock'
import { WorkContinuously } from '#delivery/sweep/work_continuously'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { auditTrail } from '#tests/helpers/audit_trail'
import { aMessageFrom, aPausableEngine, facility } from '#tests/helpers/pauses'

const accounts = [
  { name: 'cm', prefixes: ['+237'] },
  { name: 'sn', prefixes: ['+221'] },
]

test.group('A pause and several accounts', (group) => {
  withCleanDatabase(group)

  test('of everything stops all of them, and what none of them takes waits too', async ({
    assert,
  }) => {
    await aMessage({ phoneNumber: '+237690000001' })
    await aMessage({ phoneNumber: '+221770000001' })
    const nowhere = await aMessage({ phoneNumber: '+33600000001' })
    const { pause, resume, sweep, doors } = await aPausableEngine({ accounts })
    await pause({ reason: 'wrong text' })

    const { outcome, pauseReason, statistics } = await sweep.run()

    assert.include({ outcome, pauseReason }, { outcome: 'paused', pauseReason: 'wrong text' })
    assert.equal(statistics.processed, 0)
    for (const door of Object.values(doors)) door.assertNothingSent()
    assert.equal((await nowhere.refresh()).status, 'pending')

    await resume()
    assert.include((await sweep.run()).statistics, { sent: 2, failed: 1 })
  })

  test('of everything takes no probe of an account whose operator is away', async ({ assert }) => {
    await aMessage()
    const { pause, sweep, gateway, accounts: all } = await aPausableEngine()
    await all.all[0].state.permission()
    await db
      .from('gateway_accounts')
      .update({ state: 'circuit_open', reason: 'connect_refused', state_until: 0 })
    await pause()
    assert.equal((await sweep.run()).outcome, 'paused')
    gateway.assertNothingSent()
    assert.equal((await db.from('gateway_accounts').firstOrFail()).state, 'circuit_open')
  })
})

test.group('A worker while sending is paused', (group) => {
  withCleanDatabase(group)

  async function aWorker() {
    const engine = await aPausableEngine({ clock: new SystemClock() })
    const end = new AbortController()
    const worker = await engine.resolver.make(WorkContinuously)
    return {
      ...engine,
      start: () => worker.run({ signal: end.signal }),
      end: () => end.abort(),
    }
  }

  test('sends nothing, and goes on when a person resumes', async ({ assert }) => {
    await aMessage()
    const { pause, resume, gateway, start, end } = await aWorker()
    await pause()
    const running = start()
    await delay(200)
    gateway.assertNothingSent()
    await resume()
    await gateway.arrived(1)
    end()
    assert.include(await running, { processed: 1, sent: 1 })
  })

  test('ends by itself a pause whose time is over', async ({ assert }) => {
    await aMessageFrom('CSI-1')
    const { pause, gateway, start, end } = await aWorker()
    const until = DateTime.utc().plus({ seconds: 1 }).toISO()
    await pause({ ...facility('CSI-1'), until })
    const running = start()
    await gateway.arrived(1)
    while ((await auditTrail()).length < 2) await delay(20)
    end()
    assert.include(await running, { heldBack: 1, sent: 1 })
    const trail = await auditTrail()
    assert.equal(trail[1].action, 'sending_resumed_by_itself')
  })
})
