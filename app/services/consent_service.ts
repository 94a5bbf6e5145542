import { inject } from '@adonisjs/core'
import type { ConsentFilter } from '#consents/list_consents'
import type { ConsentRequest } from '#consents/record_consent'
import type { Period } from '#consents/state_before_replies'
import { RunningWork } from '#services/running_work'

const loadRecordConsent = () =>
  import('#consents/record_consent').then(({ RecordConsent }) => RecordConsent)

const loadShowConsent = () =>
  import('#consents/show_consent').then(({ ShowConsent }) => ShowConsent)

const loadUndoReplies = () =>
  import('#consents/undo_replies').then(({ UndoReplies }) => UndoReplies)

/** The consent of numbers. */
@inject()
export class ConsentService {
  constructor(private readonly work: RunningWork) {}

  /** Records the consent of a number and its effect on messages. */
  record(request: ConsentRequest) {
    return this.work.perform(loadRecordConsent, (record) => record.run(request))
  }

  /** The effect of `record`; changes nothing. */
  preview(request: ConsentRequest) {
    return this.work.perform(loadRecordConsent, (record) => record.rehearse(request))
  }

  /** Why nothing may be sent to a number (E.164); null if it may. */
  refusalOf(phoneNumber: string) {
    return this.work.perform(
      () => import('#consents/find_refusal').then(({ FindRefusal }) => FindRefusal),
      (refusal) => refusal.run(phoneNumber)
    )
  }

  /** Takes back what replies of a period changed, where they were forged. */
  undoReplies(request: Period & { actor: string }) {
    return this.work.perform(loadUndoReplies, (undo, signal) => undo.run(request, { signal }))
  }

  /** How many numbers that would change. */
  previewUndo(period: Period) {
    return this.work.perform(loadUndoReplies, (undo) => undo.preview(period))
  }

  /** The consent of a number (E.164) with its history. */
  ofNumber(phoneNumber: string) {
    return this.work.perform(loadShowConsent, (show) => show.ofNumber(phoneNumber))
  }

  /** One consent with its history; null where no consent has this id. */
  byId(id: number) {
    return this.work.perform(loadShowConsent, (show) => show.byId(id))
  }

  list(filter: ConsentFilter) {
    return this.work.perform(
      () => import('#consents/list_consents').then(({ ListConsents }) => ListConsents),
      (list) => list.run(filter)
    )
  }
}
