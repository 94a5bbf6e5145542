import { DateTime } from 'luxon'
import type { Batch } from '#desk/batches/batch_row'
import type { Reader } from '#app/pages/reader'

/** How a batch that is over looks. */
const LOOKS: Record<Batch['status'], { icon: string; look: string }> = {
  waiting: { icon: 'pending', look: '' },
  running: { icon: 'sending', look: '' },
  done: { icon: 'sent', look: '' },
  stopped: { icon: 'cancelled', look: 'off' },
  failed: { icon: 'failed', look: 'bad' },
}

export const isOpen = ({ status }: Batch) => status === 'waiting' || status === 'running'

/** Work on many messages, as a row at the top of Activity. */
export function batchRow(reader: Reader, batch: Batch, nameOf: (actor: string) => string) {
  const { id, action, status, createdBy, createdAt, matched, done } = batch
  const total = reader.number(matched)
  const { icon, look } = LOOKS[status]
  const began = DateTime.fromISO(createdAt)
  return {
    id,
    href: `/batches/${id}`,
    what: reader.t('activity.actions.batch_created', { count: matched, total, what: action }),
    by: reader.t('activity.batches.by', { name: nameOf(createdBy), time: reader.ago(began) }),
    at: createdAt,
    chip: { icon, look, word: reader.t(`activity.batches.${status}`) },
    progress: reader.t('activity.batches.progress', { done: reader.number(done), total }),
    done,
    matched,
    isOpen: isOpen(batch),
  }
}
