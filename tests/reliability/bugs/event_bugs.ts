import type { DeliberateBug } from './deliberate_bug.js'

const TELL = 'tests/unit/outgoing/deliver_events.spec.ts'
const MANY = 'tests/unit/outgoing/many_processes.spec.ts'
const GUARD = 'tests/unit/guarded_http/guarded_http.spec.ts'

/** Mistakes about events for other programs. */
export const EVENT_BUGS: DeliberateBug[] = [
  {
    name: 'events are deleted when they are claimed',
    harm: 'what a process held when it died is never told',
    file: 'app/outgoing/deliver_events.ts',
    edits: [
      {
        find: 'const told = await destination.tell(ready, mayBegin)',
        replace: `await this.settle.run(
      destination,
      { token, claimed },
      ready.map(({ id }) => ({ id, outcome: 'delivered' as const }))
    )
    const told = await destination.tell(ready, mayBegin)`,
      },
    ],
    specs: [MANY],
  },
  {
    name: 'events of one message are claimed together',
    harm: 'a receiver hears "delivered" before "sent"',
    file: 'app/outgoing/claim_events.ts',
    edits: [{ find: 'AND ${IS_FREE} AND ${IS_ITS_TURN}', replace: 'AND ${IS_FREE}' }],
    specs: [TELL],
  },
  {
    name: 'the outcome of an event does not check the lease',
    harm: 'a late answer deletes what another process is telling',
    file: 'app/outgoing/record_told.ts',
    edits: [
      {
        find: "from: 'outgoing_events', where: `id IN (${idList(trx)}) AND lease_token = :token`",
        replace: "from: 'outgoing_events', where: `id IN (${idList(trx)}) AND :token = :token`",
      },
    ],
    specs: [MANY],
  },
  {
    name: 'an address in the URL is not checked',
    harm: 'Rappel calls what only its own network may call',
    file: 'app/guarded_http/guarded_http.ts',
    edits: [{ find: 'if (isIP(address) !== 0 && !this.mayCall(address))', replace: 'if (false)' }],
    specs: [GUARD],
  },
  {
    name: 'the address is checked, and the name resolved once more',
    harm: 'a name that changes its address gets past the check',
    file: 'app/guarded_http/checked_lookup.ts',
    edits: [
      {
        find: 'if (all) return done(null, allowed)',
        replace:
          'if (all) return resolve(host, { all: true }, (_fault, again) => done(null, again))',
      },
    ],
    specs: [GUARD],
  },
]
