import type { UploadStatus } from '#imports/uploads/upload_row'
import type { Reader } from '#app/pages/reader'

const LOOKS: Record<UploadStatus, [icon: string, look: string]> = {
  checking: ['sending', ''],
  refused: ['failed', 'bad'],
  ready: ['dead_letter', 'warn'],
  waiting: ['pending', ''],
  running: ['sending', ''],
  done: ['sent', 'ok'],
  stopped: ['cancelled', 'off'],
  failed: ['failed', 'bad'],
  discarded: ['cancelled', 'off'],
}

/** The state of an upload as icon, word and colour. */
export function statusInWords({ t }: Reader, status: UploadStatus) {
  const [icon, look] = LOOKS[status]
  return { icon, look, word: t(`imports.states.${status}`) }
}

export interface CountedRows {
  rows: number
  created: number
  updated: number
  unchanged: number
  rejected: number
}

/** `4 310 lignes : 4 200 nouvelles, 80 modifiées, …`; nothing of a kind is left out. */
export function countsInWords(reader: Reader, counts: CountedRows): string {
  const { t } = reader
  const parts = (['created', 'updated', 'unchanged', 'rejected'] as const).flatMap((name) =>
    counts[name] > 0
      ? t(`imports.counts.${name}`, { count: counts[name], total: reader.number(counts[name]) })
      : []
  )
  const rows = t('imports.counts.rows', { count: counts.rows, total: reader.number(counts.rows) })
  return parts.length > 0 ? t('imports.counts.all', { rows, parts: parts.join(', ') }) : rows
}
