import { flags } from '@adonisjs/core/ace'
import { readTextFile } from './_read_text_file.js'
import { TemplateCommand } from './_template_command.js'
import type { TemplatePreview as Preview } from '#desk/templates/preview_template'

export default class TemplatePreview extends TemplateCommand {
  static commandName = 'template:preview'
  static description = 'Show a text as sample children, or a patient, would get it, and its cost'
  static help = [
    'With --file it shows a text that is not saved. Nothing is sent.',
    'Exit codes: 0 shown, all of it can be sent · 1 there is no such text or patient, or somebody could not get it.',
    '  {{ binaryName }} template:preview --type=7_day_reminder --language=fr',
    '  {{ binaryName }} template:preview --type=7_day_reminder --language=fr --file=text.txt',
    '  {{ binaryName }} template:preview --type=overdue_reminder --patient=CM-YDE-0001',
  ]

  @flags.string({ description: 'A file with another text than the one in use' })
  declare file?: string

  @flags.string({ description: 'The reference of a patient, instead of sample children' })
  declare patient?: string

  async run() {
    const { type, language, patient } = this
    if (!this.has('type', type)) return
    const file = this.file === undefined ? undefined : await readTextFile(this.file)
    if (file && !file.ok) return this.refuse(file.fault)
    await this.withTemplates(async (service) => {
      const request = { type, language, body: file?.text, patientRef: patient }
      const preview = await service.preview(request)
      const { patientId } = preview
      if (patientId !== null)
        await this.recordRead({ what: 'patients', subject: `patient:${patientId}` })
      if (preview.texts.some(({ fault }) => fault !== null)) this.exitCode = 1
      await this.print(preview, () => this.#show(preview))
    })
  }

  #show({ type, language, version, texts }: Preview) {
    this.printFields([
      ['type', type],
      ['language', language],
      ['version', version === null ? 'not saved' : String(version)],
    ])
    this.showTexts(texts)
  }
}
