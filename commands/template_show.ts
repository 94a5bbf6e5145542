import { TemplateCommand } from './_template_command.js'
import type { ShownTemplate } from '#desk/templates/show_template'

export default class TemplateShow extends TemplateCommand {
  static commandName = 'template:show'
  static description = 'Show a text with all its earlier versions'
  static help = [
    'The newest version is the one in use. A message keeps the number of the version it was sent with.',
    'Exit codes: 0 shown · 1 there is no such text.',
    '  {{ binaryName }} template:show --type=7_day_reminder --language=fr',
  ]

  async run() {
    const { type, language } = this
    if (!this.has('type', type)) return
    await this.withTemplates(async (service) => {
      const shown = await service.show({ type, language })
      await this.print(shown, () => this.#show(shown))
    })
  }

  #show({ type, language, versions }: ShownTemplate) {
    this.printFields([
      ['type', type],
      ['language', language],
    ])
    for (const [place, { version, body, by, at }] of versions.entries()) {
      this.logger.log('')
      this.printFields([
        ['version', place === 0 ? `${version}, in use` : String(version)],
        ['by', by === 'rappel' ? 'came with Rappel' : by],
        ['since', `${at} UTC`],
        ['text', body],
      ])
    }
  }
}
