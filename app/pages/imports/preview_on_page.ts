import { reasonOf } from '#imports/rejected_rows'
import type { PlannedDay } from '#imports/uploads/planned_reminders'
import type { UploadPreview } from '#imports/uploads/upload_row'
import type { Reader } from '#app/pages/reader'
import { typeInWords } from '#app/pages/type_in_words'
import { faultInWords } from './fault_in_words.js'

/** Days of reminders that are told apart; the rest is one line. */
const DAYS = 10

/** What an import would do. */
export function previewOnPage(reader: Reader, preview: UploadPreview) {
  const { t } = reader
  const { rows, rejected, imported, unchanged, rejections, planned, warnings } = preview
  const sms = planned.reduce((sum, day) => sum + day.sms, 0)
  const units = preview.segmentsPerText && Math.ceil(sms * preview.segmentsPerText)
  const good = rows - rejected
  const changes = imported.created + imported.updated + preview.protected
  return {
    figures: [
      { label: t('imports.figures.created'), figure: reader.number(imported.created) },
      { label: t('imports.figures.updated'), figure: reader.number(imported.updated) },
      { label: t('imports.figures.unchanged'), figure: reader.number(unchanged) },
      { label: t('imports.figures.rejected'), figure: reader.number(rejected) },
    ],
    notes: notesOf(reader, preview),
    planned: plannedTable(reader, planned),
    cost:
      sms > 0
        ? t(units ? 'imports.cost' : 'imports.sms', {
            sms,
            smsTotal: reader.number(sms),
            units: units ?? 0,
            unitsTotal: reader.number(units ?? 0),
          })
        : null,
    rejections: rejections.map(({ line, faults }) => ({
      line: t('imports.line', { line: reader.number(line) }),
      faults: faults.map((fault) => ({
        column: fault.field === 'row' ? null : fault.field,
        text: faultInWords(reader, fault),
      })),
    })),
    more:
      rejected > rejections.length
        ? t('imports.more', { total: reader.number(rejected - rejections.length) })
        : null,
    technical: [
      ...warnings,
      ...rejections.map((one) => `line ${one.line}: ${reasonOf({ faults: one.faults })}`),
    ],
    /** Null where an import would change nothing. */
    yes: changes > 0 ? t('imports.run', { count: good, total: reader.number(good) }) : null,
  }
}

function notesOf(reader: Reader, preview: UploadPreview): string[] {
  const { cancelled, rescheduled } = preview.reminders
  const counts = { protected: preview.protected, cancelled, rescheduled }
  return Object.entries(counts).flatMap(([name, count]) =>
    count > 0 ? reader.t(`imports.notes.${name}`, { count, total: reader.number(count) }) : []
  )
}

/** A row a day, a column a type. */
function plannedTable(reader: Reader, planned: PlannedDay[]) {
  if (planned.length === 0) return null
  const types = [...new Set(planned.map(({ type }) => type))]
  const days = [...Map.groupBy(planned, ({ day }) => day)]
  const rowOf = (label: string, ofDays: PlannedDay[]) => {
    const counts = types.map((type) => sumOf(ofDays.filter((one) => one.type === type)))
    return {
      label,
      counts: counts.map((count) => reader.number(count)),
      total: reader.number(sumOf(ofDays)),
    }
  }
  const isLater = ([day]: [string | null, unknown], index: number) => day === null || index >= DAYS
  const later = days.filter(isLater).flatMap(([, ofDay]) => ofDay)
  return {
    columns: types.map((type) => ({
      label: typeInWords(reader, type),
      total: reader.number(sumOf(planned.filter((one) => one.type === type))),
    })),
    rows: [
      ...days
        .filter((day, index) => !isLater(day, index))
        .map(([day, ofDay]) => rowOf(reader.shortDate(day!), ofDay)),
      ...(later.length > 0 ? [rowOf(reader.t('imports.later'), later)] : []),
      ...(days.length > 1 ? [rowOf(reader.t('imports.all_days'), planned)] : []),
    ],
  }
}

function sumOf(days: PlannedDay[]): number {
  return days.reduce((sum, { reminders }) => sum + reminders, 0)
}
