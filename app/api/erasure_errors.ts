import { Exception } from '@adonisjs/core/exceptions'

/** Nowhere, not even in a rejected file. The reference is not repeated. */
export class NoSuchPatient extends Exception {
  static code = 'E_NO_SUCH_PATIENT'
  static status = 404

  constructor() {
    super('There is nobody with this patient_ref')
  }
}

export class PatientBeingSentTo extends Exception {
  static code = 'E_BEING_SENT'
  static status = 409

  constructor() {
    super(
      'A message to this person is being sent at this moment. Nothing else will be sent; ask again after as many seconds as Retry-After says, and the rest is erased'
    )
  }
}
