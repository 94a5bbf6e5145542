import { RappelCommand } from './_rappel_command.js'

export default class TokenList extends RappelCommand {
  static commandName = 'token:list'
  static description = 'List API tokens with their abilities and expiry'
  static help = [
    'The tokens themselves are not stored. Revoked tokens are gone; expired ones are listed.',
  ]

  async run() {
    const { ListTokens } = await import('#access/list_tokens')
    const list = await this.app.container.make(ListTokens)
    const tokens = await list.run()
    if (this.json) {
      this.printJson({ tokens })
      return
    }
    if (tokens.length === 0) {
      this.logger.info('There are no tokens: "node ace token:create" creates one')
      return
    }
    const table = this.ui.table()
    table.head(['Id', 'Name', 'Abilities', 'Valid until', 'Last used'])
    for (const { id, name, abilities, expiresAt, expired, lastUsedAt } of tokens) {
      const until = `${expiresAt.toISO()}${expired ? ' (expired)' : ''}`
      table.row([String(id), name, abilities.join(', '), until, lastUsedAt?.toISO() ?? 'never'])
    }
    table.render()
  }
}
