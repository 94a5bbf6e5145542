import { inject } from '@adonisjs/core'
import { balanceAsJson } from '#app/api/reference_as_json'
import { ReferenceService } from '#services/reference_service'

/** What the bundles of the accounts have left, as the latest poll found it. */
@inject()
export default class BalancesController {
  constructor(private readonly reference: ReferenceService) {}

  async index() {
    const balances = await this.reference.balances()
    return { data: balances.map(balanceAsJson) }
  }
}
