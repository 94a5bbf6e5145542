import type { RequeuePreview } from '#desk/preview_requeue'
import type { ReschedulePreview } from '#desk/preview_reschedule'
import type { Batch } from '#desk/batches/batch_row'
import type { Reader } from '#app/pages/reader'
import { plainWordsOf } from '#app/pages/words_of_message'
import { RESOLUTIONS } from './ask_page.js'
import type { BatchWish } from './batch_request.js'
import { addressOf } from './filters.js'
import { dateForm, newDatesOf } from './new_date.js'

export interface BatchEffect {
  matched: number
  /** Of a retry: what would leave, what it costs, and what would not. */
  requeue: RequeuePreview | null
  /** Of another date: when they would leave, and how many would not. Null without a date. */
  reschedule?: ReschedulePreview | null
}

/** What would happen to many messages, before it does. */
export function batchPage(reader: Reader, wish: BatchWish, effect: BatchEffect) {
  const { action, values, ids, date } = wish
  const { matched, requeue, reschedule } = effect
  const { t } = reader
  const changed = changedBy(effect)
  const counted = (key: string, count: number) => t(key, { count, total: reader.number(count) })
  return {
    action,
    small: t('messages.batch.small'),
    title:
      matched === 0 ? t('messages.batch.nothing') : counted(`messages.batch.${action}`, matched),
    isEmpty: matched === 0 || changed === 0,
    figures: requeue ? figuresOf(reader, requeue) : [],
    notes: requeue ? notesOf(reader, requeue) : reschedule ? newDatesOf(reader, reschedule) : [],
    isPart: requeue?.stopped ?? reschedule?.isPart ?? false,
    date: action === 'reschedule' ? dateForm(reader, date, reschedule ?? null) : null,
    yes: counted(`messages.batch.${action}_yes`, changed),
    no: t(`messages.batch.${action}_no`),
    back: addressOf('/messages', values),
    hidden: [
      { name: 'do', value: action },
      ...Object.entries(values).map(([name, value]) => ({ name, value })),
      ...(ids ? [{ name: 'on', value: 'picked' }] : []),
      ...(ids ?? []).map((id) => ({ name: 'id', value: String(id) })),
    ],
    needsReason: action === 'reject' || action === 'reschedule',
    resolutions:
      action === 'resolve'
        ? RESOLUTIONS.map((as) => ({ as, label: t(`message.ask.as_${as}`) }))
        : [],
  }
}

/** Where only the first ones were asked about, all that match are tried. */
function changedBy({ matched, requeue, reschedule }: BatchEffect): number {
  if (requeue && !requeue.stopped) return leavingOf(requeue)
  if (reschedule && !reschedule.isPart)
    return reschedule.landings.reduce((sum, one) => sum + one.count, 0)
  return matched
}

function figuresOf(reader: Reader, { gate, segments, wouldRequeue, refused }: RequeuePreview) {
  const { t } = reader
  const counted = (key: string, count: number) => t(key, { count, total: reader.number(count) })
  const leave = leavingOf({ gate })
  const asked = wouldRequeue + sumOf({ ...refused })
  return [
    { label: t('messages.batch.would_leave'), figure: counted('messages.batch.sms', leave) },
    { label: t('messages.batch.would_cost'), figure: counted('messages.batch.units', segments) },
    { label: t('messages.batch.would_not'), figure: reader.number(Math.max(0, asked - leave)) },
  ]
}

/** Now or later: the number that really leaves. */
function leavingOf({ gate }: Pick<RequeuePreview, 'gate'>): number {
  return gate.send + sumOf(gate.deferred)
}

function notesOf(reader: Reader, { gate, refused }: RequeuePreview): string[] {
  const { t } = reader
  const note = (key: string, count: number, why: string) =>
    t(key, { count, total: reader.number(count), why })
  const short = (reason: string) => plainWordsOf(reader, reason)?.short ?? reason
  return [
    ...Object.entries(refused).flatMap(([name, count]) =>
      count > 0 ? note('messages.batch.stopped', count, t(`messages.batch.refusals.${name}`)) : []
    ),
    ...Object.entries(gate.stopped).map(([reason, count]) =>
      note('messages.batch.stopped', count, short(reason))
    ),
    ...Object.entries(gate.deferred).map(([reason, count]) =>
      note('messages.batch.later', count, short(reason))
    ),
  ]
}

function sumOf(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

/** How far the work on a batch is. */
export function batchProgressPage(reader: Reader, batch: Batch, { by }: { by: string }) {
  const { t } = reader
  const { id, status, done, matched, changed, refused } = batch
  const numbers = {
    done: reader.number(done),
    total: reader.number(matched),
    count: matched,
    changed,
  }
  const titles: Record<Batch['status'], string> = {
    waiting: 'waiting',
    running: 'progress',
    done: 'ended',
    stopped: 'was_stopped',
    failed: 'has_failed',
  }
  return {
    id,
    small: t('messages.batch.small'),
    title: t(`messages.batch.${titles[status]}`, numbers),
    by: t('messages.batch.by', { name: by }),
    figures: [
      { label: t('messages.batch.changed'), figure: reader.number(changed) },
      { label: t('messages.batch.left'), figure: reader.number(sumOf(refused)) },
    ],
    notes: Object.entries(refused).map(([name, count]) =>
      t('messages.batch.stopped', {
        count,
        total: reader.number(count),
        why: t(`messages.batch.refusals.${name}`, {}, name),
      })
    ),
    isOpen: status === 'waiting' || status === 'running',
  }
}
