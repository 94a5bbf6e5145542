import { test } from '@japa/runner'
import fc from 'fast-check'
import SmsMessage from '#models/sms_message'
import { histories, wake } from '#tests/reliability/model/commands'
import { checkAtRest, checkInvariants } from '#tests/reliability/model/invariants'
import { aWorld, emptyModel, type Model, type World } from '#tests/reliability/model/world'
import { trials } from '#tests/reliability/support/scale'

const HISTORIES = trials(60, 2_000)
const LONGEST = 40

test.group('Whatever happens to messages, in whatever order', () => {
  test('they move as they may, and nothing is sent twice or after it was called off', async () => {
    const counts = { steps: 0, messages: 0, posts: 0 }
    await fc.assert(
      fc.asyncProperty(histories(LONGEST), async (commands) => {
        const world = await aWorld()
        const model = emptyModel()
        try {
          await fc.asyncModelRun(() => ({ model, real: world }), commands)
          await untilAtRest(model, world)
          await checkAtRest(world)
        } finally {
          world.sleeper.gateway.release()
          await world.sleepingSweep
          await world.close()
        }
        counts.steps += [...commands].length
        counts.messages += model.messages.length
        counts.posts += world.posts().length
      }),
      { numRuns: HISTORIES }
    )
    console.log(
      `    histories ${HISTORIES}: ${counts.steps} steps, ${counts.messages} messages, ${counts.posts} POSTs, no invariant broken`
    )
  }).timeout(900_000)
})

/** The operator answers again, a person resumes, hours pass: then nothing may be open any more. */
async function untilAtRest(model: Model, world: World): Promise<void> {
  const { clock, desk, worker } = world
  if (model.asleep) await wake.run(model, world)
  await desk.resume.run({ actor: 'cli:model' })
  for (const { allowed } of model.messages) {
    if (!allowed.has('pending') && !allowed.has('sending')) continue
    for (const status of ['sent', 'failed', 'dead_letter', 'unknown', 'expired'] as const)
      allowed.add(status)
    for (const status of ['suppressed', 'pending', 'sending'] as const) allowed.add(status)
  }
  for (let hours = 0; hours < 12 && (await anythingOpen()); hours++) {
    clock.advance({ hours: 1 })
    await desk.resume.run({ actor: 'cli:model' })
    await worker.sweep.run()
  }
  await checkInvariants(model, world)
}

async function anythingOpen(): Promise<boolean> {
  return (await SmsMessage.query().whereIn('status', ['pending', 'sending']).first()) !== null
}
