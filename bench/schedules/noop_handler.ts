import type { TransactionalHandler } from '#schedules/jobs/job_handler'

/** Does nothing: what is left is the firing itself. */
export const noop: TransactionalHandler = {
  name: 'noop',
  kind: 'transactional',
  description: 'Does nothing',
  check: (payload) => ({ usable: true, payload }),
  write: async (_trx, jobs) => new Map(jobs.map(({ occurrenceId }) => [occurrenceId, {}])),
}
