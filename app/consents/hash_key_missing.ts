import { Exception } from '@adonisjs/core/exceptions'

/** Refusals of erased people were hashed with a key that this process does not have. */
export class HashKeyMissing extends Exception {
  static status = 503
  static code = 'E_HASH_KEY_MISSING'

  constructor(readonly fingerprints: string[]) {
    super(
      'Refusals of erased people in this database were stored under another key ' +
        `(${fingerprints.join(', ')}), and without it they would be forgotten: people who said no would get SMS. ` +
        'If CONSENT_HASH_KEY was changed, write the old one after the new one ("new,old"). ' +
        'If APP_KEY was changed, set APP_KEY_PREVIOUS to the old one. Then start again'
    )
  }
}
