import { inject } from '@adonisjs/core'
import { RunningWork } from '#services/running_work'

const loadFacilities = () =>
  import('#desk/list_facilities').then(({ ListFacilities }) => ListFacilities)
const loadAccounts = () =>
  import('#delivery/accounts/list_accounts').then(({ ListAccounts }) => ListAccounts)

/** What messages refer to: facilities and accounts. */
@inject()
export class ReferenceService {
  constructor(private readonly work: RunningWork) {}

  facilities(page: { after: number | null; take: number }) {
    return this.work.perform(loadFacilities, (facilities) => facilities.run(page))
  }

  facility(code: string) {
    return this.work.perform(loadFacilities, (facilities) => facilities.byCode(code))
  }

  accounts() {
    return this.work.perform(loadAccounts, (accounts) => accounts.run())
  }

  /** As the latest poll found them; asks no operator. */
  balances() {
    return this.work.perform(loadAccounts, (accounts) => accounts.balances())
  }
}
