import type { ImportLimits } from '#imports/limits'
import type { Upload } from '#imports/uploads/upload_row'
import type { Reader } from '#app/pages/reader'
import { instantOf } from '#app/pages/schedules/schedule_in_words'
import { fileFaultInWords } from './fault_in_words.js'
import { previewOnPage } from './preview_on_page.js'
import { statusInWords } from './status_in_words.js'

interface ImportParts {
  limits: ImportLimits
  nameOf: (actor: string) => string
}

/** Everything that the template of one import writes down. */
export function importPage(reader: Reader, upload: Upload, { limits, nameOf }: ImportParts) {
  const { id, status, name, fault, preview, hasRejectedFile, endedBy } = upload
  const { t } = reader
  const isUnderWay = status === 'waiting' || status === 'running'
  return {
    id,
    small: t('imports.small'),
    title: titleOf(reader, upload),
    lead: t('imports.about', {
      name: name || t('imports.unnamed', { id }),
      by: nameOf(upload.confirmedBy ?? upload.actor),
      time: reader.moment(instantOf(upload.createdAt)),
    }),
    chip: statusInWords(reader, status),
    note: noteOf(reader, upload, endedBy && nameOf(endedBy)),
    fault: fault && fileFaultInWords(reader, fault, limits),
    preview: status === 'ready' && preview ? previewOnPage(reader, preview) : null,
    figures: isUnderWay || HAS_RESULT.includes(status) ? figuresOf(reader, upload) : [],
    progress: isUnderWay || status === 'checking' ? upload.percent : null,
    /** Goes on by itself: the page is worth loading again. */
    isOpen: isUnderWay || status === 'checking',
    stop: isUnderWay ? ('stopped' as const) : status === 'checking' ? ('discarded' as const) : null,
    isDone: status === 'done',
    rejected: hasRejectedFile ? `/imports/${id}/rejected.csv` : null,
  }
}

const HAS_RESULT: readonly string[] = ['done', 'stopped', 'failed']

function titleOf(reader: Reader, upload: Upload): string {
  const { status, preview, percent, rejected, created, updated, unchanged } = upload
  const { t } = reader
  if (status === 'ready' && preview) {
    const good = preview.rows - preview.rejected
    return t('imports.title.ready', {
      count: good,
      total: reader.number(good),
      rejected: preview.rejected,
      others: reader.number(preview.rejected),
    })
  }
  const count = created + updated + unchanged
  return t(`imports.title.${status}`, {
    count,
    total: reader.number(count),
    percent: reader.percent(percent / 100),
    rejected,
    others: reader.number(rejected),
  })
}

function noteOf({ t }: Reader, { status }: Upload, by: string | null): string {
  if (status === 'stopped') return t('imports.note.stopped', { by: by ?? '' })
  if (status === 'discarded') return t('imports.note.discarded', { by: by ?? '' })
  return t(`imports.note.${status}`)
}

function figuresOf(reader: Reader, upload: Upload) {
  return (['created', 'updated', 'unchanged', 'rejected'] as const).map((name) => ({
    label: reader.t(`imports.figures.${name}`),
    figure: reader.number(upload[name]),
  }))
}
