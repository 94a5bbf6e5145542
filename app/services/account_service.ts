import { inject } from '@adonisjs/core'
import type { CodeAttempt } from '#access/second_factor/check_second_factor'
import type { EndedSessions } from '#access/sessions/end_sessions'
import type { SignInAttempt } from '#access/sign_in/sign_in'
import type { PasswordChange } from '#access/users/change_password'
import type { Language } from '#access/languages'
import { RunningWork } from '#services/running_work'

const loadSecondFactor = () =>
  import('#access/second_factor/second_factor').then(({ SecondFactor }) => SecondFactor)

/** What people do about their own accounts. */
@inject()
export class AccountService {
  constructor(private readonly work: RunningWork) {}

  /** Whether anybody has an account. */
  isAnybodyThere() {
    return this.work.perform(
      () => import('#access/users/list_users').then(({ ListUsers }) => ListUsers),
      (users) => users.isAnybodyThere()
    )
  }

  /** Checks an e-mail address and a password. */
  signIn(attempt: SignInAttempt) {
    return this.work.perform(
      () => import('#access/sign_in/sign_in').then(({ SignIn }) => SignIn),
      (signIn) => signIn.run(attempt)
    )
  }

  /** Checks the second factor of somebody whose password was right. */
  checkCode(attempt: CodeAttempt) {
    return this.work.perform(
      () => import('#access/second_factor/check_second_factor').then((m) => m.CheckSecondFactor),
      (check) => check.run(attempt)
    )
  }

  /** Records that somebody signed in. */
  recordSignIn(signedIn: { userId: number; by: 'password' | 'code' | 'recovery_code' }) {
    return this.work.perform(
      () => import('#access/sign_in/record_sign_in').then(({ RecordSignIn }) => RecordSignIn),
      (record) => record.run(signedIn)
    )
  }

  /** The language in which somebody reads the pages. */
  changeLanguage(change: { userId: number; language: Language }) {
    return this.work.perform(
      () => import('#access/users/change_language').then(({ ChangeLanguage }) => ChangeLanguage),
      (language) => language.run(change)
    )
  }

  /** Changes the password and ends the other sessions. */
  changePassword(change: PasswordChange) {
    return this.work.perform(
      () => import('#access/users/change_password').then(({ ChangePassword }) => ChangePassword),
      (password) => password.run(change)
    )
  }

  /** Where somebody is signed in. */
  sessions(request: { userId: number; sessionId: string }) {
    return this.work.perform(
      () => import('#access/sessions/list_sessions').then(({ ListSessions }) => ListSessions),
      (sessions) => sessions.run(request)
    )
  }

  /** Signs somebody out elsewhere; returns how often. */
  endSessions(request: EndedSessions) {
    return this.work.perform(
      () => import('#access/sessions/end_sessions').then(({ EndSessions }) => EndSessions),
      (sessions) => sessions.run(request)
    )
  }

  /** Begins to ask for codes; returns the recovery codes, or null for a wrong code. */
  addSecondFactor(request: { userId: number; secret: string; code: string }) {
    return this.work.perform(loadSecondFactor, (factor) => factor.add(request))
  }

  removeSecondFactor(request: { userId: number; actor: string }) {
    return this.work.perform(loadSecondFactor, (factor) => factor.remove(request))
  }
}
