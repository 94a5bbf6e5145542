import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { FrozenClock } from '#app/clock'
import SchedulerRun from '#models/scheduler_run'
import { withCleanDatabase } from '#tests/helpers/database'
import { ClaimSlot } from '#timetable/claim_slot'
import { HoldSlot } from '#timetable/hold_slot'
import { SLOT_LEASE_MS } from '#timetable/slot_run'

const RENEW_EVERY_MS = 5

test.group('The lease of a slot', (group) => {
  withCleanDatabase(group)

  async function aHeldSlot() {
    const clock = new FrozenClock('2026-03-10T05:00:10Z')
    const db = await app.container.make(Database)
    const claim = await new ClaimSlot(db, clock).run({
      job: 'generation',
      slot: clock.now().startOf('minute'),
      claimedBy: 'this:1:0',
    })
    const hold = new HoldSlot(db, clock, await app.container.make(Logger))
    return { clock, hold: hold.start(claim!, RENEW_EVERY_MS) }
  }

  async function until(holds: () => boolean | Promise<boolean>) {
    for (let tries = 0; tries < 400 && !(await holds()); tries++) await delay(5)
  }

  test('is renewed while the work goes on', async ({ assert }) => {
    const { clock, hold } = await aHeldSlot()
    clock.advance({ minutes: 10 })
    const renewed = clock.nowMs() + SLOT_LEASE_MS
    await until(async () => (await SchedulerRun.firstOrFail()).leaseUntil === renewed)
    hold.release()
    assert.equal((await SchedulerRun.firstOrFail()).leaseUntil, renewed)
    assert.isFalse(hold.lost.aborted)
  })

  test('that another scheduler has taken over stops the work and is left alone', async ({
    assert,
  }) => {
    const { hold } = await aHeldSlot()
    await SchedulerRun.query().update({ claimed_by: 'other:2:0', lease_until: 5 })
    await until(() => hold.lost.aborted)
    hold.release()
    assert.isTrue(hold.lost.aborted)
    assert.equal((await SchedulerRun.firstOrFail()).leaseUntil, 5)
  })
})
