import { inject } from '@adonisjs/core'
import type { ResultsRequest } from '#evaluation/results_request'
import { RunningWork } from '#services/running_work'

/** What came of the reminders. */
@inject()
export class ResultsService {
  constructor(private readonly work: RunningWork) {}

  /**
   * By type, facility, vaccine or dose.
   *
   * @throws ResultsNotReadable
   */
  read(request: ResultsRequest) {
    return this.work.perform(
      () => import('#evaluation/read_results').then(({ ReadResults }) => ReadResults),
      (results) => results.run(request)
    )
  }
}
