import { inject } from '@adonisjs/core'
import app from '@adonisjs/core/services/app'
import type { PreviewRequest } from '#desk/templates/preview_template'
import type { RemoveTemplateRequest } from '#desk/templates/remove_template'
import type { SetTemplateRequest } from '#desk/templates/set_template'
import { RunningWork } from '#services/running_work'

/** The texts of messages, and what people do with them. */
@inject()
export class TemplateService {
  constructor(private readonly work: RunningWork) {}

  /** The text in use for each type and language, and the rules that have none. */
  list(filter: { type?: string; language?: string } = {}) {
    return this.work.perform(
      () => import('#desk/templates/list_templates').then((part) => part.ListTemplates),
      (templates) => templates.run(filter)
    )
  }

  /** One text with its earlier versions. */
  show(request: { type: string; language?: string }) {
    return this.work.perform(
      () => import('#desk/templates/show_template').then((part) => part.ShowTemplate),
      (template) => template.run(request)
    )
  }

  /** Checks a text and puts it to use. */
  set(request: Omit<SetTemplateRequest, 'root'>) {
    return this.work.perform(
      () => import('#desk/templates/set_template').then((part) => part.SetTemplate),
      (template) => template.run({ ...request, root: app.makePath() })
    )
  }

  /** Every version of a text, the newest first, with who wrote it and why. */
  history(address: { type: string; language: string }) {
    return this.work.perform(
      () => import('#desk/templates/show_template').then((part) => part.ShowTemplate),
      (template) => template.history(address)
    )
  }

  /** Whether another text would stand in for this one. */
  canRemove(address: { type: string; language: string }) {
    return this.work.perform(
      () => import('#desk/templates/remove_template').then((part) => part.RemoveTemplate),
      (template) => template.canRemove(address)
    )
  }

  /** Ends the text of a type in one language. */
  remove(request: RemoveTemplateRequest) {
    return this.work.perform(
      () => import('#desk/templates/remove_template').then((part) => part.RemoveTemplate),
      (template) => template.run(request)
    )
  }

  /** A text as sample children, or a patient, would get it. */
  preview(request: PreviewRequest) {
    return this.work.perform(
      () => import('#desk/templates/preview_template').then((part) => part.PreviewTemplate),
      (template) => template.run(request)
    )
  }
}
