import type { ImportLimits } from '#imports/limits'
import { COLUMNS, REQUIRED_COLUMNS } from '#imports/columns'
import type { CommandImport } from '#imports/uploads/find_uploads'
import type { Upload } from '#imports/uploads/upload_row'
import { isoOfSqlInstant } from '#storage/instants'
import { instantOf } from '#app/pages/schedules/schedule_in_words'
import type { Reader } from '#app/pages/reader'
import { countsInWords, statusInWords } from './status_in_words.js'

interface ImportsParts {
  uploads: Upload[]
  byCommand: CommandImport[]
  /** The id after which the next page begins. */
  next: number | null
  isLater: boolean
  limits: ImportLimits
  nameOf: (actor: string) => string
}

/** Everything that the template of Imports writes down. */
export function importsPage(reader: Reader, parts: ImportsParts) {
  const { uploads, byCommand, next, isLater, limits } = parts
  const { t } = reader
  return {
    small: t('imports.small'),
    title: titleOf(reader, parts),
    hint: t('imports.file_hint', {
      megabytes: reader.number(limits.largestFileMegabytes),
      lines: reader.number(limits.mostRows),
    }),
    columns: COLUMNS.map((name) => ({ name, isRequired: REQUIRED_COLUMNS.includes(name) })),
    rows: uploads.map((upload) => rowOf(reader, upload, parts)),
    byCommand: byCommand.map((one) => commandRowOf(reader, one, parts)),
    empty: uploads.length === 0 ? emptiness(reader, isLater) : null,
    next: next === null ? null : `/imports?before=${next}`,
    first: isLater ? '/imports' : null,
  }
}

/** What the newest import says; a file that waits for somebody comes first. */
function titleOf({ t }: Reader, { uploads, byCommand }: ImportsParts): string {
  const [newest] = uploads
  if (!newest) return t(byCommand.length > 0 ? 'imports.titles.no_upload' : 'imports.titles.none')
  const waiting = uploads.filter(({ status }) => status === 'ready').length
  if (waiting > 0) return t('imports.titles.ready', { count: waiting })
  if (newest.status === 'done') return t('imports.titles.done', { count: newest.rejected })
  return t(`imports.titles.${newest.status}`)
}

function rowOf(reader: Reader, upload: Upload, { nameOf }: ImportsParts) {
  const { id, name, status, createdAt, actor } = upload
  return {
    href: `/imports/${id}`,
    name: name || reader.t('imports.unnamed', { id }),
    chip: statusInWords(reader, status),
    at: createdAt,
    when: reader.moment(instantOf(createdAt)),
    by: nameOf(actor),
    result: ['running', 'done', 'stopped', 'failed'].includes(status)
      ? countsInWords(reader, upload)
      : '–',
  }
}

function commandRowOf(reader: Reader, one: CommandImport, { nameOf }: ImportsParts) {
  const { name, actor, imported_at: at, outcome } = one
  return {
    name,
    at: isoOfSqlInstant(at),
    when: reader.moment(at),
    by: actor === null ? '–' : nameOf(actor),
    result:
      one.row_count === null
        ? reader.t('imports.counts.unknown')
        : countsInWords(reader, {
            rows: one.row_count,
            created: one.created_rows ?? 0,
            updated: one.updated_rows ?? 0,
            unchanged: one.unchanged_rows ?? 0,
            rejected: one.rejected_rows,
          }),
    note:
      outcome === 'stopped' || outcome === 'failed' ? reader.t(`imports.states.${outcome}`) : '',
  }
}

function emptiness({ t }: Reader, isLater: boolean) {
  const kind = isLater ? 'no_match' : 'nothing_yet'
  return {
    kind,
    title: t(`imports.empty.${kind}.title`),
    text: t(`imports.empty.${kind}.text`),
    href: isLater ? '/imports' : null,
    label: isLater ? t('imports.first') : null,
  }
}
