import { inject } from '@adonisjs/core'
import type { StopRequest } from '#imports/uploads/stop_upload'
import type { ReceivedFile } from '#imports/uploads/upload_folder'
import { onFirstUse } from '#services/on_first_use'
import { RunningWork } from '#services/running_work'

const loadFind = () =>
  import('#imports/uploads/find_uploads').then(({ FindUploads }) => FindUploads)

/** Files that people upload to be imported: checked and imported in the background. */
@inject()
export class ImportService {
  constructor(private readonly work: RunningWork) {}

  accept(received: ReceivedFile, by: { name: string; actor: string }) {
    return this.work.perform(
      () => import('#imports/uploads/accept_upload').then(({ AcceptUpload }) => AcceptUpload),
      (accept) => accept.run(received, by)
    )
  }

  byId(id: number) {
    return this.work.perform(loadFind, (find) => find.byId(id))
  }

  list(page: { after: number | null; take: number }) {
    return this.work.perform(loadFind, (find) => find.list(page))
  }

  /** Imports by the command line. */
  listByCommand(page: { after: number | null; take: number }) {
    return this.work.perform(loadFind, (find) => find.listByCommand(page))
  }

  /** Null unless it waited for this. */
  confirm(request: { id: number; actor: string }) {
    return this.work.perform(
      () => import('#imports/uploads/confirm_upload').then(({ ConfirmUpload }) => ConfirmUpload),
      (confirm) => confirm.run(request)
    )
  }

  /** Null if it had ended or moved on. */
  stop(request: StopRequest) {
    return this.work.perform(
      () => import('#imports/uploads/stop_upload').then(({ StopUpload }) => StopUpload),
      (stop) => stop.run(request)
    )
  }

  /** The rejected rows of an upload; null where this machine does not have them. */
  rejectedRows(id: number) {
    return this.work.perform(
      () => import('#imports/uploads/rejected_rows_of').then((part) => part.RejectedRowsOf),
      (rejected) => rejected.open(id)
    )
  }

  /** Checks and imports what waits. Calls of one process share a round. */
  workOff() {
    const workOff = onFirstUse(
      () => import('#imports/uploads/work_off_uploads').then((part) => part.WorkOffUploads),
      (uploads, signal) => uploads.run({ signal })
    )
    return this.work.together('uploads', workOff)
  }
}
