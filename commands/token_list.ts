import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

export default class TokenList extends BaseCommand {
  static commandName = 'token:list'
  static description = 'Show who has tokens for the API, for what, and until when'
  static help = [
    'The tokens themselves are nowhere. Revoked ones are gone; expired ones are shown.',
  ]
  static options: CommandOptions = { startApp: true }

  @flags.boolean({ description: 'Print one JSON document and nothing else' })
  declare json: boolean

  async run() {
    const { ListTokens } = await import('#app/api/list_tokens')
    const list = await this.app.container.make(ListTokens)
    const tokens = await list.run()
    if (this.json) {
      console.log(JSON.stringify({ tokens }))
      return
    }
    if (tokens.length === 0) {
      this.logger.info('There are no tokens: "node ace token:create" makes one')
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
