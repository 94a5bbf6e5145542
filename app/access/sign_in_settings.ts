import type { SessionLimits } from '#access/sessions/session_limits'

/** Failed attempts within a number of minutes. */
export interface TryLimit {
  tries: number
  minutes: number
}

/** config/accounts.ts. */
export class SignInSettings {
  constructor(
    private readonly settings: {
      session: SessionLimits
      staying: SessionLimits
      signIn: Record<'pair' | 'account' | 'address', TryLimit>
      secondFactorMinutes: number
    }
  ) {}

  /** `stays`: somebody chose to stay signed in. */
  limitsOf(stays: boolean): SessionLimits {
    return stays ? this.settings.staying : this.settings.session
  }

  get signIn() {
    return this.settings.signIn
  }

  /** Between the password and the code. */
  get secondFactorMinutes(): number {
    return this.settings.secondFactorMinutes
  }
}
