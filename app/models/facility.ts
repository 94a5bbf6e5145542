import { FacilitySchema } from '#database/schema'

/** Where the visit takes place; owns a time zone and a default language. */
export default class Facility extends FacilitySchema {}
