import { flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import { API_ABILITIES } from '#access/api_abilities'
import type { InvalidTokenRequest } from '#access/errors'
import type { IssuedToken } from '#access/issue_token'

const WHOLE_NUMBER = /^\d{1,6}$/

export default class TokenCreate extends RappelCommand {
  static commandName = 'token:create'
  static description = 'Create an API token for a program; it is shown once'
  static help = [
    'The database keeps only a hash: revoke and replace a lost token. Another token with the same name belongs to the same client, so a token can be replaced without a gap.',
    'Abilities:',
    ...Object.entries(API_ABILITIES).map(([name, does]) => `  ${name.padEnd(16)} ${does}`),
    'Exit codes: 0 created · 1 the name, an ability or the days cannot be used.',
    '  {{ binaryName }} token:create --name="clinic system" --abilities=patients:write,messages:read',
    '  {{ binaryName }} token:create --name=dashboard --abilities=stats:read --expires-in=365',
  ]

  @flags.string({ description: 'Who will hold it' })
  declare name?: string

  @flags.string({ description: 'Abilities, separated by commas' })
  declare abilities?: string

  @flags.string({ description: 'Days until it expires (default 90; at most 3650)' })
  declare expiresIn?: string

  async run() {
    const { InvalidTokenRequest: Refusal } = await import('#access/errors')
    const { IssueToken } = await import('#access/issue_token')
    await this.refuseOn(Refusal, async () => {
      const issue = await this.app.container.make(IssueToken)
      const issued = await issue.run({
        name: this.name ?? '',
        abilities: (this.abilities ?? '').split(',').flatMap((name) => name.trim() || []),
        days: this.#days(Refusal),
        actor: this.actor,
      })
      this.#show(issued)
    })
  }

  #days(Refusal: typeof InvalidTokenRequest): number {
    if (this.expiresIn === undefined) return this.app.config.get<number>('api.tokenDays')
    if (WHOLE_NUMBER.test(this.expiresIn)) return Number(this.expiresIn)
    throw new Refusal(`--expires-in is "${this.expiresIn}", allowed: a whole number of days`)
  }

  #show({ id, name, abilities, expiresAt, token }: IssuedToken) {
    const value = token.release()
    if (this.json) {
      this.printJson({ token: value, id, name, abilities, expiresAt })
      return
    }
    this.logger.success(
      `Token ${id} of "${name}" for ${abilities.join(', ')}, until ${expiresAt.toISO()}. It is shown only once:`
    )
    console.log(value)
  }
}
