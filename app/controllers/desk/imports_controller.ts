import { setTimeout as delay } from 'node:timers/promises'
import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { importPage } from '#app/pages/imports/import_page'
import { importsPage } from '#app/pages/imports/imports_page'
import { Readers } from '#app/pages/readers'
import { actorInWords } from '#dashboard/actor_in_words'
import { renderLive } from '#dashboard/live_page'
import { userOf } from '#dashboard/user_of'
import { RouteNotFound } from '#exceptions/route_not_found'
import type { ReceivedFile } from '#imports/uploads/upload_folder'
import { FILE_FIELD } from '#middleware/receive_upload'
import { inBackground } from '#promises/in_background'
import { AuditService } from '#services/audit_service'
import { ImportService } from '#services/import_service'
import { PageService } from '#services/page_service'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { ROW_ID } from '#values/row_id'

const PAGE = 20

/** Most files are checked within this; of the others the page shows how far they are. */
const WAIT_FOR_CHECK_MS = 1_500

/** Files of children: uploaded, shown what they would do, and imported. */
@inject()
export default class ImportsController {
  constructor(
    private readonly imports: ImportService,
    private readonly names: PageService,
    private readonly audit: AuditService,
    private readonly settings: SmsSchedulerConfig,
    private readonly readers: Readers
  ) {}

  async index(ctx: HttpContext) {
    const { before } = ctx.request.qs()
    const after = typeof before === 'string' && ROW_ID.test(before) ? Number(before) : null
    const found = await this.imports.list({ after, take: PAGE + 1 })
    const byCommand =
      after === null ? await this.imports.listByCommand({ after: null, take: PAGE }) : []
    const uploads = found.slice(0, PAGE)
    const actors = [...uploads, ...byCommand].flatMap(({ actor }) => actor ?? [])
    const names = await this.names.nameActors(actors)
    const page = importsPage(this.readers.of(ctx), {
      uploads,
      byCommand,
      next: found.length > PAGE ? uploads[PAGE - 1].id : null,
      isLater: after !== null,
      limits: this.settings.imports,
      nameOf: (actor) => actorInWords(actor, names, ctx.i18n),
    })
    return ctx.view.render('pages/imports', { page })
  }

  async store(ctx: HttpContext) {
    const { i18n, request, response, session } = ctx
    const file = request.file(FILE_FIELD)
    if (!file?.meta?.file) {
      session.flash('problem', i18n.t('imports.no_file'))
      return response.redirect('/imports')
    }
    const { upload, isNew } = await this.imports.accept(file.meta as ReceivedFile, {
      name: file.clientName,
      actor: userOf(ctx).actor,
    })
    if (isNew) file.markAsMoved(file.meta.file, file.meta.file)
    else session.flash('warning', i18n.t('imports.same_file'))
    await Promise.race([this.#workOff(ctx), delay(WAIT_FOR_CHECK_MS)])
    return response.redirect(`/imports/${upload.id}`)
  }

  async show(ctx: HttpContext) {
    const upload = await this.imports.byId(Number(ctx.params.id))
    if (!upload) throw new RouteNotFound()
    const { id, actor, confirmedBy, endedBy } = upload
    const names = await this.names.nameActors([actor, confirmedBy ?? '', endedBy ?? ''])
    const page = importPage(this.readers.of(ctx), upload, {
      limits: this.settings.imports,
      nameOf: (one) => actorInWords(one, names, ctx.i18n),
    })
    if (page.preview && page.preview.rejections.length > 0)
      await this.audit.recordRead({
        actor: userOf(ctx).actor,
        what: 'import_preview',
        subject: `import_upload:${id}`,
      })
    return renderLive(ctx, 'pages/import', { page })
  }

  /** Resolves once this process has nothing left to do; whatever goes wrong is in the log. */
  #workOff(ctx: HttpContext): Promise<void> {
    return new Promise((resolve) =>
      inBackground(
        () => this.imports.workOff().then(() => resolve()),
        (error) => {
          ctx.logger.error({ err: error }, 'uploads could not be worked on')
          resolve()
        }
      )
    )
  }
}
