import { inject } from '@adonisjs/core'
import type { DateTime } from 'luxon'
import type { BatchRequest } from '#desk/batches/create_batch'
import { onFirstUse } from '#services/on_first_use'
import { RunningWork } from '#services/running_work'

const loadFind = () => import('#desk/batches/find_batches').then(({ FindBatches }) => FindBatches)

/** What people and programs do to all messages of a filter, worked off in the background. */
@inject()
export class BatchService {
  constructor(private readonly work: RunningWork) {}

  create(request: BatchRequest) {
    return this.work.perform(
      () => import('#desk/batches/create_batch').then(({ CreateBatch }) => CreateBatch),
      (create) => create.run(request)
    )
  }

  byId(id: number) {
    return this.work.perform(loadFind, (find) => find.byId(id))
  }

  list(page: { after: number | null; take: number }) {
    return this.work.perform(loadFind, (find) => find.list(page))
  }

  /** Those under way, then those that ended since then; newest first. */
  recent(since: DateTime) {
    return this.work.perform(loadFind, (find) => find.recent(since))
  }

  /** Null if it had ended, or does not exist. */
  stop(request: { id: number; actor: string }) {
    return this.work.perform(
      () => import('#desk/batches/stop_batch').then(({ StopBatch }) => StopBatch),
      (stop) => stop.run(request)
    )
  }

  /** Works off what waits. Calls of one process share a round. */
  workOff() {
    const workOff = onFirstUse(
      () => import('#desk/batches/work_off_batches').then((part) => part.WorkOffBatches),
      (batches, signal) => batches.run({ signal })
    )
    return this.work.together('batches', workOff)
  }
}
