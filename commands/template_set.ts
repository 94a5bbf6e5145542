import { flags } from '@adonisjs/core/ace'
import { readTextFile } from './_read_text_file.js'
import { TemplateCommand } from './_template_command.js'
import type { SetTemplateResult } from '#desk/templates/set_template'

type Set = (dryRun: boolean) => Promise<SetTemplateResult>

export default class TemplateSet extends TemplateCommand {
  static commandName = 'template:set'
  static description = 'Check a text and use it for a message type and language'
  static help = [
    'The text is the content of a file in UTF-8; docs/templates.md describes its form. It is refused if somebody could not get it.',
    'Earlier versions are kept. Messages that have not left are sent with the new text, so where there is one already you are asked; elsewhere than at a terminal, --yes is needed.',
    'Exit codes: 0 done, or it is the text in use already · 1 the text cannot be used, or was not agreed to.',
    '  {{ binaryName }} template:set --type=7_day_reminder --language=fr --file=text.txt --dry-run',
    '  {{ binaryName }} template:set --type=7_day_reminder --language=fr --file=text.txt --yes',
  ]

  @flags.string({ description: 'The file with the text' })
  declare file?: string

  @flags.boolean({ description: 'Check and show it, change nothing' })
  declare dryRun: boolean

  @flags.boolean({ description: 'Use it without asking' })
  declare yes: boolean

  async run() {
    const { type, language, file: path } = this
    if (!this.has('type', type) || !this.has('language', language) || !this.has('file', path))
      return
    const file = await readTextFile(path)
    if (!file.ok) return this.refuse(file.fault)
    await this.withTemplates(async (service) => {
      const request = { type, language, body: file.text, actor: this.actor }
      await this.#run((dryRun) => service.set({ ...request, dryRun }))
    })
  }

  async #run(set: Set) {
    const planned = await set(true)
    if (this.dryRun || !planned.changed) return this.print(planned, () => this.#show(planned))
    if (planned.before !== null && !this.yes && !(await this.#isAgreedTo(planned))) return
    const done = await set(false)
    await this.print(done, () => this.#show(done))
  }

  #isAgreedTo(planned: SetTemplateResult): Promise<boolean> {
    if (this.canAsk) this.#show(planned)
    const { type, language, before } = planned
    return this.isAgreed(
      `Send messages of type ${type} in ${language} with this text instead of version ${before}?`
    )
  }

  #show({ type, language, version, changed, dryRun, measure, warnings }: SetTemplateResult) {
    for (const warning of warnings) this.logger.warning(warning)
    const name = `${type} (${language})`
    if (!changed) this.logger.info(`${name} has this text already, as version ${version}`)
    else if (dryRun)
      this.logger.info(`Nothing was changed: it would be version ${version} of ${name}`)
    else this.logger.success(`Version ${version} of ${name} is in use`)
    if (changed) this.logger.info(costInWords(measure))
  }
}

/** For example `Of 2214 texts of a sample, 2190 cost one segment, 24 more`. */
function costInWords({
  texts,
  segments: [one = 0, ...more],
}: SetTemplateResult['measure']): string {
  const dearer = more.reduce((sum, count) => sum + count, 0)
  return `Of ${texts} texts of a sample, ${one} cost one segment, ${dearer} cost more`
}
