import type { DateTime } from 'luxon'
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
    const rows = tokens.map(({ id, name, abilities, expiresAt, expired, lastUsedAt }) => {
      const until = `${minuteOf(expiresAt)}${expired ? ' (expired)' : ''}`
      return [
        String(id),
        name,
        until,
        lastUsedAt ? minuteOf(lastUsedAt) : 'never',
        abilities.join(', '),
      ]
    })
    this.printTable(['Id', 'Name', 'Valid until', 'Last used', 'Abilities'], rows, [
      'Id',
      'Valid until',
    ])
  }
}

function minuteOf(instant: DateTime): string {
  return `${instant.toUTC().toFormat('yyyy-MM-dd HH:mm')}Z`
}
