import type { DeliberateBug } from './deliberate_bug.js'

const RESTORED = 'tests/unit/delivery/restore/restored_database.spec.ts'

/** Mistakes about a database that is older than what was sent. */
export const RESTORE_BUGS: DeliberateBug[] = [
  {
    name: 'only the last line of the journal is compared with the database',
    harm: 'a backup that lacks one message is not noticed when a line came late, and the message is sent twice',
    file: 'app/delivery/restore/sending_journal.ts',
    edits: [{ find: 'const MARKS_COMPARED = 64', replace: 'const MARKS_COMPARED = 1' }],
    specs: [RESTORED],
  },
  {
    name: 'the commit to sending does not ask for the last mark',
    harm: 'a worker goes on sending from a database that was restored under it',
    file: 'app/delivery/restore/sending_marks.ts',
    edits: [{ find: "${after ? STILL_THERE : '1 = 1'}", replace: '1 = 1' }],
    specs: [RESTORED],
  },
  {
    name: 'a POST does not wait for the journal',
    harm: 'with a full disk messages leave of which a restored database will know nothing',
    file: 'app/delivery/send/commit_sending.ts',
    edits: [
      {
        find: 'await this.age.journal.begin(',
        replace: 'void this.age.journal.begin(',
      },
    ],
    specs: [RESTORED],
  },
  {
    name: 'the pause for review does not hold at the commit',
    harm: 'what was claimed before the restore was noticed is sent again',
    file: 'app/delivery/pauses/pause.ts',
    edits: [
      {
        find: "export const OF_ALL = `scope IN ('everything', 'restore_review')`",
        replace: "export const OF_ALL = `scope IN ('everything')`",
      },
    ],
    specs: [RESTORED],
  },
  {
    name: 'ending the pause of everything ends the review, too',
    harm: 'a restored database sends everything again, by a command that is typed every week',
    file: 'app/delivery/pauses/end_pauses.ts',
    edits: [
      {
        find: "'scope = :scope AND subject = :subject'",
        replace: "'subject = :subject'",
      },
    ],
    specs: [RESTORED],
  },
  {
    name: 'the gate does not ask what was sent before the restore',
    harm: 'reminders that are planned anew after a restore are sent a second time',
    file: 'app/delivery/send/prepare_messages.ts',
    edits: [
      { find: 'send && send.number > message.attempt_count', replace: 'send && send.number < 0' },
    ],
    specs: [RESTORED],
  },
  {
    name: 'an SMS without an answer in the journal counts as not sent',
    harm: 'what was in flight at the end is sent again after the restore',
    file: 'app/delivery/restore/collect_sends.ts',
    edits: [{ find: "answer?.outcome ?? 'ambiguous'", replace: "answer?.outcome ?? 'not_posted'" }],
    specs: [RESTORED],
  },
  {
    name: 'messages are known outside the database by their id',
    harm: 'after a restore another message is taken for one that was sent, and that one is sent again',
    file: 'app/delivery/restore/message_identity.ts',
    edits: [{ find: 'key === null ?', replace: 'id > 0 ?' }],
    specs: [RESTORED],
  },
  {
    name: 'a SQLite file is known by its path alone',
    harm: 'a process goes on sending from a file that was deleted, and what it writes is lost',
    file: 'app/storage/sqlite_file.ts',
    edits: [{ find: '`${stat.dev}:${stat.ino}`', replace: "'there'" }],
    specs: ['tests/unit/storage/sqlite_file.spec.ts'],
  },
]
