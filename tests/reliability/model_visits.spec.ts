import { test } from '@japa/runner'
import fc from 'fast-check'
import SmsMessage from '#models/sms_message'
import { wake } from '#tests/reliability/model/commands'
import { visitHistories } from '#tests/reliability/model/visits_commands'
import { checkVisits, checkVisitsAtRest } from '#tests/reliability/model/visits_invariants'
import {
  aWorldOfVisits,
  emptyVisits,
  type VisitsModel,
  type WorldOfVisits,
} from '#tests/reliability/model/visits_world'
import { trials } from '#tests/reliability/support/scale'

const HISTORIES = trials(30, 1_500)
const LONGEST = 40
/** Longer than any reminder of the model is of use. */
const STEPS_TO_REST = 20

test.group('Whatever happens to reminders that share an SMS, in whatever order', () => {
  test('each SMS says what its rows say, one a day to a number, and no reminder is lost or sent twice', async () => {
    const counts = { steps: 0, reminders: 0, sms: 0, named: 0 }
    await fc.assert(
      fc.asyncProperty(visitHistories(LONGEST), async (commands) => {
        const world = await aWorldOfVisits()
        const model = emptyVisits()
        try {
          await fc.asyncModelRun(() => ({ model, real: world }), commands)
          await untilAtRest(model, world)
          await checkVisitsAtRest(model, world)
        } finally {
          world.sleeper.gateway.release()
          await world.sleepingSweep
          await world.close()
        }
        counts.steps += [...commands].length
        counts.reminders += model.reminders.length
        counts.sms += world.made.length
        for (const { body } of world.made) counts.named += body.match(/V\d{3}z/g)?.length ?? 0
      }),
      { numRuns: HISTORIES }
    )
    console.log(
      `    histories ${HISTORIES}: ${counts.steps} steps, ${counts.reminders} reminders, ${counts.sms} SMS that named ${counts.named}, no invariant broken`
    )
  }).timeout(900_000)
})

/** The operator answers again, a person resumes, days pass: then nothing may be open any more. */
async function untilAtRest(model: VisitsModel, world: WorldOfVisits): Promise<void> {
  const { clock, desk, worker } = world
  if (model.asleep) await wake.run(model, world)
  await checkVisits(model, world)
  for (let step = 0; step < STEPS_TO_REST && (await anythingOpen()); step++) {
    clock.advance({ hours: 5 })
    await desk.resume.run({ actor: 'cli:model' })
    await worker.sweep.run()
    await checkVisits(model, world)
  }
}

async function anythingOpen(): Promise<boolean> {
  return (await SmsMessage.query().whereIn('status', ['pending', 'sending']).first()) !== null
}
