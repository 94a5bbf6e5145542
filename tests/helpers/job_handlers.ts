import type { EffectHandler, JobOutcome, TransactionalHandler } from '#schedules/jobs/job_handler'
import { query, rowsOf } from '#storage/sql'

/** A job that wants a `text`, and is done in the transaction that fires it. */
export const note: TransactionalHandler<{ text: string }> = {
  kind: 'transactional',
  name: 'note',
  description: 'Notes a text',
  check(payload: any) {
    if (typeof payload?.text === 'string') return { usable: true, payload: { text: payload.text } }
    return { usable: false, faults: [{ field: 'jobData.text', message: 'give a text' }] }
  },
  async write(_, jobs) {
    return new Map(jobs.map(({ occurrenceId }) => [occurrenceId, { noted: true }]))
  },
}

/** One that has an effect outside the database. */
export const ring: EffectHandler = {
  kind: 'effect',
  name: 'ring',
  description: 'Rings a bell',
  check: (payload) => ({ usable: true, payload: payload ?? {} }),
  async run() {
    return { outcome: 'done' }
  },
}

/**
 * Keeps what it is given in `sms_messages`, one row a job; refuses `{ "bad": true }`, cannot read `{ "unreadable": true }`,
 * and breaks on `{ "breaks": true }`, or with the code or the words that stand there.
 */
export class KeepingHandler implements TransactionalHandler<any> {
  readonly name = 'keep'
  readonly kind = 'transactional'
  readonly description = 'For tests'

  check(payload: any) {
    if (payload?.unreadable) throw new Error('it is unreadable')
    return payload?.bad
      ? { usable: false as const, faults: [{ field: 'bad', message: 'must not be' }] }
      : { usable: true as const, payload }
  }

  async write(
    ...[trx, jobs]: Parameters<TransactionalHandler['write']>
  ): Promise<Map<number, Record<string, unknown>>> {
    const broken = jobs.find(({ payload }) => payload.breaks)
    if (broken) throw breakage(broken.payload.breaks)
    await query(
      trx,
      `INSERT INTO sms_messages (message_type, status, phone_number, priority, scheduled_at, dedupe_key, source, created_at, updated_at)
       SELECT 'kept', 'cancelled', NULL, 2, r.at, r.dedupe, 'test', r.at, r.at
       FROM ${rowsOf(trx, 'r', { at: 'instant', dedupe: 'text' })} WHERE TRUE`,
      {
        rows: JSON.stringify(
          jobs.map(({ scheduleId, occurrenceAt }) => ({
            at: '2026-03-10 09:00:00',
            dedupe: `${scheduleId}:${occurrenceAt.toUnixInteger()}`,
          }))
        ),
      }
    )
    return new Map(jobs.map(({ occurrenceId }) => [occurrenceId, { kept: true }]))
  }
}

function breakage(how: unknown): Error {
  if (typeof how !== 'string') return new Error('it breaks')
  return how.includes(' ') ? new Error(how) : Object.assign(new Error('it breaks'), { code: how })
}

/** Answers as told and remembers who asked. */
export class TellingHandler implements EffectHandler<any> {
  readonly name = 'tell'
  readonly kind = 'effect'
  readonly description = 'For tests'
  readonly ran: { occurrenceId: number; attempt: number }[] = []
  answer: (attempt: number, signal: AbortSignal) => Promise<JobOutcome> = async () => ({
    outcome: 'done',
  })

  check(payload: any) {
    return payload?.bad
      ? { usable: false as const, faults: [{ field: 'bad', message: 'must not be' }] }
      : { usable: true as const, payload }
  }

  async run(...[job, signal]: Parameters<EffectHandler['run']>): Promise<JobOutcome> {
    this.ran.push({ occurrenceId: job.occurrenceId, attempt: job.attempt })
    return this.answer(job.attempt, signal)
  }
}
