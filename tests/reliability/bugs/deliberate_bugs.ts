import { ANSWER_BUGS } from './answer_bugs.js'
import { CLOCK_BUGS } from './clock_bugs.js'
import { COMMIT_BUGS } from './commit_bugs.js'
import type { DeliberateBug } from './deliberate_bug.js'
import { EVENT_BUGS } from './event_bugs.js'
import { IMPORT_BUGS } from './import_bugs.js'
import { METRIC_BUGS } from './metric_bugs.js'
import { NEIGHBOUR_BUGS } from './neighbour_bugs.js'
import { PROCESS_BUGS } from './process_bugs.js'
import { READING_BUGS } from './reading_bugs.js'
import { RESTORE_BUGS } from './restore_bugs.js'
import { TOGETHER_BUGS } from './together_bugs.js'

const RACES = 'tests/unit/delivery/races.spec.ts'
const FAULTS = 'tests/unit/delivery/faults.spec.ts'
const CLAIMING = 'tests/unit/delivery/claim/claim_due_messages.spec.ts'
const LIMIT = 'tests/unit/delivery/accounts/rate_limit.spec.ts'
const SWEEPS = 'tests/unit/delivery/sweep/sweep.spec.ts'
const WOKEN = 'tests/unit/delivery/send/woken_too_late.spec.ts'
const MODEL = 'tests/reliability/model.spec.ts'

const RECEIPTS = 'tests/unit/inbound/apply_receipts.spec.ts'
const MATCHES = 'tests/unit/inbound/match_receipts.spec.ts'
const FIRING = 'tests/unit/schedules/fire/fire_due_schedules.spec.ts'
const JOBS = 'tests/unit/schedules/run/run_occurrences.spec.ts'

export const DELIBERATE_BUGS: DeliberateBug[] = [
  {
    name: 'a receipt counts whatever was heard before',
    harm: 'a message that was delivered is undelivered again when receipts come out of order',
    file: 'app/inbound/decide_receipts.ts',
    edits: [
      { find: "if (rankOfReceipt <= known) return 'overtaken'", replace: '' },
      { find: "if (status === MessageStatuses.delivered) return 'overtaken'", replace: '' },
    ],
    specs: [RECEIPTS],
  },
  {
    name: 'a receipt without a known id settles any message to its number',
    harm: 'another message than the one that arrived is taken for delivered',
    file: 'app/inbound/match_receipts.ts',
    edits: [{ find: 'const isClear = possible.length === 1 &&', replace: 'const isClear =' }],
    specs: [MATCHES],
  },
  {
    name: 'a schedule fires what has fired before',
    harm: 'two schedulers do the work of an occurrence twice',
    file: 'app/schedules/fire/do_transactional_work.ts',
    edits: [
      {
        find: "if (status !== 'done' || occurrenceId === undefined ||",
        replace: "if (status !== 'done' ||",
      },
      {
        find: 'const job = { occurrenceId,',
        replace: 'const job = { occurrenceId: occurrenceId ?? -1,',
      },
    ],
    specs: [FIRING],
  },
  {
    name: 'the outcome of a job is written without the token check',
    harm: 'a process that was thought dead overwrites what another one did',
    file: 'app/schedules/run/record_job.ts',
    edits: [{ find: " AND lease_token = :token AND status = 'running'", replace: '' }],
    specs: [JOBS],
  },
  {
    name: 'an outcome is written without the token check',
    harm: 'the late answer of a worker that was thought dead overwrites a newer attempt',
    file: 'app/delivery/send/move_to_outcome.ts',
    edits: [{ find: 'm.lease_token = r.token AND ', replace: '' }],
    specs: [RACES],
  },
  {
    name: 'POST before the commit',
    harm: 'what was called off, or could not be written down, leaves all the same',
    file: 'app/delivery/sweep/work_through_batch.ts',
    edits: [
      {
        find: 'const { sending, withdrawn, unwritten, over } = await this.#commitTime',
        replace:
          'const posted = ((this as any).posted ??= new Map())\n    for (const one of await this.post.run(group as any, slots, sendingLease, account, new FirstFault())) posted.set(one.message.id, one.result)\n    const { sending, withdrawn, unwritten, over } = await this.#commitTime',
      },
      {
        find: 'const answered = await this.post.run(sending, slots, lease, account, faults)',
        replace:
          'const answered = sending.map((message) => ({ message, result: (this as any).posted.get(message.id) }))',
      },
    ],
    specs: ['tests/reliability/races.spec.ts', 'tests/reliability/database_faults.spec.ts'],
  },
  {
    name: 'the reaper puts messages back to pending',
    harm: 'a message that the operator has is sent again when a worker dies',
    file: 'app/delivery/unknown/reap_lost_messages.ts',
    edits: [{ find: 'to: MessageStatuses.unknown', replace: 'to: MessageStatuses.pending' }],
    specs: [RACES],
  },
  {
    name: 'a claim without the lease condition',
    harm: 'two workers work on the same message',
    file: 'app/delivery/claim/claim_due_messages.ts',
    edits: [
      {
        find: 'AND (lease_until IS NULL OR ${LEASE_IS_OVER})',
        replace: 'AND :now_ms <= :farthest_ms',
      },
    ],
    specs: [CLAIMING],
  },
  {
    name: 'an ambiguous answer is retried',
    harm: 'a message that may have been accepted is sent again',
    file: 'app/delivery/send/decide_outcome.ts',
    edits: [
      { find: 'status: MessageStatuses.unknown,', replace: 'status: MessageStatuses.pending,' },
    ],
    specs: [FAULTS, 'tests/reliability/ambiguous_answers.spec.ts'],
  },
  {
    name: 'the commit does not ask for consent',
    harm: 'an SMS leaves after the caregiver said no',
    file: 'app/messages/consent_policy.ts',
    edits: [{ find: "`NOT ${said('opted_out')}`", replace: `'1 = 1'` }],
    specs: [RACES],
  },
  {
    name: 'nobody looks again after the commit',
    harm: 'an SMS leaves although the caregiver said no while the message was being committed',
    file: 'app/delivery/send/consent_withdrawn.ts',
    edits: [{ find: 'AND NOT ${mayBeSentTo', replace: 'AND 1 = 0 AND NOT ${mayBeSentTo' }],
    specs: ['tests/unit/consents/opt_out_races.spec.ts'],
  },
  {
    name: 'the commit does not ask for the visit',
    harm: 'a caregiver who has just been there is told to come',
    file: 'app/delivery/send/move_to_sending.ts',
    edits: [{ find: 'AND i.administered_on IS NULL ', replace: '' }],
    specs: [RACES],
  },
  {
    name: 'the commit does not mind the deadline',
    harm: 'a reminder leaves when it is of no more use',
    file: 'app/delivery/send/move_to_sending.ts',
    edits: [{ find: 'm.expires_at > r.leaves_at', replace: 'm.expires_at > :now' }],
    specs: [RACES],
  },
  {
    name: 'places under the limit are not reserved',
    harm: 'several workers send at the same time, and more than the operator allows',
    file: 'app/delivery/accounts/rate_limit.ts',
    edits: [{ find: '+ :span`', replace: '+ :span - :span`' }],
    specs: [LIMIT],
  },
  {
    name: 'a process that wakes late leaves no more room',
    harm: 'on a starved machine the operator sees more than the limit in a second',
    file: 'app/delivery/accounts/rate_limit.ts',
    edits: [
      {
        find: 'Math.max(MARGIN_MS, this.#lateness.ms * MARGIN_LATENESSES)',
        replace: 'MARGIN_MS',
      },
    ],
    specs: [LIMIT],
  },
  {
    name: 'a claim is given back without the token check',
    harm: 'a worker that lost its lease takes the message from the one that has it now',
    file: 'app/delivery/claim/release_claims.ts',
    edits: [
      { find: 'AND lease_token = :token AND status', replace: 'AND :token = :token AND status' },
    ],
    specs: [RACES],
  },
  {
    name: '"too many requests" costs a retry',
    harm: 'a busy morning turns reminders into dead letters',
    file: 'app/delivery/send/decide_outcome.ts',
    edits: [
      {
        find: `result.reason : null,\n    retryCount,`,
        replace: `result.reason : null,\n    retryCount: retryCount + 1,`,
      },
    ],
    specs: [FAULTS],
  },
  {
    name: 'everybody gets the probe',
    harm: 'an operator that just comes back is met by all workers at once',
    file: 'app/delivery/accounts/account_state.ts',
    edits: [
      {
        find: `state_until <= :now_ms OR state_until > :farthest`,
        replace: `:now_ms <> :farthest`,
      },
    ],
    specs: [FAULTS],
  },
  {
    name: 'a paused account is not asked for at the commit',
    harm: 'messages leave after the account ran out of credit',
    file: 'app/delivery/send/move_to_sending.ts',
    edits: [{ find: `a.state IN ('active', 'probing')`, replace: `a.state <> 'nobody'` }],
    specs: [RACES],
  },
  {
    name: 'the move to sending does not look at the status',
    harm: 'a message that was cancelled a moment ago leaves',
    file: 'app/delivery/send/move_to_sending.ts',
    edits: [{ find: ` AND m.status = 'pending'`, replace: '' }],
    specs: [RACES],
  },
  {
    name: 'the lease is not looked at before the POST',
    harm: 'a process that was suspended sends what others gave up, or send again by hand',
    file: 'app/delivery/send/post_messages.ts',
    edits: [
      {
        find: 'timeoutMs + WRITE_MARGIN_MS > lease.leftMs()',
        replace: 'timeoutMs + WRITE_MARGIN_MS < 0',
      },
    ],
    specs: [WOKEN],
  },
  {
    name: 'the deadline is not looked at before the POST',
    harm: 'a process that was suspended sends a reminder when it is of no more use',
    file: 'app/delivery/send/post_messages.ts',
    edits: [
      { find: 'if (leaveBefore && this.clock.nowMs() >=', replace: 'if (leaveBefore && 0 >=' },
    ],
    specs: [WOKEN],
  },
  {
    name: 'what is not begun is not given back',
    harm: 'after each restart messages wait until the leases of the old process have run out',
    file: 'app/delivery/sweep/work_through_batch.ts',
    edits: [
      { find: 'this.giveBack.run([...held], lease)', replace: 'this.giveBack.run([], lease)' },
    ],
    specs: [SWEEPS],
  },
  {
    name: 'a move leaves no event',
    harm: 'nobody can tell later how a message came to its state',
    file: 'app/messages/move_messages.ts',
    edits: [{ find: 'return event ?', replace: `return event && event.to !== 'unknown' ?` }],
    specs: [MODEL],
  },
  {
    name: 'a probe is used up by a message that has expired',
    harm: 'after an outage the circuit stays open for as many intervals as messages have expired',
    file: 'app/delivery/sweep/sweep_account.ts',
    edits: [
      { find: 'if (attempted > 0 || settled === 0', replace: 'if (attempted + settled >= 0' },
    ],
    specs: [FAULTS],
  },
  {
    name: 'every send renews the token by itself',
    harm: 'the operator refuses fifty requests for a token at once',
    file: 'app/gateways/orange/access_token.ts',
    edits: [{ find: 'this.#refresh ??= this.#fetch()', replace: 'this.#refresh = this.#fetch()' }],
    specs: ['tests/reliability/account_faults.spec.ts'],
  },
  {
    name: 'a slot that another scheduler has begun is begun again',
    harm: 'the work of the morning is done as often as there are schedulers',
    file: 'app/timetable/claim_slot.ts',
    edits: [
      {
        find: 'onConflict: {}',
        replace: "onConflict: { key: 'job, slot', set: 'tries = excluded.tries' }",
      },
    ],
    specs: ['tests/unit/timetable/at_once.spec.ts', 'tests/reliability/schedulers.spec.ts'],
  },
  ...COMMIT_BUGS,
  ...RESTORE_BUGS,
  ...PROCESS_BUGS,
  ...ANSWER_BUGS,
  ...CLOCK_BUGS,
  ...NEIGHBOUR_BUGS,
  ...IMPORT_BUGS,
  ...TOGETHER_BUGS,
  ...EVENT_BUGS,
  ...METRIC_BUGS,
  ...READING_BUGS,
]
