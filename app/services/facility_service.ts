import { inject } from '@adonisjs/core'
import type { FacilityNames } from '#registry/name_facility'
import { RunningWork } from '#services/running_work'

/** What people say about facilities. */
@inject()
export class FacilityService {
  constructor(private readonly work: RunningWork) {}

  /** How texts name a facility. */
  name(names: FacilityNames) {
    return this.work.perform(
      () => import('#registry/name_facility').then(({ NameFacility }) => NameFacility),
      (facility) => facility.run(names)
    )
  }
}
