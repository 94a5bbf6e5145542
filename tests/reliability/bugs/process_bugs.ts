import type { DeliberateBug } from './deliberate_bug.js'

const WORKER = 'tests/unit/delivery/sweep/work_continuously.spec.ts'
const GIVING_BACK = 'tests/unit/delivery/claim/give_back_claims.spec.ts'
const LIMITS = 'tests/unit/storage/postgres_limits.spec.ts'
const BUSY_FILE = 'tests/unit/storage/wait_for_writers.spec.ts'
const WITHOUT_ID = 'tests/unit/inbound/messages_without_id.spec.ts'
const FAULTS = 'tests/long/process_faults.spec.ts'

/** Mistakes about how a process lives and ends. */
export const PROCESS_BUGS: DeliberateBug[] = [
  {
    name: 'two queries are begun, and awaited in turn',
    harm: 'a connection that is lost meanwhile ends the web server',
    file: 'app/inbound/messages_without_id.ts',
    edits: [
      {
        find: 'for (const condition of CONDITIONS) {',
        replace: 'await Promise.all(CONDITIONS.map(async (condition) => {',
      },
      {
        find: '    found.push(...candidates)\n  }',
        replace: '    found.push(...candidates)\n  }))',
      },
    ],
    specs: [WITHOUT_ID],
  },
  {
    name: 'a fault that nobody caught ends the process at once',
    harm: 'what is in flight becomes unknown, and claims are kept for a whole lease',
    file: 'bin/process_end.ts',
    edits: [
      {
        find: 'if (!this.#hasBegun) process.exit(1)\n    this.#end()',
        replace: 'process.exit(1)',
      },
    ],
    specs: [FAULTS],
  },
  {
    name: 'a process that ends after a fault says 0',
    harm: 'the supervisor takes the fault for a wanted end, and does not start it again',
    file: 'bin/process_end.ts',
    edits: [{ find: 'if (this.#hasFailed) process.exitCode = 1', replace: '' }],
    specs: [FAULTS],
  },
  {
    name: 'a statement is waited for as long as it takes',
    harm: 'a database that stands still stops every process, and their ends',
    file: 'app/storage/postgres_limits.ts',
    edits: [{ find: 'if (isLimited) closeWhenSilent(connection, answerMs)', replace: '' }],
    specs: [LIMITS],
    database: 'pg',
  },
  {
    name: 'a file that another process writes to is waited for once',
    harm: 'what waits for a long write fails after a second',
    file: 'app/storage/wait_for_writers.ts',
    edits: [{ find: 'now < until) tryIt()', replace: 'now > until) tryIt()' }],
    specs: [BUSY_FILE],
  },
  {
    name: 'the wait after a fault grows although work was done in between',
    harm: 'after a few lost connections a worker sends nothing for half a minute at a time',
    file: 'app/delivery/sweep/work_continuously.ts',
    edits: [{ find: 'if (run.statistics.processed > 0) succeeded()', replace: '' }],
    specs: [WORKER],
  },
  {
    name: 'a claim whose answer was lost is left to its lease',
    harm: 'each lost connection keeps a batch from everybody for a minute and a half',
    file: 'app/delivery/claim/claim_batch.ts',
    edits: [
      { find: '.catch(async (error) => {', replace: '.catch(async (error) => { throw error' },
    ],
    specs: [GIVING_BACK],
  },
]
