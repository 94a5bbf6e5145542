import type { TransactionalHandler } from '#schedules/jobs/job_handler'

/** Does nothing, so that only the firing itself is measured. */
export const noop: TransactionalHandler = {
  name: 'noop',
  kind: 'transactional',
  description: 'Does nothing',
  check: (payload) => ({ usable: true, payload }),
  write: async (_trx, jobs) => new Map(jobs.map(({ occurrenceId }) => [occurrenceId, {}])),
}
