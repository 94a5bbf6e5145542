import { inject } from '@adonisjs/core'
import { accountAsJson } from '#app/api/reference_as_json'
import { ReferenceService } from '#services/reference_service'

/** The accounts at operators, without their secrets. */
@inject()
export default class AccountsController {
  constructor(private readonly reference: ReferenceService) {}

  async index() {
    const accounts = await this.reference.accounts()
    return { data: accounts.map(accountAsJson) }
  }
}
