import type { DeliberateBug } from './deliberate_bug.js'

const TRANSACTIONS = 'tests/unit/storage/transaction.spec.ts'
const CONFIRMED = 'tests/unit/storage/confirmed_transaction.spec.ts'

/** Mistakes about COMMITs that fail. */
export const COMMIT_BUGS: DeliberateBug[] = [
  {
    name: 'a COMMIT that failed is taken for a success',
    harm: 'a second SMS, a STOP that is answered 200 and not stored, an import that says 20,000 and stored 4,000',
    file: 'app/storage/transaction.ts',
    edits: [
      {
        find: 'await Promise.all([knexTrx.commit(), knexTrx.executionPromise])',
        replace: '[await knexTrx.commit()]',
      },
    ],
    specs: [TRANSACTIONS],
  },
  {
    name: 'a connection whose COMMIT failed goes back to the pool',
    harm: 'on SQLite its transaction is still open: all that is written next is lost with it',
    file: 'app/storage/transaction.ts',
    edits: [
      {
        find: "knexTrx.on('query-error', (error) => (connection.__knex__disposed = error))",
        replace: '',
      },
    ],
    specs: [TRANSACTIONS],
  },
  {
    name: 'a COMMIT that PostgreSQL answered with a rollback is taken for a success',
    harm: 'after a statement that failed and was passed over, everything before it is lost silently',
    file: 'app/storage/transaction.ts',
    edits: [
      {
        find: "if (answer?.response?.command === 'ROLLBACK') throw new CommitRefused()",
        replace: 'void answer',
      },
    ],
    specs: [TRANSACTIONS],
    database: 'pg',
  },
  {
    name: 'a COMMIT that was not confirmed is taken for a success',
    harm: 'an SMS leaves without an attempt, and once more when the message is found pending',
    file: 'app/storage/confirmed_transaction.ts',
    edits: [
      {
        find: 'if (await transaction(client, look, { readsFirst: true })) return result',
        replace:
          'if ((await transaction(client, look, { readsFirst: true })) !== undefined) return result',
      },
    ],
    specs: [CONFIRMED],
    database: 'pg',
  },
  {
    name: 'a COMMIT that was not confirmed is taken for a failure',
    harm: 'messages stay in sending although nothing was POSTed, and answers are counted twice',
    file: 'app/storage/confirmed_transaction.ts',
    edits: [
      {
        find: 'const { result } = written',
        replace: 'throw error\n    const { result } = written',
      },
    ],
    specs: [CONFIRMED],
    database: 'pg',
  },
]
