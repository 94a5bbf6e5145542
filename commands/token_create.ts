import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { API_ABILITIES } from '#app/api/api_abilities'
import type { InvalidTokenRequest } from '#app/api/errors'
import type { IssuedToken } from '#app/api/issue_token'

const WHOLE_NUMBER = /^\d{1,6}$/

export default class TokenCreate extends BaseCommand {
  static commandName = 'token:create'
  static description = 'Give a program a token for the API; it is shown once'
  static help = [
    'The database keeps a hash alone: a token that is lost is revoked and replaced. A further token of the same name belongs to the same client, so that one can be replaced without a gap.',
    'Abilities:',
    ...Object.entries(API_ABILITIES).map(([name, does]) => `  ${name.padEnd(16)} ${does}`),
    'Exit codes: 0 created · 1 the name, an ability or the days cannot be used.',
    '  {{ binaryName }} token:create --name="clinic system" --abilities=patients:write,messages:read',
    '  {{ binaryName }} token:create --name=dashboard --abilities=stats:read --expires-in=365',
  ]
  static options: CommandOptions = { startApp: true }

  @flags.string({ description: 'Who will hold it' })
  declare name?: string

  @flags.string({ description: 'What it may do, separated by commas' })
  declare abilities?: string

  @flags.string({ description: 'Days after which it is refused (90; at most 3650)' })
  declare expiresIn?: string

  @flags.boolean({ description: 'Print one JSON document and nothing else' })
  declare json: boolean

  async run() {
    const { userInfo } = await import('node:os')
    const { InvalidTokenRequest: Refusal } = await import('#app/api/errors')
    const { IssueToken } = await import('#app/api/issue_token')
    try {
      const issue = await this.app.container.make(IssueToken)
      const issued = await issue.run({
        name: this.name ?? '',
        abilities: (this.abilities ?? '').split(',').flatMap((name) => name.trim() || []),
        days: this.#days(Refusal),
        actor: `cli:${userInfo().username}`,
      })
      this.#show(issued)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (this.json) console.log(JSON.stringify({ error: error.message }))
      else this.logger.error(error.message)
      this.exitCode = 1
    }
  }

  #days(Refusal: typeof InvalidTokenRequest): number {
    if (this.expiresIn === undefined) return this.app.config.get<number>('api.tokenDays')
    if (WHOLE_NUMBER.test(this.expiresIn)) return Number(this.expiresIn)
    throw new Refusal(`--expires-in is "${this.expiresIn}", allowed: a whole number of days`)
  }

  #show({ id, name, abilities, expiresAt, token }: IssuedToken) {
    const value = token.release()
    if (this.json) {
      console.log(JSON.stringify({ token: value, id, name, abilities, expiresAt }))
      return
    }
    this.logger.success(
      `Token ${id} of "${name}" for ${abilities.join(', ')}, until ${expiresAt.toISO()}. It is not shown again:`
    )
    console.log(value)
  }
}
