import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { CheckedSelection } from './message_selection.js'
import {
  MESSAGE_STATUSES,
  MessageStatuses,
  sqlList,
  type MessageStatus,
} from '#messages/message_status'
import { SCHEDULED } from '#messages/scheduled_message'
import { along } from '#storage/partial_indexes'
import { byId, idList, type Bindings } from '#storage/sql'

/**
 * The ids of a selection as a statement, along the index that fits it best; without one, along the
 * ids. `bounds`: a further condition on the id, which is given as it must be spelt.
 */
export function matchingIds(
  client: QueryClientContract,
  selection: CheckedSelection,
  bounds?: (id: string) => string
): string {
  /** The plus keeps the database from walking the whole table in id order instead. */
  const id = isDrivenByIds(selection) ? 'id' : '+id'
  const conditions = [...conditionsOf(client, selection), bounds?.(id)].filter(Boolean)
  const table = `sms_messages ${selection.ids ? byId(client) : ''}`
  return partsOf(selection)
    .map((part) => [part, ...conditions].filter(Boolean).join(' AND ') || '1 = 1')
    .map((where) => `SELECT ${id} AS id FROM ${table} WHERE ${where}`)
    .join(' UNION ALL ')
}

export function selectionBindings(selection: CheckedSelection): Bindings {
  const { ids, type, reason, facility, patient, phoneNumber, language, schedule } = selection
  const { since, until } = selection
  return {
    ids: ids && JSON.stringify(ids),
    type,
    reason,
    facility,
    patient,
    phone_number: phoneNumber,
    language,
    schedule: schedule && `schedule:${schedule}:%`,
    since,
    until,
  }
}

const NEED_ATTENTION: readonly MessageStatus[] = [
  MessageStatuses.dead_letter,
  MessageStatuses.unknown,
  MessageStatuses.failed,
]
const FAILURES: readonly MessageStatus[] = [MessageStatuses.dead_letter, MessageStatuses.failed]

/** Whether the selection names few messages by itself. */
const isOfFew = ({ patient, phoneNumber, facility }: CheckedSelection) =>
  Boolean(patient || phoneNumber || facility)

const isDrivenByIds = (selection: CheckedSelection) =>
  selection.ids !== null ||
  (!isOfFew(selection) &&
    !selection.since &&
    !selection.until &&
    !selection.statuses.every((status) => NEED_ATTENTION.includes(status)))

/** States whose moment, and whose index, differ are asked apart. */
function partsOf(selection: CheckedSelection): (string | null)[] {
  const { ids, statuses, since, until } = selection
  const of = (these: readonly MessageStatus[]) => statuses.filter((name) => these.includes(name))
  const without = (these: readonly MessageStatus[]) =>
    statuses.filter((name) => !these.includes(name))
  /** COALESCE keeps the database from an index of states where the person leads to fewer rows. */
  const state = isOfFew(selection) ? `COALESCE(status, '')` : 'status'
  const inStates = (names: MessageStatus[]) =>
    names.length < MESSAGE_STATUSES.length ? `${state} IN (${sqlList(names)})` : null

  const isWide = !ids && !isOfFew(selection)
  if (!since && !until) {
    const isNeedy = without(NEED_ATTENTION).length === 0
    return [
      [inStates(statuses), isWide && isNeedy && attention].filter(Boolean).join(' AND ') || null,
    ]
  }
  const parts: [names: MessageStatus[], moment: string, index: string | false][] = [
    [of([MessageStatuses.pending]), 'scheduled_at', isWide && waiting],
    [of(FAILURES), FAILED_AT, isWide && `${attention} AND ${between('updated_at', since, null)}`],
    [without([MessageStatuses.pending, ...FAILURES]), 'updated_at', false],
  ]
  return parts
    .filter(([names]) => names.length > 0)
    .map(([names, moment, index]) =>
      [inStates(names), index, between(moment, since, until)].filter(Boolean).join(' AND ')
    )
}

const attention = along('sms_messages_needs_attention')
/** Naming all priorities leads the database to the index of what is due. */
const waiting = `${along('sms_messages_due')} AND priority IN (1, 2, 3)`
/** `failed_at` stays when a message moves on, so it only applies to current failures. */
const FAILED_AT = 'COALESCE(failed_at, updated_at)'

function between(moment: string, since: string | null, until: string | null): string {
  const ends = [since && `${moment} >= :since`, until && `${moment} <= :until`]
  return ends.filter(Boolean).join(' AND ') || '1 = 1'
}

function conditionsOf(client: QueryClientContract, selection: CheckedSelection) {
  const { ids, type, reason, facility, patient, phoneNumber, language, schedule } = selection
  return [
    ids && `id IN (${idList(client)})`,
    patient && ofImmunizations('p.external_ref = :patient'),
    facility &&
      ofImmunizations('p.facility_id = (SELECT id FROM facilities WHERE code = :facility)'),
    phoneNumber && `${along('sms_messages_by_phone')} AND phone_number = :phone_number`,
    type && 'message_type = :type',
    reason && 'reason = :reason',
    language && 'language = :language',
    schedule && `source = '${SCHEDULED}' AND dedupe_key LIKE :schedule`,
  ]
}

const ofImmunizations = (patients: string) =>
  `${along('sms_messages_of_immunization')} AND immunization_id IN (
    SELECT i.id FROM patients p JOIN immunizations i ON i.patient_id = p.id WHERE ${patients})`
