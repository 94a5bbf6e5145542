import { inject } from '@adonisjs/core'
import type { ErasureRequest } from '#erasure/erasure_request'
import { RunningWork } from '#services/running_work'

/** Deletes people. */
@inject()
export class ErasureService {
  constructor(private readonly work: RunningWork) {}

  /** Deletes a person everywhere; a refusal stays as a keyed hash. */
  erasePerson(request: ErasureRequest) {
    return this.work.perform(
      () => import('#erasure/erase_person').then(({ ErasePerson }) => ErasePerson),
      (erase, signal) => erase.run({ signal, ...request })
    )
  }
}
