import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Clock } from '#app/clock'
import { durationInWords } from '#monitoring/health/duration_in_words'
import type { Finding, HealthCheck } from '#monitoring/health/health_check'
import { secondsAhead } from '#monitoring/oldest_due'
import { lastWrittenAfter } from '#monitoring/written_ahead'
import { measureSharedOffset } from '#storage/follow_database_clock'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** Minutes for which the last heartbeat of a process says something about its host's clock. */
const HEARD_WITHIN_MINUTES = 10

const MEND =
  'set the clock by NTP ("timedatectl set-ntp true"), then check what is late with "node ace sms:health"'

/** One clock that differs from the database's; negative seconds are behind. */
interface Difference {
  seconds: number
  words: string
}

/**
 * Whether the clocks agree: those of this process and the other hosts with the database's, and all
 * of them with the latest written instant. Windows, deadlines and due times use the host's clock,
 * so a wrong clock sends at the wrong hour.
 */
export const clockCheck: HealthCheck = {
  key: 'clock:difference',
  name: 'clock',
  async run({ client, clock, config }) {
    const { clockWarnSeconds: warn, clockFailSeconds: fail } = config.monitoring
    const own = await ownDifference(client, clock)
    const hosts = await differencesOfHosts(client, clock)
    const worst = [own, ...hosts].reduce((a, b) =>
      Math.abs(b.seconds) > Math.abs(a.seconds) ? b : a
    )
    const found = (status: Finding['status'], output: string): Finding => ({
      status,
      observedValue: Number(worst.seconds.toFixed(3)),
      observedUnit: 's',
      thresholds: { warn, fail },
      output,
    })

    const wrong = [own, ...hosts].filter(({ seconds }) => Math.abs(seconds) > warn)
    if (wrong.length > 0) {
      const isCritical = wrong.some((each) => Math.abs(each.seconds) > fail && !isMoved(each))
      const words = wrong.map((each) => each.words).join('. ')
      return found(isCritical ? 'fail' : 'warn', wrong.every(isMoved) ? words : `${words}: ${MEND}`)
    }
    const future = await secondsInTheFuture(client, clock)
    if (future > warn) {
      const output = `Something in the database was written ${durationInWords(future)} in the future: a clock ran ahead, or the database's was set back. If the clocks are right now, this clears up on its own, and leases held until then count as over; otherwise ${MEND}`
      return { ...found('warn', output), observedValue: future }
    }
    return found('pass', 'The clocks agree')
  },
}

async function ownDifference(client: QueryClientContract, clock: Clock): Promise<Difference> {
  const aheadMs = clock.followsDatabase
    ? clock.aheadOf(await measureSharedOffset(client, clock))
    : clock.aheadOf({ atLeast: -Infinity, atMost: Infinity })
  const seconds = aheadMs / 1_000
  return clock.movedMs === 0
    ? { seconds, words: `The clock of this process is ${howFar(seconds)} the database's` }
    : { seconds, words: `${MOVED} ${howFar(seconds)} the database's` }
}

const MOVED = 'APP_CLOCK_OFFSET_MS moves this process to another time on purpose, to'

const isMoved = ({ words }: Difference) => words.startsWith(MOVED)

/** What other processes measured of their own clocks at their last heartbeat. */
async function differencesOfHosts(
  client: QueryClientContract,
  clock: Clock
): Promise<Difference[]> {
  const now = clock.sharedNow()
  const near = { minutes: HEARD_WITHIN_MINUTES }
  const hosts = await query<{ host: string; ahead_ms: number; behind_ms: number }>(
    client,
    `SELECT host, MAX(clock_ahead_ms) AS ahead_ms, MIN(clock_ahead_ms) AS behind_ms FROM workers
     WHERE stopped_at IS NULL AND heartbeat_at BETWEEN :since AND :until GROUP BY host ORDER BY host`,
    { since: toSqlInstant(now.minus(near)), until: toSqlInstant(now.plus(near)) }
  )
  return hosts.map(({ host, ahead_ms: ahead, behind_ms: behind }) => {
    const seconds = (ahead >= -behind ? ahead : behind) / 1_000
    return { seconds, words: `The clock of host "${host}" is ${howFar(seconds)} the database's` }
  })
}

function howFar(seconds: number): string {
  return `${durationInWords(Math.round(Math.abs(seconds)))} ${seconds < 0 ? 'behind' : 'ahead of'}`
}

/** How far the latest written instant is ahead of our clock. */
async function secondsInTheFuture(client: QueryClientContract, clock: Clock): Promise<number> {
  const last = await lastWrittenAfter(client, toSqlInstant(clock.now()))
  return last === null ? 0 : secondsAhead(last, clock.now())
}
