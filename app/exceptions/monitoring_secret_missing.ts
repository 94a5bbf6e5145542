import { Exception } from '@adonisjs/core/exceptions'

/** The caller has neither the secret of monitoring nor an address that needs none. */
export class MonitoringSecretMissing extends Exception {
  static code = 'E_MONITORING_SECRET'
  static status = 401

  constructor() {
    super(
      'Send the value of MONITORING_SECRET as X-Monitoring-Secret, or let MONITORING_SOURCES list your address'
    )
  }
}
