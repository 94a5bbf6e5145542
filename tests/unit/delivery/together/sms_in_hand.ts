import { CommitSending } from '#delivery/send/commit_sending'
import { ClaimBatch } from '#delivery/claim/claim_batch'
import { ClaimedMessages } from '#delivery/claim/claimed_message'
import { PrepareMessages } from '#delivery/send/prepare_messages'
import { anEngine, type EngineOptions } from '#tests/helpers/engine'

/** An engine with an SMS in its hand: claimed, through the gate, with its text. */
export async function anSmsInHand(options: EngineOptions = {}) {
  const engine = await anEngine(options)
  const { resolver, clock, accounts } = engine
  await accounts.all[0].state.permission()
  const claim = await resolver.make(ClaimBatch)
  const { ids, lease } = await claim.run(1, {})
  const loaded = await (await resolver.make(ClaimedMessages)).load(ids)
  const { ready } = await (await resolver.make(PrepareMessages)).run(loaded)
  const commit = await resolver.make(CommitSending)
  return {
    ...engine,
    ready,
    commit: () =>
      commit.run(
        ready,
        ready.map(() => clock.elapsedMs()),
        lease.forSending(),
        { name: 'log', gateway: 'log' }
      ),
  }
}
