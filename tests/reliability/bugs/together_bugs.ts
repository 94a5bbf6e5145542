import type { DeliberateBug } from './deliberate_bug.js'

const ONE_SMS = 'tests/unit/delivery/together/one_sms.spec.ts'
const LEAVING = 'tests/unit/delivery/together/leaving_the_sms.spec.ts'
const WHOLE = 'tests/unit/delivery/together/whole_or_nothing.spec.ts'
const HOW_OFTEN = 'tests/unit/delivery/together/how_often.spec.ts'
const ERASED = 'tests/unit/erasure/shared_sms.spec.ts'
const RESTORED = 'tests/unit/delivery/restore/restored_database.spec.ts'
const MODEL = 'tests/reliability/model_visits.spec.ts'

/** Mistakes about several reminders in one SMS. */
export const TOGETHER_BUGS: DeliberateBug[] = [
  {
    name: 'the commit moves a part of an SMS',
    harm: 'the text names a vaccine that was given a moment ago',
    file: 'app/delivery/send/move_to_sending.ts',
    edits: [
      {
        find: 'where: `r.carrier IN (SELECT carrier FROM whole) AND ${mayLeave(policy)}`',
        replace: 'where: mayLeave(policy)',
      },
    ],
    specs: [LEAVING],
  },
  {
    name: 'the parts of an SMS are counted before they are locked',
    harm: 'a visit that is being recorded leaves its reminder behind, and the text names it all the same',
    file: 'app/delivery/send/move_to_sending.ts',
    edits: [{ find: " ${dialectOf(trx).lock({ of: 'm' })}),", replace: '),' }],
    specs: [WHOLE],
    database: 'pg',
  },
  {
    name: 'what an SMS carries does not follow it',
    harm: 'the other reminders stay in sending, become unknown, and a person sends them again',
    file: 'app/messages/move_messages.ts',
    edits: [{ find: 'if (!move.keepsLease) {', replace: 'if (!move.keepsLease && !moved) {' }],
    specs: [ONE_SMS],
  },
  {
    name: 'half of an SMS is left to a later holder',
    harm: 'two workers send one caregiver two SMS about one visit',
    file: 'app/delivery/claim/claim_companions.ts',
    edits: [
      {
        find: '\n      OR (m.priority, m.scheduled_at, m.id) > (r.priority, r.scheduled_at, r.id))',
        replace: ')',
      },
    ],
    specs: [LEAVING],
  },
  {
    name: 'the SMS of a day are counted without a lock',
    harm: 'two workers at the same moment send one number two SMS on one day',
    file: 'app/delivery/caps/sending_caps.ts',
    edits: [
      {
        find: 'const counts = await addToCounts(trx, day, unchanged)',
        replace:
          'const counts: Counts = new Map()\n    await readCounts(trx, day, [...unchanged.keys()], counts)',
      },
    ],
    specs: ['tests/unit/delivery/caps/cap_races.spec.ts'],
    database: 'pg',
  },
  {
    name: 'an SMS keeps its text when a reminder has left it',
    harm: 'a retry asks a caregiver to come for a vaccine that the child has had',
    file: 'app/delivery/together/form_messages.ts',
    edits: [{ find: 'message.body === null || hasOwnText(message)', replace: 'true' }],
    specs: [ONE_SMS],
  },
  {
    name: 'an SMS keeps reminders that it does not name any more',
    harm: 'a reminder counts as delivered of which nobody was told',
    file: 'app/delivery/send/move_to_sending.ts',
    edits: [{ find: 'if (triedBefore.length > 0)', replace: 'if (triedBefore.length < 0)' }],
    specs: [WHOLE],
  },
  {
    name: 'each reminder of an SMS is billed',
    harm: 'the costs of a month are four times what the operator asks for',
    file: 'app/delivery/send/move_to_sending.ts',
    edits: [{ find: 'segments: 0,', replace: 'segments: sms.segments,' }],
    specs: [MODEL],
  },
  {
    name: 'what an SMS carries keeps the text that a person wrote',
    harm: 'after a failed try the caregiver gets the same text once for each vaccine',
    file: 'app/delivery/send/move_to_sending.ts',
    edits: [{ find: 'body: sms.templateVersion === null ? null : sms.body,', replace: '' }],
    specs: [WHOLE],
  },
  {
    name: 'limits count reminders, not SMS',
    harm: 'after one visit of three vaccines a caregiver hears nothing more on that day',
    file: 'app/delivery/caps/sending_caps.ts',
    edits: [
      {
        find: 'for (const { phoneNumber, segments, isReminder } of messages) {',
        replace: 'for (const { phoneNumber, segments, isReminder, carried } of messages) {',
      },
      {
        find: 'reminders: isReminder ? sign : 0 })',
        replace: 'reminders: isReminder ? sign * (1 + carried.length) : 0 })',
      },
    ],
    specs: [HOW_OFTEN],
  },
  {
    name: 'the heir of an SMS loses the id of the operator',
    harm: 'after an erasure the receipt about the others finds nobody',
    file: 'app/erasure/inherit_sms.ts',
    edits: [{ find: 'provider_message_id = c.provider_message_id, ', replace: '' }],
    specs: [ERASED],
  },
  {
    name: 'the heir of an SMS tries again under a number that is taken',
    harm: 'after an erasure nothing of a batch leaves any more',
    file: 'app/erasure/inherit_sms.ts',
    edits: [
      {
        find: "attempt_count = ${dialectOf(trx).greatest('m.attempt_count', 'c.attempt_count')},",
        replace: '',
      },
    ],
    specs: [ERASED],
  },
  {
    name: 'the SMS of siblings goes on naming the erased child',
    harm: 'who asked to be forgotten is read in the message of somebody else',
    file: 'app/erasure/delete_messages.ts',
    edits: [{ find: 'await emptySharedTexts(trx, leaving)', replace: 'void emptySharedTexts' }],
    specs: [ERASED],
  },
  {
    name: 'the journal names one reminder of an SMS',
    harm: 'from a restored database the others are sent again',
    file: 'app/delivery/send/commit_sending.ts',
    edits: [
      {
        find: '...carried.map((one) => ({',
        replace: '...carried.slice(carried.length).map((one) => ({',
      },
    ],
    specs: [RESTORED],
  },
]
