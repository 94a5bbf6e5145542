import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { noteOf } from '#app/pages/messages/message_question'
import { Readers } from '#app/pages/readers'
import { InvalidSchedule } from '#schedules/manage/invalid_schedule'
import type { PlannedSchedule } from '#schedules/manage/planned_schedule'
import type { Schedule } from '#schedules/manage/stored_schedule'
import { ScheduleService } from '#services/schedule_service'
import { formFaults, type FormFaults } from './form_faults.js'
import { readForm, type ScheduleForm } from './schedule_form.js'
import { scheduleFormPage, schedulePreviewPage } from './schedule_form_page.js'

/** What a form is about. */
export interface ScheduleTarget {
  /** Null for a new one. */
  schedule: Schedule | null
  expected: { version: number } | { key: string }
}

interface Work {
  /** Null if it cannot be done any more, whatever the form says. */
  preview: (form: ScheduleForm) => Promise<PlannedSchedule | null>
  save: (form: ScheduleForm, reason: string) => Promise<unknown>
  refuse: () => unknown
}

/** A schedule is filled in, looked at, and saved: three pages, for a new one as for a change. */
@inject()
export class ScheduleSteps {
  constructor(
    private readonly schedules: ScheduleService,
    private readonly readers: Readers
  ) {}

  async fill(
    ctx: HttpContext,
    target: ScheduleTarget,
    form: ScheduleForm,
    faults: FormFaults = {}
  ): Promise<string> {
    const jobs = await this.schedules.jobs()
    const page = scheduleFormPage(this.readers.of(ctx), { ...target, form, faults, jobs })
    return ctx.view.render('pages/schedule_form', { page })
  }

  /** `do`: `save`, `change` to fill it in further, or else to look at it. */
  async answer(ctx: HttpContext, target: ScheduleTarget, { preview, save, refuse }: Work) {
    const { request, response, view } = ctx
    const reader = this.readers.of(ctx)
    const form = readForm(request.body(), target.schedule?.timezone ?? reader.zone)
    const wish = request.input('do')
    if (wish === 'change') return this.fill(ctx, target, form)
    try {
      const planned = await preview(form)
      if (!planned) return refuse()
      const reason = noteOf(ctx)
      if (wish === 'save' && reason !== undefined) return await save(form, reason)
      const isReasonMissing = wish === 'save'
      if (isReasonMissing) response.status(422)
      const page = schedulePreviewPage(reader, { ...target, form, planned, isReasonMissing })
      return await view.render('pages/schedule_preview', { page })
    } catch (error) {
      if (!(error instanceof InvalidSchedule)) throw error
      response.status(422)
      return this.fill(ctx, target, form, formFaults(reader, error.faults, form))
    }
  }
}
