import { TemplateCommand } from './_template_command.js'
import type { ListedTemplates } from '#desk/templates/list_templates'

export default class TemplateList extends TemplateCommand {
  static commandName = 'template:list'
  static description = 'List the texts of messages by type and language'
  static help = [
    'Rules of config/sms_scheduler.ts without a text in the default language are named below.',
    'Exit codes: 0 listed · 1 failed.',
    '  {{ binaryName }} template:list',
    '  {{ binaryName }} template:list --language=fr --json',
  ]

  async run() {
    await this.withTemplates(async (service) => {
      const { type, language } = this
      const listed = await service.list({ type, language })
      await this.print(listed, () => this.#show(listed))
    })
  }

  async #show({ templates, missing }: ListedTemplates) {
    const { withoutTextInWords } = await import('#reminders/rules_without_text')
    if (templates.length === 0) this.logger.info('There is no such text')
    else
      this.printTable(
        ['Type', 'Language', 'Version', 'By', 'Since (UTC)', 'Text'],
        templates.map(({ type, language, version, by, at, body }) => [
          type,
          language,
          String(version),
          by,
          at,
          body,
        ]),
        ['Type', 'Language', 'Version']
      )
    for (const rule of missing) this.logger.warning(withoutTextInWords(rule))
  }
}
