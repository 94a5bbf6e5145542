import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

export default class TokenRevoke extends BaseCommand {
  static commandName = 'token:revoke'
  static description = 'Take back one token by its id, or all of a client by its name'
  static help = [
    'It takes effect with the next request.',
    'Exit codes: 0 revoked · 1 there is none.',
    '  {{ binaryName }} token:revoke 7',
    '  {{ binaryName }} token:revoke "clinic system"',
  ]
  static options: CommandOptions = { startApp: true }

  @args.string({ description: 'An id or a name, as token:list shows them' })
  declare which: string

  @flags.boolean({ description: 'Print one JSON document and nothing else' })
  declare json: boolean

  async run() {
    const { userInfo } = await import('node:os')
    const { InvalidTokenRequest } = await import('#app/api/errors')
    const { RevokeTokens } = await import('#app/api/revoke_tokens')
    try {
      const revoke = await this.app.container.make(RevokeTokens)
      const revoked = await revoke.run({ which: this.which, actor: `cli:${userInfo().username}` })
      if (this.json) console.log(JSON.stringify({ revoked }))
      else
        for (const { id, name } of revoked) this.logger.success(`Revoked token ${id} of "${name}"`)
    } catch (error) {
      if (!(error instanceof InvalidTokenRequest)) throw error
      if (this.json) console.log(JSON.stringify({ error: error.message }))
      else this.logger.error(error.message)
      this.exitCode = 1
    }
  }
}
