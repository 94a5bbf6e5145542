import { Exception } from '@adonisjs/core/exceptions'

/** Found nowhere, not even in a rejected file. The reference is not repeated. */
export class NoSuchPatient extends Exception {
  static code = 'E_NO_SUCH_PATIENT'
  static status = 404

  constructor() {
    super('There is no patient with this patient_ref')
  }
}

export class PatientBeingSentTo extends Exception {
  static code = 'E_BEING_SENT'
  static status = 409

  constructor() {
    super(
      'A message to this person is being sent right now. Nothing else will be sent; repeat the request after Retry-After seconds to erase the rest'
    )
  }
}
