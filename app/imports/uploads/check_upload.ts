import { inject } from '@adonisjs/core'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { UnreadableImportFile } from '#imports/errors'
import { ImportPatients } from '#imports/import_patients'
import type { ImportSummary } from '#imports/import_summary'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { toSqlInstant } from '#storage/instants'
import type { TextCostSummary } from '#texts/text_costs'
import { endUpload } from './end_upload.js'
import { PlannedReminders } from './planned_reminders.js'
import { UploadFolder } from './upload_folder.js'
import { UploadLease } from './upload_lease.js'
import type { UploadRequest } from './upload_request.js'
import type { StoredUpload, UploadFault, UploadPreview } from './upload_row.js'

/** Finds out what an import of an upload would do; changes nothing else. */
@inject()
export class CheckUpload {
  constructor(
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly patients: ImportPatients,
    private readonly lease: UploadLease,
    private readonly folder: UploadFolder
  ) {}

  /** @throws UploadLost */
  async run(
    client: QueryClientContract,
    upload: StoredUpload,
    request: UploadRequest
  ): Promise<void> {
    const today = this.clock.now().setZone(this.config.timezone).toFormat('yyyy-MM-dd')
    const planned = new PlannedReminders(this.config.rules, today)
    try {
      const summary = await this.patients.run({
        ...request,
        dryRun: true,
        alongside: async (_trx, { written: { created, updated } }) =>
          planned.add(created.union(updated)),
      })
      if (summary.outcome === 'stopped') return await this.lease.release(client, upload)
      await this.lease.write(
        client,
        upload,
        `status = 'ready', preview = :preview, checked_at = :now, lease_token = NULL`,
        { until: null, preview: JSON.stringify(previewOf(summary, planned)) }
      )
    } catch (error) {
      if (!(error instanceof UnreadableImportFile)) throw error
      const { kind, missing } = error
      const fault: UploadFault = { kind, missing }
      const at = toSqlInstant(this.clock.now())
      await endUpload(client, upload, { status: 'refused', at, fault })
      await this.folder.remove(upload.file)
    }
  }
}

function previewOf(summary: ImportSummary, planned: PlannedReminders): UploadPreview {
  const { rows, imported, unchanged, rejected, rejections, warnings, texts } = summary
  const { cancelled, rescheduled, suppressed } = summary.reminders
  return {
    rows,
    imported,
    unchanged,
    rejected,
    protected: summary.protected,
    rejections,
    warnings,
    planned: planned.days,
    segmentsPerText: texts && averageOf(texts),
    reminders: { cancelled, rescheduled, suppressed },
  }
}

function averageOf({ segments }: TextCostSummary): number | null {
  const texts = segments.reduce((sum, count) => sum + count, 0)
  const all = segments.reduce((sum, count, index) => sum + count * (index + 1), 0)
  return texts > 0 ? all / texts : null
}
