import { args } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'

export default class TokenRevoke extends RappelCommand {
  static commandName = 'token:revoke'
  static description = 'Revoke one token by its id, or all of a client by its name'
  static help = [
    'It takes effect with the next request.',
    'Exit codes: 0 revoked · 1 there is no such token.',
    '  {{ binaryName }} token:revoke 7',
    '  {{ binaryName }} token:revoke "clinic system"',
  ]

  @args.string({ description: 'An id or a name, as token:list shows them' })
  declare which: string

  async run() {
    const { InvalidTokenRequest } = await import('#access/errors')
    const { RevokeTokens } = await import('#access/revoke_tokens')
    await this.refuseOn(InvalidTokenRequest, async () => {
      const revoke = await this.app.container.make(RevokeTokens)
      const revoked = await revoke.run({ which: this.which, actor: this.actor })
      if (this.json) this.printJson({ revoked })
      else
        for (const { id, name } of revoked) this.logger.success(`Revoked token ${id} of "${name}"`)
    })
  }
}
