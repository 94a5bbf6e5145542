import { flags } from '@adonisjs/core/ace'
import { askPassword } from './_ask_password.js'
import { RappelCommand } from './_rappel_command.js'
import { LANGUAGES } from '#access/languages'
import { ROLES } from '#access/roles'

export default class UserCreate extends RappelCommand {
  static commandName = 'user:create'
  static description = 'Create an account for the pages'
  static help = [
    'Roles: a viewer sees everything but whole phone numbers; an operator also acts on messages, schedules and data; an admin also manages accounts and tokens.',
    'The password has at least 12 characters. Without --password it is asked for, twice, and not shown: a password on the command line ends up in the history of the shell.',
    'People change their password and add a second factor under "My account"; an admin gives out a new one under "Users".',
    'Exit codes: 0 created · 1 a value cannot be used, or the e-mail address has an account.',
    '  {{ binaryName }} user:create --email=rosine@example.org --name="Rosine Abena" --role=admin',
    '  {{ binaryName }} user:create --email=jo@example.org --name="Jo Ngo" --role=viewer --language=en',
  ]

  @flags.string({ description: 'E-mail address, with which the person signs in' })
  declare email?: string

  @flags.string({ description: 'Name, as others see it' })
  declare name?: string

  @flags.string({ description: `${ROLES.join(', ')} (default viewer)` })
  declare role?: string

  @flags.string({ description: `Language of the pages: ${LANGUAGES.join(', ')}` })
  declare language?: string

  @flags.string({ description: 'Password; asked for if it is missing' })
  declare password?: string

  async run() {
    const { InvalidUserRequest } = await import('#access/errors')
    const { CreateUser } = await import('#access/users/create_user')
    const password = this.password ?? (await this.#askForPassword())
    if (password === undefined) return
    await this.refuseOn(InvalidUserRequest, async () => {
      const create = await this.app.container.make(CreateUser)
      const user = await create.run({
        email: this.email ?? '',
        name: this.name ?? '',
        role: this.role ?? 'viewer',
        language: this.language ?? (await this.#usualLanguage()),
        password,
        actor: this.actor,
      })
      await this.print(user, () =>
        this.logger.success(`Account ${user.id} for ${user.name} <${user.email}>, ${user.role}`)
      )
    })
  }

  /** DEFAULT_LANGUAGE, if the pages speak it. */
  async #usualLanguage(): Promise<string> {
    const { default: env } = await import('#start/env')
    const { isLanguage } = await import('#access/languages')
    const usual = env.get('DEFAULT_LANGUAGE')
    return isLanguage(usual) ? usual : LANGUAGES[0]
  }

  async #askForPassword(): Promise<string | undefined> {
    if (!this.canAsk) {
      this.refuse('There is no terminal to ask for the password at: give it as --password')
      return undefined
    }
    const password = await this.askSecret('Password:')
    if (password === undefined) return undefined
    if ((await this.askSecret('The same again:')) === password) return password
    this.refuse('The two passwords differ: nothing was created')
    return undefined
  }

  /** Replaced in tests, which have no terminal. */
  protected askSecret(question: string): Promise<string | undefined> {
    return askPassword(question)
  }
}
