import { test } from '@japa/runner'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { isHeldOut } from '#evaluation/hold_out'
import { aPatient, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { anEngine } from '#tests/helpers/engine'
import { aVisit, statesOf } from '#tests/helpers/visits'

const TODAY = DateTime.fromISO('2026-03-10', { zone: 'Africa/Douala' })
const HALF = { holdOutShare: 0.5, holdOutName: 'first', holdOutUntilOverdueDays: 3 }
const draw = (patientId: number, settings = HALF, dueOn = '2026-03-11') =>
  isHeldOut({ patientId, dueOn }, settings, 'database', TODAY)

test.group('The hold-out', (group) => {
  withCleanDatabase(group)
  group.each.setup(installDefaultTemplates)

  test('has the share of the children that was asked for', ({ assert }) => {
    const children = Array.from({ length: 4_000 }, (_, id) => id + 1)
    for (const holdOutShare of [0.05, 0.2, 0.5]) {
      const held = children.filter((id) => draw(id, { ...HALF, holdOutShare })).length
      assert.closeTo(held / children.length, holdOutShare, 0.03)
    }
    assert.isFalse(children.some((id) => draw(id, { ...HALF, holdOutShare: 0 })))
  })

  test('has the same children on every day, and others under another name', ({ assert }) => {
    fc.assert(
      fc.property(fc.nat(), (id) => {
        assert.equal(draw(id), draw(id, HALF, '2026-09-01'))
      })
    )
    const children = Array.from({ length: 400 }, (_, id) => id)
    const other = children.filter((id) => draw(id) !== draw(id, { ...HALF, holdOutName: 'second' }))
    assert.closeTo(other.length / children.length, 0.5, 0.1)
  })

  test('ends when a dose is overdue for longer', ({ assert }) => {
    const held = Array.from({ length: 100 }, (_, id) => id).find((id) => draw(id))!
    assert.isTrue(draw(held, HALF, '2026-03-07'))
    assert.isFalse(draw(held, HALF, '2026-03-06'))
  })

  test('keeps the reminders of a child back and says so, of all its doses', async ({ assert }) => {
    const { sweep, gateway } = await anEngine({ evaluation: HALF })
    const ofChildren = []
    for (let child = 0; child < 12; child++) {
      const phone = `${PHONE.slice(0, -2)}${10 + child}`
      const patient = await aPatient({ externalRef: `P-${child}`, caregiverPhone: phone })
      ofChildren.push(await aVisit({ child: patient, vaccines: ['Penta', 'VPO'] }))
    }
    await sweep.run()
    const states = await Promise.all(ofChildren.map((reminders) => statesOf(reminders)))
    const held = states.filter(([state]) => state === 'suppressed held_out')
    assert.isTrue(held.length > 0 && held.length < states.length)
    for (const [first, second] of states) assert.equal(first, second)
    gateway.assertSentCount(states.length - held.length)
  })
})
