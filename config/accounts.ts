/** Accounts of people: how long they stay signed in, and how often they may try. */
const accountsConfig = {
  /**
   * Minutes without a request after which a session ends, and hours after which it ends in any
   * case.
   */
  session: { idleMinutes: 60, hours: 12 },

  /** The same where somebody chose to stay signed in on a device of their own. */
  staying: { idleMinutes: 14 * 24 * 60, hours: 30 * 24 },

  /**
   * Failed attempts to sign in within a number of minutes. Until the time is over, further ones are
   * refused without a look at the password. By address and account together, by account, and by
   * address.
   */
  signIn: {
    pair: { tries: 5, minutes: 15 },
    account: { tries: 50, minutes: 60 },
    address: { tries: 100, minutes: 15 },
  },

  /** Minutes between the password and the code of the second factor. */
  secondFactorMinutes: 5,
}

export type AccountsConfig = typeof accountsConfig

export default accountsConfig
