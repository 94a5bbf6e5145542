import { belongsTo, hasMany } from '@adonisjs/lucid/orm'
import type { BelongsTo, HasMany } from '@adonisjs/lucid/types/relations'
import Facility from '#models/facility'
import Immunization from '#models/immunization'
import { PatientSchema } from '#database/schema'

/** The child. The phone is the caregiver's. */
export default class Patient extends PatientSchema {
  @belongsTo(() => Facility)
  declare facility: BelongsTo<typeof Facility>

  @hasMany(() => Immunization)
  declare immunizations: HasMany<typeof Immunization>
}
