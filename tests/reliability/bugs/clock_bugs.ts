import type { DeliberateBug } from './deliberate_bug.js'

const LEASES = 'tests/unit/delivery/wrong_clocks.spec.ts'
const PLACES = 'tests/unit/delivery/accounts/places_of_wrong_clocks.spec.ts'
const CLOCK = 'tests/unit/clock.spec.ts'
const HEALTH = 'tests/unit/monitoring/health_of_clocks.spec.ts'
const SCHEDULES = 'tests/unit/schedules/fire/bring_forward.spec.ts'

/** Mistakes about clocks that were wrong. */
export const CLOCK_BUGS: DeliberateBug[] = [
  {
    name: 'a lease holds until its end, however far off that is',
    harm: 'what a clock that was ahead held is unclaimed, and `sending`, for hours',
    file: 'app/storage/lease_is_over.ts',
    edits: [
      {
        find: "'(lease_until < :now_ms OR lease_until > :farthest_ms)'",
        replace: "'(lease_until < :now_ms)'",
      },
    ],
    specs: [LEASES],
  },
  {
    name: 'a lease is over beyond its own length at once',
    harm: 'a process that is configured with a longer lease is robbed of what it holds',
    file: 'app/storage/lease_is_over.ts',
    edits: [{ find: 'const FARTHEST_LENGTHS = 2', replace: 'const FARTHEST_LENGTHS = 1' }],
    specs: [LEASES],
  },
  {
    name: "leases by each host's own clock",
    harm: 'two hosts whose clocks are apart give up what the other is sending',
    file: 'app/storage/lease_is_over.ts',
    edits: [
      {
        find: 'LeaseBounds {\n  const nowMs = clock.sharedMs()',
        replace: 'LeaseBounds {\n  const nowMs = clock.nowMs()',
      },
    ],
    specs: [LEASES],
  },
  {
    name: 'a POST is covered by a lease although the clock says that it is over',
    harm: 'a machine that slept sends what others gave up as lost',
    file: 'app/clock.ts',
    edits: [
      {
        find: 'return Math.max(this.nowMs() - wallMs, this.elapsedMs() - elapsedMs)',
        replace: 'return this.elapsedMs() - elapsedMs',
      },
    ],
    specs: [LEASES],
  },
  {
    name: "places by each host's own clock",
    harm: 'hosts whose clocks are apart send twice the limit together',
    file: 'app/delivery/accounts/rate_limit.ts',
    edits: [
      {
        find: 'const range = reachOf(await this.#databaseMs(), interval)',
        replace: 'const range = reachOf(this.clock.nowMs(), interval)',
      },
    ],
    specs: [PLACES],
  },
  {
    name: 'a next place from the future is given up without a rest',
    harm: 'the operator sees more than the limit in a second after a clock was set',
    file: 'app/delivery/accounts/rate_limit.ts',
    edits: [
      { find: 'for (let hasRested = false; ;) {', replace: 'for (let hasRested = true; ;) {' },
    ],
    specs: [PLACES],
  },
  {
    name: 'a slow-down from the future counts',
    harm: 'an account sends at a tenth of its limit for days',
    file: 'app/delivery/accounts/slow_down.ts',
    edits: [
      { find: 'if (isFromTheFuture(loweredAt, nowMs)) return FULL_RATE.percent', replace: '' },
    ],
    specs: [PLACES],
  },
  {
    name: 'a wait until the clock shows an instant',
    harm: 'nothing leaves for two hours where the clock is set back by two hours',
    file: 'app/clock.ts',
    edits: [
      {
        find: 'left = ahead - this.passedMs(began)',
        replace: 'left = epochMs - this.nowMs()',
      },
    ],
    specs: [CLOCK],
  },
  {
    name: 'a retry waits until the clock that was ahead comes true',
    harm: 'messages that failed once leave days late',
    file: 'app/delivery/sweep/bring_forward_messages.ts',
    edits: [
      {
        find: 'before.minus(Math.max(0, before.toMillis() - dueMs))',
        replace: 'before',
      },
    ],
    specs: [LEASES],
  },
  {
    name: 'any host brings forward what lies in its future',
    harm: 'a host whose clock is behind tries a message again every few seconds until it is a dead letter',
    file: 'app/delivery/sweep/bring_forward_messages.ts',
    edits: [{ find: 'if (!this.clock.agreesWithDatabase) return 0', replace: '' }],
    specs: [LEASES],
  },
  {
    name: 'a schedule goes on from where a wrong clock was',
    harm: 'an hourly schedule does not run for days',
    file: 'app/schedules/fire/bring_forward_schedules.ts',
    edits: [{ find: 'if (await this.#goOnFromNow(trx, id)) sooner += 1', replace: 'sooner += 1' }],
    specs: [SCHEDULES],
  },
  {
    name: 'a heartbeat from the future is a sign of life',
    harm: 'health says "ok" while no worker is alive',
    file: 'app/monitoring/health/workers_check.ts',
    edits: [
      {
        find: "'(heartbeat_at BETWEEN :silent AND :ahead)'",
        replace: "'(heartbeat_at >= :silent)'",
      },
    ],
    specs: [HEALTH],
  },
  {
    name: 'health does not compare the clocks of other hosts',
    harm: 'a host sends at the wrong hour and health says "ok"',
    file: 'app/monitoring/health/clock_check.ts',
    edits: [
      {
        find: 'const hosts = await differencesOfHosts(client, clock)',
        replace: 'const hosts: Difference[] = []',
      },
    ],
    specs: [HEALTH],
  },
]
