import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { keysetPage, pageAnswer } from '#app/api/keyset_page'
import { facilityAsJson } from '#app/api/reference_as_json'
import { NoSuchRow } from '#app/api/row_id'
import { ReferenceService } from '#services/reference_service'
import { facilityListValidator } from '#validators/reference'

/** As in the column. */
const LONGEST_CODE = 100

/** Facilities, which imports and registrations create. */
@inject()
export default class FacilitiesController {
  constructor(private readonly reference: ReferenceService) {}

  async index({ request }: HttpContext) {
    const page = keysetPage(await facilityListValidator.validate(request.qs()))
    return pageAnswer(await this.reference.facilities(page), page, facilityAsJson)
  }

  async show({ params }: HttpContext) {
    const { code } = params
    const facility = code.length <= LONGEST_CODE && (await this.reference.facility(code))
    if (!facility) throw new NoSuchRow('facility')
    return facilityAsJson(facility)
  }
}
