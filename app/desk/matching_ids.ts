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
  const { source, providerMessageId, search, searchNumber, since, until } = selection
  return {
    ids: ids && JSON.stringify(ids),
    type,
    reason,
    facility,
    patient,
    phone_number: phoneNumber,
    language,
    source,
    provider_id: providerMessageId,
    search,
    search_number: searchNumber,
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
const isOfFew = (selection: CheckedSelection) =>
  Boolean(selection.patient || selection.phoneNumber || selection.facility || isLookedUp(selection))

/** Whether other tables or indexes give its ids. */
const isLookedUp = ({ providerMessageId, search }: CheckedSelection) =>
  Boolean(providerMessageId || search)

const isDrivenByIds = (selection: CheckedSelection) =>
  selection.ids !== null ||
  isLookedUp(selection) ||
  (!isOfFew(selection) && !selection.since && !selection.until && !ownIndex(selection))

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
  if (!since && !until)
    return [
      [inStates(statuses), isWide && ownIndex(selection)].filter(Boolean).join(' AND ') || null,
    ]
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

/** States whose messages have an index of their own: few of many. */
const INDEXED: [states: readonly MessageStatus[], index: string][] = [
  [NEED_ATTENTION, attention],
  [[MessageStatuses.pending], waiting],
  [[MessageStatuses.sending], along('sms_messages_sending')],
]

/** The condition of the index that has all messages in the states of a selection. */
function ownIndex({ statuses }: CheckedSelection): string | undefined {
  const found = INDEXED.find(([states]) => statuses.every((status) => states.includes(status)))
  return found?.[1]
}

/** `failed_at` stays when a message moves on, so it only applies to current failures. */
const FAILED_AT = 'COALESCE(failed_at, updated_at)'

function between(moment: string, since: string | null, until: string | null): string {
  const ends = [since && `${moment} >= :since`, until && `${moment} <= :until`]
  return ends.filter(Boolean).join(' AND ') || '1 = 1'
}

function conditionsOf(client: QueryClientContract, selection: CheckedSelection) {
  const { ids, type, reason, facility, patient, phoneNumber, language, schedule } = selection
  const { source, providerMessageId, search, searchNumber } = selection
  return [
    ids && `id IN (${idList(client)})`,
    patient && ofImmunizations('p.external_ref = :patient'),
    facility &&
      ofImmunizations('p.facility_id = (SELECT id FROM facilities WHERE code = :facility)'),
    phoneNumber && `${along('sms_messages_by_phone')} AND phone_number = :phone_number`,
    type && 'message_type = :type',
    reason && 'reason = :reason',
    language && 'language = :language',
    source && 'source = :source',
    providerMessageId && `id IN (${withProviderId('provider_id')})`,
    search && `id IN (${found(searchNumber !== null)})`,
    schedule && `source = '${SCHEDULED}' AND dedupe_key LIKE :schedule`,
  ]
}

const ofImmunizations = (patients: string) =>
  `${along('sms_messages_of_immunization')} AND immunization_id IN (
    SELECT i.id FROM patients p JOIN immunizations i ON i.patient_id = p.id WHERE ${patients})`

const withProviderId = (binding: string) => `
  SELECT of_provider.id FROM sms_messages of_provider
  WHERE ${along('sms_messages_by_provider_id', 'of_provider')} AND of_provider.provider_message_id = :${binding}
  UNION SELECT former.message_id FROM sms_former_ids former WHERE former.provider_message_id = :${binding}`

/** What a search means: each part is one look into an index. */
const found = (asNumber: boolean) => `
  ${withProviderId('search')}
  UNION SELECT of_patient.id FROM patients p JOIN sms_messages of_patient ON of_patient.patient_id = p.id
  WHERE ${along('sms_messages_of_patient', 'of_patient')} AND p.external_ref = :search
  ${
    asNumber
      ? `UNION SELECT of_number.id FROM sms_messages of_number
  WHERE ${along('sms_messages_by_phone', 'of_number')} AND of_number.phone_number = :search_number`
      : ''
  }`
