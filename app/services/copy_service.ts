import { inject } from '@adonisjs/core'
import type { CopyRequest } from '#services/copy_database'
import { RunningWork } from '#services/running_work'

/** Moving to another database. */
@inject()
export class CopyService {
  constructor(private readonly work: RunningWork) {}

  /** Copies everything, or goes on with a copy that was interrupted. */
  copy(request: Omit<CopyRequest, 'signal'>) {
    return this.work.perform(
      () => import('#services/copy_database').then(({ CopyDatabase }) => CopyDatabase),
      (copy, signal) => copy.run({ ...request, signal }),
      'copy'
    )
  }
}
