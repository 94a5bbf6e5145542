import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Clock } from '#app/clock'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { checkText } from '#desk/check_edit'
import { editOf } from '#desk/edit_message'
import { moveSelected } from '#desk/move_selected'
import { REQUEUE } from '#desk/requeue_messages'
import { reschedulePage } from '#desk/reschedule_page'
import { whyNotRequeued } from '#desk/requeue_verdict'
import type { SelectedMessage } from '#desk/selected_messages'
import { keepFormerIds } from '#messages/former_ids'
import { leaseBounds } from '#storage/lease_is_over'
import { idList } from '#storage/sql'
import { updateRows } from '#storage/write_rows'
import { moveOf } from './batch_moves.js'
import { optionsOf, type StoredBatch } from './batch_row.js'

interface Circumstances {
  now: string
  config: SmsSchedulerConfig
  clock: Clock
}

export interface ChangedPage {
  changed: number
  /** How many were not changed, by why. */
  refused: Record<string, number>
}

/** Does to a page of messages what its batch is for, by the rules for single messages. */
export async function changePage(
  trx: TransactionClientContract,
  batch: StoredBatch,
  page: SelectedMessage[],
  { now, config, clock }: Circumstances
): Promise<ChangedPage> {
  const { actor } = batch
  const options = optionsOf(batch)
  const refused: Record<string, number> = {}
  const refuse = (why: string, count = 1) => {
    if (count > 0) refused[why] = (Object.hasOwn(refused, why) ? refused[why] : 0) + count
  }
  const ids = page.map(({ id }) => id)
  if (batch.action === 'edit') {
    const changed = await editPage(trx, ids, options.text!, { now, config, clock })
    refuse('changedMeanwhile', page.length - changed)
    return { changed, refused }
  }
  if (batch.action === 'reschedule') {
    const by = { now, clock, config, actor, note: options.note }
    const { rescheduled, tooLate } = await reschedulePage(trx, ids, options.at!, by)
    refuse('pastDeadline', tooLate)
    refuse('changedMeanwhile', page.length - rescheduled - tooLate)
    return { changed: rescheduled, refused }
  }
  const move = moveOf(batch.action, options)
  if (move) {
    const changed = await moveSelected(trx, page, move, { now, actor, note: options.note })
    refuse('changedMeanwhile', page.length - changed)
    return { changed, refused }
  }

  const threshold = config.retry.deadLetterThreshold
  const { force = false, unknownWanted = false } = options
  const wanted = page.filter((message) => {
    const refusal = whyNotRequeued(message, { now, threshold, unknownWanted, force })
    if (refusal) refuse(refusal)
    return refusal === null
  })
  if (wanted.length === 0) return { changed: 0, refused }
  await keepFormerIds(
    trx,
    wanted.map(({ id }) => id)
  )
  const changed = await moveSelected(trx, wanted, REQUEUE, { now, actor })
  refuse('changedMeanwhile', wanted.length - changed)
  return { changed, refused }
}

/** Gives messages a text, except those that a worker holds or that have moved on. */
async function editPage(
  trx: TransactionClientContract,
  ids: number[],
  text: string,
  { config, clock }: Circumstances
): Promise<number> {
  const { body, encoding, segments } = checkText(text, config.text.maxSegments)
  const edited = await updateRows(
    trx,
    editOf({ number: null, text: { body, encoding, segments } }, `id IN (${idList(trx)})`),
    {
      ids: JSON.stringify(ids),
      ...leaseBounds(clock, config.processing.leaseSeconds * 1_000),
      body,
      encoding,
      segments,
    }
  )
  return edited.length
}
