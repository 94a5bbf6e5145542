import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import Facility from '#models/facility'
import { PatientSchema } from '#database/schema'

/** The child. The phone is the caregiver's. */
export default class Patient extends PatientSchema {
  @belongsTo(() => Facility)
  declare facility: BelongsTo<typeof Facility>
}
