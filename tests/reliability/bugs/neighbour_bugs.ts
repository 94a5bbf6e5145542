import type { DeliberateBug } from './deliberate_bug.js'

/** Mistakes about what one part of the work does to another. */
export const NEIGHBOUR_BUGS: DeliberateBug[] = [
  {
    name: 'no gap between two turns',
    harm: 'an import keeps the sweep and the receipts from writing until it is done',
    file: 'app/storage/short_turns.ts',
    edits: [{ find: 'if (leftMs > 0) await delay(leftMs)', replace: '' }],
    specs: ['tests/unit/storage/short_turns.spec.ts'],
  },
  {
    name: 'turns of as many rows as allowed, however long they take',
    harm: 'a stall of seconds on a slow disk',
    file: 'app/storage/short_turns.ts',
    edits: [
      {
        find: 'const fitting = Math.floor((rows * TURN_MS) / Math.max(heldMs, 1))',
        replace: 'const fitting = Math.max(this.most, heldMs)',
      },
    ],
    specs: ['tests/unit/storage/short_turns.spec.ts'],
  },
  {
    name: 'an import in one transaction',
    harm: 'nothing leaves and no receipt is answered while it runs',
    file: 'app/imports/import_patients.ts',
    edits: [
      {
        find: 'if (judged.count < turns.size && line !== writtenTo) continue',
        replace: 'if (judged.count < 1_000_000) continue',
      },
    ],
    specs: ['tests/reliability/neighbours.spec.ts'],
  },
  {
    name: 'the write-ahead log is emptied however long that takes',
    harm: 'all writers wait behind one that waits for a reader',
    file: 'app/storage/shrink_write_ahead_log.ts',
    edits: [{ find: 'const PATIENCE_MS = 20', replace: 'const PATIENCE_MS = 60_000' }],
    specs: ['tests/unit/storage/write_ahead_log.spec.ts'],
  },
  {
    name: 'the write-ahead log is left to itself',
    harm: 'after a long reader it fills the disk until somebody writes very much',
    file: 'app/storage/shrink_write_ahead_log.ts',
    edits: [{ find: "await connection.execute('PRAGMA wal_checkpoint(TRUNCATE)')", replace: '' }],
    specs: ['tests/unit/storage/write_ahead_log.spec.ts'],
  },
  {
    name: 'headers may take as long as Node lets them',
    harm: 'a few slow callers hold connections for a minute and more each',
    file: 'bin/create_http_server.ts',
    edits: [
      { find: 'headersTimeout: limits.headersTimeoutMs,', replace: '' },
      { find: 'connectionsCheckingInterval: limits.checkEveryMs,', replace: '' },
    ],
    specs: ['tests/long/slow_callers.spec.ts'],
  },
  {
    name: 'one U+0000 costs the whole file',
    harm: 'a facility is without reminders because of one cell',
    file: 'app/imports/open_csv_file.ts',
    edits: [{ find: "(!header.includes('\\0') && knownColumns(header) > 0)", replace: 'false' }],
    specs: ['tests/unit/imports/nul.spec.ts'],
  },
  {
    name: "the operator's words are stored as they came",
    harm: 'an answer with U+0000 in it cannot be recorded: the message is unknown although it was refused',
    file: 'app/delivery/send/attempt_outcome.ts',
    edits: [{ find: 'storable(result.errorMessage)', replace: 'result.errorMessage' }],
    specs: ['tests/unit/delivery/send/unstorable_answers.spec.ts'],
    database: 'pg',
  },
]
