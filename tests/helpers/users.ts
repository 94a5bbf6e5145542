import hash from '@adonisjs/core/services/hash'
import { DateTime } from 'luxon'
import User from '#models/user'

/** Of every user that a test does not give another one. */
export const PASSWORD = 'le cahier bleu de Mfou'

let serial = 0
let hashed: Promise<string> | undefined

/** A viewer who reads French, unless told otherwise. */
export async function aUser(values: Partial<InstanceType<typeof User>> = {}): Promise<User> {
  serial += 1
  hashed ??= hash.make(PASSWORD)
  return User.create({
    email: `person${serial}@example.org`,
    name: 'Rosine Abena',
    role: 'viewer',
    language: 'fr',
    password: await hashed,
    passwordChangedAt: DateTime.utc(),
    totpSecret: null,
    disabledAt: null,
    ...values,
  })
}
