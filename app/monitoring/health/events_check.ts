import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { countRows } from '#monitoring/health/capped_count'
import { durationInWords } from '#monitoring/health/duration_in_words'
import type { HealthCheck } from '#monitoring/health/health_check'
import { secondsSince } from '#monitoring/oldest_due'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'

type DestinationState = Pick<
  Rows['event_destinations'],
  'name' | 'failing_since' | 'last_failure'
> & {
  /** Of the event that is due for longest. */
  due_since: string | null
}

/** Whether other programs are told what became of messages. */
export const eventsCheck: HealthCheck = {
  key: 'events:waiting',
  name: 'events',
  isOn: ({ events, kafka }) => Boolean(events.settings.url || kafka.settings.eventsTopic),
  async run({ client, clock, events }) {
    const waiting = await countRows(
      client,
      'outgoing_events',
      `${along('outgoing_events_due')}
      AND destination IN (SELECT name FROM event_destinations)`
    )
    const dead = await countRows(client, 'outgoing_events', along('outgoing_events_dead'))
    const states = await readStates(client)
    const now = clock.sharedNow()
    const tooLong = events.settings.waitWarnMinutes * 60

    const troubles = states.flatMap((state) => troubleOf(state, now, tooLong) ?? [])
    if (dead.value > 0)
      troubles.push(
        `${dead.text} events are dead letters: "node ace events:dlq list" shows why, "node ace events:dlq replay --all" has them told again`
      )
    return {
      status: troubles.length > 0 ? 'warn' : 'pass',
      observedValue: waiting.value,
      observedUnit: 'events',
      output:
        troubles.join('. ') || `Other programs are told what happens, ${waiting.text} events wait`,
    }
  },
}

function troubleOf(
  { name, failing_since: since, last_failure: failure, due_since: due }: DestinationState,
  now: DateTime,
  tooLong: number
): string | undefined {
  const failing = since ? secondsSince(since, now) : 0
  if (failing > tooLong)
    return `Nothing has arrived at the ${name} destination for ${durationInWords(failing)} (${failure}): docs/events.md says what that means`
  const late = due ? secondsSince(due, now) : 0
  if (late > tooLong)
    return `Events for the ${name} destination are due and not told, the first for ${durationInWords(late)}: make sure that a scheduler runs ("node ace scheduler:run")`
  return undefined
}

function readStates(client: QueryClientContract): Promise<DestinationState[]> {
  return query<DestinationState>(
    client,
    `SELECT d.name, d.failing_since, d.last_failure, (
       SELECT MIN(e.next_attempt_at) FROM outgoing_events AS e
       WHERE e.destination = d.name AND ${along('outgoing_events_due', 'e')}) AS due_since
     FROM event_destinations AS d ORDER BY d.name`
  )
}
