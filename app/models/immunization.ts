import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import Patient from '#models/patient'
import { ImmunizationSchema } from '#database/schema'

/** One dose of one vaccine, due to one patient on one date. */
export default class Immunization extends ImmunizationSchema {
  @belongsTo(() => Patient)
  declare patient: BelongsTo<typeof Patient>
}
