import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { PatientScreen } from '#app/pages/patients/patient_screen'

/** Shows the whole number of a family, once: the answer is never stored, and who asked is recorded. */
@inject()
export default class PatientNumbersController {
  constructor(private readonly screen: PatientScreen) {}

  store(ctx: HttpContext) {
    return this.screen.show(ctx, { revealed: true })
  }
}
