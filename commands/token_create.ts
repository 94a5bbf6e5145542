import { flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import { API_ABILITIES } from '#access/api_abilities'
import { CAP_NAMES, CAPS, SAFE_CAPS, type CapName, type TokenCaps } from '#access/token_caps'
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
    'Caps bound what a lost or faulty program can cost: messages and segments that it creates in a day, schedules in force, and the shortest interval of a schedule. Beyond one, a request is answered with 429 and its name.',
    'Exit codes: 0 created · 1 the name, an ability, the days or a cap cannot be used.',
    '  {{ binaryName }} token:create --name="clinic system" --abilities=patients:write,messages:read',
    '  {{ binaryName }} token:create --name=dashboard --abilities=stats:read --expires-in=365',
  ]

  @flags.string({ description: 'Who will hold it' })
  declare name?: string

  @flags.string({ description: 'Abilities, separated by commas' })
  declare abilities?: string

  @flags.string({ description: 'Days until it expires (default 90; at most 3650)' })
  declare expiresIn?: string

  @flags.string({
    description: `Messages it may create a day (default ${SAFE_CAPS.messages_per_day})`,
  })
  declare messagesPerDay?: string

  @flags.string({
    description: `Segments of those messages a day (default ${SAFE_CAPS.segments_per_day})`,
  })
  declare segmentsPerDay?: string

  @flags.string({
    description: `Schedules it may have in force (default ${SAFE_CAPS.schedules_in_force})`,
  })
  declare schedules?: string

  @flags.string({
    description: `Seconds between two runs of a schedule, at least (default ${SAFE_CAPS.shortest_interval_seconds})`,
  })
  declare shortestInterval?: string

  async run() {
    const { InvalidTokenRequest: Refusal } = await import('#access/errors')
    const { IssueToken } = await import('#access/issue_token')
    await this.refuseOn(Refusal, async () => {
      const issue = await this.app.container.make(IssueToken)
      const issued = await issue.run({
        name: this.name ?? '',
        abilities: (this.abilities ?? '').split(',').flatMap((name) => name.trim() || []),
        days: this.#days(Refusal),
        caps: this.#caps(Refusal),
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

  #caps(Refusal: typeof InvalidTokenRequest): Partial<TokenCaps> {
    const given: Record<CapName, string | undefined> = {
      messages_per_day: this.messagesPerDay,
      segments_per_day: this.segmentsPerDay,
      schedules_in_force: this.schedules,
      shortest_interval_seconds: this.shortestInterval,
    }
    const caps = CAP_NAMES.flatMap((name) => {
      const text = given[name]
      if (text === undefined) return []
      if (/^\d{1,9}$/.test(text)) return [[name, Number(text)]]
      throw new Refusal(`${CAPS[name].flag} is "${text}", allowed: a whole number`)
    })
    return Object.fromEntries(caps)
  }

  #show({ id, name, abilities, expiresAt, caps, token }: IssuedToken) {
    const value = token.release()
    if (this.json) {
      this.printJson({ token: value, id, name, abilities, expiresAt, caps })
      return
    }
    this.logger.success(
      `Token ${id} of "${name}" for ${abilities.join(', ')}, until ${expiresAt.toISO()}. It is shown only once:`
    )
    this.logger.info(
      `At most ${caps.messages_per_day} messages and ${caps.segments_per_day} segments a day, ${caps.schedules_in_force} schedules in force, one run every ${caps.shortest_interval_seconds} s.`
    )
    console.log(value)
  }
}
